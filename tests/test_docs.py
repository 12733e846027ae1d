"""The documentation says what the program says: generated parts are current, and links lead somewhere."""

import re
import sys
from pathlib import Path

import pytest

from skill import doctor, i18n
from skill.installing import PLATFORMS

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
