"""The documentation says what the program says: generated parts are current, and links lead somewhere."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from skill import doctor, i18n
from skill.handlers import preview
from skill.installing import PLATFORMS
from skill.messages import Intent
from skill.router import route
from skill.studio.director.direct import direct
from skill.studio.director.turn import History

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("references/*.md"), *ROOT.glob("docs/*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]


@pytest.fixture(scope="module")
def docs():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import write_docs
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return write_docs


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_generated_parts_are_what_the_program_says(docs, page):
    text = page.read_text("utf-8")
    assert docs.written(text) == text, "python3 scripts/test.py docs"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text("utf-8"))
    local = [one or other for one, other in targets if "://" not in (one or other)]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("language", i18n.languages())
def test_every_variable_that_is_documented_has_a_meaning_in_every_language(language):
    assert doctor.variables(language).keys() == doctor.variables("en").keys()


def test_a_stale_part_is_noticed_and_made_anew(docs):
    stale = "<!-- generated: assistants en -->\n| nobody |\n<!-- end -->"
    fresh = docs.written(stale)
    assert fresh != stale
    assert docs.written(fresh) == fresh
    assert [row.name for row in PLATFORMS.values() if row.name not in fresh] == []


def commands(page):
    """What stands behind `run.py` in every line that a reader would paste."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines()]
    return [words[2:] for words in lines if words[1:2] and words[1].endswith("scripts/run.py")]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_line_to_be_pasted_has_a_comment_or_a_gap_in_it(page):
    for words in commands(page):
        assert not [word for word in words if word.startswith("#") or word.endswith("…")]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/terminal.md"])
def test_every_example_does_something(page):
    movies = {}
    for name, *words in commands(ROOT / page):
        if name not in ("make", "say"):
            continue
        project = words[words.index("--project") + 1] if "--project" in words else ""
        language = i18n.detect(words[0])
        asks = preview.asked(words[0]) or route(words[0]).intent is not Intent.GENERATE
        if name == "say" and asks:
            assert movies[project], words
            continue
        asked = i18n.say("replies", "make.prompt", language, text=words[0]) if name == "make" else words[0]
        before, history = movies.get(project, (None, History()))
        turn = direct(asked, before, history=history, language=language)
        assert turn.changed, words
        movies[project] = (turn.movie, turn.history)
    assert movies


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/*.md")), ids=lambda page: page.name)
def test_what_a_reader_is_told_to_say_makes_a_video_of_it(page):
    for said in re.findall(r"^ *> (.+)$", page.read_text("utf-8"), re.MULTILINE):
        movie = direct(said, None, history=History(), language=i18n.detect(said)).movie
        assert movie, said
        shown = " ".join(scene.name for scene in movie.scenes)
        assert "Tuesday" in shown or "周二" in shown
        assert not re.search("computer|本机", shown)


@pytest.mark.parametrize("language", i18n.languages())
def test_what_install_tells_a_reader_to_say_makes_a_video_and_not_one_about_computers(language):
    words = i18n.load(language, "installing")["try"]
    said = re.search("[“«](.+)[”»]", words)[1]
    movie = direct(said, None, history=History(), language=language).movie
    assert movie, said
    assert not re.search(
        "computer|本机|computador|ordenador|equipo", " ".join(scene.name for scene in movie.scenes)
    )
