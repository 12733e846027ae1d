"""The built wheel, installed where the source cannot be seen: it imports, finds its words, and the command runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (built,) = WheelBuilder(str(ROOT)).build(
        directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"]
    )
    return Path(built)


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with the wheel; its dependencies are the ones of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", symlinks=os.name != "nt")
    (site,) = (folder / "venv").glob("lib/python*/site-packages") or (folder / "venv").glob(
        "Lib/site-packages"
    )
    (site / "dependencies.pth").write_text(
        "\n".join(path for path in sys.path if path.endswith("site-packages"))
    )
    uv = str(Path(sys.executable).with_name("uv"))
    environ = {"PATH": os.defpath, "HOME": str(folder), "UV_OFFLINE": "1"}
    command = [uv, "pip", "install", "--no-deps", "--python", str(folder / "venv"), str(wheel)]
    subprocess.run(command, check=True, capture_output=True, env=environ, cwd=folder)
    return folder


def run(home: Path, program: str, *argv: str) -> str:
    environ = {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"}
    done = subprocess.run(
        [str(home / "venv/bin" / program), *argv], env=environ, cwd=home, capture_output=True, text=True,
        encoding="utf-8", check=False, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_words_and_fonts_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {"skill/SKILL.md", "skill/prompts/en/replies.yaml", "skill/prompts/zh-CN/routing.yaml"} <= set(
        names
    )
    assert any(name.startswith("skill/studio/render/fonts/") and name.endswith(".txt") for name in names)
    assert {f"skill/studio/page/{part}" for part in ("index.html", "page.css", "page.js")} <= set(names)
    outside = [name for name in names if not name.startswith(("skill/", "text_to_ai-"))]
    assert outside == []


def test_the_installed_package_is_not_the_checkout(home: Path) -> None:
    place = run(home, "python", "-c", "import skill; print(skill.__file__)").strip()
    assert Path(place).is_relative_to(home)


def test_the_installed_command_routes_in_both_languages(home: Path) -> None:
    for message in ("export", "导出"):
        answer = json.loads(run(home, "text-to-ai", "route", message))
        assert answer["intent"] == "export"


def test_the_installed_command_explains_itself(home: Path) -> None:
    assert "make" in run(home, "text-to-ai", "--help")
    assert run(home, "text-to-ai", "--version").startswith("text-to-ai ")
