"""The skill from Python, as its documentation says."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import skill
from skill.errors import MissingExtra
from skill.messages import Said

ROOT = Path(skill.__file__).parent.parent
EXAMPLE = textwrap.dedent(skill.__doc__.split("\n\n", 1)[1].split("\n\nNothing")[0])


def test_the_documented_example_passes_the_type_checker(tmp_path):
    (tmp_path / "example.py").write_text(EXAMPLE)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--follow-imports=silent",
            "--cache-dir",
            str(tmp_path / "cache"),
            str(tmp_path / "example.py"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_documented_example_makes_a_video(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NEMO_API_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "example.py"
    script.write_text(EXAMPLE)
    done = subprocess.run(
        [sys.executable, "-B", str(script)],
        env={"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tea.mp4").read_bytes()[4:8] == b"ftyp", done.stdout


async def test_an_agent_of_the_cloud_needs_no_studio(backend, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NEMO_API_URL", backend.url)
    backend.on("GET", "/api/credits/balance/simple", {"data": {"available": 7, "total": 10}})
    async with skill.opened(project="tea") as agent:
        replies = [each async for each in agent.reply(skill.Message("credits"))]
    assert any(isinstance(each, Said) and "7 of 10" in each.text for each in replies)


async def test_a_missing_studio_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "skill.studio.serve", None)
    with pytest.raises(MissingExtra):
        async with skill.opened(local=True):
            pass


def test_importing_the_package_loads_nothing_of_it():
    script = "import sys, skill; print([name for name in sys.modules if name.startswith('skill.')])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError):
        skill.nothing  # noqa: B018
