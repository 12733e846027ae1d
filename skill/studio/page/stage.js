/* The video of a session: player, timeline, storyboard, and the renders that are made of it. */

import { kept, newId } from "./wire.js";
import { cut, drawBoard, drawTimeline, lasting, length, scenes } from "./drawing.js";

const LOOK_MS = 500;
const LOST_MS = 3000;
const NOT_KEPT = 404;
const PARTS = {
  preview: { box: "making", bar: "preview-progress", words: "making-words", button: "preview" },
  file: { box: "file-making", bar: "file-progress", words: "file-words", button: "make" },
};

const $ = (id) => document.getElementById(id);

/** A short mark of a draft, to tell whether a file shows it. */
function mark(draft) {
  let hash = 0;
  for (const letter of JSON.stringify(draft)) hash = (Math.imul(hash, 31) + letter.codePointAt(0)) | 0;
  return hash;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The address of a file as a path of this page's own origin. */
const local = (url) => new URL(url).pathname;

export class Stage {
  sid = null;
  draft = null;
  #sheet = { of: null, picture: null };
  #jobs = { preview: null, file: null };

  /** `say` gives words; `chosen` is told the number of a scene somebody clicked on, `failed` an error, `told` a sentence
      for the chat, `ready` that a file can be fetched. */
  constructor(studio, { say, chosen, failed, told, ready }) {
    Object.assign(this, { studio, say, chosen, failed, told, ready });
    $("preview").onclick = () => void this.render("preview");
    $("make").onclick = () => void this.render("file");
    $("cancel").onclick = () => void this.#giveUp("file");
    $("auto").onchange = () => kept.set("auto", $("auto").checked);
    $("quality").onchange = () => kept.set("quality", $("quality").value);
    $("auto").checked = kept.get("auto") ?? true;
    $("quality").value = kept.get("quality") ?? "high";
    $("video").ontimeupdate = $("video").onloadedmetadata = $("video").onseeked = playhead;
  }

  /** Another session, of which nothing is known yet; null is none. */
  clear(sid) {
    Object.assign(this, { sid, draft: null });
    this.#jobs = { preview: null, file: null };
    $("video").removeAttribute("src");
    for (const id of ["video", "making", "file-making", "file", "stage"]) $(id).hidden = true;
    for (const id of ["preview", "make"]) $(id).disabled = false;
  }

  /** Show a draft: drawn at once; its pictures and its preview follow. */
  async show(draft) {
    if (!draft || JSON.stringify(draft) === JSON.stringify(this.draft)) return;
    this.draft = draft;
    $("stage").hidden = false;
    const still = $("still").getContext("2d");
    if (!this.#sheet.of) still.clearRect(0, 0, $("still").width, $("still").height);
    this.draw();
    void this.#board();
    await this.#takeUp("file");
    await this.#takeUp("preview");
  }

  /** Draw what is known, in the language of now. */
  draw() {
    const { draft, say } = this;
    if (!draft) return;
    const { width, height } = draft.m;
    const count = scenes(draft).length;
    const facts = { count, length: lasting(length(draft), say), width, height };
    $("facts").textContent = say(count === 1 ? "facts_one" : "facts", facts);
    $("player").style.aspectRatio = `${width} / ${height}`;
    $("player").style.setProperty("--ratio", width / height);
    const jump = (index, start) => this.#jump(index, start);
    drawTimeline($("timeline"), draft, say, jump);
    drawBoard($("board"), draft, say, jump);
    if (this.#sheet.of === draft) cut(this.#sheet.picture, draft, $("board"), $("still"));
    playhead();
  }

  async #board() {
    const of = this.draft;
    $("board").ariaBusy = "true";
    try {
      const picture = await createImageBitmap(await this.studio.sheet(this.sid));
      if (of !== this.draft) return;
      this.#sheet = { of, picture };
      cut(picture, of, $("board"), $("still"));
      $("board").ariaBusy = "false";
      $("still").toBlob(poster);
    } catch (error) {
      this.failed(error);
    }
  }

  #jump(index, start) {
    const video = $("video");
    // A moment later: at the cut itself the scene before may still be seen.
    if (!video.hidden) video.currentTime = start / 1000 + 0.05;
    this.chosen(index + 1);
  }

  /** After a change or a reload: go on with the render that shows this draft; a preview that does not is made anew. */
  async #takeUp(kind) {
    const known = kept.get(`${kind}.${this.sid}`);
    const fits = known?.of === mark(this.draft);
    if (fits && this.#jobs[kind]?.id !== known.id) void this.#follow(kind, known);
    if (fits) return;
    if (kind === "file") {
      $("file").hidden = true;
      return;
    }
    $("video").pause();
    $("video").hidden = true;
    if (this.#jobs.preview) await this.#giveUp("preview");
    if ($("auto").checked) void this.render("preview");
  }

  /** Render the draft as it is now: `file` to keep, `preview` small and quick. */
  async render(kind, size = $("quality").value) {
    const quality = kind === "file" ? size : "preview";
    const job = { id: `page_${newId()}`, of: mark(this.draft), quality };
    kept.set(`${kind}.${this.sid}`, job);
    await this.#follow(kind, job, this.draft);
  }

  async #giveUp(kind) {
    const job = this.#jobs[kind];
    this.#jobs[kind] = null;
    progress(kind, null);
    kept.drop(`${kind}.${this.sid}`);
    if (job) await this.studio.cancel(job.id).catch(this.failed);
  }

  /** Submit `draft`, if it is one, and look until the job is over or another one takes its place. */
  async #follow(kind, job, draft = null) {
    const { studio, sid, say } = this;
    const mine = () => this.#jobs[kind] === job;
    this.#jobs[kind] = job;
    try {
      let found = draft ? await studio.render(job.id, sid, draft, job.quality) : await studio.rendered(job.id);
      while (mine() && ["pending", "processing"].includes(found.status)) {
        progress(kind, found, say(found.status === "pending" ? "queued" : `rendering.${kind}`));
        await pause(LOOK_MS);
        found = await studio.rendered(job.id).catch(async (error) => {
          if (error.code !== 0) throw error;
          await pause(LOST_MS);
          return found;
        });
      }
      if (mine()) this.#over(kind, found);
    } catch (error) {
      if (!mine()) return;
      this.#over(kind, {});
      // One that the studio does not keep any more is made again when it is wanted.
      if (error.code !== NOT_KEPT) this.failed(error);
    }
  }

  #over(kind, { status, url, error }) {
    progress(kind, null);
    this.#jobs[kind] = null;
    if (status !== "completed" || !url) {
      kept.drop(`${kind}.${this.sid}`);
      if (error) this.told(error);
    } else if (kind === "preview") {
      $("video").src = local(url);
      $("video").hidden = false;
    } else {
      $("download").href = local(url);
      $("file").hidden = false;
      this.ready();
    }
  }
}

function progress(kind, found, said = "") {
  const { box, bar, words, button } = PARTS[kind];
  $(box).hidden = !found;
  $(button).disabled = Boolean(found);
  if ($(words).textContent !== said) $(words).textContent = said;
  if (found?.status === "processing") $(bar).value = found.progress ?? 0;
  else $(bar).removeAttribute("value");
}

/** What stands in the player until it plays: in its first frame the words are yet to come. */
function poster(picture) {
  URL.revokeObjectURL($("video").poster);
  $("video").poster = picture ? URL.createObjectURL(picture) : "";
}

function playhead() {
  const head = $("playhead");
  const video = $("video");
  if (!head) return;
  head.hidden = video.hidden || !video.duration;
  if (!head.hidden) head.style.insetInlineStart = `${(100 * video.currentTime) / video.duration}%`;
}
