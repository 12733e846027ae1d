/* The page: the chat and what the hands do. `stage.js` shows the video, `wire.js` speaks to the studio. */

import { Failure, SESSION_GONE, Studio, kept } from "./wire.js";
import { made } from "./drawing.js";
import { Stage } from "./stage.js";

const MOST_VIDEOS = 20;
const MOST_LINES = 200;
const MOST_TEXT = 200_000;
const NAME_LETTERS = 40;
const QUALITIES = { 1080: "high", 720: "medium", 540: "low" };

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const preferred = [kept.get("language"), ...navigator.languages, document.documentElement.lang];
let language = preferred.map(named).find(Boolean) ?? Object.keys(words)[0];
let busy = false;
let dragging = 0;

const studio = new Studio(() => language, askKey);
const stage = new Stage(studio, {
  say,
  chosen: about,
  failed: complain,
  told: (text) => line("error", text, false),
  ready: () => {
    $("status").textContent = say("ready");
    scroll();
  },
});

// ---- words

/** The language of ours that a browser's name for one means: zh-TW is zh-CN here. */
function named(name) {
  const base = name?.toLowerCase().split("-")[0];
  return Object.keys(words).find((one) => one.toLowerCase().split("-")[0] === base);
}

/** The words of `key` (dots descend), their {placeholders} filled; null where there are none. */
function say(key, values = {}) {
  const text = key.split(".").reduce((node, part) => node?.[part], words[language]);
  return typeof text === "string" ? text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all) : (text ?? null);
}

function speak() {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", say(element.dataset.label));
  $("message").placeholder = say("placeholder");
  $("language").value = language;
  if ($("log").childElementCount < 2) greet();
  if (!busy) $("status").textContent = "";
  stage.draw();
  chips();
  listVideos();
}

// ---- the chat

function line(who, text, keep = true) {
  const speaker = made("span", { name: "hidden", text: say(`who.${who}`) });
  const paragraph = made("p", { text, dir: "auto" });
  $("log").append(made("li", { name: who, children: [speaker, paragraph] }));
  if (keep) remember(who, text);
  scroll();
  return paragraph;
}

/** Show the end of the conversation; where the whole page scrolls, only while somebody is talking. */
function scroll() {
  $("log").scrollTop = $("log").scrollHeight;
  if (busy) $("log").lastElementChild.scrollIntoView({ block: "nearest" });
}

function remember(who, text) {
  const key = `log.${stage.sid}`;
  if (stage.sid) kept.set(key, [...(kept.get(key) ?? []), { who, text }].slice(-MOST_LINES));
}

function greet() {
  $("log").replaceChildren();
  line("studio", say("hello"), false);
}

/** An error of the studio in its own words; any other is a fault of this page and goes to the console. */
function complain(error) {
  if (!(error instanceof Failure)) throw error;
  line("error", error.message || say("unreachable"), false);
}

function chips() {
  const found = say(stage.draft ? "next" : "examples").map((text) => {
    const chip = made("button", { type: "button", name: "chip", text, disabled: busy });
    chip.onclick = () => (stage.draft ? void send(text) : fill(text));
    return made("li", { children: [chip] });
  });
  $("chips").replaceChildren(...found);
  scroll();
}

function fill(text) {
  $("message").value = text;
  $("message").focus();
}

/** Begin a message about a scene, unless one is being written. */
function about(number) {
  const message = $("message");
  if (message.value.trim() && message.value !== message.dataset.begun) return;
  fill(say("about_scene", { number }));
  message.dataset.begun = message.value;
}

function setBusy(now, text = say("working")) {
  busy = now;
  $("send").disabled = $("attach").disabled = now;
  for (const chip of $("chips").querySelectorAll("button")) chip.disabled = now;
  $("status").textContent = now ? text : "";
}

/** How a message asks for `kind`, in any of the languages; undefined when it does not. */
function asks(kind, text) {
  return Object.values(words).map((one) => new RegExp(one.asks[kind], "iu").exec(text.trim())).find(Boolean);
}

async function send(text) {
  if (busy || !text.trim()) return;
  setBusy(true);
  try {
    await begun(text);
    line("user", text);
    const wish = stage.draft && ["file", "preview"].find((kind) => asks(kind, text));
    const size = stage.draft && asks("file_in", text)?.groups.p;
    if (wish || size) line("studio", say(`will.${wish || "file"}`));
    else await turn(text);
    if (size) void stage.render("file", QUALITIES[size]);
    else if (wish) void stage.render(wish);
    else if (stage.draft && asks("then_file", text)) void stage.render("file");
  } catch (error) {
    complain(error);
    // Whether it got through nobody knows; to say it again is for the user to decide.
    if (error.code === 0 && !$("message").value) fill(text);
  } finally {
    setBusy(false);
    scroll();
  }
}

/** One message and its answer, as it arrives. */
async function turn(text) {
  const paragraph = line("studio", "", false);
  let [whole, piece] = ["", ""];
  $("log").setAttribute("aria-busy", "true");
  try {
    for await (const event of studio.say(stage.sid, text)) {
      if (event.partial) piece += event.text;
      else [whole, piece] = [[whole, event.text].filter(Boolean).join("\n"), ""];
      paragraph.textContent = [whole, piece].filter(Boolean).join("\n");
      scroll();
    }
  } finally {
    $("log").setAttribute("aria-busy", "false");
    if (paragraph.textContent) remember("studio", paragraph.textContent);
    else paragraph.parentNode.remove();
  }
  await refresh();
}

// ---- the session

const videos = () => kept.get("videos") ?? [];

