"""One message: in order, in the right language, silent at times, with the screen talk of the cloud, never lost."""

from __future__ import annotations

import errno
import logging
import threading
from typing import Any

import pytest

from skill import i18n
from tests.studio.parts import Caller, Start, events, words


def edited(user: Caller, texts: list[str]) -> list[list[dict[str, Any]]]:
    user.say("the first video")
    return [user.say(text) for text in texts]


def test_about_three_edits_in_ten_are_silent_and_the_draft_shows_them(start: Start) -> None:
    user = start(silent_share=0.3).caller()
    texts = [f"edit number {n}" for n in range(60)]
    turns = edited(user, texts)
    silent = [turn for turn in turns if not words(turn)]
    assert 9 <= len(silent) <= 27
    for turn in silent:
        assert any(event["actions"]["stateDelta"] for event in turn)
    closings = {turn[-1].get("errorCode", "closed") for turn in silent}
    assert closings == {"closed", "MODEL_RETURNED_NO_CONTENT"}
    assert user.state()["draft"]["t"][0]["sg"][0]["m"]["text"] == texts[-1]


def test_the_same_message_in_the_same_session_is_always_silent_or_never(start: Start) -> None:
    user = start(silent_share=0.5).caller()
    edited(user, [])
    for text in ("one", "two", "three", "four"):
        assert len({bool(words(user.say(text))) for _ in range(3)}) == 1


def test_what_the_draft_cannot_tell_is_never_silent(start: Start) -> None:
    user = start(silent_share=1.0).caller()
    assert words(user.say("the first video"))
    assert words(user.say("question"))
    assert words(user.say("make the title bigger and then export it"))
    assert words(user.say("把标题改大，然后导出"))
    assert words(user.say("Title: added. Your link cannot be used."))
    assert words(user.say("标题改好了。链接里的音乐用不了。"))
    assert not words(user.say("Music: 50.5 % to 35 %."))
    assert not words(user.say("make the title bigger"))


def test_silence_can_be_switched_off(start: Start) -> None:
    turns = edited(start(silent_share=0.0).caller(), [f"edit {n}" for n in range(20)])
    assert all(words(turn) for turn in turns)


@pytest.mark.parametrize(("language", "text"), [("en", "edit the scene"), ("zh-CN", "把第二段改一下")])
def test_screen_talk_follows_in_the_language_of_the_message(start: Start, language: str, text: str) -> None:
    user = start(gui_talk=True).caller()
    gui = i18n.load(language, "server")["gui"]
    first = words(user.say(text))
    assert any(first.endswith(talk) for talk in gui["made"]), first
    turns = [words(user.say(f"{text} {n}")) for n in range(30)]
    used = {talk for talk in gui["edited"] for said in turns if said.endswith(talk)}
    assert used == set(gui["edited"])
    assert all(said.endswith(tuple(gui["edited"])) for said in turns if said), (
        "every edit shows what comes next"
    )


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("make the title bigger and then export", True),
        ("shorter, then download the video please.", True),
        ("a video about coffee exports", False),
        ("don't export yet", False),
        ("把标题改大，然后导出", True),
        ("音乐调小再导出视频。", True),
        ("先别导出", False),
        ("改好之前不要再导出", False),
        ("讲一讲咖啡出口", False),
    ],
)
def test_a_message_that_ends_with_a_wish_for_the_file_is_told_to_click_export(
    start: Start, text: str, asks: bool
) -> None:
    user = start(gui_talk=True).caller()
    said = words(user.say(text))
    talk = [talk for language in ("en", "zh-CN") for talk in i18n.load(language, "server")["gui"]["ask"]]
    assert any(said.endswith(one) for one in talk) is asks


def test_screen_talk_stands_apart_from_a_reply_of_several_lines(start: Start) -> None:
    said = words(start(gui_talk=True).caller().say("two\nlines"))
    assert said.startswith("Made: two\nlines\n\n")


def test_questions_come_without_screen_talk(start: Start) -> None:
    assert words(start(gui_talk=True).caller().say("question")) == "It has one scene."


def test_the_director_hears_the_language_of_the_message_not_of_the_session(start: Start) -> None:
    studio = start()
    user = studio.caller().open("zh-CN")
    user.say("make a video about autumn")
    user.say("把标题改大一点")
    assert [heard["language"] for heard in studio.director.heard] == ["en", "zh-CN"]


def test_uploads_are_handed_to_the_director_until_they_are_placed(start: Start, png: bytes) -> None:
    studio = start()
    user = studio.caller()
    user.upload(("one.png", png), ("two.png", png))
    for text in ("use them", "again", "undo"):
        user.say(text)
    user.say("question")
    names = [[media.name for media in heard["files"]] for heard in studio.director.heard]
    assert names == [["one.png", "two.png"], ["one.png"], [], ["one.png"]]


