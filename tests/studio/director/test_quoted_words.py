"""Quoted words are shown as they were written."""

from skill.studio.director.script import paced


def test_a_quoted_sentence_is_never_cut_in_the_middle():
    quoted = "The best time to plant a tree was twenty years ago. The second best time is now."
    said = [scene.text for scene in paced(quoted, 10_000, verbatim=True)]
    assert said == [
        "The best time to plant a tree was twenty years ago.",
        "The second best time is now.",
    ]


def test_a_half_width_comma_between_chinese_words_is_a_pause():
    (scene,) = paced("每周二烘焙咖啡豆,两天内送到您家门口。", 4_000)
    assert scene.name == "每周二烘焙咖啡豆"
