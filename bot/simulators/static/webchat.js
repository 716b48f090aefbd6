// The same person on the product's own web chat, through its API.

import { call, send, upload } from "./calls.js";

const KEPT = "mo-phong-web"; // the session's secret, for this tab
const PAUSE = 3000; // before listening again to a product that went away
const API = "/api/chat/";

export class WebConversation {
  // changed(): there is something to draw
  constructor(changed) {
    this.changed = changed;
    this.bubbles = [];
    this.problem = "";
    this.typing = false;
  }

  get title() {
    return "Trang web của xã";
  }

  get status() {
    return this.problem ? "Chưa nối được với trợ lý" : "Trang web · trợ lý tự động";
  }

  async open() {
    try {
      const kept = sessionStorage.getItem(KEPT);
      if (!kept || !(await this.restore(kept))) await this.start();
      this.problem = "";
    } catch (error) {
      this.problem = error.message;
    }
    this.changed();
  }

  async restore(session) {
    const found = await call(`${API}history?session=${encodeURIComponent(session)}`).catch(() => null);
    if (!found) return false;
    this.session = session;
    this.bubbles = [];
    for (const turn of found.turns) {
      if (turn.reply) this.reply(turn.reply, turn.at);
      else this.mine(turn.text, turn.at);
    }
    this.listen(found.last_event);
    return true;
  }

  async start() {
    const { session, replies } = await send(`${API}sessions`, { locality: document.body.dataset.locality || null });
    this.session = session;
    this.bubbles = [];
    sessionStorage.setItem(KEPT, session);
    for (const reply of replies) this.reply(reply);
    this.listen("");
  }

  listen(after) {
    this.source?.close();
    const query = new URLSearchParams({ session: this.session });
    if (after) query.set("after", after);
    this.source = new EventSource(`${API}events?${query}`);
    this.source.addEventListener("reply", (event) => {
      after = event.lastEventId || after;
      this.typing = false;
      this.reply(JSON.parse(event.data));
      this.changed();
    });
    this.source.addEventListener("error", () => {
      if (this.source.readyState === EventSource.CLOSED) setTimeout(() => this.listen(after), PAUSE);
    });
  }

  async read() {
    return { typing: this.typing, bubbles: this.bubbles };
  }

  say(text) {
    return this.post({ text }, text);
  }

  tap(bubble, key) {
    return this.post({ payload: key.payload, title: key.title }, key.title);
  }

  async picture(file) {
    if (!this.session) await this.again();
    const { payload } = await upload(`${API}photos`, { session: this.session, file });
    return this.post({ payload, title: "Ảnh" }, "", URL.createObjectURL(file));
  }

  async again() {
    await this.open();
    if (this.problem) throw new Error(this.problem);
  }

  async post(said, text, image = null) {
    if (!this.session) await this.again();
    this.mine(text, undefined, image);
    this.typing = true;
    this.changed();
    try {
      const id = newId();
      const { replies } = await send(`${API}messages`, { session: this.session, id, ...said });
      this.typing = !replies;
      for (const reply of replies ?? []) this.reply(reply);
    } catch (error) {
      this.typing = false;
      throw error;
    } finally {
      this.changed();
    }
  }

  mine(text, at, image = null) {
    this.add({ by: "person", kind: image ? "image" : "text", text: text ?? "", image, at });
  }

  reply(reply, at) {
    const picture = (reply.media ?? []).find((each) => each.kind === "image");
    const links = (reply.media ?? []).filter((each) => each.kind === "link");
    this.add({
      by: "account",
      kind: "text",
      text: reply.text,
      image: picture ? this.address(picture.url) : null,
      at,
      keys: [
        ...(reply.choices ?? []).map(({ title, payload }) => ({ title, payload, url: null })),
        ...links.map(({ alt, url }) => ({ title: alt || url, payload: "", url: this.address(url) })),
      ],
    });
  }

  address(url) {
    return new URL(url, document.body.dataset.product).href;
  }

  add(bubble) {
    const number = this.bubbles.length + 1;
    const at = bubble.at ?? new Date().toISOString();
    this.bubbles.push({ keys: [], quick: [], seen: false, double: false, ...bubble, number, at, id: String(number) });
  }
}

// Not crypto.randomUUID: over plain http only this machine itself has it.
function newId() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(16)).join("-");
}
