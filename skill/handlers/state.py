"""State: what is on the timeline, and how far a render is."""

from __future__ import annotations

from collections.abc import AsyncIterator

from skill.conversation import Conversation
from skill.messages import Reply, Said, Shown
from skill.timeline import Timeline, seconds


async def handle(talk: Conversation) -> AsyncIterator[Reply]:
    """The timeline, as data and as one summary line; a render in flight is told with its progress."""
    state = await talk.state()
    if state.draft is None or not state.draft.exportable:
        yield talk.said("state.nothing")
        return
    timeline = Timeline.from_draft(state.draft)
    yield Shown(timeline)
    lines = [timeline.summary(talk.language)]
    if timeline.width and timeline.height:
        size = f"{timeline.width}×{timeline.height}"
        across = timeline.width - timeline.height
        shape = "wide" if across > 0 else "tall" if across < 0 else "square"
        told = {"length": seconds(timeline.duration_ms), "size": size, "shape": talk.say(f"state.{shape}")}
        scenes = next((len(lane.clips) for lane in timeline.lanes if lane.kind == "video"), 0)
        lines.append(talk.say("state.length_one" if scenes == 1 else "state.length", **told, count=scenes))
    for kept in talk.store.open_renders(talk.backend):
        if kept.project == talk.project:
            job = await talk.api.render(kept.render_id)
            lines.append(talk.say("state.rendering", percent=round(100 * (job.progress or 0))))
    yield Said("\n".join(lines))
