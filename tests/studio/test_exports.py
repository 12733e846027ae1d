"""The render routes: what is rendered, how it is told, how the file is fetched."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from skill.studio.movie import Media
from skill.wire.models import RenderJob
from tests.studio.parts import Caller, Running, Start, movie


def outside(url: str, **headers: str) -> httpx.Response:
    """A request as to a CDN: no token, no attribution."""
    return httpx.get(url, headers=headers, trust_env=False, verify=False)


def test_a_render_goes_from_submission_to_a_file_at_the_output_address(
    shared: Running, caller: Caller
) -> None:
    first = caller.submit("render_whole").json()
    assert first["status"] in ("pending", "processing", "completed")
    done = caller.until("render_whole", "completed")
    assert done["progress"] == 1
    assert done["completedAt"] >= done["createdAt"]
    assert outside(done["output"]["url"]).content == shared.renderer.content
    assert caller.state()["generated_media"][0]["url"] == done["output"]["url"]


def test_both_shapes_of_a_status_say_the_same_to_a_client(start: Start, caller: Caller) -> None:
    studio = start(render_shape="wrapped")
    studio.renderer.go.set()
    other = studio.caller()
    other.submit("render_wrapped")
    while not (raw := other.status("render_wrapped"))["data"].get("completedAt"):
        pass
    assert raw["success"] is True
    assert set(raw["data"]) == {"id", "status", "progress", "outputUrl", "createdAt", "completedAt"}
    caller.submit("render_flat")
    flat = caller.until("render_flat", "completed")
    jobs = [RenderJob.parse(shape) for shape in (raw, flat)]
    assert [(job.status, job.progress, bool(job.url)) for job in jobs] == [("completed", 1.0, True)] * 2


def test_what_is_rendered_is_the_draft_that_was_sent(shared: Running, caller: Caller) -> None:
    caller.say("in the session")
    sent = movie("sent with the export")
    caller.submit("render_sent", sent.to_draft().as_json())
    caller.until("render_sent", "completed")
    assert shared.renderer.rendered[-1] == sent


def test_the_same_id_twice_is_one_job(start: Start) -> None:
    studio = start()
    user = studio.caller()
    user.submit("render_twice")
    assert studio.renderer.started.wait(10)
    assert user.submit("render_twice", movie("other").to_draft().as_json()).json()["status"] == "processing"
    assert user.credits()["frozen"] == 5
    studio.renderer.go.set()
    user.until("render_twice", "completed")
    assert user.submit("render_twice").json()["status"] == "completed"
    assert len(studio.renderer.rendered) == 1


def test_an_id_in_use_by_another_user_is_a_conflict_and_tells_nothing(
    shared: Running, caller: Caller
) -> None:
    caller.submit("render_taken")
    stranger = shared.caller("a-stranger-to-renders")
    assert stranger.submit("render_taken").status_code == 409
    assert stranger.http.get("/api/render/proxy/lambda/render_taken").status_code == 404
    assert stranger.http.post("/api/render/proxy/lambda/render_taken/cancel").status_code == 404
    assert stranger.http.get("/api/render/proxy/render_taken/download").status_code == 404


@pytest.mark.parametrize("missing", ["X-Skill-Source", "X-Skill-Version", "X-Skill-Platform"])
def test_without_attribution_the_export_is_blocked_with_402(caller: Caller, missing: str) -> None:
    del caller.http.headers[missing]
    answer = caller.submit("render_blocked")
    assert (answer.status_code, answer.json()["code"]) == (402, 402)


def draft_with(**changes: Any) -> dict[str, Any]:
    return movie().change(**changes).to_draft().as_json()


def broken(path: str, value: Any) -> dict[str, Any]:
    draft: Any = movie().to_draft().as_json()
    at = draft
    *steps, last = path.split(".")
    for step in steps:
        at = at[int(step) if step.isdigit() else step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return dict(draft)


BAD_DRAFTS = {
    "nothing": {},
    "no tracks": {"t": []},
    "no segments": {"t": [{"tt": 0, "sg": []}]},
    "only music": {"t": [{"tt": 1, "sg": [{"m": {}}], "m": {"role": "music"}}]},
    "a foreign track": {"t": [{"tt": 0, "sg": [{"d": 5}]}], "d": 5},
    "a list": [],
    "a word": "draft",
    "a scene without its data": broken("t.0.sg.0.m.scene", None),
    "a scene that is a number": broken("t.0.sg.0.m.scene", 7),
    "a length below zero": broken("t.0.sg.0.m.scene.duration_ms", -5),
    "too large": draft_with(width=4000),
    "too small": draft_with(height=20),
    "an odd size": draft_with(width=101),
    "no frames": draft_with(fps=0),
    "too many frames": draft_with(fps=1000),
    "too long": movie(milliseconds=10_000_000).to_draft().as_json(),
    "captions without settings": {
        "t": [
            movie().to_draft().as_json()["t"][0],
            {"tt": 7, "sg": [], "m": {"role": "captions", "captions": 3}},
        ]
    },
}


@pytest.mark.parametrize("name", BAD_DRAFTS)
def test_a_draft_that_cannot_be_rendered_is_refused_and_makes_no_job(caller: Caller, name: str) -> None:
    answer = caller.submit("render_bad", BAD_DRAFTS[name])
    assert (answer.status_code, answer.json()["code"]) == (422, 422), answer.text
    assert caller.http.get("/api/render/proxy/lambda/render_bad").status_code == 404
    assert caller.credits()["frozen"] == 0


def test_a_draft_with_a_file_of_another_session_is_refused(
    shared: Running, caller: Caller, png: bytes
) -> None:
    (file,) = caller.upload(("cat.png", png)).json()["data"]["files"]
    draft = movie(media=Media(asset=file["asset"], name="cat.png", kind="image")).to_draft().as_json()
    assert caller.submit("render_own_file", draft).status_code == 200
    stranger = shared.caller("a-stranger-with-a-draft")
    answer = stranger.submit("render_foreign_file", draft)
    assert answer.status_code == 422
    assert "cat.png" in answer.json()["message"]


@pytest.mark.parametrize("id", ["", "../x", "a/b", "x" * 200, "renda\u0000"])
def test_an_id_that_is_no_name_is_refused(caller: Caller, id: str) -> None:
    assert caller.submit(id).status_code == 422


@pytest.mark.parametrize("output", [{"format": "avi"}, {"quality": "ultra"}])
def test_an_output_nobody_makes_is_refused(caller: Caller, output: dict[str, str]) -> None:
    assert caller.submit("render_output", **output).status_code == 422


@pytest.mark.parametrize(
    ("quality", "size"),
    [("high", (1080, 1920)), ("medium", (720, 1280)), ("low", (540, 960)), ("preview", (540, 960))],
)
def test_the_quality_sets_the_size(
    shared: Running, caller: Caller, quality: str, size: tuple[int, int]
) -> None:
    caller.submit(f"render_{quality}", draft_with(width=1080, height=1920), quality=quality)
    caller.until(f"render_{quality}", "completed")
    rendered = shared.renderer.rendered[-1]
    assert (rendered.width, rendered.height) == size


def test_a_small_video_is_never_made_larger(shared: Running, caller: Caller) -> None:
    caller.submit("render_small", quality="low")
    caller.until("render_small", "completed")
    assert shared.renderer.rendered[-1].width == movie().width


def test_credits_are_frozen_while_a_render_runs_and_free_again_after_it(start: Start) -> None:
    studio = start(render_hold=5)
    user = studio.caller()
    user.submit("render_held")
    assert user.credits() == {"available": 95, "frozen": 5, "total": 100}
    studio.renderer.go.set()
    user.until("render_held", "completed")
    assert user.credits() == {"available": 100, "frozen": 0, "total": 100}


def test_export_is_free_even_without_credits(start: Start) -> None:
    studio = start(enforce_credits=True, starter_credits=0)
    studio.renderer.go.set()
    user = studio.caller()
    user.submit("render_free")
    assert user.until("render_free", "completed")


def test_a_full_queue_is_told_with_429(start: Start) -> None:
    user = start(max_open_renders=2).caller()
    assert [user.submit(f"render_{n}").status_code for n in range(3)] == [200, 200, 429]
    refused = user.submit("render_3")
    assert (refused.json()["code"], refused.headers["retry-after"]) == (429, "30")


def test_cancel_ends_a_running_job_and_is_final(start: Start) -> None:
    studio = start()
    user = studio.caller()
    user.submit("render_stop")
    assert studio.renderer.started.wait(10)
    answer = user.http.post("/api/render/proxy/lambda/render_stop/cancel")
    assert answer.json()["status"] == "cancelled"
    assert user.credits()["frozen"] == 0
    studio.renderer.go.set()
    user.submit("render_next")
    user.until("render_next", "completed")
    assert user.status("render_stop")["status"] == "cancelled"
    assert not list((studio.folder / "renders").glob("render_stop.mp4"))


def test_cancel_of_a_finished_job_keeps_its_file(caller: Caller) -> None:
    caller.submit("render_late_cancel")
    caller.until("render_late_cancel", "completed")
    answer = caller.http.post("/api/render/proxy/lambda/render_late_cancel/cancel")
    assert answer.json()["status"] == "completed"
    assert caller.http.get("/api/render/proxy/render_late_cancel/download").status_code == 200


def test_a_file_is_not_there_before_the_render_is_done(start: Start) -> None:
    studio = start()
    user = studio.caller()
    user.submit("render_early")
    assert user.status("render_early")["output"] is None
    answer = user.http.get("/api/render/proxy/render_early/download")
    assert (answer.status_code, answer.json()["code"]) == (409, 409)


def test_a_file_that_was_cleaned_up_is_gone_with_410(shared: Running, caller: Caller) -> None:
    caller.submit("render_gone")
    url = caller.until("render_gone", "completed")["output"]["url"]
    (shared.folder / "renders" / "render_gone.mp4").unlink()
    assert outside(url).status_code == 410
    assert caller.http.get("/api/render/proxy/render_gone/download").status_code == 410


def test_nobody_guesses_the_address_of_a_file(caller: Caller) -> None:
    caller.submit("render_guess")
    url = caller.until("render_guess", "completed")["output"]["url"]
    stem, _, name = url.rpartition("/")
    assert outside(f"{stem}/{'x' * len(name.removesuffix('.mp4'))}.mp4").status_code == 404
    assert outside(url.replace("render_guess", "render_other")).status_code == 404
    token = caller.http.headers["Authorization"].removeprefix("Bearer ")
    assert token not in url


@pytest.fixture
def finished(caller: Caller, request: pytest.FixtureRequest) -> str:
    """The address of a finished file."""
    id = f"render_range_{abs(hash(request.node.nodeid))}"
    caller.submit(id)
    return str(caller.until(id, "completed")["output"]["url"])


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, 102_400),
        ("bytes=-100", 102_300, 102_400),
        ("bytes=0-", 0, 102_400),
    ],
)
def test_a_range_is_served_as_206(shared: Running, finished: str, asked: str, start: int, end: int) -> None:
    answer = outside(finished, Range=asked)
    assert answer.status_code == 206
    assert answer.content == shared.renderer.content[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/102400"
    assert answer.headers["content-length"] == str(end - start)


def test_a_range_beyond_the_end_is_416_and_tells_the_length(finished: str) -> None:
    answer = outside(finished, Range="bytes=102400-")
    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */102400"


def test_if_range_serves_the_rest_of_the_same_file_and_the_whole_of_another(finished: str) -> None:
    etag = outside(finished, Range="bytes=0-0").headers["etag"]
    same = outside(finished, **{"Range": "bytes=50-", "If-Range": etag})
    other = outside(finished, **{"Range": "bytes=50-", "If-Range": '"other"'})
    assert (same.status_code, len(same.content)) == (206, 102_350)
    assert (other.status_code, len(other.content)) == (200, 102_400)


def test_head_tells_size_type_and_ranges_without_a_body(finished: str) -> None:
    answer = httpx.head(finished, trust_env=False, verify=False)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "102400"
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["accept-ranges"] == "bytes"


def test_the_fallback_download_serves_ranges_too(caller: Caller) -> None:
    caller.submit("render_fallback")
    caller.until("render_fallback", "completed")
    path = "/api/render/proxy/render_fallback/download"
    answer = caller.http.get(path, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, len(answer.content)) == (206, 10)


def test_the_sentence_of_a_failure_follows_the_session_and_what_the_caller_asks_for(start: Start) -> None:
    studio = start()
    studio.renderer.failure = OSError(28, "No space left on device")
    studio.renderer.go.set()
    user = studio.caller().open("zh-CN")
    user.submit("render_disk")
    assert user.until("render_disk", "failed")["error"].startswith("磁盘空间不足")
    user.http.headers["Accept-Language"] = "en-GB"
    failed = user.status("render_disk")
    assert (failed["error"][:17], failed["errorKind"]) == ("The disk is full.", "disk_full")
