"""Killed with SIGKILL at every step: what is started again ends with one paid message and one whole file."""

import json
import subprocess
import sys
import time
from itertools import product

import pytest

from tests.clients import RENDERS, VIDEO, Nursery, User, World, kill

MOMENTS = ("received", "half", "answered")
TOKEN = "/api/auth/anonymous-token"
MAKE = ("token", "session", "message", "state", "state", "submit", "render", "file", "file", "link")
SAY = ("token", "session", "upload", "message", "state")
BATCH = ("token", "session", "message", "state", "state", "submit", "render", "file", "link", "session")
KINDS = {
    "token": TOKEN,
    "session": "/api/tasks/",
    "message": "/run_sse",
    "state": "/api/state/",
    "upload": "/api/upload-video/",
    "submit": RENDERS,
    "render": f"{RENDERS}/",
    "link": "/api/auth/claim-token",
}


@pytest.fixture(scope="module")
def nursery():
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def world():
    made = World()
    yield made
    made.release.set()
    made.close()


@pytest.fixture
def user(nursery, world, tmp_path):
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n1234")
    jobs = [{"text": "Fresh beans.", "output": "one"}, {"text": "Fresh bread.", "output": "two"}]
    (folder / "jobs.jsonl").write_text("\n".join(map(json.dumps, jobs)))
    return User(nursery, home, folder, world.url)


def killed(world, user, number, moment, *command):
    """Starts a command and kills it when its n-th request is at that moment."""
    world.hold(number, moment)
    pid = user.start(*command)
    assert world.held.wait(20), user.said.read_text()
    kill(pid)
    world.release.set()


def kinds(world):
    """What was asked for, by name."""
    found = []
    for seen in world.seen:
        name = "file" if seen.path.endswith(".mp4") else "?"
        for kind, path in KINDS.items():
            if seen.path == path or (path.endswith("/") and seen.path.startswith(path)):
                name = kind
        found.append(name)
    return found


def whole_files(folder):
    assert not list(folder.glob(".*.part")), "a piece was left behind"
    files = sorted(folder.glob("*.mp4"))
    assert all(file.read_bytes() == VIDEO for file in files)
    return [file.name for file in files]


def test_the_steps_that_are_killed_are_the_steps_there_are(world, user):
    assert user.run("make", "Fresh beans.", "-o", "promo.mp4") == 0
    steps = kinds(world)
    assert [step for step in MAKE if step != "file"] == [step for step in steps if step != "file"]
    assert len(steps) >= len(MAKE) - 1
    world.seen.clear()
    assert user.run("say", "use this as scene 2", "--file", "a.png") == 0
    assert kinds(world) == list(SAY[2:])


@pytest.mark.parametrize(("number", "moment"), list(product(range(9), MOMENTS)))
def test_a_killed_make_ends_with_one_paid_message_and_one_file(world, user, number, moment):
    command = ("make", "Fresh beans.", "-o", "promo.mp4")
    killed(world, user, number, moment, *command)
    assert user.run("resume") == 0, user.said.read_text()
    if not world.paid:
        # Killed before the message left: nothing was lost but the wish itself.
        assert user.run(*command) == 0
    assert len(world.paid) == 1
    assert whole_files(user.folder) == ["promo.mp4"]
    assert user.run("resume") == 0
    assert "Nothing is unfinished." in user.said.read_text()
    assert len(world.paid) == 1


@pytest.mark.parametrize(("number", "moment"), list(product(range(2, 5), ("received", "answered"))))
def test_a_killed_message_with_a_file_is_paid_once(world, user, number, moment):
    command = ("say", "use this as scene 2", "--file", "a.png")
    killed(world, user, number, moment, *command)
    assert user.run("resume") == 0, user.said.read_text()
    if not world.paid:
        assert user.run(*command) == 0
    assert len(world.paid) == 1


@pytest.mark.parametrize(("number", "moment"), list(product(range(5), ("received", "answered"))))
def test_a_killed_export_is_one_file_of_what_was_paid_before(world, user, number, moment):
    assert user.run("say", "a video about beans") == 0
    killed(world, user, len(world.seen) + number, moment, "say", "export", "-o", "promo.mp4")
    assert user.run("resume") == 0, user.said.read_text()
    assert whole_files(user.folder) == ["promo.mp4"]
    assert len(world.paid) == 1


