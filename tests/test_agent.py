"""The path of a message, against a scripted backend."""

import dataclasses
from pathlib import Path

import pytest

from skill.agent import Agent, open_agent
from skill.errors import Busy, ExportBlocked, OutOfCredits, SkillError, UsageError
from skill.messages import (
    Balance,
    Failed,
    FileReady,
    Intent,
    Message,
    Progress,
    Routed,
    Said,
    Shown,
    Uploaded,
)
from tests.faults import SESSION, Answer, draft, says, sse

LAMBDA = "/api/render/proxy/lambda"
CREDITS = "/api/credits/balance/simple"
UPLOAD = f"/api/upload-video/nemo_agent/me/{SESSION}"
VIDEO = b"\0\0\0\x18ftypmp42" + b"v" * 5000


async def reply(agent, text, *files, urls=()):
    return [each async for each in agent.reply(Message(text, tuple(files), tuple(urls)))]


def texts(replies):
    return [each.text for each in replies if isinstance(each, Said) and not each.partial]


def renders(backend):
    backend.on("POST", LAMBDA, {"status": "pending"})
    done = {"status": "completed", "progress": 100, "output": {"url": f"{backend.url}/v.mp4"}}
    backend.on("GET", f"{LAMBDA}/*", {"status": "processing", "progress": 40}, done)
    backend.on("GET", "/v.mp4", Answer(200, VIDEO))


async def test_the_first_contact_is_greeted_with_three_examples(agent, backend):
    backend.on("GET", CREDITS, {"data": {"available": 60, "frozen": 40, "total": 100}})
    replies = await reply(agent, "credits")
    assert isinstance(replies[0], Routed)
    assert replies[1] == Progress("connect", None, "Connecting…")
    greeting = texts(replies)[0]
    assert greeting.count("\n- ") == 3
    assert "--local" in greeting
    assert not any("Try saying" in text for text in texts(await reply(agent, "credits")))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nope.png", "missing_file"),
        ("nope.txt", "missing_file"),
        ("", "folder_given"),
        ("empty.md", "empty_file"),
        ("fake.png", "wrong_content"),
        ("a.exe", "file_type"),
    ],
)
async def test_a_file_that_cannot_be_used_is_told_before_anything_else_happens(
    agent, backend, tmp_path, name, told
):
    (tmp_path / "good.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty.md").touch()
    (tmp_path / "fake.png").write_text("no picture")
    (tmp_path / "a.exe").write_text("x")
    files = (tmp_path / "good.png", tmp_path / name)
    for replies in (agent.reply(Message("use these", files)), agent.make("Fresh beans.", files)):
        heard = []
        with pytest.raises(SkillError) as caught:
            heard += [reply async for reply in replies]
        assert caught.value.advice == told
        assert not heard
    assert not backend.seen


async def test_credits_are_numbers_and_a_sentence(agent, backend):
    backend.on("GET", CREDITS, {"data": {"available": 60.5, "frozen": 40, "total": 100}})
    replies = await reply(agent, "credits")
    assert Balance(60.5, 40, 100) in replies
    assert texts(replies)[-1] == "You have 60.5 of 100 credits left.\n40 more are held by work in progress."


async def test_status_without_a_timeline_says_what_comes_first(agent):
    assert "nothing on the timeline yet" in texts(await reply(agent, "status"))[-1]


async def test_status_is_the_summary_line_and_running_renders(agent, backend, store):
    backend.state(draft())
    backend.on("GET", f"{LAMBDA}/render_1", {"status": "processing", "progress": 40})
    store.begin_render(agent.talk.backend, "default", "render_1", Path("/x.mp4"), language="en")
    replies = await reply(agent, "status")
    lines = texts(replies)[-1].split("\n")
    assert lines[0] == "Timeline (1 track): 1. Video: city timelapse (0-10s)"
    assert lines[1:] == ["Length: 10 s, 1080×1920 (portrait), one scene.", "A render is at 40%."]
    assert [each for each in replies if isinstance(each, Shown)]


async def test_an_export_without_tracks_asks_for_a_video_first(agent, backend):
    replies = await reply(agent, "export")
    assert "nothing to export yet" in texts(replies)[-1]
    assert not backend.requests(LAMBDA)


