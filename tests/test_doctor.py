"""What `doctor` finds, and that every finding says what to do."""

import contextlib
import json
import os
import time
from types import SimpleNamespace

import pytest

from skill import doctor, i18n
from skill.doctor import Finding, Surroundings, examine, report, troubleshooting
from skill.errors import MissingExtra
from skill.sessions import Store
from skill.settings import Settings
from skill.wire.account import AnonymousToken, Session
from tests.faults import Answer, Backend

CANARY = "test-canary"


@contextlib.contextmanager
def no_studio():
    raise MissingExtra("studio")
    yield ""


def around(**other):
    return Surroundings(**{"environ": {}, "studio": no_studio, "encoding": "utf-8", **other})


def found(settings, **other):
    return {each.check: each for each in examine(settings, around(**other), "en")}


def settings(tmp_path, backend, **environ):
    local = environ.pop("local", False)
    given = {"HOME": str(tmp_path / "home"), "NEMO_API_URL": backend.url, **environ}
    return Settings.from_env(given, local=local)


def test_a_healthy_computer_has_nothing_to_mend_and_is_left_as_it_was(tmp_path, backend, capsys):
    here = settings(tmp_path, backend)
    assert report(examine(here, around(), "en"), "en", as_json=False) == 0
    assert capsys.readouterr().out.splitlines()[-1] == i18n.load("en", "doctor")["summary"]["ok"]
    assert list(tmp_path.iterdir()) == []


def test_only_the_cloud_is_told_which_assistant_this_is(tmp_path, backend):
    here = settings(tmp_path, backend, SKILL_SOURCE="clawhub")
    assert "clawhub" in found(here)["platform"].line("en")
    assert "platform_unknown" in found(settings(tmp_path, backend))
    assert not {"platform", "platform_unknown"} & set(found(settings(tmp_path, backend, local=True)))


def test_an_old_python_and_a_terminal_without_chinese_are_told(tmp_path, backend):
    seen = found(settings(tmp_path, backend), version=(3, 10, 2), encoding="latin-1")
    assert seen["python"].state == "problem"
    assert "3.10.2" in seen["python"].line("en")
    assert seen["encoding"].state == "note"


@pytest.mark.parametrize(
    ("missing", "part", "state"),
    [
        ({"rapidfuzz"}, "base", "problem"),
        ({"av"}, "studio", "problem"),
        (set(doctor.PARTS["studio"]), "studio", "note"),
        (set(doctor.PARTS["chat"]), "chat", "note"),
    ],
)
def test_missing_parts_are_told_apart(tmp_path, backend, missing, part, state):
    for environ in ({}, {"TEXT_TO_AI_RUNNER": "/somewhere/run.py"}):
        seen = found(
            settings(tmp_path, backend), environ=environ, installed=lambda module: module not in missing
        )
        assert seen[part].state == state
        assert seen[part].words("en")[1]


def test_a_studio_that_is_asked_for_must_be_installed(tmp_path, backend):
    seen = found(
        settings(tmp_path, backend, local=True), installed=lambda module: module not in doctor.PARTS["studio"]
    )
    assert seen["studio"].state == "problem"
    assert seen["local"].state == "problem"


def test_folders_that_cannot_be_written_name_the_variable_that_moves_them(tmp_path, backend):
    (tmp_path / "file").write_text("not a folder")
    places = {f"XDG_{name}_HOME": str(tmp_path / "file") for name in ("DATA", "CONFIG", "CACHE")}
    seen = found(settings(tmp_path, backend, **places), here=tmp_path / "file")
    for check in ("data", "config", "cache"):
        assert seen[check].state == "problem"
        assert f"XDG_{check.upper()}_HOME" in seen[check].line("en")
    assert seen["output"].state == "note"


