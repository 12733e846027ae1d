/* The studio's public protocol, as any other client speaks it: token, session, messages, uploads, renders.
   The token goes into the Authorization header and nowhere else. */

const SKILL = { "X-Skill-Source": "text-to-ai", "X-Skill-Version": "page", "X-Skill-Platform": "browser" };
const PLAIN = { "X-Plain-Talk": "1" };
export const SESSION_GONE = 1002;
const KEY_WANTED = 1003;

/** A refusal: `message` is the studio's own sentence, `code` its number; 0 when the studio was not reached. */
export class Failure extends Error {
  constructor(message, code = 0) {
    super(message);
    this.code = code;
  }
}

/** What this browser remembers; where storing is forbidden, for as long as the page is open. */
export const kept = {
  memory: new Map(),
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(`text-to-ai.${key}`));
    } catch {
      return this.memory.get(key) ?? null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`text-to-ai.${key}`, JSON.stringify(value));
    } catch {
      this.memory.set(key, value);
    }
  },
  drop(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(`text-to-ai.${key}`);
    } catch {
      // Nothing was stored, so there is nothing to remove.
    }
  },
};

/** An unguessable id; `crypto.randomUUID` is missing on a page that came over plain HTTP from another computer. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One at a time over all tabs: a second token for the same client would end the first. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("text-to-ai.token", work) : work();
}

export class Studio {
  /** `language` gives the language that the studio's refusals are told in; `askKey` a key that a studio open to a
      network asks for, or null. It is told whether one was wrong. The key is not kept. */
  constructor(language, askKey) {
    this.language = language;
    this.askKey = askKey;
  }

  /** The token of this browser; another one than `stale`, which was refused. */
  async token(stale = null) {
    return alone(async () => {
      const known = kept.get("token");
      if (known && known !== stale) return known;
      const client = kept.get("client") ?? newId();
      kept.set("client", client);
      const headers = { "X-Client-Id": client, "Accept-Language": this.language() };
      const token = await this.granted(headers);
      kept.set("token", token);
      return token;
    });
  }

  /** A new token, with the key of the studio where it wants one. */
  async granted(headers) {
    for (let key = null; ; ) {
      const all = key ? { ...headers, Authorization: `Bearer ${key}` } : headers;
      try {
        const answer = await reached(fetch("/api/auth/anonymous-token", { method: "POST", headers: all }));
        return (await opened(answer)).data.token;
      } catch (error) {
        if (error.code !== KEY_WANTED) throw error;
        key = await this.askKey(Boolean(key));
        if (!key) throw error;
      }
    }
  }

  /** One request; a token that has run out is replaced once. */
  async call(path, { body = null, headers = {}, method = body ? "POST" : "GET" } = {}) {
    for (let stale = null; ; ) {
      const token = await this.token(stale);
      const all = { Authorization: `Bearer ${token}`, "Accept-Language": this.language(), ...headers };
      if (body) all["Content-Type"] = "application/json";
      const sent = { method, headers: all, body: body && JSON.stringify(body), cache: "no-store" };
      const answer = await reached(fetch(path, sent));
      if (answer.status !== 401 || stale) return answer;
      stale = token;
    }
  }

  /** A new, empty session. */
  async open() {
    const body = { task_name: "page", language: this.language() };
    const answer = await opened(await this.call("/api/tasks/me/with-session/nemo_agent", { body }));
    return answer.data.session_id;
  }

  /** The session as it is now: draft, uploads, finished videos. */
  async state(sid) {
    return (await opened(await this.call(`/api/state/nemo_agent/me/${sid}/latest`))).data.state;
  }

  /** The storyboard sheet, a PNG. */
  async sheet(sid) {
    const answer = await this.call(`/api/storyboard/nemo_agent/me/${sid}`);
    if (!answer.ok) await opened(answer);
    return answer.blob();
  }

  /** One message, sent once: yields `{text, partial}` as it arrives; a whole text repeats its pieces. */
  async *say(sid, text) {
    const message = { parts: [{ text }] };
    const body = { app_name: "nemo_agent", user_id: "me", session_id: sid, new_message: message };
    const headers = { Accept: "text/event-stream", ...PLAIN };
    const answer = await this.call("/run_sse", { body, headers });
    if (!answer.headers.get("content-type")?.startsWith("text/event-stream")) await opened(answer);
    for await (const data of frames(answer.body)) {
      if (!data || data === "heartbeat") continue;
      const event = JSON.parse(data);
      if (event.error) throw new Failure(String(event.error).replace(/^\w+: /, ""), 500);
      const said = (event.content?.parts ?? []).map((part) => part.text ?? "").join("");
      if (said) yield { text: said, partial: Boolean(event.partial) };
    }
  }

  /** Files into the session; `progress` is told 0 to 1. XMLHttpRequest, since fetch does not tell. */
  async upload(sid, files, progress) {
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    await this.call("/api/credits/balance/simple"); // a token that has run out is replaced before the files go
    const token = await this.token();
    const request = new XMLHttpRequest();
    request.open("POST", `/api/upload-video/nemo_agent/me/${sid}`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Accept-Language", this.language());
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    await new Promise((done, failed) => {
      request.onload = done;
      request.onerror = () => failed(new Failure(""));
      request.send(form);
    });
    return (await opened(new Response(request.responseText, { status: request.status }))).data.files;
  }

  /** Submit a render under an id of the caller's; the same id again is the same job. */
  async render(id, sid, draft, quality) {
    const body = { id, sessionId: sid, draft, output: { format: "mp4", quality } };
    return job(await opened(await this.call("/api/render/proxy/lambda", { body, headers: SKILL })));
  }

  /** How far a render is. */
  async rendered(id) {
    return job(await opened(await this.call(`/api/render/proxy/lambda/${id}`)));
  }

  /** Give a render up. */
  async cancel(id) {
    return job(await opened(await this.call(`/api/render/proxy/lambda/${id}/cancel`, { method: "POST" })));
  }
}

/** Both shapes of a render's status as one. */
function job(answer) {
  const found = answer.data ?? answer;
  return { ...found, url: found.outputUrl ?? found.output?.url ?? null };
}

async function reached(sent) {
  try {
    return await sent;
  } catch {
    throw new Failure("");
  }
}

/** The JSON of an answer, which says in its `code` as well whether it is a refusal. */
async function opened(answer) {
  let body;
  try {
    body = await answer.json();
  } catch {
    throw new Failure("");
  }
  if (!answer.ok || (body.code ?? 0) !== 0) throw new Failure(body.message ?? "", body.code || answer.status);
  return body;
}

/** The data of each server-sent event, however the bytes were cut. */
async function* frames(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      rest = parts.pop();
      for (const part of parts) {
        const lines = part.split(/\r?\n/).filter((line) => line.startsWith("data:"));
        if (lines.length) yield lines.map((line) => line.slice(5).trim()).join("\n");
      }
    }
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("");
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