/** A session for what is about to be said; where nothing is said, none is opened. */
async function begun(text) {
  if (stage.sid) return;
  stage.sid = await studio.open();
  tab(stage.sid);
  const name = [...text.trim().replace(/\s+/g, " ")].slice(0, NAME_LETTERS).join("");
  const all = [{ sid: stage.sid, name }, ...videos()];
  for (const old of all.slice(MOST_VIDEOS)) forget(old.sid);
  kept.set("videos", all.slice(0, MOST_VIDEOS));
  listVideos();
}

/** Which video this tab shows, after a reload as well. */
function tab(sid) {
  try {
    if (sid !== undefined) sessionStorage.setItem("text-to-ai.sid", sid ?? "");
    return sessionStorage.getItem("text-to-ai.sid");
  } catch {
    return null; // a tab that may not remember starts with the newest video
  }
}

function listVideos() {
  const options = videos().map((one) => made("option", { value: one.sid, text: one.name }));
  if (!stage.sid) options.unshift(made("option", { value: "", text: say("untitled") }));
  $("videos").replaceChildren(...options);
  $("videos").value = stage.sid ?? "";
  $("videos").hidden = videos().length === 0;
  const name = videos().find((one) => one.sid === stage.sid)?.name ?? "";
  $("download").download = `${name.replace(/[\\/:*?"<>|.\s]+/g, " ").trim() || "video"}.mp4`;
}

function forget(sid) {
  kept.set("videos", videos().filter((one) => one.sid !== sid));
  for (const part of ["log", "preview", "file"]) kept.drop(`${part}.${sid}`);
}

/** Go to a video: null is a new one. */
async function go(sid) {
  stage.clear(sid);
  tab(sid);
  document.body.classList.add("empty");
  greet();
  const said = sid ? (kept.get(`log.${sid}`) ?? []) : [];
  for (const { who, text } of said) line(who, text, false);
  listVideos();
  chips();
  if (!sid) return;
  try {
    await refresh();
    if (said.at(-1)?.who === "user") line("studio", say("reloaded"), false);
  } catch (error) {
    if (error.code !== SESSION_GONE) return complain(error);
    forget(sid);
    await go(null);
    line("error", say("gone"), false);
  }
}

/** Read the session, and show what is in it. */
async function refresh() {
  const sid = stage.sid;
  const { draft } = await studio.state(sid);
  if (sid !== stage.sid || !draft) return;
  document.body.classList.remove("empty");
  await stage.show(draft);
  chips();
}

/** The key that the user types, of letters a header can carry; null when they would rather not. */
function askKey(wrong) {
  const dialog = $("key");
  $("key-wrong").textContent = wrong ? say("key.wrong") : "";
  $("key-value").value = "";
  dialog.showModal();
  return new Promise((done) => {
    $("key-form").onsubmit = (event) => {
      event.preventDefault();
      dialog.close($("key-value").value.replace(/[^\x21-\x7e]/g, ""));
      $("key-value").value = "";
    };
    dialog.onclose = () => done(dialog.returnValue || null);
    dialog.oncancel = () => (dialog.returnValue = "");
  });
}

// ---- files

async function take(list) {
  const files = [...list];
  if (!files.length || busy) return;
  const texts = files.filter((file) => /\.(txt|md)$/i.test(file.name));
  const others = files.filter((file) => !texts.includes(file));
  for (const file of texts) {
    const text = (await file.text()).slice(0, MOST_TEXT);
    fill([$("message").value.trim(), text.trim()].filter(Boolean).join("\n\n"));
  }
  if (!others.length) return;
  setBusy(true, say("uploading"));
  $("upload-progress").hidden = false;
  try {
    await begun(others[0].name);
    const done = await studio.upload(stage.sid, others, (fraction) => ($("upload-progress").value = fraction));
    line("user", say("uploaded_by_you", { names: done.map((file) => file.filename).join(", ") }));
    line("studio", say(stage.draft ? "uploaded" : "uploaded_first", { name: done[0].filename }));
  } catch (error) {
    complain(error);
  } finally {
    $("upload-progress").hidden = true;
    $("upload-progress").value = 0;
    setBusy(false);
    $("message").focus();
  }
}

function dragged(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  dragging += { dragenter: 1, dragleave: -1 }[event.type] ?? 0;
  if (event.type === "drop") {
    dragging = 0;
    void take(event.dataTransfer.files);
  }
  $("drop").hidden = dragging <= 0;
}

// ---- hands and keys

$("form").onsubmit = (event) => {
  event.preventDefault();
  const text = $("message").value;
  if (busy || !text.trim()) return;
  $("message").value = "";
  void send(text);
};
$("message").onkeydown = (event) => {
  // Enter also chooses a character while Chinese is being typed; 229 is how Safari says so.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $("form").requestSubmit();
};
$("message").onpaste = (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  void take(event.clipboardData.files);
};
$("attach").onclick = () => $("files").click();
$("files").onchange = async () => {
  await take($("files").files);
  $("files").value = "";
};
$("new").onclick = () => {
  void go(null);
  $("message").focus();
};
$("videos").onchange = () => void go($("videos").value || null);
$("language").onchange = () => {
  language = $("language").value;
  kept.set("language", language);
  speak();
};
// Another tab may have changed the same video meanwhile.
document.onvisibilitychange = () => {
  if (!document.hidden && stage.sid && !busy) refresh().catch(complain);
};
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(kind, dragged);

$("language").replaceChildren(...Object.entries(words).map(([value, one]) => made("option", { value, text: one.name })));
speak();
await go(tab() ?? videos()[0]?.sid ?? null);
