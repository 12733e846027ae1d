"""Many videos from one file or folder: each its own, told as it happens, none held up by another."""

import dataclasses
import json

import pytest

from skill import batch, jobs
from skill.errors import Busy, UsageError
from skill.messages import Failed, FileReady, Message, Progress, Said, Uploaded
from skill.sessions import Store
from tests.clients import World
from tests.faults import Answer, says, sse


@pytest.fixture
def backend():
    made = World()
    yield made
    made.close()


@pytest.fixture
def run(settings, tmp_path):
    async def start(*rows, at_once=2, **options):
        source = tmp_path / "jobs.jsonl"
        source.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        found, folder = batch.prepared(source, tmp_path / "out", "en")
        chosen = dataclasses.replace(settings, **options)
        return [reply async for reply in batch.run(chosen, found, folder, at_once=at_once)]

    return start


async def test_one_job_that_fails_never_stops_the_rest(run, backend, tmp_path):
    replies = await run({"text": "Beans.", "output": "a"}, "nonsense", {"file": "gone.txt"}, '"Bread."')
    # Two are made at once: which is through first is nobody's promise.
    assert sorted(reply.path.name for reply in replies if isinstance(reply, FileReady)) == [
        "a.mp4",
        "bread.mp4",
    ]
    failed = [reply.kind for reply in replies if isinstance(reply, Failed)]
    assert failed == ["bad_job", "missing_file", "batch_incomplete"]
    assert replies[-1].exit_code == 1
    assert len(backend.paid) == 2
    states = [job["state"] for job in json.loads((tmp_path / "out/manifest.json").read_text())["jobs"]]
    assert states == ["done", "failed", "failed", "done"]


async def test_what_is_done_is_left_alone_and_new_lines_are_made(run, backend):
    await run({"text": "Beans."})
    replies = await run({"text": "Beans."}, {"text": "Bread."}, {"text": "Beans."})
    assert len(backend.paid) == 3
    assert isinstance(replies[-1], Said)
    assert "All 3 videos" in replies[-1].text


def test_projects_are_named_after_their_video_and_differ_from_folder_to_folder(tmp_path):
    job = jobs.Job("Opening day", "Doors open at nine.")
    names = [
        entry.project
        for place in ("here", "there")
        for entry in jobs.Manifest.open(tmp_path / place, [job, job]).entries
    ]
    assert len(set(names)) == 4
    assert all(name.startswith("opening-day") for name in names)
    again = jobs.Manifest.open(tmp_path / "here", [job, job]).entries
    assert [entry.project for entry in again] == names[:2]


async def test_a_job_whose_message_brought_nothing_is_not_sent_again(run, backend):
    answer = backend.answer
    silent = sse(says("I can't."))
    backend.answer = lambda seen: (
        (backend.paid.append("x"), silent)[1] if seen.path == "/run_sse" else answer(seen)
    )
    first = await run({"text": "Beans."})
    again = await run({"text": "Beans."})
    assert len(backend.paid) == 1
    assert first[-1].exit_code == again[-1].exit_code == 1
    assert "won't send it again" in again[-2].text


async def test_a_refused_job_is_tried_again_next_time(run, backend):
    answer = backend.answer
    backend.answer = lambda seen: Answer(200, {"code": 2001}) if seen.path == "/run_sse" else answer(seen)
    assert "credits" in (await run({"text": "Beans."}))[-2].text
    backend.answer = answer
    assert isinstance((await run({"text": "Beans."}))[-1], Said)


async def test_too_little_time_is_75_and_goes_on_later(run, backend):
    replies = await run({"text": "Beans."}, max_wait=0.001)
    assert (replies[-1].kind, replies[-1].exit_code) == ("still_working", 75)
    assert isinstance((await run({"text": "Beans."}))[-1], Said)
    assert len(backend.paid) == 1


async def test_a_batch_in_another_window_is_left_to_it(run, settings, tmp_path):
    with Store.open(settings) as store:
        async with store.turn_lock(settings.backend, f"batch {tmp_path / 'out' / 'manifest.json'}", wait=0):
            with pytest.raises(Busy) as caught:
                await run({"text": "Beans."})
    assert caught.value.advice == "batch_busy"


def test_a_folder_is_a_job_per_file_and_texts_beside_pictures_are_wishes(tmp_path):
    (tmp_path / "one.txt").write_text("三个省电小技巧：随手关灯。", encoding="gb18030")
    (tmp_path / "two.png").write_bytes(b"\x89PNG")
    (tmp_path / "three.mp4").write_bytes(b"x")
    (tmp_path / "three.md").write_text("Use this clip.")
    (tmp_path / ".hidden.txt").write_text("no")
    found = {job.name: job for job in jobs.read(tmp_path, "en")}
    assert set(found) == {"one", "two", "three"}
    assert found["one"].language == "zh-CN"
    assert "two.png" in found["two"].text
    assert (found["three"].text, found["three"].files) == ("Use this clip.", (tmp_path / "three.mp4",))


def test_nothing_to_make_and_foreign_manifests_are_told(tmp_path):
    with pytest.raises(UsageError):
        batch.prepared(tmp_path / "gone.jsonl", None, "en")
    (tmp_path / "x").mkdir()
    with pytest.raises(UsageError) as caught:
        batch.prepared(tmp_path / "x", None, "en")
    assert caught.value.advice == "batch_empty"
    (tmp_path / "x" / "manifest.json").write_text("{}")
    with pytest.raises(UsageError) as caught:
        jobs.Manifest.open(tmp_path / "x", [jobs.Job("a", "b")])
    assert caught.value.advice == "bad_manifest"


async def test_a_link_in_the_words_is_handed_over_and_the_wish_goes_on(agent, backend):
    message = Message("use https://example.com/a.png as scene 2")
    replies = [each async for each in agent.reply(message)]
    (sent,) = [seen for seen in backend.seen if seen.path.startswith("/api/upload-video/")]
    assert sent.json()["urls"] == ["https://example.com/a.png"]
    assert backend.paid == ["use a.png as scene 2"]
    assert [each for each in replies if isinstance(each, Uploaded)]


async def test_the_browser_link_is_offered_once(agent, backend):
    [each async for each in agent.make("Beans.")]
    asked = len(backend.requests("/api/auth/claim-token"))
    [each async for each in agent.reply(Message("export"))]
    assert asked == len(backend.requests("/api/auth/claim-token")) == 1


async def test_stages_are_told_once_the_next_one_begins(agent, backend):
    from tests.faults import draft

    event = {"content": {"parts": [], "role": "model"}, "actions": {"stateDelta": {"draft": draft("raw")}}}
    tool = {"content": {"parts": [{"functionCall": {"name": "add_bgm", "args": {}}}], "role": "model"}}
    answer = backend.answer
    backend.answer = lambda seen: sse(event, tool, says("Done.")) if seen.path == "/run_sse" else answer(seen)
    replies = [each async for each in agent.reply(Message("a video about beans"))]
    told = [each.text for each in replies if isinstance(each, Progress)]
    assert "So far: The first cut is there: one scene, 10 s." in told


async def test_a_memory_that_was_set_aside_is_told_once(agent, tmp_path):
    agent.talk.store.set_aside = tmp_path / "skill.broken.db"
    first = [each async for each in agent.reply(Message("credits"))]
    assert any(isinstance(each, Said) and "set aside" in each.text for each in first)
    assert agent.talk.store.set_aside is None
