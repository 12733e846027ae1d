"""Who we are: from SKILL.md and the install path, at run time."""

from pathlib import Path

import pytest

from skill.attribution import Attribution, frontmatter, platform_of

NESTED = '---\nname: text-to-ai\nmetadata:\n  version: "1.10"\n---\n# Body\n'
TOP = '---\nname: other\nversion: "2.0"\n---\n'


@pytest.fixture
def installed(tmp_path):
    def install(text, *folders):
        folder = tmp_path.joinpath(*folders)
        folder.mkdir(parents=True)
        (folder / "SKILL.md").write_text(text, encoding="utf-8")
        return folder

    return install


@pytest.mark.parametrize(
    ("text", "source", "version"), [(NESTED, "text-to-ai", "1.10"), (TOP, "other", "2.0")]
)
def test_name_and_version_come_from_the_frontmatter(installed, text, source, version):
    found = Attribution.read(folder=installed(text, "skill"))
    assert found.headers() == {
        "X-Skill-Source": source,
        "X-Skill-Version": version,
        "X-Skill-Platform": "unknown",
    }


@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("/home/a/.clawhub/skills/text-to-ai", "clawhub"),
        ("/home/a/.clawhub/text-to-ai", "clawhub"),
        ("/home/a/.cursor/skills/text-to-ai", "cursor"),
        ("/home/a/.cursor/other/text-to-ai", "unknown"),
        ("/home/a/.claude/skills/text-to-ai", "unknown"),
        ("/home/a/my.cursor/skills/text-to-ai", "unknown"),
    ],
)
def test_the_platform_is_told_by_the_install_path(path, platform):
    assert platform_of(Path(path)) == platform


def test_skill_source_wins_over_the_path(installed):
    folder = installed(NESTED, ".cursor", "skills", "text-to-ai")
    assert Attribution.read("goose", folder).platform == "goose"
    assert Attribution.read(None, folder).platform == "cursor"


def test_our_own_skill_has_a_name_and_a_version():
    own = Attribution.read()
    assert own.source == "text-to-ai"
    assert own.version.count(".") == 2


@pytest.mark.parametrize("text", ["", "# no frontmatter", "---\nname: x", "---\n- a list\n---"])
def test_a_broken_frontmatter_is_empty(text):
    assert frontmatter(text) == {}


def test_a_byte_order_mark_is_no_obstacle():
    assert frontmatter("\ufeff" + NESTED)["name"] == "text-to-ai"
