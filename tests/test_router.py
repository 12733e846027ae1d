"""What people write, and where it goes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.messages import Intent
from skill.router import route

DATA = Path(__file__).parent / "data" / "routing"


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def shares(name: str) -> tuple[float, float]:
    """The share of rows routed rightly, and of wishes to create that became an action."""
    return of(rows(name))


def of(several: list[dict]) -> tuple[float, float]:
    right, made, taken = 0, 0, 0
    for row in several:
        intent = route(row["text"], row["attachment"]).intent
        good = intent == row["intent"] or intent in row.get("also", ())
        right += good
        if row["intent"] == "generate":
            made += 1
            taken += not good
    return right / len(several), taken / max(made, 1)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("export", "export"),
        ("导出", "export"),
        ("download", "export"),
        ("下载", "export"),
        ("send me the video", "export"),
        ("把视频发给我", "export"),
        ("credits", "credits"),
        ("积分", "credits"),
        ("balance", "credits"),
        ("余额", "credits"),
        ("status", "state"),
        ("状态", "state"),
        ("show tracks", "state"),
        ("查看轨道", "state"),
        ("upload", "upload"),
        ("上传", "upload"),
        ("generate a 30-second promo", "generate"),
        ("生成一个30秒的宣传片", "generate"),
        ("add BGM", "generate"),
        ("加背景音乐", "generate"),
    ],
)
def test_the_words_of_the_routing_table_go_where_it_says(text: str, intent: str) -> None:
    assert route(text).intent == intent


def test_rows_it_was_trained_on_are_routed_as_labelled() -> None:
    right, taken = shares("rows.jsonl")
    assert right >= 0.98
    assert taken <= 0.01


def test_messages_it_never_saw_are_routed_as_labelled() -> None:
    right, taken = shares("held_out_messages.jsonl")
    assert right >= 0.97
    assert taken <= 0.015


@pytest.mark.parametrize(
    ("field", "value", "share"),
    [
        ("kind", "trap", 0.95),
        ("kind", "paraphrase", 0.9),
        ("lang", "en", 0.94),
        ("lang", "zh", 0.96),
        ("lang", "mixed", 0.94),
    ],
)
def test_no_kind_of_message_and_no_language_falls_behind(field: str, value: str, share: float) -> None:
    right, _ = of([row for row in rows("held_out_messages.jsonl") if row[field] == value])
    assert right >= share


def test_roundabout_messages_it_never_saw_are_mostly_routed_as_labelled() -> None:
    right, taken = shares("held_out.jsonl")
    assert right >= 0.97
    assert taken <= 0.02


def test_tickets_slang_dictation_and_letters_it_never_saw_are_routed_as_labelled() -> None:
    right, taken = shares("held_out_styles.jsonl")
    assert right >= 0.97
    assert taken <= 0.01


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what formats can you export to?", "generate"),
        ("导出要钱吗", "generate"),
        ("where can I buy more credits", "generate"),
        ("¿cuánto cuesta exportar?", "generate"),
        ("actually undo that", "generate"),
        ("take the photo out again", "generate"),
        ("got the file, thank you so much", "generate"),
        ("收到文件了，谢谢", "generate"),
        ("老板说行，出成片", "export"),
        ("is there enough credit to export this", "credits"),
        ("has my picture arrived?", "state"),
    ],
)
def test_talk_about_an_action_is_told_from_the_wish_for_it(text: str, intent: str) -> None:
    assert route(text).intent == intent


@pytest.mark.parametrize("text", ["wo de yue", "yu e", "jifen hai sheng duoshao"])
def test_romanised_chinese_is_not_taken_for_spanish(text: str) -> None:
    assert route(text).intent is Intent.CREDITS


@pytest.mark.parametrize(
    ("text", "intent"),
    [("sned me teh file", "export"), ("is teh vidoe reday", "state"), ("form", "generate")],
)
def test_neighbouring_letters_that_changed_places_change_back(text: str, intent: str) -> None:
    assert route(text).intent == intent


def test_messages_in_spanish_are_routed_as_labelled() -> None:
    right, taken = shares("held_out_es.jsonl")
    assert right >= 0.95
    assert taken <= 0.03


def test_the_grammars_give_the_same_rows_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "scripts"))
    import router_rows

    drawn = list(router_rows.rows(DATA, [("export it", "export")]))
    assert drawn == list(router_rows.rows(DATA, [("export it", "export")]))
    assert {intent for _, intent in drawn} == set(Intent)
    assert not [text for text, _ in drawn if set(text) & set("{}[]|") or not text]


def test_every_intent_has_rows_in_every_language() -> None:
    counted = Counter((row["intent"], row["lang"]) for row in rows("rows.jsonl"))
    assert all(counted[intent, lang] >= 5 for intent in Intent for lang in ("en", "zh", "mixed"))


@pytest.mark.parametrize("text", ["", "this", "add the title", "export", "what do you think of it?"])
def test_an_attached_file_is_taken_first(text: str) -> None:
    assert route(text, attachment=True).intent is Intent.UPLOAD


def test_a_wish_beside_an_attached_file_follows_it() -> None:
    decision = route("add this at the end and export", attachment=True)
    assert [step.intent for step in decision.steps] == [Intent.UPLOAD, Intent.EXPORT]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("https://cdn.example.com/a/b.mp4", "upload"),
        ("https://drive.google.com/file/d/1abc/view", "upload"),
        ("素材：https://pan.baidu.com/s/1abc", "upload"),
        ("summarise https://example.com/blog/post as a video", "generate"),
        ("don't use https://cdn.example.com/old.png", "generate"),
    ],
)
def test_links_to_media_are_files_and_links_to_pages_are_not(text: str, intent: str) -> None:
    assert route(text).intent == intent


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("make the title bigger and then export", ["generate", "export"]),
        ("把音乐调小然后导出", ["generate", "export"]),
        ("标题改成红色然后导出", ["generate", "export"]),
        ("改成15秒再导出", ["generate", "export"]),
        ("等客户回复了再导出", ["generate"]),
        ("字幕改完再导出", ["generate"]),
        ("标题再大一点", ["generate"]),
        ("export this version, then make the title bigger", ["export", "generate"]),
        ("先看看余额，再上传新的素材", ["credits", "upload"]),
        ("check my credits and then export", ["credits", "export"]),
        (
            "make the title bigger, export it and tell me how many credits are left",
            ["generate", "export", "credits"],
        ),
        ("Slow the intro down. When it's done, export it in 4K.", ["generate", "export"]),
        ("is scene 5 done? if it is, make 6 with the same lamp", ["state", "generate"]),
        ("how many scenes are there? add one more at the end", ["state", "generate"]),
        ("where is it at? if it's done send me the file", ["state", "export"]),
        ("make it darker. also what's left on my account?", ["generate", "credits"]),
        ("把水印去了，弄好了导出给我", ["generate", "export"]),
        ("删掉第二段，导出给我", ["generate", "export"]),
        ("看看积分够不够，够的话再做一条", ["credits", "generate"]),
        ("先把现在这条给我，回头再做个英文版的", ["export", "generate"]),
        ("余额多少？另外导出到哪了", ["credits", "state"]),
        (
            "make a video about tea: green, black, and how much is left. Then export it.",
            ["generate", "export"],
        ),
        ("给我做一个5秒的方形视频并导出：新鲜烘焙的咖啡", ["generate", "export"]),
        ("make a video about our café and export it: we roast on Tuesday", ["generate", "export"]),
        ("¿está listo? si está listo, expórtalo", ["state", "export"]),
    ],
)
def test_several_wishes_are_steps_in_their_order(text: str, intents: list[str]) -> None:
    decision = route(text)
    assert [step.intent for step in decision.steps] == intents
    assert decision.intent == intents[0]


def test_a_wish_keeps_its_own_words() -> None:
    assert [step.text for step in route("make the title bigger and then export").steps] == [
        "make the title bigger",
        "export",
    ]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("the title is fine now, the captions are fine, export", "export"),
        ("别改了，直接导出", "export"),
        ("all done, give me the clip", "export"),
        ("the music was my last wish. the file please", "export"),
        ("if I render this, will there be credits left?", "credits"),
        ("别改，先告诉我现在有几段", "state"),
        ("剧情：女孩查余额，然后下载报告", "generate"),
        ("a woman checks her balance, downloads a song, and smiles", "generate"),
        ("Make a video about our café: we roast on Tuesday, and the first cup is on us.", "generate"),
        ("做一个20秒的视频：每周二新鲜烘焙，然后第一杯免费。还剩几个名额？", "generate"),
    ],
)
def test_talk_around_a_wish_is_no_wish(text: str, intent: str) -> None:
    decision = route(text)
    assert [step.intent for step in decision.steps] == [intent]


def test_a_wish_before_the_colon_is_none_of_the_text() -> None:
    steps = route("给我做一个5秒的方形视频并导出：新鲜烘焙的咖啡").steps
    assert [step.text for step in steps] == ["给我做一个5秒的方形视频：新鲜烘焙的咖啡", "导出"]


@pytest.mark.parametrize(
    "text",
    [
        "don't export yet, make the title bigger",
        "先别导出，把标题改大",
        "导出前先把标题改大",
        "ＤＯＮ’Ｔ export",
    ],
)
def test_what_is_put_off_is_forbidden(text: str) -> None:
    decision = route(text)
    assert decision.intent is Intent.GENERATE
    assert Intent.EXPORT in decision.forbidden


def test_nothing_is_forbidden_without_a_no() -> None:
    assert route("make a video about coffee exports").forbidden == frozenset()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("exprot", "export"),
        ("downlaod the vid", "export"),
        ("my balnce", "credits"),
        ("daochu", "export"),
        ("倒出", "export"),
        ("ｅｘｐｏｒｔ", "export"),
        ("e x p o r t", "export"),
        ("餘額", "credits"),
        ("exportttt!!!", "export"),
        ("💰?", "credits"),
        ("⏳？", "state"),
        ('"export"', "export"),
    ],
)
def test_slips_and_decorations_change_nothing(text: str, intent: str) -> None:
    assert route(text).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "expert interview style",
        "a statue in the park",
        "把牛奶倒出来的慢镜头放在开头的位置",
        "“导出成功”四个字放大一点",
    ],
)
def test_words_that_only_look_alike_are_no_commands(text: str) -> None:
    assert route(text).intent is Intent.GENERATE


def test_a_decision_says_why() -> None:
    assert route("export please").why == ("rule export: export",)
    assert route("could the beginning grab me more", explain=True).why


def test_a_long_brief_is_one_wish() -> None:
    brief = "A woman checks her balance, then uploads a photo, and then exports her report. " * 130
    decision = route("Make a film for our app. " + brief)
    assert decision.intent is Intent.GENERATE
    assert len(decision.steps) == 1


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.booleans())
def test_any_text_gets_a_decision(text: str, attachment: bool) -> None:
    decision = route(text, attachment)
    assert decision.steps[0].intent is decision.intent
    assert 0 <= decision.score <= 1
