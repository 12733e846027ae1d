"""What the README says is what is there."""

import inspect
from pathlib import Path

import skill
from skill import i18n

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_there():
    assert "python3 scripts/run.py make" in README
    assert "python3 scripts/test.py" in README
    assert (ROOT / "scripts" / "run.py").is_file()
    assert (ROOT / "scripts" / "test.py").is_file()


def test_the_python_example_is_the_one_that_is_run():
    example = inspect.cleandoc(skill.__doc__ or "").split("\n\n", 1)[1].rsplit("\n\n", 1)[0]
    assert inspect.cleandoc(example) in README


def test_every_command_is_named():
    for command in i18n.load("en", "cli")["commands"]:
        assert command in README, command


def test_every_file_it_points_to_exists():
    for part in README.split("](")[1:]:
        target = part.split(")")[0]
        assert target.startswith("http") or (ROOT / target).exists(), target
