"""The skill laid down where assistants look for it, kept up to date there, and never over somebody's work."""

import subprocess
import sys
from pathlib import Path

import pytest

from skill import cli, i18n, installing, resources
from skill.attribution import Attribution
from skill.installing import PLATFORMS, Installation, Refused, place, shipped


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def there(tmp_path, data):
    return Installation(tmp_path / "咖啡 home/.cursor/skills/text-to-ai", data)


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("XDG_DATA_HOME", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def start(*arguments):
        return cli.run([*arguments]), capsys.readouterr()

    return start


def test_the_copy_is_what_ships_and_runs_by_itself(there):
    outcome = there.install()
    assert outcome.key == "installed"
    assert (there.folder / "scripts/run.py").is_file()
    assert not (there.folder / "tests").exists()
    assert not (there.folder / "uv.lock").exists()
    script = "from skill.router import route; print(route('export').intent.value)"
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=there.folder, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "export"
    assert Attribution.read(folder=there.folder).platform == "cursor"


def test_installing_again_changes_nothing(there):
    there.install()
    assert there.install().key == "same"


def test_an_older_copy_is_replaced_whole(there):
    there.install()
    gone = there.folder / "skill/gone.py"
    gone.write_text("old")
    files = {**there._recorded()[1], "skill/gone.py": installing._hash(gone)}
    (there.folder / "LICENSE").write_text("old")
    files["LICENSE"] = installing._hash(there.folder / "LICENSE")
    there._noted("0.0.1", files).replace(there._record)
    outcome = there.install()
    assert (outcome.key, outcome.before, outcome.kept) == ("upgraded", "0.0.1", None)
    assert not gone.exists()
    assert [each.name for each in there.folder.parent.iterdir()] == ["text-to-ai"]


def test_a_changed_copy_is_left_alone_and_put_aside_only_by_force(there):
    there.install()
    (there.folder / "mine.md").write_text("my notes")
    for move in (there.install, there.uninstall):
        with pytest.raises(Refused) as caught:
            move()
        assert caught.value.values["files"] == ["mine.md"]
    kept = there.install(force=True).kept
    assert (kept / "mine.md").read_text() == "my notes"
    (there.folder / "mine.md").write_text("more notes")
    kept = there.uninstall(force=True).kept
    assert (kept / "mine.md").read_text() == "more notes"
    assert not there.is_there


def test_a_folder_of_somebody_else_is_left_alone(there):
    there.folder.mkdir(parents=True)
    (there.folder / "SKILL.md").write_text("another skill")
    for move in (there.install, there.uninstall):
        with pytest.raises(Refused, match="foreign"):
            move()
    assert (there.install(force=True).kept / "SKILL.md").read_text() == "another skill"


def test_a_link_is_never_followed(there, tmp_path):
    there.folder.parent.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    there.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="link"):
        there.install(force=True)


def test_the_folder_it_runs_from_is_not_replaced(data):
    with pytest.raises(Refused, match="inside"):
        Installation(resources.root(), data).install()


def test_a_dry_run_touches_nothing(there, tmp_path):
    assert there.install(dry_run=True).count > 100
    assert list(tmp_path.iterdir()) == []
    there.install()
    assert there.uninstall(dry_run=True).key == "removed"
    assert there.is_there


def test_a_broken_record_counts_as_none(there):
    there.install()
    (there.folder / "LICENSE").write_text("mine")
    there._record.write_text("{")
    with pytest.raises(Refused, match="foreign"):
        there.install()


def test_after_a_kill_between_two_renames_the_old_copy_is_back(there):
    there.install()
    there.folder.rename(there._sibling("old"))
    assert there.install().key == "same"


def test_a_full_disk_leaves_the_old_copy(there, monkeypatch):
    there.install()
    (there.folder / "LICENSE").unlink()
    there._noted("0.0.1", installing._hashes(there.folder)).replace(there._record)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(installing.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space"):
        there.install()
    assert there.version() == "0.0.1"
    assert [each.name for each in there.folder.parent.iterdir()] == ["text-to-ai"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_too_full_for_the_record_changes_nothing_and_says_so(command, tmp_path):
    folder = tmp_path / ".cursor/skills/text-to-ai"
    record = Installation(folder, tmp_path / ".local/share/text-to-ai")._record
    record.parent.mkdir(parents=True)
    record.with_suffix(".new").symlink_to("/dev/full")
    code, said = command("install", "cursor")
    assert code == 1
    assert "disk is full" in said.err
    assert not folder.exists()
    record.with_suffix(".new").unlink()
    assert command("install", "cursor")[0] == 0


def test_a_wheel_lays_down_the_same_folder(there, tmp_path):
    there.install()
    package = tmp_path / "site-packages/skill"
    (there.folder / "skill").rename(tmp_path / "moved")
    there.folder.rename(tmp_path / "rest")
    package.parent.mkdir()
    (tmp_path / "moved").rename(package)
    for each in (tmp_path / "rest").iterdir():
        each.rename(package / each.name)
    assert set(shipped(package, package)) == set(
        shipped(Path(resources.root()), Path(resources.root(), "skill"))
    )


def test_what_ships_is_what_the_wheel_carries():
    import tomllib

    project = tomllib.loads((resources.root() / "pyproject.toml").read_text("utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    names = {
        name
        for name in shipped(resources.root(), resources.root() / "skill")
        if not name.startswith("skill/")
    }
    assert [
        name
        for name in sorted(names)
        if not any(name == each or name.startswith(f"{each}/") for each in carried)
    ] == []


@pytest.mark.parametrize("key", PLATFORMS)
def test_every_assistant_gets_the_folder_and_words_to_try_it(command, tmp_path, key):
    code, seen = command("install", key, "--in-project")
    assert code == 0
    folder = place(key, tmp_path, in_project=True)
    assert str(folder) in seen.out.splitlines()
    assert (folder / "SKILL.md").is_file()
    assert "run.py" in seen.out
    assert command("uninstall", key, "--in-project")[0] == 0
    assert not folder.exists()
    assert command("uninstall", key, "--in-project")[1].out.startswith("text-to-ai is not installed")


def test_the_list_shows_what_is_where(command, tmp_path):
    command("install", "goose")
    (tmp_path / ".cursor/skills/text-to-ai").mkdir(parents=True)
    code, seen = command("install", "--list")
    rows = {line.split()[0]: line for line in seen.out.splitlines()[1:-1]}
    assert code == 0
    assert set(rows) == set(PLATFORMS)
    assert "installed" in rows["goose"]
    assert "did not make" in rows["cursor"]


@pytest.mark.parametrize("language", i18n.languages())
def test_refusals_are_sentences_with_a_way_out(command, tmp_path, language):
    assert command("install", "nothing", "--lang", language)[0] == 2
    command("install", "cursor")
    for number in range(8):
        (tmp_path / f".cursor/skills/text-to-ai/{number}.md").write_text("mine")
    code, seen = command("install", "cursor", "--lang", language)
    assert code == 1
    assert "--force" in seen.err
    assert "3" in seen.err
    (tmp_path / ".goose").write_text("a file in the way")
    code, seen = command("install", "goose", "--in-project", "--lang", language)
    assert code == 1
    assert str(tmp_path / ".goose") in seen.err