async def test_an_export_is_a_file_with_its_path_on_a_line_of_its_own(agent, backend, tmp_path):
    backend.state(draft())
    renders(backend)
    replies = await reply(agent, "export")
    (file,) = [each for each in replies if isinstance(each, FileReady)]
    assert file.path == tmp_path / "out.mp4"
    assert file.path.read_bytes() == VIDEO
    assert str(file.path) in texts(replies)[-1].split("\n")
    assert agent.talk.store.open_renders(agent.talk.backend) == ()
    stages = [each.stage for each in replies if isinstance(each, Progress)]
    assert stages == sorted(stages, key=["connect", "render", "download"].index)


async def test_the_render_id_is_on_disk_before_the_request_leaves(agent, backend):
    backend.state(draft())
    backend.on("POST", LAMBDA, Answer(402, {"message": "plan"}))
    with pytest.raises(ExportBlocked) as caught:
        await reply(agent, "export")
    assert caught.value.values["link"].endswith("?bind=task-1")
    assert agent.talk.store.open_renders(agent.talk.backend) == ()


async def test_a_submission_is_tried_once_more_under_a_new_id(agent, backend):
    backend.state(draft())
    renders(backend)
    backend.on("POST", LAMBDA, Answer(500), {"status": "pending"})
    assert [each for each in await reply(agent, "export") if isinstance(each, FileReady)]
    first, second = (seen.json()["id"] for seen in backend.requests(LAMBDA) if seen.method == "POST")
    assert first != second


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"status": "failed", "error": "no space"}, "did not work out: no space"),
        ({"status": "failed"}, "did not work out"),
        ({"status": "cancelled"}, "cancelled"),
    ],
)
async def test_a_render_that_fails_is_told(agent, backend, job, words):
    backend.state(draft())
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", job)
    last = (await reply(agent, "export"))[-1]
    assert words in last.text
    assert agent.talk.store.open_renders(agent.talk.backend) == ()


async def test_a_cdn_that_fails_is_replaced_by_the_backend(agent, backend):
    backend.state(draft())
    renders(backend)
    backend.on("GET", "/v.mp4", Answer(403))
    backend.on("GET", "/api/render/proxy/*", Answer(200, VIDEO))
    original = backend._next
    backend._next = lambda method, path: (
        Answer(200, VIDEO) if path.endswith("/download") else original(method, path)
    )
    assert [each for each in await reply(agent, "export") if isinstance(each, FileReady)]


async def test_a_finished_render_without_a_link_comes_from_the_backend(agent, backend):
    backend.state(draft())
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", {"status": "completed"})
    original = backend._next
    backend._next = lambda method, path: (
        Answer(200, VIDEO) if path.endswith("/download") else original(method, path)
    )
    assert [each for each in await reply(agent, "export") if isinstance(each, FileReady)]


async def test_a_big_file_comes_with_advice(agent, backend):
    backend.state(draft())
    renders(backend)
    backend.on("GET", "/v.mp4", Answer(200, VIDEO + bytes(17 * 1024 * 1024)))
    assert "16 MB" in texts(await reply(agent, "export"))[-1]


async def test_everything_else_goes_to_the_backends_agent(agent, backend):
    backend.on("POST", "/run_sse", sse(says("Blue it is.")))
    backend.state(draft())
    replies = await reply(agent, "make the sky blue")
    assert replies[0].intent is Intent.GENERATE
    assert texts(replies)[-1] == "Blue it is."
    assert backend.requests("/run_sse")[0].json()["new_message"]["parts"] == [{"text": "make the sky blue"}]


async def test_an_instruction_of_the_backend_is_carried_out_after_its_words(agent, backend):
    backend.on("POST", "/run_sse", sse(says("It is blue. Click **Export** to download.")))
    backend.state(draft())
    renders(backend)
    replies = await reply(agent, "make the sky blue")
    assert "lick" not in "".join(texts(replies))
    assert isinstance(replies[-2], FileReady)


async def test_an_instruction_the_user_forbade_is_not_carried_out(agent, backend):
    backend.on("POST", "/run_sse", sse(says("It is blue. Click **Export** to download.")))
    backend.state(draft())
    await reply(agent, "don't export yet, make the sky blue")
    assert not backend.requests(LAMBDA)


async def test_wishes_are_carried_out_in_order_and_announced(agent, backend):
    backend.on("POST", "/run_sse", sse(says("The title is bigger.")))
    backend.state(draft())
    renders(backend)
    replies = await reply(agent, "make the title bigger and then export")
    said = texts(replies)
    assert any(text.startswith("Next I'll export") for text in said)
    assert [each for each in replies if isinstance(each, FileReady)]


