"""Backend replies, and what is left of them for a chat."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.translator import Action, StreamTranslator, translate

DATA = Path(__file__).parent / "data" / "translation"
ROWS = [
    json.loads(line) for path in sorted(DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
]
GUI = [row for row in ROWS if row["actions"]]
PLAIN = [row for row in ROWS if not row["actions"]]


def faults(row: dict) -> list[str]:
    found = translate(row["text"])
    wanted = {(action["action"], action["mode"]) for action in row["actions"]}
    wrong = [] if {(a.kind, a.mode) for a in found.actions} == wanted else [f"actions {found.actions}"]
    wrong += [f"lost {kept!r}" for kept in row["keep"] if kept not in found.text]
    wrong += [f"left /{gone}/" for gone in row["gone"] if re.search(gone, found.text, re.IGNORECASE)]
    return wrong + ([] if found.text.strip() else ["empty"])


@pytest.mark.parametrize("row", GUI, ids=lambda row: row["id"])
def test_instructions_become_actions_and_facts_stay(row: dict) -> None:
    assert faults(row) == []


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row["id"])
def test_a_reply_without_gui_talk_comes_back_byte_for_byte(row: dict) -> None:
    found = translate(row["text"])
    assert found.text == row["text"]
    assert found.actions == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Done. Click Export.", "export"),
        ("好了。点击导出。", "export"),
        ("Open the Media panel.", "state"),
        ("打开素材面板。", "state"),
        ("Drag the clip to the start.", "edit"),
        ("把片段拖拽到开头。", "edit"),
        ("Preview it in the timeline.", "timeline"),
        ("请在时间线预览。", "timeline"),
    ],
)
def test_the_words_of_the_gui_table_become_their_actions(text: str, kind: str) -> None:
    assert [action.kind for action in translate(text).actions] == [kind]


def test_a_condition_makes_an_offer_in_chat_words() -> None:
    found = translate("It is 0:20 long. If you like it, click Export.")
    assert found.text == "It is 0:20 long. If you like it, just say “export”."
    assert found.actions == (Action("export", "offer"),)


def test_a_reply_that_was_all_instruction_is_answered_with_a_sentence() -> None:
    assert translate("Click Export to download your video.").text == "I'll export it now."
    assert translate("点击导出按钮即可下载。").text == "我这就导出。"


def test_each_kind_of_action_comes_once_and_running_wins() -> None:
    found = translate("If you like it, click Export. Now click Export. Then tap Export.")
    assert found.actions == (Action("export", "run"),)


def test_a_translation_names_the_sentence_behind_each_action() -> None:
    assert translate("Nice. Click Export.").why == ("export:run Click Export.",)


def test_facts_inside_an_instruction_stay() -> None:
    assert "6 clips" in translate("Open the Media Library panel to see the 6 clips I brought in.").text


def test_markdown_lists_and_emoji_stay_as_they_are() -> None:
    text = "Here you go 🎉\n\n1. **Sunrise** (4 s)\n2. “Coffee”\n\nClick Export."
    assert translate(text).text == "Here you go 🎉\n\n1. **Sunrise** (4 s)\n2. “Coffee”"


def test_sentences_appear_as_they_arrive() -> None:
    stream = StreamTranslator()
    assert stream.feed("The intro is 3 seconds. Now click Exp").strip() == "The intro is 3 seconds."
    assert stream.feed("ort to save it. And") == ""
    assert stream.feed(" more. ").strip() == ""
    assert stream.finish().strip() == "And more."
    assert stream.actions == (Action("export", "run"),)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([row["text"] for row in ROWS]), min_size=1, max_size=3), st.data())
def test_a_stream_says_the_same_however_it_is_cut(texts: list[str], data: st.DataObject) -> None:
    text = " ".join(texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    stream = StreamTranslator()
    said = "".join(stream.feed(text[a:b]) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True))
    whole = translate(text)
    assert said + stream.finish() == whole.text
    assert stream.actions == whole.actions


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from('Click Export 点击导出。.!?,\n🎉"“”*-1'), max_size=80))
def test_a_reply_that_said_something_is_never_silenced(text: str) -> None:
    assert translate(text).text.strip() or not text.strip()
