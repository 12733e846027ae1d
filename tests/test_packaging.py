"""The folder as assistants and registries read it: frontmatter, declarations, locks, and what may not be in it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SKILL_MD = (ROOT / "SKILL.md").read_text(encoding="utf-8")
FRONT, BODY = SKILL_MD.removeprefix("---\n").split("\n---\n", 1)
CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
HAN = re.compile("[\u3400-\u9fff]")
REFERENCES = sorted((ROOT / "references").glob("*.md"))
PRODUCT = ("base", "studio", "documents", "chat", "mcp")
SYSTEMS = {
    "Linux on x86-64": r"manylinux.*x86_64",
    "Linux on ARM": r"manylinux.*aarch64",
    "macOS on ARM": r"macosx.*(arm64|universal2)",
    "Windows": r"win_amd64",
}
HEAVY = {"numpy", "av", "PIL", "starlette", "uvicorn", "rich", "prompt_toolkit", "httpx", "docx", "pypdf"}


def front() -> dict[str, Any]:
    loaded = yaml.safe_load(FRONT)
    assert isinstance(loaded, dict)
    return loaded


def sources(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    """Every file of the folder that is not a cache."""
    skipped = {".git", "__pycache__", ".venv", "dist"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not skipped & set(path.parts) and not re.search(r"/\.\w+_cache/", str(path))
    ]


# ---- SKILL.md


def test_frontmatter_has_only_the_keys_every_reader_allows() -> None:
    assert set(front()) == {"name", "description", "license", "metadata"}
    assert front()["name"] == "text-to-ai"
    assert front()["license"] == "MIT-0"


def test_version_is_a_quoted_string_and_the_package_has_the_same() -> None:
    version = front()["metadata"]["version"]
    assert f'version: "{version}"' in FRONT
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == version


def test_description_says_what_and_when_in_both_languages_on_one_plain_line() -> None:
    (line,) = (line for line in FRONT.splitlines() if line.startswith("description: "))
    description = line.removeprefix("description: ")
    assert front()["description"] == description
    assert len(description) <= 1024
    assert len(description.split(". ")[0]) < 160
    assert "Use when" in description
    assert CJK.search(description)
    assert not re.search(r"[<>]|: | #", description)


def test_openclaw_metadata_is_block_style_and_hides_the_skill_from_nobody() -> None:
    assert not re.search(r"[{}\[\]]", FRONT)
    openclaw = front()["metadata"]["openclaw"]
    assert set(openclaw["requires"]) == {"anyBins"}
    assert openclaw["primaryEnv"] in {variable["name"] for variable in openclaw["envVars"]}
    assert all(variable["required"] is False for variable in openclaw["envVars"])


def test_body_is_short_enough_to_be_read_whole() -> None:
    assert len(BODY.splitlines()) < 500
    wide = len(CJK.findall(BODY))
    assert (len(BODY) - wide) / 3.5 + wide * 1.5 < 5000  # tokens, estimated high


def test_every_reference_is_pointed_at_and_says_when_to_read_it() -> None:
    assert {path.parent for path in (ROOT / "references").rglob("*.md")} == {ROOT / "references"}
    for path in REFERENCES:
        assert f"references/{path.name}" in SKILL_MD
        opening = path.read_text(encoding="utf-8").split("\n\n")[1]
        assert "Read this when" in opening or "时读这一页" in opening


def test_every_command_is_documented() -> None:
    documented = (ROOT / "references/commands.md").read_text(encoding="utf-8")
    words = yaml.safe_load((ROOT / "prompts/en/cli.yaml").read_text(encoding="utf-8"))
    missing = [name for name in words["commands"] if f"`text-to-ai {name}" not in documented]
    assert missing == []


def variables(tree: ast.Module) -> set[str]:
    """Names of environment variables that a module reads: capitals between quotes, as no other string here has them."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(
            r"(NEMO|SKILL|XDG|TEXT_TO_AI)_[A-Z_]+|HOME|LANG|LC_\w+|NO_COLOR|TERM|PYTHONUTF8|\w+_PROXY|TMPDIR|LOCALAPPDATA",
            node.value,
        )
    }


def test_every_environment_variable_that_is_read_is_declared() -> None:
    declared = (ROOT / "references/privacy.md").read_text(encoding="utf-8")
    own = ("TEXT_TO_AI_",)  # set by run.py for the skill it starts, not by users
    read = set().union(*(variables(tree) for _, tree in sources("skill", "scripts")))
    assert "NEMO_TOKEN" in read
    assert [name for name in sorted(read) if f"`{name}`" not in declared and not name.startswith(own)] == []


def test_every_host_in_the_code_is_declared() -> None:
    hosts = set()
    for _, tree in sources("skill"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                hosts |= set(re.findall(r"https?://([\w.-]+\.[a-z]{2,})", node.value))
    assert "mega-api-prod.nemovideo.ai" in hosts
    assert [host for host in sorted(hosts) if host not in SKILL_MD] == []


# ---- the folder


def test_there_is_one_skill_in_the_folder() -> None:
    assert [path for path in tracked() if path.name.lower() == "skill.md"] == [ROOT / "SKILL.md"]


def test_words_are_data_so_the_code_has_no_chinese_words_in_it() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "skill").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if HAN.search(line)
    ]
    assert found == []