async def test_a_lost_session_is_replaced_and_told(agent, backend):
    state = f"/api/state/nemo_agent/me/{SESSION}/latest"
    empty = Answer(200, {"data": {"state": {}}})
    backend.on("GET", state, Answer(404, {"detail": "Session not found"}), empty)
    said = texts(await reply(agent, "status"))
    assert "started a new one" in said[-2]
    assert "nothing on the timeline" in said[-1]
    assert len(backend.requests("/api/tasks")) == 2


async def test_a_message_refused_for_a_lost_session_is_asked_again_once(agent, backend):
    backend.on("POST", "/run_sse", Answer(200, {"code": 1002}), sse(says("Blue.")))
    assert texts(await reply(agent, "make the sky blue"))[-1] == "Blue."
    assert len(backend.requests("/run_sse")) == 2


async def test_no_credits_is_told_with_the_way_to_register(agent, backend):
    backend.on("POST", "/run_sse", {"code": 2001})
    with pytest.raises(OutOfCredits) as caught:
        await reply(agent, "make the sky blue")
    assert caught.value.values["link"] == "https://nemovideo.com?bind=task-1"
    assert caught.value.advice == "out_of_credits"


async def test_a_registered_user_without_credits_tops_up(agent, backend):
    agent.talk = dataclasses.replace(
        agent.talk, settings=dataclasses.replace(agent.talk.settings, env_token="test-own")
    )
    backend.on("POST", "/run_sse", {"code": 2001})
    with pytest.raises(OutOfCredits) as caught:
        await reply(agent, "make the sky blue")
    assert caught.value.advice == "out_of_credits_registered"
    assert "bind" not in caught.value.values["link"]


