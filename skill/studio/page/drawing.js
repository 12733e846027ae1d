/* What a draft looks like: its tracks drawn to scale, and its scenes cut out of the storyboard sheet.
   Everything a user or a file wrote is set as text, never as markup. */

/** How the storyboard sheet is laid out: the long side of a picture and the gap around each, in pixels. */
const LONG_SIDE = 480;
const GAP = 12;
const MINUTE = 59_950;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const KINDS = { 0: "picture", 1: "sound", 7: "words" };

/** A new element with a class, a text and children. */
export function made(tag, { name = "", text = null, children = [], ...rest } = {}) {
  const element = Object.assign(document.createElement(tag), rest);
  if (name) element.className = name;
  if (text !== null) element.textContent = text;
  element.append(...children);
  return element;
}

/** Milliseconds as people write them: 7.5, 1:05. */
function time(ms) {
  const seconds = Math.round(ms / 100) / 10;
  if (seconds < 60) return String(seconds);
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A length with its unit, where it needs one. */
export function lasting(ms, say) {
  return ms < MINUTE ? say("seconds", { seconds: time(ms) }) : time(ms);
}

function span(start, end, say) {
  const values = { start: time(start), end: time(end) };
  return end < MINUTE ? say("span", values) : `${values.start}–${values.end}`;
}

/** The scenes of a draft: `{name, text, start, length}`, times in ms. */
export function scenes(draft) {
  const track = (draft?.t ?? []).find((one) => one.m?.role === "scene");
  return (track?.sg ?? []).map((segment) => ({
    name: segment.m?.name ?? "",
    text: segment.m?.text ?? "",
    start: segment.st ?? 0,
    length: segment.d ?? 0,
  }));
}

/** The length of a draft in ms. */
export function length(draft) {
  const ends = (draft?.t ?? []).flatMap((track) => track.sg.map((segment) => (segment.st ?? 0) + (segment.d ?? 0)));
  return draft?.d ?? Math.max(0, ...ends);
}

/** Draw the tracks into `place`; `say` gives words, `go` is called with a scene's index and start. */
export function drawTimeline(place, draft, say, go) {
  const whole = length(draft) || 1;
  const at = (element, start, end) => {
    element.style.insetInlineStart = `${(100 * start) / whole}%`;
    if (end !== undefined) element.style.width = `${(100 * (end - start)) / whole}%`;
    return element;
  };
  const step = (STEPS.find((seconds) => whole / 1000 / seconds <= 8) ?? 1200) * 1000;
  const ticks = [];
  for (let tick = 0; tick < whole; tick += step) ticks.push(at(made("span", { text: time(tick) }), tick));
  const ruler = made("div", { name: "ruler", children: ticks });
  ruler.setAttribute("aria-hidden", "true");
  const rows = draft.t.map((track) => {
    const role = track.m?.role ?? "other";
    const label = say(`tracks.${role}`) ?? track.m?.label ?? say("tracks.other");
    const blocks = track.sg.map((segment, index) => {
      const start = segment.st ?? 0;
      const end = start + (segment.d ?? 0);
      const volume = segment.m?.volume;
      const words = [segment.m?.name ?? "", volume == null ? "" : `${Math.round(volume * 100)}%`];
      const when = span(start, end, say);
      const text = words.filter(Boolean).join(" · ");
      const inside = [made("span", { text }), made("span", { name: "hidden", text: ` ${when}` })];
      const block =
        role === "scene"
          ? made("button", { type: "button", children: inside, onclick: () => go(index, start) })
          : made("div", { children: inside });
      block.title = `${text} ${when}`;
      return at(made("li", { name: "block", children: [block] }), start, end);
    });
    const lane = made("ul", { name: `lane ${KINDS[track.tt] ?? "other"} ${role}`, children: blocks });
    lane.setAttribute("aria-label", label);
    const head = made("span", { name: "track", text: label });
    head.setAttribute("aria-hidden", "true");
    return made("div", { name: "row", children: [head, lane] });
  });
  const head = made("div", { name: "playhead", hidden: true });
  head.id = "playhead";
  const lanes = made("div", { name: "row", children: [made("span", { name: "track" }), ruler] });
  place.replaceChildren(lanes, ...rows, made("div", { name: "over", children: [head] }));
}

/** Draw the scenes as a list of buttons; their pictures are filled in by `cut`. */
export function drawBoard(place, draft, say, go) {
  const items = scenes(draft).map((scene, index) => {
    const words = say("scene", { number: index + 1, name: scene.name });
    const children = [
      made("canvas", { width: draft.m.width / 4, height: draft.m.height / 4 }),
      made("span", { name: "name", text: words }),
      made("span", { name: "note", text: lasting(scene.length, say) }),
    ];
    children[0].setAttribute("aria-hidden", "true");
    const button = made("button", { type: "button", children, onclick: () => go(index, scene.start) });
    return made("li", { children: [button] });
  });
  place.replaceChildren(...items);
}

/** Cut a storyboard sheet into the canvases of the list, and the first scene into `still`. */
export function cut(sheet, draft, place, still) {
  const scale = Math.min(1, LONG_SIDE / Math.max(draft.m.width, draft.m.height));
  const width = Math.round(draft.m.width * scale);
  const height = Math.round(draft.m.height * scale);
  const columns = Math.max(1, Math.round((sheet.width - GAP) / (width + GAP)));
  [still, ...place.querySelectorAll("canvas")].forEach((canvas, index) => {
    const scene = Math.max(0, index - 1);
    const x = GAP + (scene % columns) * (width + GAP);
    const y = GAP + Math.floor(scene / columns) * (height + GAP);
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d").drawImage(sheet, x, y, width, height, 0, 0, width, height);
  });
}
