"""The command line as people and programs meet it: whole processes, real sockets, real files."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skill import cli, i18n
from skill.arguments import command_line
from skill.settings import Settings
from tests.faults import Answer, Backend, draft, says, sse

CREDITS = "/api/credits/balance/simple"
LAMBDA = "/api/render/proxy/lambda"
VIDEO = b"\0\0\0\x18ftypmp42" + b"v" * 5000


@pytest.fixture
def environ(tmp_path, backend: Backend):
    home = tmp_path / "home"
    home.mkdir()
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("NEMO", "XDG", "LC_", "LANG"))
    }
    root = str(cli.__file__).rsplit("/skill/", 1)[0]
    return {**kept, "HOME": str(home), "NEMO_API_URL": backend.url, "PYTHONPATH": root, "LANG": "C.UTF-8"}


@pytest.fixture
def run(environ, tmp_path):
    def start(*arguments, stdin="", **extra):
        return subprocess.run(
            [sys.executable, "-B", "-m", "skill.cli", *map(str, arguments)],
            env={**environ, **extra},
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )

    return start


@pytest.fixture
def inside(environ, tmp_path, monkeypatch, capsys):
    """The same in this process: quick, and seen by the coverage."""
    for key, value in environ.items():
        monkeypatch.setenv(key, value)
    for key in ("LC_ALL", "LC_MESSAGES", "NEMO_TOKEN"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.chdir(tmp_path)

    def start(*arguments):
        code = cli.run([str(each) for each in arguments])
        return code, capsys.readouterr()

    return start


def events(output):
    return [json.loads(line) for line in output.splitlines()]


def until(process, fact):
    """Waits for a fact, as long as the process that should bring it about is there."""
    while not fact():
        assert process.poll() is None, f"it ended with {process.returncode}"
        time.sleep(0.02)


def renders(backend):
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", {"status": "completed", "output": {"url": f"{backend.url}/v.mp4"}})
    backend.on("GET", "/v.mp4", Answer(200, VIDEO))


def test_a_message_in_and_an_answer_out(run, backend):
    backend.on("POST", "/run_sse", sse(says("It is blue.")))
    backend.state(draft())
    done = run("say", "make the sky blue")
    assert done.returncode == 0
    assert done.stdout.endswith("It is blue.\n")
    assert "Connecting…" in done.stderr


def test_json_ends_with_one_done(inside, backend):
    backend.on("POST", "/run_sse", sse(says("It is blue.")))
    backend.state(draft())
    code, seen = inside("say", "make the sky blue", "--json")
    lines = events(seen.out)
    assert [line["type"] for line in lines].count("done") == 1
    assert lines[0]["type"] == "intent"
    assert lines[-1] == {"type": "done", "exit_code": code}
    assert seen.err == ""


def test_a_message_may_come_from_a_pipe(run, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    for arguments in ((), ("say",)):
        done = run(*arguments, stdin="credits")
        assert done.returncode == 0
        assert "7 of 10" in done.stdout


def test_chinese_is_answered_in_chinese(run, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    assert "你还有 7 积分" in run("say", "我还有多少积分？").stdout


def test_lang_overrides_the_message(run, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    assert "你还有 7 积分" in run("say", "credits", "--lang", "zh-CN").stdout


def test_one_project_over_several_processes(run, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    run("say", "credits")
    run("say", "credits")
    assert len(backend.requests("/api/tasks")) == 1
    run("say", "credits", "--project", "other")
    assert len(backend.requests("/api/tasks")) == 2
    listed = run("projects").stdout
    assert "default" in listed
    assert "other" in listed


def test_projects_are_made_used_and_removed(inside):
    assert "no projects yet" in inside("projects")[1].out
    assert "ready" in inside("projects", "new", "café")[1].out
    assert "café (current)" in inside("projects")[1].out
    assert "removed" in inside("projects", "remove", "café")[1].out
    code, seen = inside("projects", "use", "café")
    assert code == 2
    assert "no project called café" in seen.err
    assert inside("projects", "new")[0] == 2
    inside("projects", "new", "a")
    assert "Now working on a" in inside("projects", "use", "a")[1].out


def test_projects_of_this_computer_are_named_where_the_cloud_has_none(inside):
    inside("projects", "new", "tea", "--local")
    assert "projects --local" in inside("projects")[1].out
    assert "tea (current)" in inside("projects", "--local")[1].out


def test_make_writes_the_file_it_names(run, backend, tmp_path):
    backend.on("POST", "/run_sse", sse(says("Here it is.")))
    backend.state(draft())
    renders(backend)
    done = run("make", "Fresh beans every Tuesday.", "-o", "promo.mp4")
    assert done.returncode == 0
    assert (tmp_path / "promo.mp4").read_bytes() == VIDEO
    assert str(tmp_path / "promo.mp4") in done.stdout.splitlines()
    assert "Timeline (1 track)" in done.stdout


@pytest.mark.parametrize("source", ["file", "stdin", "dash"])
def test_make_takes_a_file_or_stdin(run, backend, tmp_path, source):
    backend.on("POST", "/run_sse", sse(says("Here it is.")))
    backend.state(draft())
    renders(backend)
    (tmp_path / "script.txt").write_text("Beans from a file.")
    arguments = {"file": ["script.txt"], "stdin": [], "dash": ["-"]}[source]
    done = run("make", *arguments, "-o", "promo.mp4", stdin="" if source == "file" else "Beans from a pipe.")
    assert done.returncode == 0
    assert "Beans from a" in backend.requests("/run_sse")[0].json()["new_message"]["parts"][0]["text"]


def test_the_answer_speaks_the_language_of_the_text_in_the_file(run, backend, tmp_path):
    backend.on("POST", "/run_sse", sse(says("好了。")))
    backend.state(draft())
    renders(backend)
    (tmp_path / "script.txt").write_text("三个省电小技巧：随手关灯，空调26度。", encoding="utf-8")
    assert "视频做好了" in run("make", "script.txt").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["make", ""], "no text to work with"),
        (["make", "x" * 200_000], "200000 characters"),
        (["make", "missing.txt"], "can't find missing.txt"),
        (["make", "."], "is a folder"),
        (["make", "Fresh beans.", "-o", "no/such/promo.mp4"], "does not exist"),
        (["say", ""], "no text to work with"),
        (["say", "hello", "--file", "missing.png"], "can't find"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_2(inside, backend, arguments, words):
    code, seen = inside(*arguments)
    assert code == 2
    assert words in seen.err
    assert len(seen.err.strip().splitlines()) == 1 or arguments[0] == "say"
    assert not backend.requests("/run_sse")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that even root cannot write to")
def test_a_folder_that_cannot_be_written_is_told(inside, backend):
    code, seen = inside("make", "Fresh beans.", "-o", "/proc/promo.mp4")
    assert code == 2
    assert "not allowed to write in /proc" in seen.err
    assert not backend.seen


@pytest.mark.parametrize(
    "arguments", [("say", "hello"), ("say", "hello", "--local"), ("projects",), ("mcp", "--local")]
)
@pytest.mark.parametrize(("language", "words"), [("en", "Allow writing there"), ("zh-CN", "请允许写入")])
def test_a_folder_where_nothing_may_be_remembered_is_told_in_a_sentence(
    run, tmp_path, arguments, language, words
):
    (tmp_path / "file").touch()
    done = run(*arguments, LANG=f"{language}.UTF-8", XDG_DATA_HOME=str(tmp_path / "file/data"))
    if "hello" in arguments:
        done = run(*arguments, "--lang", language, XDG_DATA_HOME=str(tmp_path / "file/data"))
    assert done.returncode == 2
    assert words in done.stderr
    assert str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sandbox_without_loopback_is_told_what_the_studio_needs(run, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refused(*_): raise PermissionError(1, 'Operation not permitted')\n"
        "socket.socket.bind = refused\n"
    )
    here = os.pathsep.join([str(tmp_path), str(cli.__file__).rsplit("/skill/", 1)[0]])
    done = run("say", "hello", "--local", PYTHONPATH=here)
    assert done.returncode == 69
    assert "can't start (Operation not permitted)" in done.stderr
    assert "sandbox" in done.stderr


def test_a_backend_that_cannot_be_reached_is_69_and_offers_local(run):
    done = run("say", "hello", NEMO_API_URL="http://127.0.0.1:9")
    assert done.returncode == 69
    assert "--local" in done.stderr


def test_a_refusal_is_1_with_the_way_out(inside, backend):
    backend.on("POST", "/run_sse", {"code": 2001})
    code, seen = inside("say", "make the sky blue", "--json")
    error = next(line for line in events(seen.out) if line["type"] == "error")
    assert code == 1
    assert error["kind"] == "out_of_credits"
    assert error["code"] == 2001
    assert "?bind=task-1" in error["text"]


def test_max_wait_leaves_the_work_resumable(inside, run, backend, tmp_path):
    backend.state(draft())
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", {"status": "processing"})
    code, seen = inside("say", "export", "--max-wait", "3")
    assert code == 75
    assert "resume" in seen.err
    renders(backend)
    done = run("resume")
    assert done.returncode == 0
    assert len([seen for seen in backend.requests(LAMBDA) if seen.method == "POST"]) == 1
    assert len(list(tmp_path.glob("*.mp4"))) == 1


def test_a_killed_make_is_resumed_to_its_file_and_paid_once(environ, run, backend, tmp_path):
    held = Answer(200, b"", {"Content-Type": "text/event-stream"})

    class Slow(Answer):
        def content(self):
            time.sleep(3)
            return held.content()

    backend.on("POST", "/run_sse", Slow(200, None, {"Content-Type": "text/event-stream"}))
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "skill.cli", "make", "Fresh beans.", "-o", "promo.mp4"],
        env=environ,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(process, lambda: backend.requests("/run_sse"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "promo.mp4").exists()
    backend.state(draft())
    renders(backend)
    done = run("resume")
    assert done.returncode == 0
    assert (tmp_path / "promo.mp4").read_bytes() == VIDEO
    assert len(backend.requests("/run_sse")) == 1


def test_ctrl_c_is_130_and_says_how_to_go_on(environ, backend, tmp_path):
    backend.state(draft())
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", {"status": "processing"})
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "skill.cli", "say", "export", "--json"],
        env=environ,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    until(process, lambda: [seen for seen in backend.requests(LAMBDA) if seen.method == "GET"])
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert events(out)[-1] == {"type": "done", "exit_code": 130}


def test_a_reader_that_goes_away_is_no_error(environ, backend, tmp_path):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    command = f'"{sys.executable}" -B -m skill.cli say credits --json | head -n 1'
    done = subprocess.run(["bash", "-c", command], env=environ, cwd=tmp_path, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert events(done.stdout)[0]["type"] == "intent"


def test_the_token_is_in_no_output(run, backend):
    backend.on("GET", CREDITS, Answer(401, {"code": 1001}))
    done = run("say", "credits", NEMO_TOKEN="test-canary")
    assert done.returncode == 1
    assert "NEMO_TOKEN" in done.stderr
    assert "test-canary" not in done.stdout + done.stderr


def test_route_shows_the_decision_and_sends_nothing(inside, backend):
    code, seen = inside("route", "export")
    assert code == 0
    assert json.loads(seen.out)["intent"] == "export"
    assert json.loads(inside("route", "这个", "--attachment")[1].out)["intent"] == "upload"
    explained = json.loads(inside("route", "export", "--explain")[1].out)
    assert explained["why"]
    assert not backend.seen


def test_route_reads_rows_and_answers_in_order(run):
    rows = [{"id": 1, "text": "导出"}, {"id": 2, "text": "用这个", "attachment": True}]
    done = run("route", "--jsonl", stdin="\n".join(json.dumps(row) for row in rows) + "\n\n")
    assert [(row["id"], row["intent"]) for row in events(done.stdout)] == [(1, "export"), (2, "upload")]
    bad = run("route", "--jsonl", stdin='{"id": 1}\n')
    assert bad.returncode == 2
    assert bad.stderr.startswith("1:")


def test_translate_shows_text_and_actions(run, inside):
    reply = "It is ready. Click **Export** to download."
    shown = json.loads(inside("translate", reply, "--explain")[1].out)
    assert shown["actions"] == [{"action": "export", "mode": "run"}]
    assert "lick" not in shown["text"]
    done = run("translate", "--jsonl", stdin=json.dumps({"id": "a", "text": reply}))
    assert events(done.stdout) == [{"id": "a", "text": shown["text"], "actions": shown["actions"]}]


@pytest.mark.parametrize("language", i18n.languages())
def test_help_speaks_the_language_and_names_every_command(inside, capsys, language):
    with pytest.raises(SystemExit) as caught:
        inside("--lang", language, "--help")
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    for command in i18n.load("en", "cli")["commands"]:
        assert command in shown


@pytest.mark.parametrize("language", i18n.languages())
def test_help_of_say_has_examples_and_the_exit_codes_of_the_whole(inside, capsys, language):
    pages = []
    for command in ((), ("say",)):
        with pytest.raises(SystemExit):
            inside("--lang", language, *command, "--help")
        pages.append(capsys.readouterr().out)
    codes = i18n.load(language, "cli")["exits"]
    assert {str(code) for code in codes} == {"head", "0", "1", "2", "69", "75", "130"}
    for page in pages:
        assert all(meaning in page for meaning in codes.values())
    assert pages[1].count("--local\n") == 2


def test_help_follows_the_locale(run):
    assert "示例" in run("--help", LANG="zh_CN.UTF-8").stdout


def test_version_is_that_of_the_skill(run):
    from skill.attribution import Attribution

    assert run("--version").stdout.strip() == f"text-to-ai {Attribution.read().version}"


def test_a_missing_part_without_a_runner_says_how_to_get_it(inside, capsys):
    from skill.errors import MissingExtra

    assert cli._bring_in(MissingExtra("studio"), ["say", "hello"]) == 1
    assert "text-to-ai[studio]" in capsys.readouterr().err


def test_settings_of_a_command_are_its_options(environ, monkeypatch):
    for key, value in environ.items():
        monkeypatch.setenv(key, value)
    options = command_line("en").parse_args(["say", "你好", "--local", "--project", "p", "--max-wait", "9"])
    settings = cli._settings(options, "你好")
    assert isinstance(settings, Settings)
    assert (settings.local, settings.project, settings.language, settings.max_wait) == (
        True,
        "p",
        "zh-CN",
        9.0,
    )


def test_a_studio_of_its_own_says_where_it_listens_and_serves(environ, tmp_path):
    import httpx

    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "skill.cli", "studio", "--port", "0"],
        env=environ,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
    assert httpx.get(f"{url}/health").json() == {"status": "ok"}
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) in (0, 130)


@pytest.mark.parametrize("given", ["", "a-key-of-my-own"])
def test_a_studio_for_others_prints_its_key_once_unless_it_was_set(environ, tmp_path, given):
    import httpx

    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "skill.cli", "studio", "--host", "0.0.0.0", "--port", "0"],
        env={**environ, "LC_ALL": "en_US.UTF-8", **({"NEMO_STUDIO_KEY": given} if given else {})},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
    url = url.replace("0.0.0.0", "127.0.0.1")
    key = given or process.stdout.readline().split()[1]
    named = {"X-Client-Id": "c1"}
    assert httpx.post(f"{url}/api/auth/anonymous-token", headers=named).status_code == 401
    named["Authorization"] = f"Bearer {key}"
    assert httpx.post(f"{url}/api/auth/anonymous-token", headers=named).status_code == 200
    process.send_signal(signal.SIGINT)
    rest, warned = process.communicate(timeout=30)
    assert "Whoever has the key" in warned
    assert key not in rest + warned


def test_a_studio_that_cannot_listen_says_why(run):
    done = run("studio", "--host", "203.0.113.1", "--port", "0")
    assert done.returncode == 2
    assert "can't listen on 203.0.113.1" in done.stderr


def test_a_setting_of_the_environment_that_cannot_be_used_is_named(inside, monkeypatch):
    monkeypatch.setenv("NEMO_STUDIO_SILENT", "often")
    code, said = inside("say", "credits", "--local")
    assert code == 2
    assert "NEMO_STUDIO_SILENT" in said.err


@pytest.mark.parametrize(
    ("language", "start"), [("en", "To say something"), ("zh-CN", "想说什么"), ("es", "Para decir algo")]
)
def test_a_message_without_its_command_is_told_how_to_be_sent(capsys, language, start):
    with pytest.raises(SystemExit) as ended:
        command_line(language).parse_args(["make me happy"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert start in told
    assert 'say "' in told