def test_what_is_published_is_small() -> None:
    sizes = {path: path.stat().st_size for path in tracked()}
    assert sum(sizes.values()) < 50_000_000
    assert [path for path, size in sizes.items() if size > 10_000_000] == []


def test_what_is_published_has_everything_run_py_needs() -> None:
    allowed = (ROOT / ".clawhubignore").read_text().splitlines()
    assert allowed[1] == "*"
    needed = [f"requirements/{part}.txt" for part in PRODUCT]
    needed += [f"scripts/{name}.py" for name in ("run", "environment", "installer", "phrases")]
    assert [name for name in ["SKILL.md", "LICENSE", *needed] if f"!{name}" not in allowed] == []
    assert {"!skill/**", "!prompts/**", "!references/**"} <= set(allowed)


def test_no_trace_of_keys_or_of_this_machine() -> None:
    suspicious = re.compile(
        "|".join((r"sk-\w{16}", r"nmv_usr_\w{12}", re.escape(f"{ROOT}/"), re.escape(f"{Path.home()}/")))
    )
    texts = [path for path in tracked() if path.suffix in {".md", ".py", ".yaml", ".toml", ".txt", ".jsonl"}]
    assert [path for path in texts if suspicious.search(path.read_text(encoding="utf-8"))] == []


def test_the_code_runs_without_files_that_start_with_an_underscore(tmp_path: Path) -> None:
    """Some installers leave them out, and then a package has no __init__.py."""
    dropped = shutil.ignore_patterns("_*")
    for folder in ("skill", "prompts"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=dropped)
    shutil.copy(ROOT / "SKILL.md", tmp_path)
    modules = [
        ".".join(path.relative_to(tmp_path).with_suffix("").parts)
        for path in sorted(tmp_path.glob("skill/**/*.py"))
    ]
    script = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    done = subprocess.run(
        [sys.executable, "-c", script, *modules], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr.splitlines()[-1]


def test_the_command_line_starts_without_loading_what_it_may_not_need() -> None:
    script = "import skill.cli, sys; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert HEAVY & set(done.stdout.split()) == set()


# ---- locks


@pytest.fixture(scope="module")
def lock() -> dict[str, Any]:
    return tomllib.loads((ROOT / "uv.lock").read_text())


def test_requirement_files_match_the_lock() -> None:
    script = ROOT / "scripts" / "requirements.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_lock_is_of_this_pyproject(lock: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (locked,) = (package for package in lock["package"] if package["name"] == "text-to-ai")
    wanted = {re.split("[>=]", line)[0].lower() for line in project["project"]["dependencies"]}
    for extra in project["project"]["optional-dependencies"].values():
        wanted |= {re.split("[>=]", line)[0].lower() for line in extra}
    assert {need["name"] for need in locked["metadata"]["requires-dist"]} == wanted
    for group, lines in project["dependency-groups"].items():
        names = {re.split("[>=]", line)[0].lower() for line in lines}
        assert {need["name"] for need in locked["metadata"]["requires-dev"][group]} == names


def test_packages_come_from_the_public_index_and_nowhere_else(lock: dict[str, Any]) -> None:
    registries = {package["source"].get("registry") for package in lock["package"]} - {None}
    assert registries == {"https://pypi.org/simple"}
    files = [file["url"] for package in lock["package"] for file in package.get("wheels", [])]
    assert all(url.startswith("https://files.pythonhosted.org/") for url in files)
    assert not any("://" in path.read_text() for path in (ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", ["311", "312", "313"])
def test_everything_comes_ready_made_on_common_systems(
    lock: dict[str, Any], system: str, python: str
) -> None:
    wanted = set()
    for part in PRODUCT:
        for line in (ROOT / "requirements" / f"{part}.txt").read_text().splitlines():
            name, _, marker = line.partition(" ; ")
            minor = f"3.{python[1:]}"
            if "==" in name and not ("python_full_version" in marker and minor not in versions(marker)):
                wanted.add(tuple(name.removesuffix(" \\").split("==")))
    wheels = {
        (package["name"], package["version"]): [
            file["url"].rsplit("/", 1)[1] for file in package.get("wheels", [])
        ]
        for package in lock["package"]
        if "version" in package
    }
    fits = re.compile(rf"-(cp{python}|cp3\d+-abi3|py3|py2\.py3)-?.*({SYSTEMS[system]}|-any\.whl)")
    windows_only = {"pywin32", "colorama"}
    missing = [
        name
        for name in sorted(wanted)
        if name[0] not in windows_only and not any(map(fits.search, wheels[name]))
    ]
    assert missing == []


def versions(marker: str) -> list[str]:
    """The Python versions for which `marker` holds, as far as it compares them."""
    found = re.findall(r"python_full_version (>=|<) '3\.(\d+)", marker)
    return [
        f"3.{minor}"
        for minor in range(11, 15)
        if all(minor >= int(bound) if sign == ">=" else minor < int(bound) for sign, bound in found)
    ]


def test_set_up_words_are_the_same_in_every_language_and_are_yaml() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from phrases import read
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    placeholders = []
    for language in ("en", "zh-CN"):
        path = ROOT / "prompts" / language / "setup.yaml"
        words = read(path)
        assert words == yaml.safe_load(path.read_text(encoding="utf-8"))
        placeholders.append({key: sorted(re.findall(r"{\w+}", text)) for key, text in words.items()})
    assert placeholders[0] == placeholders[1]
