"""The words in prompts/: every language says everything, with the same placeholders."""

import re
import string

import pytest

from skill import i18n

SAID = (
    "replies", "errors", "faces", "cli", "server", "page", "studio", "doctor", "installing", "mcp", "variables",
)  # fmt: skip
TYPED = re.compile(r"(?<![\w-])--?[a-z]|{program} (?!doctor)")
"""An option or a command, to be typed."""
NOBODY_THERE = {
    "errors.bad_manifest", "errors.interrupted", "replies.export.stays", "replies.projects.none_local",
}  # fmt: skip
"""What only commands of the command line say."""


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


@pytest.mark.parametrize("face", i18n.load("en", "faces"))
@pytest.mark.parametrize("language", i18n.languages())
def test_a_sentence_with_an_option_to_type_has_other_words_where_nobody_types_commands(language, face):
    own = i18n.load(language, "faces")[face]
    for concern in ("errors", "replies"):
        said = {f"{concern}.{key}": text for key, text in flat(i18n.load(language, concern))}
        assert {key for key, text in said.items() if TYPED.search(text)} - NOBODY_THERE <= own.keys()
        for key in own.keys() & said.keys():
            assert placeholders(own[key]) <= placeholders(said[key])
            # How the chat and the server are started may be named, as that.
            assert not TYPED.search(own[key].replace("--local", ""))
    keys = {
        f"{concern}.{key}"
        for concern in ("errors", "replies")
        for key, _ in flat(i18n.load(language, concern))
    }
    assert own.keys() <= keys


def test_an_unknown_concern_is_a_key_error():
    with pytest.raises(KeyError):
        i18n.load("en", "nothing")


def test_an_unknown_language_is_answered_in_the_default():
    assert i18n.say("replies", "progress.connecting", "xx") == "Connecting…"