@pytest.mark.parametrize(("free", "state"), [(1e6, "problem"), (1e9, "note"), (9e9, "ok")])
def test_free_space_is_judged(tmp_path, backend, monkeypatch, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert found(settings(tmp_path, backend))["disk"].state == state


def test_a_disk_that_cannot_be_asked_is_told_only_once(tmp_path, backend, monkeypatch):
    def refuse(_):
        raise OSError

    monkeypatch.setattr(doctor.shutil, "disk_usage", refuse)
    assert "disk" not in found(settings(tmp_path, backend))


def test_projects_and_what_is_unfinished_are_counted(tmp_path, backend):
    here = settings(tmp_path, backend)
    with Store.open(here) as store:
        store.keep_session(here.backend, "café", Session("s"), "en")
        assert found(here)["memory"].state == "ok"
        store.begin_turn(here.backend, "café", "make the sky blue", language="en")
    seen = found(here)["memory"]
    assert seen.state == "note"
    assert "resume" in seen.line("en")


def test_a_memory_that_cannot_be_opened_is_told(tmp_path, backend):
    here = settings(tmp_path, backend)
    (here.data_dir / "skill.db").mkdir(parents=True)
    assert found(here)["memory"].state == "problem"


def test_the_id_is_there_or_missing_or_broken(tmp_path, backend):
    here = settings(tmp_path, backend)
    assert found(here)["client_id"].state == "note"
    with Store.open(here) as store:
        store.client_id()
    assert found(here)["client_id"].state == "ok"
    (here.config_dir / "client_id").write_text("nonsense")
    assert found(here)["client_id"].state == "problem"


def test_an_account_is_kept_or_expired_or_the_users_own_and_never_shown(tmp_path, backend):
    here = settings(tmp_path, backend)
    assert found(here)["token"].state == "note"
    for expires, check in (("2999-01-01T00:00:00Z", "token"), ("2001-01-01T00:00:00Z", "token_expired")):
        with Store.open(here) as store:
            store.keep_token(here.backend, AnonymousToken(CANARY, expires))
        seen = found(here)
        assert seen[check].state == ("ok" if check == "token" else "note")
        assert CANARY not in " ".join(each.line("en") for each in seen.values())
    own = found(settings(tmp_path, backend, NEMO_TOKEN=CANARY))
    assert own["token_own"].state == "ok"
    assert "token" not in own
    broken = found(settings(tmp_path, backend, NEMO_TOKEN=f"{CANARY} {CANARY}"))
    assert broken["token_own"].state == "problem"
    assert CANARY not in broken["token_own"].line("en")


def test_a_slip_in_a_variables_name_is_answered_with_the_nearest(tmp_path, backend):
    seen = found(settings(tmp_path, backend), environ={"NEMO_TOKN": CANARY, "HTTPS_PROXY": "http://p"})
    assert "NEMO_TOKEN" in seen["variable"].line("en")
    assert CANARY not in seen["variable"].line("en")
    assert seen["proxy"].state == "note"


@pytest.mark.parametrize("url", ["api.example", "ftp://api.example", "http://[::1", "https://h:99999999"])
def test_an_address_that_is_none_is_told_and_not_tried(tmp_path, backend, url):
    seen = found(settings(tmp_path, backend, NEMO_API_URL=url))
    assert seen["address"].state == "problem"
    assert "cloud" not in seen


def test_a_password_in_an_address_is_not_shown(tmp_path):
    with_password = SimpleNamespace(url=f"http://me:{CANARY}@127.0.0.1:9/?key={CANARY}")
    seen = found(settings(tmp_path, with_password))
    assert seen["cloud"].state == "problem"
    assert CANARY not in " ".join(each.line("en") for each in seen.values())


@pytest.mark.parametrize(("status", "state"), [(200, "ok"), (404, "ok"), (503, "note")])
def test_any_answer_means_that_the_service_can_be_reached(tmp_path, backend, status, state):
    backend.on("GET", "/", Answer(status, {}))
    assert found(settings(tmp_path, backend))["cloud"].state == state
    assert "authorization" not in backend.seen[-1].headers


def test_a_service_that_cannot_be_reached_comes_with_the_offer_of_the_studio(tmp_path, capsys):
    here = settings(tmp_path, SimpleNamespace(url="http://127.0.0.1:9"))
    assert report(examine(here, around(), "en"), "en", as_json=True) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "--local" in next(line["advice"] for line in lines if line.get("check") == "cloud")
    assert lines[-1] == {"type": "done", "exit_code": 1}


@pytest.mark.parametrize(("answer", "state"), [(200, "ok"), (500, "problem")])
def test_the_studio_must_start_and_answer(tmp_path, backend, answer, state):
    backend.on("GET", "/health", Answer(answer, {}))
    here = settings(tmp_path, backend, local=True)
    seen = found(here, studio=lambda: contextlib.nullcontext(backend.url))
    assert seen["local"].state == state
    assert "cloud" not in seen


def test_a_studio_that_does_not_start_says_why(tmp_path, backend):
    @contextlib.contextmanager
    def refuses():
        raise OSError("no port")
        yield ""

    seen = found(settings(tmp_path, backend, local=True), studio=refuses)
    assert "no port" in seen["local"].line("en")


@pytest.mark.parametrize("language", i18n.languages())
def test_every_finding_that_is_not_ok_says_what_to_do_and_is_in_the_documentation(language):
    table = troubleshooting(language).splitlines()
    wrong = 0
    for check, states in i18n.load(language, "doctor")["findings"].items():
        for state, row in states.items():
            if state != "ok":
                wrong += 1
                assert row["says"]
                assert row["do"]
                assert "{" not in Finding(check, state, _anything()).line(language)
    assert len(table) == wrong + 2
    assert "{" not in "".join(table)


def _anything():
    names = (
        "version path missing how reason free projects open backend name near value encoding url ms status"
    )
    return {name: name for name in (*names.split(), "platform")}


def test_the_command_reports_in_the_language_asked_for(tmp_path, monkeypatch, capsys):
    from skill import cli

    backend = Backend()
    for name in [name for name in os.environ if name.startswith(("NEMO", "XDG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NEMO_API_URL", backend.url)
    assert cli.run(["doctor", "--lang", "zh-CN"]) == 0
    assert "正常" in capsys.readouterr().out
    before = time.monotonic()
    assert cli.run(["doctor", "--local", "--json"]) == 0
    assert time.monotonic() - before < 30
    backend.close()
