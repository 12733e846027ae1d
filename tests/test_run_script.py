"""scripts/run.py in a bare copy of the folder, with a package index on disk, as processes: no network, no patching."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ("run.py", "environment.py", "installer.py", "phrases.py")
EXTRAS = ("studio", "documents", "chat", "mcp")
NOWHERE = "http://127.0.0.1:9/simple"
FAKE_SKILL = """
import json, os, sys
import tiny_base
try:
    import tiny_studio
except ImportError:
    tiny_studio = None
print(json.dumps({"argv": sys.argv[1:], "studio": tiny_studio is not None, "path": sys.path[:1],
                  "runner": os.environ["TEXT_TO_AI_RUNNER"], "python": os.environ["TEXT_TO_AI_PYTHON"],
                  "extras": os.environ["TEXT_TO_AI_EXTRAS"], "stdin": sys.stdin.read()}))
raise SystemExit(7 if "fail" in sys.argv else 0)
"""


def wheel(folder: Path, name: str, body: str = "") -> str:
    """A wheel named `name` 1.0 in `folder`; its hash."""
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": body,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},sha256={digest(text.encode())},{len(text.encode())}" for path, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in files.items():
            archive.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The package index on disk: name → hash, and where it is under the key `index`."""
    index = tmp_path_factory.mktemp("wheels")
    names = ("tiny_base", "tiny_studio", "tiny_documents", "tiny_chat", "tiny_mcp")
    return {"index": str(index), **{name: wheel(index, name) for name in names}}


class Copy:
    """A bare copy of the folder with a skill of one file, and a home that is empty."""

    def __init__(self, folder: Path, home: Path, wheels: dict[str, str]) -> None:
        self.folder = folder
        self.home = home
        (folder / "scripts").mkdir(parents=True)
        for name in SCRIPTS:
            shutil.copy(ROOT / "scripts" / name, folder / "scripts")
        for source in (ROOT / "prompts").iterdir():
            (folder / "prompts" / source.name).mkdir(parents=True)
            for name in ("detection.yaml", "setup.yaml"):
                shutil.copy(source / name, folder / "prompts" / source.name)
        (folder / "SKILL.md").write_text("---\nname: text-to-ai\n---\n")
        (folder / "skill").mkdir()  # no __init__.py: an installer may have dropped it
        (folder / "skill" / "cli.py").write_text(FAKE_SKILL)
        (folder / "requirements").mkdir()
        for part in ("base", *EXTRAS):
            names = {"tiny_base", f"tiny_{part}"}
            lines = (f"{name}==1.0 --hash=sha256:{wheels[name]}\n" for name in sorted(names))
            (folder / "requirements" / f"{part}.txt").write_text("".join(lines))
        home.mkdir()
        inherited = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
        self.environ = {
            **inherited,
            "HOME": str(home),
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": wheels["index"],
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": wheels["index"],
        }

    def with_uv(self) -> Copy:
        """uv on PATH, as the test environment has it."""
        self.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
        return self

    def offline(self) -> Copy:
        """A package index that refuses connections."""
        for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "UV_OFFLINE", "UV_FIND_LINKS"):
            del self.environ[name]
        self.environ |= {"PIP_INDEX_URL": NOWHERE, "UV_DEFAULT_INDEX": NOWHERE}
        self.environ["UV_HTTP_RETRIES"] = "0"
        return self

    def command(self, *argv: str) -> list[str]:
        return [sys.executable, str(self.folder / "scripts" / "run.py"), *argv]

    def run(
        self, *argv: str, stdin: str = "", cwd: Path | None = None, python: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(python or sys.executable), *self.command(*argv)[1:]],
            env=self.environ | environ, cwd=cwd or self.home, input=stdin,
            capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip

    def start(self, *argv: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*argv), env=self.environ, cwd=self.home, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def environments(self) -> list[Path]:
        return [path for path in (self.home / ".cache/text-to-ai/env").glob("*") if path.is_dir()]


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file below `folder` with its hash, folders too."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.fixture
def copy(tmp_path: Path, wheels: dict[str, str]) -> Iterator[Copy]:
    """A copy at a path with a space and Chinese characters."""
    folder = tmp_path / "my 技能" / "text-to-ai"
    yield Copy(folder, tmp_path / "home", wheels).with_uv()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)