@pytest.mark.parametrize("number", range(5))
def test_a_killed_change_that_an_export_was_to_follow_ends_with_the_file(world, user, number):
    assert user.run("say", "a video about beans") == 0
    killed(world, user, len(world.seen) + number, "received", "say", "make the title bigger, then export")
    assert user.run("resume") == 0, user.said.read_text()
    assert len(whole_files(user.folder)) == 1
    assert len(world.paid) == 2
    assert user.run("resume") == 0
    assert "Nothing is unfinished." in user.said.read_text()


@pytest.mark.parametrize(
    ("number", "moment", "first"),
    [(n, MOMENTS[n % 3], ("batch", "resume")[n // 2 % 2]) for n in range(1, 15)],
)
def test_a_killed_batch_goes_on_with_the_same_command(world, user, number, moment, first):
    command = ("batch", "jobs.jsonl", "-o", "out", "--jobs", "1")
    killed(world, user, number, moment, *command)
    if first == "resume":
        assert user.run("resume") == 0, user.said.read_text()
    assert user.run(*command) == 0, user.said.read_text()
    assert len(world.paid) == 2
    assert whole_files(user.folder / "out") == ["one.mp4", "two.mp4"]
    states = [job["state"] for job in json.loads((user.folder / "out" / "manifest.json").read_text())["jobs"]]
    assert states == ["done", "done"]
    asked = len(world.seen)
    assert user.run(*command) == 0
    assert len(world.seen) == asked


def test_killed_again_and_again_it_still_is_one_message_and_one_file(world, user):
    killed(world, user, 2, "half", "make", "Fresh beans.", "-o", "promo.mp4")
    for more in (0, 1, 1):
        world.held.clear()
        world.release.clear()
        killed(world, user, len(world.seen) + more, "half", "resume")
    assert user.run("resume") == 0
    assert len(world.paid) == 1
    assert whole_files(user.folder) == ["promo.mp4"]


def test_two_windows_on_one_project_speak_one_after_the_other(world, user):
    assert user.run("say", "a video about beans") == 0
    world.hold(len(world.seen), "received")
    user.start("say", "make the sky blue")
    assert world.held.wait(20)
    user.start("say", "make the title bigger")
    waited = time.monotonic() + 20
    while "Another window" not in user.said.read_text() and time.monotonic() < waited:
        time.sleep(0.02)
    assert len(world.paid) == 2
    world.release.set()
    while len(world.paid) < 3 and time.monotonic() < waited:
        time.sleep(0.02)
    assert world.paid[1:] == ["make the sky blue", "make the title bigger"]


def test_two_first_starts_at_once_ask_for_one_token(world, user):
    world.hold(0, "received")
    user.start("say", "credits")
    assert world.held.wait(20)
    pid = user.start("say", "credits")
    time.sleep(0.3)
    assert len(world.requests(TOKEN)) == 1
    world.release.set()
    waited = time.monotonic() + 20
    while user.said.read_text().count("60 of 100") < 2 and time.monotonic() < waited:
        time.sleep(0.02)
    assert len(world.requests(TOKEN)) == 1
    assert pid


def test_a_studio_killed_while_it_renders_ends_with_one_file(tmp_path):
    environ = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
        "LANG": "C.UTF-8",
    }

    def start(*arguments):
        return subprocess.Popen(
            [sys.executable, "-B", "-m", "skill.cli", *arguments, "--local"],
            cwd=tmp_path,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    command = ("make", "A 6-second square video: Fresh beans.", "-o", "promo.mp4")
    ends = []
    for words in ("Waiting", "Picking", "Rendering", None):
        process = start(*command)
        for line in process.stdout:
            if words and line.startswith(words):
                process.kill()
        ends.append(process.wait(60))
        command = ("resume",)
    # The render may be through before a late kill comes; the first one always meets it at work.
    assert ends[0] == -9
    assert ends[-1] == 0
    assert set(ends) <= {0, -9}
    files = list(tmp_path.glob("*.mp4"))
    assert [file.name for file in files] == ["promo.mp4"]
    assert files[0].read_bytes()[4:8] == b"ftyp"
    balance = start("say", "credits", "--json").communicate(timeout=60)[0]
    (credits,) = [
        json.loads(line) for line in balance.splitlines() if '"credits"' in line and '"total"' in line
    ]
    assert credits["total"] - credits["available"] <= 100
