"""The page in a real browser: a message becomes scenes, a preview and a file. Needs Chromium on the computer."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import av
import httpx
import pytest

from skill.studio.options import Options
from skill.studio.serve import InThread
from tests.studio import browser
from tests.studio.browser import Browser
from tests.studio.parts import Running, Start

pytestmark = pytest.mark.skipif(
    browser.PROGRAM is None,
    reason="no chromium, chromium-browser or google-chrome on the PATH; install one to drive the page in it",
)
TEXT = "Tea House Linden opens on Saturday. Forty kinds of tea."


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def say(tab: Browser, text: str) -> None:
    tab.run("document.querySelector('#message').focus()")
    tab.type(text, "Enter")
    tab.until("!document.querySelector('#send').disabled")


def drop(tab: Browser, name: str, content: bytes) -> None:
    tab.run(f"""((data) => {{
        data.items.add(new File([new Uint8Array({list(content)})], {json.dumps(name)}, {{type: 'image/png'}}));
        document.dispatchEvent(new DragEvent('drop', {{dataTransfer: data, bubbles: true, cancelable: true}}));
    }})(new DataTransfer())""")


def quiet(tab: Browser) -> Browser:
    """A page that asks for no preview by itself: tests of the talk have no real renderer."""
    tab.run("((box) => { if (box.checked) box.click(); })(document.querySelector('#auto'))")
    return tab


def fresh(tab: Browser, url: str) -> Browser:
    tab.tab()
    tab.noticed.clear()
    tab.go(f"{url}/")
    tab.run("(localStorage.clear(), sessionStorage.clear())")
    tab.go(f"{url}/?fresh")
    tab.until("document.querySelectorAll('#log li').length === 1")
    return tab


def test_a_message_becomes_scenes_a_preview_an_edit_and_a_file(chromium: Browser, tmp_path: Path) -> None:
    with InThread(tmp_path / "studio", Options()) as studio:
        tab = fresh(chromium, studio.url)
        say(tab, f"make a 2-second square video: {TEXT}")
        tab.until("document.querySelectorAll('#board li').length")
        tab.until("document.querySelector('#board').ariaBusy === 'false'")
        drawn = (
            "[...document.querySelector('#board canvas').getContext('2d').getImageData(0, 0, 99, 99).data]"
        )
        assert tab.run(f"new Set({drawn}).size") > 20
        tab.until("document.querySelector('#video').videoWidth === 540")
        assert tab.run("document.querySelector('#video').duration") == pytest.approx(2, abs=0.15)
        tab.until("document.querySelector('#video').poster.startsWith('blob:')")
        quiet(tab)
        say(tab, "add the title 'Welcome'")
        tab.until("document.querySelector('#timeline .lane.title .block')")
        say(tab, "export in 540p")
        href = tab.until(
            "!document.querySelector('#file').hidden && document.querySelector('#download').href"
        )
        part = httpx.get(href, headers={"Range": "bytes=0-99"}, trust_env=False)
        assert (part.status_code, len(part.content)) == (206, 100)
        with av.open(io.BytesIO(httpx.get(href, trust_env=False).content)) as video:
            assert (video.streams.video[0].width, video.streams.video[0].codec.name) == (540, "h264")
        assert "click" not in tab.run("document.querySelector('#log').innerText").lower()
        # A reload brings everything back: the talk, the drawing and the file.
        said = tab.run("document.querySelectorAll('#log li').length")
        tab.go(f"{studio.url}/")
        tab.until("!document.querySelector('#file').hidden && document.querySelector('#board li')")
        assert tab.run("document.querySelectorAll('#log li').length") == said
        assert tab.complaints() == []
        token = json.loads(tab.run("localStorage.getItem('text-to-ai.token')"))
        asked = tab.asked()
        assert not [url for url in asked if token in url]
        assert not [url for url in asked if url.startswith("http") and not url.startswith(studio.url)]


def test_words_of_others_stay_words(chromium: Browser, shared: Running) -> None:
    tab = quiet(fresh(chromium, shared.url))
    evil = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"
    say(tab, evil)
    tab.until("document.querySelectorAll('#board li').length")
    assert (
        tab.run("document.querySelectorAll('#log img, #log script, #board img, #timeline img').length") == 0
    )
    assert evil in tab.run("document.querySelector('#log').innerText")
    assert tab.run("document.title") != "broken"


def test_a_refusal_is_told_in_the_language_of_the_page_and_the_page_goes_on(
    chromium: Browser, shared: Running
) -> None:
    tab = quiet(fresh(chromium, shared.url))
    tab.run("((l) => { l.value = 'zh-CN'; l.onchange(); })(document.querySelector('#language'))")
    assert tab.run("document.documentElement.lang") == "zh-CN"
    drop(tab, "words.png", b"words")
    tab.until("document.querySelector('#log li.error')")
    assert "words.png" in tab.run("document.querySelector('#log li.error').innerText")
    assert "无法" in tab.run("document.querySelector('#log li.error').innerText")
    say(tab, "晨光咖啡")
    assert "Made: 晨光咖啡" in tab.run("document.querySelector('#log').innerText")


def test_a_picture_that_is_dropped_is_uploaded(chromium: Browser, shared: Running, png: bytes) -> None:
    tab = quiet(fresh(chromium, shared.url))
    drop(tab, "cat.png", png)
    tab.until("document.querySelectorAll('#log li.user').length")
    assert "cat.png" in tab.run("document.querySelector('#log').innerText")


def test_two_tabs_have_one_account_and_a_video_each(chromium: Browser, start: Start) -> None:
    studio = start()
    first = quiet(fresh(chromium, studio.url))
    say(first, "one")
    token = first.run("localStorage.getItem('text-to-ai.token')")
    second = first
    second.tab()
    second.go(f"{studio.url}/")
    second.until("document.querySelectorAll('#board li').length")
    second.run("document.querySelector('#new').click()")
    say(second, "two")
    assert second.run("localStorage.getItem('text-to-ai.token')") == token
    assert second.run("document.querySelectorAll('#videos option').length") == 2
    assert "Made: one" not in second.run("document.querySelector('#log').innerText")


def test_a_token_that_ran_out_is_replaced_and_the_message_goes_out_once(
    chromium: Browser, start: Start
) -> None:
    now = [1_700_000_000.0]
    studio = start(parts={"clock": lambda: now[0]}, token_seconds=60.0)
    tab = quiet(fresh(chromium, studio.url))
    say(tab, "one")
    now[0] += 61
    say(tab, "two")
    assert [heard["text"] for heard in studio.director.heard] == ["one", "two"]
    assert "Made: two" in tab.run("document.querySelector('#log').innerText")


def test_a_studio_that_wants_its_key_is_opened_with_it_and_the_message_goes_out(
    chromium: Browser, start: Start
) -> None:
    studio = start(key="a-key-of-my-own")
    tab = quiet(fresh(chromium, studio.url))
    tab.run("document.querySelector('#message').focus()")
    tab.type("hello", "Enter")
    tab.until("document.querySelector('#key').open")
    tab.type("not the key", "Enter")
    tab.until("document.querySelector('#key-wrong').textContent")
    assert studio.director.heard == []
    tab.type("a-key-of-my-own", "Enter")
    tab.until("!document.querySelector('#send').disabled")
    assert "Made: hello" in tab.run("document.querySelector('#log').innerText")
    assert "a-key-of-my-own" not in tab.run(
        "JSON.stringify(localStorage) + document.documentElement.outerHTML"
    )
    say(tab, "again")
    assert [heard["text"] for heard in studio.director.heard] == ["hello", "again"]


def test_who_does_not_know_the_key_is_told_and_nothing_is_lost(chromium: Browser, start: Start) -> None:
    tab = quiet(fresh(chromium, start(key="a-key-of-my-own").url))
    tab.run("document.querySelector('#message').focus()")
    tab.type("hello", "Enter")
    tab.until("document.querySelector('#key').open")
    tab.type("", "Escape")
    tab.until("document.querySelector('#log').innerText.includes('asks for the key')")
    assert not tab.run("document.querySelector('#key').open")


def test_it_can_be_used_with_the_keyboard_and_everything_has_a_name(
    chromium: Browser, shared: Running
) -> None:
    tab = quiet(fresh(chromium, shared.url))
    say(tab, "hello")
    tab.until("document.querySelectorAll('#board li').length")
    tree = tab.ask("Accessibility.getFullAXTree")["nodes"]
    nameless = [
        node["role"]["value"]
        for node in tree
        if not node["ignored"]
        and node["role"]["value"]
        in ("button", "textbox", "combobox", "checkbox", "link", "log", "Video", "img")
        and not node.get("name", {}).get("value")
    ]
    assert nameless == []
    tab.run("document.querySelector('#message').focus()")
    seen = set()
    for _ in range(25):
        tab.type("", "Tab")
        seen.add(
            tab.run(
                "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
            )
        )
    assert {"attach", "send", "preview", "make", "quality", "auto", "new", "language"} <= seen


def test_a_phone_shows_nothing_beyond_its_edge(chromium: Browser, shared: Running) -> None:
    tab = chromium
    tab.tab()
    tab.ask("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=1, mobile=True)
    tab.go(f"{shared.url}/")
    quiet(tab)
    say(tab, "W" * 300)
    tab.until("document.querySelectorAll('#board li').length")
    assert tab.run("document.documentElement.scrollWidth") <= 360