def test_first_start_sets_up_and_passes_arguments_and_stdin_on(copy: Copy) -> None:
    done = copy.run("say", "two words", "--json", stdin="a script")
    found = answer(done)
    assert found["argv"] == ["say", "two words", "--json"]
    assert found["stdin"] == "a script"
    assert found["runner"] == str(copy.folder / "scripts/run.py")
    assert found["python"] == sys.executable
    assert "Setting up text-to-ai" in done.stderr


def test_later_starts_say_nothing_of_their_own_and_keep_the_exit_code(copy: Copy) -> None:
    copy.run("say", "hello")
    done = copy.run("fail")
    assert (done.returncode, done.stderr) == (7, "")


def test_without_uv_pip_does_the_same(copy: Copy) -> None:
    copy.environ["PATH"] = os.defpath
    assert answer(copy.run("say", "hello"))["studio"] is False


def test_a_read_only_folder_is_the_same_byte_for_byte_afterwards(copy: Copy) -> None:
    before = fingerprint(copy.folder)
    for path in (*copy.folder.rglob("*"), copy.folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    answer(copy.run("say", "hello"))
    answer(copy.run("say", "hello", "--local"))
    assert fingerprint(copy.folder) == before


def test_an_upgraded_copy_never_runs_old_code_even_with_equal_file_times(copy: Copy) -> None:
    code, skill_md = copy.folder / "skill/cli.py", copy.folder / "SKILL.md"
    for text in ("print('old')\n", "print('new')\n"):
        code.write_text(text)
        os.utime(code, (946684800, 946684800))
        skill_md.unlink()
        skill_md.write_text("---\nname: text-to-ai\n---\n")
        done = copy.run("say", "hello")
    assert done.stdout == "new\n"


def test_a_folder_named_skill_in_the_working_directory_is_not_run(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "skill").mkdir()
    (tmp_path / "skill/cli.py").write_text("raise SystemExit('wrong one')")
    assert answer(copy.run("say", "hello", cwd=tmp_path))["argv"] == ["say", "hello"]


def test_an_extra_comes_when_the_arguments_need_it_and_only_then(copy: Copy) -> None:
    assert answer(copy.run("say", "hello"))["studio"] is False
    done = copy.run("say", "hello", "--local")
    assert answer(done)["studio"] is True
    assert "studio" in done.stderr
    assert len(copy.environments()) == 1


@pytest.mark.parametrize(("argv", "environ"), [(["studio"], {}), (["credits"], {"NEMO_API_URL": "local"})])
def test_the_studio_comes_at_once_where_it_is_sure_to_be_needed(
    copy: Copy, argv: list[str], environ: dict[str, str]
) -> None:
    assert answer(copy.run(*argv, **environ))["studio"] is True


def test_a_server_has_from_the_start_what_it_cannot_bring_in_later(copy: Copy) -> None:
    answer(copy.run("mcp"))
    (environment,) = copy.environments()
    assert {path.name for path in (environment / "ready").iterdir()} == {"base", "documents", "mcp"}


def test_the_skill_can_ask_for_a_part_it_misses(copy: Copy) -> None:
    found = answer(copy.run("--with-extra", "studio", "say", "hello"))
    assert (found["argv"], found["studio"], found["extras"]) == (["say", "hello"], True, "studio")


def test_setup_alone_installs_the_parts_named_and_starts_nothing(copy: Copy) -> None:
    done = copy.run("--setup", "studio", "documents")
    assert (done.returncode, done.stdout) == (0, "")
    (environment,) = copy.environments()
    assert {path.name for path in (environment / "ready").iterdir()} == {"base", "studio", "documents"}


def test_an_unknown_part_is_named_with_the_ones_there_are(copy: Copy) -> None:
    done = copy.run("--setup", "teleporter")
    assert done.returncode == 1
    assert "teleporter" in done.stderr
    assert "studio" in done.stderr


def test_two_starts_at_once_both_answer_from_one_environment(copy: Copy) -> None:
    copy.environ["PATH"] = os.defpath  # pip takes long enough for the two to meet
    both = [copy.start("say", "hello") for _ in range(2)]
    errors = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("Setting up" in error for error in errors) == [False, True]
    assert len(copy.environments()) == 1


def test_a_start_killed_on_the_way_is_mended_by_the_next(copy: Copy) -> None:
    copy.environ["PATH"] = os.defpath
    first = copy.start("say", "hello")
    wait_until(lambda: bool(copy.environments()))
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    (half_built,) = copy.environments()
    assert not (half_built / "ready/base").exists()
    (half_built / "leftover").write_text("of the first try")
    assert answer(copy.run("say", "hello"))["argv"] == ["say", "hello"]
    assert not (half_built / "leftover").exists()


def test_an_environment_whose_python_is_gone_is_made_again(copy: Copy) -> None:
    answer(copy.run("say", "hello"))
    (environment,) = copy.environments()
    python = environment / "bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert answer(copy.run("say", "hello"))["argv"] == ["say", "hello"]


def test_a_changed_lock_makes_a_new_environment(copy: Copy) -> None:
    answer(copy.run("say", "hello"))
    requirements = copy.folder / "requirements/base.txt"
    requirements.write_text(requirements.read_text() + "# a later version\n")
    answer(copy.run("say", "hello"))
    assert len(copy.environments()) == 2


def test_environments_nobody_uses_any_more_are_cleared_away(copy: Copy) -> None:
    old = copy.home / ".cache/text-to-ai/env/of-an-earlier-version"
    old.mkdir(parents=True)
    os.utime(old, (946684800, 946684800))
    answer(copy.run("say", "hello"))
    assert not old.exists()


@pytest.mark.parametrize("uv", [True, False])
def test_without_a_network_one_sentence_says_so_and_nothing_half_built_stays(copy: Copy, uv: bool) -> None:
    if not uv:
        copy.environ["PATH"] = os.defpath
    done = copy.offline().run("say", "hello")
    assert done.returncode == 69
    assert "cannot be reached" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert copy.environments() == []


def test_without_a_network_what_is_already_there_still_works(copy: Copy) -> None:
    answer(copy.run("say", "hello"))
    copy.offline()
    assert copy.run("say", "hello", "--local").returncode == 69
    assert answer(copy.run("say", "hello"))["studio"] is False


def test_without_a_network_the_chat_is_plain_instead_of_refused(copy: Copy) -> None:
    answer(copy.run("say", "hello"))
    done = copy.offline().run("--with-extra", "chat", "chat")
    assert answer(done)["extras"] == "chat"
    assert "plain" in done.stderr
    assert "cannot be reached" not in done.stderr


def test_json_output_carries_the_sentence_and_exactly_one_done(copy: Copy) -> None:
    done = copy.offline().run("say", "hello", "--json")
    error, end = map(json.loads, done.stdout.splitlines())
    assert (error["type"], error["kind"], error["retryable"]) == ("error", "setup_no_network", True)
    assert end == {"type": "done", "exit_code": 69}


def test_a_package_that_is_not_the_locked_one_is_refused(copy: Copy) -> None:
    requirements = copy.folder / "requirements/base.txt"
    requirements.write_text("tiny_base==1.0 --hash=sha256:" + "0" * 64 + "\n")
    done = copy.run("say", "hello")
    assert done.returncode == 1
    assert "not the one text-to-ai was tested with" in done.stderr


def test_a_cache_that_cannot_be_written_falls_back_to_a_private_temporary_folder(
    copy: Copy, tmp_path: Path
) -> None:
    (copy.home / ".cache").write_text("a file where a folder should be")
    (tmp_path / "temporary").mkdir()
    copy.environ["TMPDIR"] = str(tmp_path / "temporary")
    answer(copy.run("say", "hello"))
    assert copy.run("say", "hello").stderr == ""
    (cache,) = (tmp_path / "temporary").glob("text-to-ai-*")
    assert cache.stat().st_mode & 0o077 == 0


def test_a_temporary_folder_that_others_can_write_to_is_not_trusted(copy: Copy, tmp_path: Path) -> None:
    (copy.home / ".cache").write_text("")
    (tmp_path / "temporary").mkdir()
    copy.environ["TMPDIR"] = str(tmp_path / "temporary")
    answer(copy.run("say", "hello"))
    (cache,) = (tmp_path / "temporary").glob("text-to-ai-*")
    cache.chmod(0o777)
    done = copy.run("say", "hello")
    assert done.returncode == 1
    assert "no folder it may write to" in done.stderr


def test_an_incomplete_copy_names_the_missing_file(copy: Copy) -> None:
    (copy.folder / "requirements/chat.txt").unlink()
    done = copy.run("say", "hello")
    assert done.returncode == 1
    assert "chat.txt" in done.stderr


def test_a_full_disk_is_told_with_the_room_it_takes(copy: Copy, tmp_path: Path) -> None:
    script(tmp_path / "bin/uv", "echo 'error: No space left on device (os error 28)'\nexit 1")
    copy.environ["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{os.defpath}"
    done = copy.run("say", "hello")
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert copy.environments() == []


def test_a_python_without_virtual_environments_is_told_what_to_install(copy: Copy, tmp_path: Path) -> None:
    venv.create(tmp_path / "crippled", symlinks=True)
    (site,) = (tmp_path / "crippled").glob("lib/python*/site-packages")
    (site / "sitecustomize.py").write_text("import sys\nsys.modules['venv'] = None\n")
    copy.environ["PATH"] = os.defpath
    done = copy.run("say", "hello", python=tmp_path / "crippled/bin/python")
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    copy.with_uv()
    assert copy.run("say", "hello", python=tmp_path / "crippled/bin/python").returncode == 0


@pytest.mark.parametrize(
    ("argv", "lang", "chinese"),
    [
        (["say", "你好，做个视频"], "en_US.UTF-8", True),
        (["say", "帮我 export 一下"], "en_US.UTF-8", True),
        (["say", "add the title 你好"], "zh_CN.UTF-8", False),
        (["say", "hello"], "zh_CN.UTF-8", True),
        (["say", "hello"], "", False),
        (["say", "你好", "--lang", "en"], "zh_CN.UTF-8", False),
        (["say", "hello", "--lang=zh-CN"], "", True),
    ],
)
def test_set_up_speaks_the_language_of_the_user(
    copy: Copy, argv: list[str], lang: str, chinese: bool
) -> None:
    (copy.folder / "requirements/chat.txt").unlink()
    done = copy.run(*argv, LANG=lang, PYTHONUTF8="1")
    assert ("缺少" in done.stderr) is chinese
    assert ("incomplete" in done.stderr) is not chinese


@pytest.mark.parametrize(
    ("argv", "lang"),
    [
        (["say", "hazme un video sobre café"], "en_US.UTF-8"),
        (["say", "hello"], "es_MX.UTF-8"),
        (["--lang=es"], ""),
    ],
)
def test_set_up_speaks_every_language_that_has_a_folder(copy: Copy, argv: list[str], lang: str) -> None:
    (copy.folder / "requirements/chat.txt").unlink()
    assert "está incompleta" in copy.run(*argv, LANG=lang, PYTHONUTF8="1").stderr


def test_quiet_sets_up_without_a_word(copy: Copy) -> None:
    done = copy.run("say", "hello", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_old_python_is_told_which_one_is_needed(copy: Copy) -> None:
    script = (copy.folder / "scripts/run.py").read_text()
    (copy.folder / "scripts/run.py").write_text(script.replace("OLDEST = (3, 11)", "OLDEST = (99, 0)"))
    done = copy.run("say", "hello")
    assert done.returncode == 1
    assert "needs Python 99.0 or newer" in done.stderr
    assert sys.executable in done.stderr


def script(path: Path, line: str) -> None:
    """A command of one line of shell."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


@pytest.fixture
def old_python(copy: Copy, tmp_path: Path) -> Path:
    """A Python that takes itself for 3.10, with nothing else on PATH."""
    venv.create(tmp_path / "old", symlinks=True)
    (site,) = (tmp_path / "old").glob("lib/python*/site-packages")
    (site / "sitecustomize.py").write_text("import sys\nsys.version_info = (3, 10, 13)\n")
    copy.environ["PATH"] = str(tmp_path / "bin")
    return tmp_path / "old/bin/python"


def test_an_old_python_starts_the_newer_one_beside_it(copy: Copy, tmp_path: Path, old_python: Path) -> None:
    answer(copy.with_uv().run("say", "hello"))
    copy.environ["PATH"] = str(tmp_path / "bin")
    script(tmp_path / "bin/python3.13", "exit 127")  # what a version manager leaves of a Python that is gone
    script(tmp_path / "bin/python3.12", f'exec "{sys.executable}" "$@"')
    found = answer(copy.run("say", "two words", python=old_python))
    assert (found["argv"], found["python"]) == (["say", "two words"], sys.executable)


@pytest.mark.parametrize(
    ("lang", "needs"), [("C.UTF-8", "needs Python 3.11"), ("zh_CN.UTF-8", "需要 Python 3.11")]
)
def test_an_old_python_alone_says_how_to_get_a_newer_one(
    copy: Copy, old_python: Path, lang: str, needs: str
) -> None:
    done = copy.run("say", "hello", python=old_python, LANG=lang)
    assert done.returncode == 1
    assert needs in done.stderr
    assert "python.org" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_where_uv_is_the_sentence_names_the_command_that_works(
    copy: Copy, tmp_path: Path, old_python: Path
) -> None:
    script(tmp_path / "bin/uv", "exit 0")
    done = copy.run("say", "hello", python=old_python)
    assert done.returncode == 1
    assert f'uv run --no-project --python 3.12 "{copy.folder}/scripts/run.py"' in done.stderr


@pytest.mark.parametrize("name", ["run.py", "phrases.py"])
def test_what_speaks_on_an_old_python_can_be_read_by_one(name: str) -> None:
    read = ast.parse((ROOT / "scripts" / name).read_text("utf-8"), feature_version=(3, 6))
    imported = [node.module for node in ast.walk(read) if isinstance(node, ast.ImportFrom)]
    assert "__future__" not in imported  # annotations came with 3.7


def test_a_pip_too_old_for_the_set_up_is_told_how_to_be_renewed(copy: Copy, tmp_path: Path) -> None:
    venv.create(tmp_path / "host", symlinks=True)
    (site,) = (tmp_path / "host").glob("lib/python*/site-packages")
    (site / "pip").mkdir()
    (site / "pip/__main__.py").write_text("print('pip 20.3.4 from somewhere')\n")
    # The environment's Python has no ensurepip either: what venv makes here only says no.
    (site / "venv").mkdir()
    (site / "sitecustomize.py").write_text(f"import sys\nsys.path.insert(0, {str(site)!r})\n")
    (site / "venv/__main__.py").write_text(
        "import pathlib, sys\n"
        "python = pathlib.Path(sys.argv[-1], 'bin/python')\n"
        "python.parent.mkdir(parents=True)\n"
        "python.write_text('#!/bin/sh\\nexit 1\\n')\n"
        "python.chmod(0o755)\n"
    )
    (site / "venv/__init__.py").touch()
    copy.environ["PATH"] = os.defpath
    done = copy.run("say", "hello", python=tmp_path / "host/bin/python")
    assert done.returncode == 1
    assert "too old (20.3.4;" in done.stderr
    assert f'"{tmp_path / "host/bin/python"}" -m pip install --upgrade pip' in done.stderr
    assert copy.environments() == []


def wait_until(fact: object, seconds: float = 30) -> None:
    """Polls until `fact()` is true: what is waited for happens in another process."""
    end = time.monotonic() + seconds
    while not fact():  # type: ignore[operator]
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)