async def test_a_file_alone_is_taken_and_its_use_asked_for(agent, backend, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG1234")
    backend.on("POST", UPLOAD, {"data": {"files": [{"filename": "a.png", "file_type": "image/png"}]}})
    replies = await reply(agent, "", picture)
    (uploaded,) = [each for each in replies if isinstance(each, Uploaded)]
    assert [(item.filename, item.kind) for item in uploaded.files] == [("a.png", "image")]
    assert texts(replies)[-1] == "What should I do with it?"
    assert not backend.requests("/run_sse")


async def test_a_file_with_a_wish_is_uploaded_then_the_wish_is_handled(agent, backend, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG1234")
    backend.on("POST", UPLOAD, {"data": {"files": [{"filename": "a.png"}]}})
    backend.on("POST", "/run_sse", sse(says("It is scene 2 now.")))
    backend.state(draft())
    replies = await reply(agent, "use this as scene 2", picture)
    assert [seen.path for seen in backend.seen if seen.path in (UPLOAD, "/run_sse")] == [UPLOAD, "/run_sse"]
    assert texts(replies)[-1] == "It is scene 2 now."


async def test_a_link_is_handed_over_as_a_link(agent, backend):
    backend.on("POST", UPLOAD, {"data": {"files": [{"filename": "a.mp3", "file_type": "audio"}]}})
    replies = await reply(agent, "", urls=["https://example.com/a.mp3"])
    assert [each.files[0].kind for each in replies if isinstance(each, Uploaded)] == ["audio"]


async def test_a_document_becomes_part_of_the_message(agent, backend, tmp_path):
    (tmp_path / "script.txt").write_text("Fresh beans. Every Tuesday.")
    backend.on("POST", "/run_sse", sse(says("Here it is.")))
    backend.state(draft())
    replies = await reply(agent, "make a video of this", tmp_path / "script.txt")
    sent = backend.requests("/run_sse")[0].json()["new_message"]["parts"][0]["text"]
    assert sent == "make a video of this\n\nFresh beans. Every Tuesday."
    assert "I read script.txt (27 characters)." in texts(replies)
    assert not backend.requests(UPLOAD)


async def test_a_long_document_is_clipped_and_told(agent, backend, tmp_path):
    (tmp_path / "script.txt").write_text("word " * 10_000)
    backend.on("POST", "/run_sse", sse(says("Here it is.")))
    assert any("first 30000" in text for text in texts(await reply(agent, "", tmp_path / "script.txt")))


async def test_a_wish_to_upload_without_a_file_asks_for_it(agent):
    assert "Which file" in texts(await reply(agent, "upload"))[-1]


async def test_an_empty_message_is_a_usage_error(agent):
    with pytest.raises(UsageError) as caught:
        await reply(agent, "  ")
    assert caught.value.advice == "empty_text"


async def test_a_project_in_use_elsewhere_is_waited_for_and_then_told(agent, store):
    async with store.turn_lock(agent.talk.backend, "default", wait=0):
        told = []
        with pytest.raises(Busy):
            async for each in agent.reply(Message("make the sky blue")):
                told.append(each)
    assert "Another window" in told[-1].text


async def test_a_question_is_answered_while_a_message_is_in_work(agent, backend, store):
    await reply(agent, "status")
    backend.state(draft())
    async with store.turn_lock(agent.talk.backend, "default", wait=0):
        assert "Timeline" in texts(await reply(agent, "status"))[-1]


async def test_resume_leaves_alone_what_another_process_works_on(agent, store, tmp_path):
    [each async for each in agent.talk.connect(greet=False)]
    store.begin_render(agent.talk.backend, "default", "render_1", tmp_path / "a.mp4", language="en")
    async with store.turn_lock(agent.talk.backend, "default", wait=0):
        said = texts([each async for each in agent.resume()])
    assert said == ["Project default is being worked on in another window; its result appears there."]
    assert store.open_renders(agent.talk.backend)


async def test_what_came_beside_the_words_is_uploaded_once(agent, backend, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n1234")
    backend.on("POST", UPLOAD, {"data": {"files": [{"filename": "a.png"}]}})
    backend.on("POST", "/run_sse", sse(says("It is scene 2 now.")))
    backend.state(draft())
    renders(backend)
    await reply(agent, "use this as scene 2, then export", picture)
    assert len(backend.requests(UPLOAD)) == 1


async def test_make_is_one_session_one_turn_one_file(agent, backend, tmp_path):
    backend.on("POST", "/run_sse", sse(says("Here is your video. Click Export to download.")))
    backend.state(draft())
    renders(backend)
    replies = [each async for each in agent.make("Fresh beans.")]
    assert "Fresh beans." in backend.requests("/run_sse")[0].json()["new_message"]["parts"][0]["text"]
    assert any("Timeline (1 track)" in text for text in texts(replies))
    assert [each.path for each in replies if isinstance(each, FileReady)] == [tmp_path / "out.mp4"]
    assert len([seen for seen in backend.requests(LAMBDA) if seen.method == "POST"]) == 1


async def test_make_leaves_the_project_in_use_alone_and_is_the_one_to_talk_about_next(agent, backend, store):
    await reply(agent, "status")
    earlier = store.project(agent.talk.backend, "default")
    backend.on("POST", "/run_sse", sse(says("Here is your video.")))
    backend.state(draft())
    renders(backend)
    said = texts([each async for each in agent.make("Fresh beans.")])
    assert store.current_project(agent.talk.backend) == "out"
    assert store.project(agent.talk.backend, "default") == earlier
    assert said[-1] == (
        "To change it, just say what: project out is in use now, and default is kept as it was."
    )
    [each async for each in agent.make("Fresh beans.")]
    assert store.current_project(agent.talk.backend) == "out-2"


async def test_what_the_backend_wants_to_be_opened_is_told(agent, backend):
    backend.on("POST", "/run_sse", sse(says("It is blue. Open the timeline panel to see the scenes.")))
    backend.state(draft())
    assert texts(await reply(agent, "make the sky blue"))[-1].startswith("Timeline (1 track)")


async def test_make_that_made_nothing_says_so(agent, backend):
    backend.on("POST", "/run_sse", sse(says("I cannot do that.")))
    last = [each async for each in agent.make("xyz")][-1]
    assert isinstance(last, Failed)
    assert last.exit_code == 1


async def test_make_checks_where_the_file_goes_before_anything_is_paid(agent, backend, tmp_path):
    agent.talk = dataclasses.replace(
        agent.talk, settings=dataclasses.replace(agent.talk.settings, output=tmp_path / "no" / "x.mp4")
    )
    with pytest.raises(UsageError):
        [each async for each in agent.make("Fresh beans.")]
    assert not backend.seen


async def test_nothing_unfinished_is_said(agent):
    assert texts([each async for each in agent.resume()]) == ["Nothing is unfinished."]


async def test_resume_in_the_cloud_names_what_waits_on_this_computer(agent, store):
    store.begin_render("local", "tea", "render_1", Path("/tea.mp4"), language="en")
    (said,) = texts([each async for each in agent.resume()])
    assert "resume --local" in said


async def test_resume_recovers_a_turn_and_makes_its_file(agent, backend, store, tmp_path):
    [each async for each in agent.talk.connect(greet=False)]
    store.begin_turn(
        agent.talk.backend, "default", "a video", language="en", export_to=tmp_path / "promo.mp4"
    )
    backend.state(draft())
    renders(backend)
    replies = [each async for each in agent.resume()]
    assert [each.path for each in replies if isinstance(each, FileReady)] == [tmp_path / "promo.mp4"]
    assert not backend.requests("/run_sse")
    assert store.open_turns(agent.talk.backend) == ()


async def test_resume_fetches_a_render_that_was_left(agent, backend, store, tmp_path):
    [each async for each in agent.talk.connect(greet=False)]
    renders(backend)
    kept = store.begin_render(agent.talk.backend, "default", "render_1", tmp_path / "a.mp4", language="zh-CN")
    store.update_render(kept.render_id, url=f"{backend.url}/v.mp4")
    replies = [each async for each in agent.resume()]
    assert "继续渲染 a.mp4…" in texts(replies)
    assert (tmp_path / "a.mp4").read_bytes() == VIDEO
    assert not backend.requests(LAMBDA)


@pytest.mark.parametrize(
    "words", ["resume", "Please continue.", "继续", "好的，继续吧", "continúa", "retómalo"]
)
async def test_saying_resume_picks_up_what_is_unfinished_and_pays_for_no_turn(
    agent, backend, store, tmp_path, words
):
    [each async for each in agent.talk.connect(greet=False)]
    renders(backend)
    kept = store.begin_render(agent.talk.backend, "default", "render_1", tmp_path / "a.mp4", language="en")
    store.update_render(kept.render_id, url=f"{backend.url}/v.mp4")
    await reply(agent, words)
    assert (tmp_path / "a.mp4").read_bytes() == VIDEO
    assert not backend.requests("/run_sse")


@pytest.mark.parametrize(("words", "left"), [("继续", False), ("continue with a scene about tea", True)])
async def test_going_on_is_the_backends_when_nothing_is_unfinished_or_more_is_said(
    agent, backend, store, words, left
):
    if left:
        store.begin_render(agent.talk.backend, "other", "render_1", Path("/a.mp4"), language="en")
    backend.on("POST", "/run_sse", sse(says("Gladly.")))
    backend.state(draft())
    await reply(agent, words)
    assert len(backend.requests("/run_sse")) == 1


async def test_an_agent_opens_from_settings_alone(settings, backend):
    backend.on("GET", CREDITS, {"data": {"available": 1, "frozen": 0, "total": 1}})
    async with open_agent(settings) as agent:
        assert isinstance(agent, Agent)
        assert [each async for each in agent.hello()]
        assert [each for each in await reply(agent, "credits") if isinstance(each, Balance)]


async def test_a_name_that_was_taken_is_told_in_one_line(agent, backend, tmp_path):
    backend.state(draft())
    renders(backend)
    (tmp_path / "out.mp4").write_bytes(b"another video")
    said = texts(await reply(agent, "export"))
    line = "out.mp4 was there already, so this is out-2.mp4; --force overwrites."
    assert any(line in text.splitlines() for text in said)


async def test_the_first_make_names_no_other_project(agent, backend):
    backend.on("POST", "/run_sse", sse(says("Here is your video.")))
    backend.state(draft())
    renders(backend)
    said = texts([each async for each in agent.make("Fresh beans.")])
    assert said[-1] == "To change it, just say what."


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("make the title bigger", True),
        ("make the title bigger and then export", False),
        ("don't export yet, make the title bigger", False),
    ],
)
async def test_a_silent_edit_names_the_next_step_unless_it_was_settled(agent, backend, text, offered):
    await reply(agent, "status")
    backend.on("POST", "/run_sse", sse())
    backend.state(draft())
    renders(backend)
    told = next(each for each in texts(await reply(agent, text)) if each.startswith("Done:"))
    assert told.endswith("Say “export” when you want the file.") is offered


async def test_what_is_exported_later_is_called_as_make_was_told_to(agent, backend, tmp_path, monkeypatch):
    backend.on("POST", "/run_sse", sse(says("Here is your video.")))
    backend.state(draft())
    renders(backend)
    async for _ in agent.make("Fresh beans."):
        pass
    agent.talk.settings = dataclasses.replace(agent.talk.settings, output=None)
    monkeypatch.chdir(tmp_path)
    replies = await reply(agent, "export")
    assert [each.path for each in replies if isinstance(each, FileReady)] == [tmp_path / "out-2.mp4"]
    assert "out.mp4 was there already, so this is out-2.mp4" in texts(replies)[-1]
