"""The words in prompts/: every language says everything, with the same placeholders."""

import string

import pytest

from skill import i18n

SAID = ("replies", "errors", "cli", "server", "page", "studio", "doctor", "installing", "mcp", "variables")


def flat(node, path=()):
    if isinstance(node, str | int):
        yield ".".join(path), str(node)
    elif isinstance(node, tuple):
        yield ".".join(path), " ".join(map(str, node))
    else:
        for key, value in node.items():
            yield from flat(value, (*path, str(key)))


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("concern", SAID)
@pytest.mark.parametrize("language", i18n.languages())
def test_every_language_says_everything(language, concern):
    wanted, there = dict(flat(i18n.load("en", concern))), dict(flat(i18n.load(language, concern)))
    assert set(wanted) == set(there)


@pytest.mark.parametrize("concern", ["replies", "errors", "cli", "doctor"])
@pytest.mark.parametrize("language", i18n.languages())
def test_placeholders_are_the_same_in_every_language(language, concern):
    wanted, there = dict(flat(i18n.load("en", concern))), dict(flat(i18n.load(language, concern)))
    assert {key: placeholders(text) for key, text in wanted.items()} == {
        key: placeholders(text) for key, text in there.items()
    }


def test_an_unknown_concern_is_a_key_error():
    with pytest.raises(KeyError):
        i18n.load("en", "nothing")


def test_an_unknown_language_is_answered_in_the_default():
    assert i18n.say("replies", "progress.connecting", "xx") == "Connecting…"
