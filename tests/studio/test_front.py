"""The studio's web page over HTTP: what it may do, that all of it comes from here, that it speaks every language."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from skill import i18n
from skill.studio import front
from skill.studio.render import storyboard
from tests.studio.parts import Running, Start, words

PARTS = sorted(path for path in front.FOLDER.iterdir() if path.suffix != ".html")
SCRIPTS = {path.name: path.read_text("utf-8") for path in PARTS if path.suffix == ".js"}
HTML = (front.FOLDER / "index.html").read_text("utf-8")
NAMESPACE = "http://www.w3.org/2000/svg"


def flat(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, tuple | list):
        yield path, " ".join(node)
    else:
        for key, value in node.items():
            yield from flat(value, f"{path}.{key}".lstrip("."))


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{([a-z]+)}", text))


def test_the_page_runs_only_what_this_studio_serves_and_is_framed_by_nobody(shared: Running) -> None:
    answer = shared.anybody().http.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "media", "font", "connect")} == {"'self'"}
    # A picture of its own making: what stands in the player before it plays.
    assert policy["img-src"] == "'self' blob:"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_every_part_of_the_page_is_served_as_what_it_is(shared: Running, part: Path) -> None:
    answer = shared.anybody().http.get(f"/page/{part.name}")
    assert answer.content == part.read_bytes()
    assert answer.headers["content-type"].partition(";")[0] == front.KINDS[part.suffix]


def test_the_typeface_for_systems_without_chinese_ones_is_there(shared: Running) -> None:
    answer = shared.anybody().http.head("/page/chinese.ttf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "font/ttf")


@pytest.mark.parametrize(
    "name", ["index.html", "nothing.js", "..%2Ffront.py", "%2e%2e%2fapp.py", "page", "%00.js"]
)
def test_nothing_else_of_the_disk_is_served(shared: Running, name: str) -> None:
    assert shared.anybody().http.get(f"/page/{name}").status_code == 404


def test_no_part_of_the_page_comes_from_another_address_or_makes_markup_of_text() -> None:
    everything = [HTML, *(path.read_text("utf-8") for path in PARTS)]
    found = [url for text in everything for url in re.findall(r"(?:\w+:)?//[\w.]+\.\w+[^\s\"']*", text)]
    assert set(found) == {NAMESPACE}
    markup = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc"
    )
    assert [name for name, script in SCRIPTS.items() if markup.search(script)] == []
    assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?! type=\"(?:application/json|module)\")", HTML)


def test_the_token_goes_into_a_header_and_nowhere_else() -> None:
    for name, script in SCRIPTS.items():
        lines = [line for line in script.splitlines() if "${token}" in line]
        assert all("Bearer ${token}" in line for line in lines), name
        assert not re.search(r"[?&]token|document\.cookie", script)


@pytest.mark.parametrize("language", i18n.languages())
def test_the_page_speaks_every_language(shared: Running, language: str) -> None:
    answer = shared.anybody().http.get("/", headers={"Accept-Language": language})
    assert f'<html lang="{language}">' in answer.text
    embedded = re.search(r'id="words">(.*?)</script>', answer.text, re.DOTALL)
    assert embedded
    said = json.loads(embedded[1])
    assert set(said) == set(i18n.languages())
    wanted, there = dict(flat(i18n.load("en", "page"))), dict(flat(said[language]))
    assert set(wanted) == set(there)
    assert all(there.values())
    asks = {key for key in wanted if key.startswith("asks.")}
    assert {k: placeholders(t) for k, t in wanted.items() if k not in asks} == {
        k: placeholders(t) for k, t in there.items() if k not in asks
    }


def test_words_cannot_end_the_element_they_stand_in(shared: Running) -> None:
    answer = shared.anybody().http.get("/").text
    inside = answer.partition('id="words">')[2].partition("</script>")[0]
    assert "<" not in inside


def test_every_word_the_page_says_is_there_and_every_word_there_is_said() -> None:
    known = {key for key, _ in flat(i18n.load("en", "page"))}
    said = set(re.findall(r'data-(?:say|label)="([\w.]+)"', HTML)) | {"title", "noscript", "name"}
    for script in SCRIPTS.values():
        said |= set(re.findall(r'say\("([\w.]+)"', script))
        said |= set(re.findall(r'\? "(\w+)" :', script)) | set(re.findall(r' : "(\w+)"\)?', script))
        for family in re.findall(r"say\(`(\w+)\.\$", script) + re.findall(r"`(rendering)\.\$", script):
            said |= {key for key in known if key.startswith(f"{family}.")}
    said |= {key for key in known if key.startswith("asks.")}
    assert known - said == set()
    assert {key for key in said if "." in key} <= known


@pytest.mark.parametrize(
    ("kind", "text", "asked"),
    [
        ("file", "export", True),
        ("file", "Please export it now!", True),
        ("file", "download the video", True),
        ("file", "make it 10 seconds", False),
        ("file", "make it louder", False),
        ("file", "a video about coffee exports", False),
        ("file", "导出", True),
        ("file", "帮我导出视频吧", True),
        ("file", "先别导出", False),
        ("file", "exporta el vídeo", True),
        ("preview", "preview", True),
        ("preview", "show me a preview", True),
        ("preview", "预览一下", True),
        ("preview", "vista previa", True),
        ("preview", "add the title 'Preview'", False),
        ("then_file", "make the title bigger and export", True),
        ("then_file", "把音乐调小然后导出", True),
        ("then_file", "hazlo cuadrado y expórtalo", True),
        ("then_file", "don't export yet", False),
        ("then_file", "export a square version", True),
        ("then_file", "导出竖屏版", True),
        ("then_file", "exporta una versión cuadrada", True),
        ("file_in", "download it as 720p", True),
        ("file_in", "export in 540p please", True),
        ("file_in", "导出720p", True),
        ("file_in", "descárgalo en 720p", True),
        ("file_in", "make it 720p", False),
        ("file_in", "make the title 720 wide", False),
    ],
)
def test_a_message_for_the_page_itself_is_known_in_every_language(kind: str, text: str, asked: bool) -> None:
    patterns = [i18n.load(language, "page")["asks"][kind] for language in i18n.languages()]
    spelt = [pattern.replace("(?<p>", "(?P<p>") for pattern in patterns]
    assert any(re.search(pattern, text, re.IGNORECASE) for pattern in spelt) is asked


def test_the_page_cuts_the_storyboard_where_the_renderer_put_the_scenes() -> None:
    constants = dict(re.findall(r"const (\w+) = (\d+);", SCRIPTS["drawing.js"]))
    assert (int(constants["LONG_SIDE"]), int(constants["GAP"])) == (storyboard.LONG_SIDE, storyboard.GAP)


@pytest.mark.parametrize("language", i18n.languages())
def test_the_page_names_no_command_that_who_reads_it_may_not_have(language: str) -> None:
    words = {key: text for key, text in i18n.load(language, "page").items() if key != "title"}
    assert "text-to-ai" not in str(words)


def test_the_page_is_no_part_of_the_documented_protocol(shared: Running) -> None:
    found = shared.anybody().http.get("/openapi.json").json()["paths"]
    assert not [path for path in found if path == "/" or path.startswith("/page")]


def test_an_answer_in_plain_talk_has_words_and_no_screen_in_it(start: Start) -> None:
    user = start(silent_share=1.0, gui_talk=True).caller()
    user.http.headers["X-Plain-Talk"] = "1"
    assert [words(user.say(text)) for text in ("one", "two")] == ["Made: one", "Made: two"]
    user.http.headers["X-Plain-Talk"] = "0"
    assert words(user.say("three")) == ""


def test_placeholders_are_filled_in_by_name_only() -> None:
    for language in i18n.languages():
        for key, text in flat(i18n.load(language, "page")):
            if not key.startswith("asks."):
                assert all(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
