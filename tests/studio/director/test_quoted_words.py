"""Quoted words are shown as they were written."""

from skill.studio.director.script import paced


def test_a_quoted_sentence_is_never_cut_in_the_middle():
    quoted = "The best time to plant a tree was twenty years ago. The second best time is now."
    said = [scene.text for scene in paced(quoted, 10_000, verbatim=True)]
    assert said == [
        "The best time to plant a tree was twenty years ago.",
        "The second best time is now.",
    ]