def test_a_turn_that_breaks_is_an_error_in_the_stream_and_changes_nothing(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    user = start().caller()
    user.say("kept")
    before = (user.state(), user.credits())
    with caplog.at_level(logging.INFO):
        (event,) = user.say("boom")
    assert event["error_details"]["error_type"] == "RuntimeError"
    assert "the words were" not in caplog.text + str(event)
    assert (user.state(), user.credits()) == before
    assert words(user.say("next")) == "Made: next"


def test_heartbeats_come_while_the_work_takes_longer(start: Start) -> None:
    studio = start(heartbeat_seconds=0.02)
    user = studio.caller()
    body = {"session_id": user.sid, "new_message": {"parts": [{"text": "wait"}]}}
    beats: list[str] = []
    with user.http.stream("POST", "/run_sse", json=body) as answer:
        lines = answer.iter_lines()
        for line in lines:
            beats += [line] if line else []
            if len(beats) == 4:
                studio.director.go.set()
                break
        rest = "\n".join(lines)
    assert beats == ["data: heartbeat", "data:"] * 2
    assert words(events(rest)) == "Made: wait"


def test_a_second_message_to_a_session_waits_for_the_first(start: Start) -> None:
    studio = start()
    user = studio.caller()
    answers: dict[str, str] = {}

    def talk(text: str) -> None:
        other = studio.anybody()
        other.http.headers.update(user.http.headers)
        other.sid = user.sid
        answers[text] = words(other.say(text))

    first = threading.Thread(target=talk, args=("wait one",))
    first.start()
    assert studio.director.waiting.wait(10)
    second = threading.Thread(target=talk, args=("two",))
    second.start()
    stranger = studio.caller("somebody else")
    assert words(stranger.say("free")) == "Made: free"
    assert answers == {}
    studio.director.go.set()
    first.join()
    second.join()
    assert answers == {"wait one": "Made: wait one", "two": "Made: two"}
    assert [heard["past"] for heard in studio.director.heard if heard["text"] == "two"] == [0]
    assert user.state()["draft"]["t"][0]["sg"][0]["m"]["text"] == "two"


def test_a_message_does_not_wait_for_ever(start: Start) -> None:
    studio = start(turn_seconds=0.05)
    user = studio.caller()
    first = threading.Thread(target=user.say, args=("wait",))
    first.start()
    assert studio.director.waiting.wait(10)
    other = studio.anybody()
    other.http.headers.update(user.http.headers)
    other.sid = user.sid
    (event,) = other.say("late")
    assert event["error_details"]["error_type"] == "Timeout"
    studio.director.go.set()
    first.join()
    assert user.state()["draft"]["t"][0]["sg"][0]["m"]["text"] == "wait"


def test_two_studios_on_one_folder_take_turns_too(start: Start) -> None:
    one, two = start(), start()
    user = one.caller()
    other = two.anybody()
    other.http.headers.update(user.http.headers)
    other.sid = user.sid
    thread = threading.Thread(target=user.say, args=("wait",))
    thread.start()
    assert one.director.waiting.wait(10)
    late: list[str] = []
    second = threading.Thread(target=lambda: late.append(words(other.say("late"))))
    second.start()
    assert not two.director.heard
    one.director.go.set()
    thread.join()
    second.join()
    assert late == ["Made: late"]
    assert two.director.heard[0]["past"] == 0
    assert other.state()["draft"]["t"][0]["sg"][0]["m"]["text"] == "late"


def test_one_user_cannot_keep_all_others_waiting(start: Start) -> None:
    studio = start(max_open_turns=1)
    user, other = studio.caller(), studio.caller("another")
    talking = threading.Thread(target=user.send, args=("wait",))
    talking.start()
    assert studio.director.waiting.wait(10)
    refused = user.send("two")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, 429, "30")
    assert words(other.say("mine")) == "Made: mine"
    studio.director.go.set()
    talking.join()
    assert words(user.say("three")) == "Made: three"


def test_a_full_disk_is_told_in_the_stream(start: Start) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (said,) = start(parts={"director": full}).caller().say("a video")
    assert said["error"].startswith("OSError: The studio's disk is full.")


def test_a_turn_goes_on_when_the_listener_hangs_up(start: Start) -> None:
    studio = start(heartbeat_seconds=0.01)
    user = studio.caller()
    body = {"session_id": user.sid, "new_message": {"parts": [{"text": "wait and see"}]}}
    with user.http.stream("POST", "/run_sse", json=body) as answer:
        next(answer.iter_bytes())
    studio.director.go.set()
    user.say("question")
    assert user.state()["draft"]["t"][0]["sg"][0]["m"]["text"] == "wait and see"


def test_a_long_text_arrives_whole(caller: Caller) -> None:
    text = "咖啡 and words " * 20_000
    assert words(caller.say(text)).endswith(text)
