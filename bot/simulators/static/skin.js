// Draws one conversation and takes what is typed, tapped and attached.

import { Menu } from "./menu.js";

const NEAR = 80; // pixels from the end within which new things are followed
const TYPING = 3000; // after which somebody may have stopped typing without a word
const FILES = { voice: "🎤 Ghi âm", video: "Video", file: "Tệp", link: "Đường dẫn", contact: "Danh thiếp" };

export class Skin {
  // after(): something was done; heard(count): so many new bubbles of the other side
  constructor(section, conversation, { after, heard }) {
    this.section = section;
    this.conversation = conversation;
    this.after = after;
    this.heard = heard;
    this.drawn = new Map();
    this.log = section.querySelector(".log");
    this.empty = section.querySelector(".empty");
    this.quick = section.querySelector(".quick");
    this.notice = section.querySelector(".notice");
    this.text = section.querySelector("textarea");
    this.choices = section.querySelector(".choices");
    this.attach = section.querySelector(".attach");
    this.menu = new Menu(this);
    section.querySelector(".write").addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    });
    this.text.addEventListener("input", () => this.grow());
    this.text.addEventListener("focus", () => this.offer(false));
    this.attach.addEventListener("click", () => this.offer(this.choices.hidden));
    this.choices.addEventListener("click", (event) => this.chosen(event.target));
    this.choices.querySelector("input").addEventListener("change", (event) => this.picked(event.target));
    section.addEventListener("keydown", (event) => event.key === "Escape" && this.offer(false));
  }

  async draw() {
    let found;
    try {
      found = await this.conversation.read();
    } catch (error) {
      this.tell(error.message);
      return;
    }
    const { bubbles, typing } = found;
    this.section.querySelector("h2").textContent = this.conversation.title;
    this.section.querySelector(".status").textContent = typing ? "đang soạn tin…" : this.conversation.status;
    if (this.conversation.problem) this.tell(this.conversation.problem);
    const follow = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
    this.empty.hidden = bubbles.length > 0;
    const fresh = this.place(bubbles);
    this.menu.draw(bubbles.length === 0);
    this.showTyping(typing);
    clearTimeout(this.soon);
    if (typing) this.soon = setTimeout(() => this.draw(), TYPING);
    this.showQuick(bubbles.at(-1));
    if (follow) this.log.scrollTop = this.log.scrollHeight;
    if (fresh) this.heard(fresh);
  }

  place(bubbles) {
    let fresh = 0;
    const first = this.drawn.size === 0;
    const kept = new Set(bubbles.map((each) => each.number));
    for (const [number, { row }] of this.drawn) {
      if (kept.has(number)) continue;
      row.remove();
      this.drawn.delete(number);
    }
    for (const bubble of bubbles) {
      const told = JSON.stringify(bubble);
      const before = this.drawn.get(bubble.number);
      if (before?.told === told) continue;
      const row = this.row(bubble);
      if (before) before.row.replaceWith(row);
      else this.log.append(row);
      if (!before && !first && bubble.by !== "person") fresh += 1;
      this.drawn.set(bubble.number, { told, row });
    }
    return fresh;
  }

  row(bubble) {
    if (bubble.kind === "note") return element("div", "row note", element("div", "bubble", bubble.text));
    const mine = bubble.by === "person";
    const row = element("div", `row ${mine ? "mine" : "theirs"}`);
    const body = element("div", "bubble", element("span", "sr", mine ? "Bạn: " : "Trợ lý: "));
    if (bubble.image) {
      const img = element("img");
      img.src = bubble.image;
      img.alt = bubble.kind === "sticker" ? "Nhãn dán" : "Ảnh";
      img.addEventListener("load", () => (this.log.scrollTop = this.log.scrollHeight));
      body.append(img);
    }
    if (FILES[bubble.kind]) body.append(element("span", "file", `${FILES[bubble.kind]}: `));
    if (bubble.kind === "location") body.append("📍 ");
    body.append(...linked(bubble.text));
    row.append(body);
    if (bubble.keys.length) row.append(this.keys(bubble));
    row.append(meta(bubble));
    return row;
  }

  keys(bubble) {
    const keys = element("div", "keys");
    for (const key of bubble.keys) keys.append(this.key(bubble, key, false));
    return keys;
  }

  key(bubble, key, quick) {
    if (key.url) {
      const link = element("a", "key", key.title);
      link.href = safe(key.url);
      link.target = "_blank";
      link.rel = "noopener";
      return link;
    }
    const button = element("button", "key", key.title);
    button.type = "button";
    button.addEventListener("click", () => this.run(() => this.conversation.tap(bubble, key, quick)));
    return button;
  }

  showQuick(last) {
    const quick = last?.quick ?? [];
    const told = JSON.stringify([last?.number, quick]);
    if (this.quickTold === told) return;
    this.quickTold = told;
    this.quick.replaceChildren(...quick.map((key) => this.key(last, key, true)));
    this.quick.hidden = quick.length === 0;
  }

  showTyping(typing) {
    this.dots?.remove();
    this.dots = null;
    if (!typing) return;
    this.dots = element("div", "row theirs typing", element("div", "bubble", "•••"));
    this.log.append(this.dots);
  }

  async submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    this.grow();
    await this.say(text);
  }

  say(text) {
    return this.run(() => this.conversation.say(text));
  }

  async picked(input) {
    const [file] = input.files;
    input.value = "";
    this.offer(false);
    if (file) await this.run(() => this.conversation.picture(file));
  }

  async chosen(target) {
    const { act, place } = target.dataset;
    if (act) await this.run(() => this.conversation.act({ kind: act }));
    if (place) {
      const [latitude, longitude] = place.split(",").map(Number);
      await this.run(() => this.conversation.act({ kind: "location", latitude, longitude }));
    }
    if (act || place) this.offer(false);
  }

  offer(open) {
    this.choices.hidden = !open;
    this.attach.setAttribute("aria-expanded", String(open));
  }

  async run(work) {
    this.tell("");
    try {
      await work();
    } catch (error) {
      this.tell(error.message);
    }
    this.log.scrollTop = this.log.scrollHeight;
    this.after();
  }

  tell(words) {
    this.notice.textContent = words;
    this.notice.hidden = !words;
  }

  grow() {
    this.text.style.height = "44px";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 160)}px`;
  }
}

function meta(bubble) {
  const who = bubble.by === "staff" ? "Cán bộ · " : "";
  const line = element("div", "meta", who + clock(bubble.at));
  if (bubble.by !== "person" && bubble.seen) line.append(" · đã xem");
  if (bubble.double) line.append(" · ", element("span", "double", "gửi trùng"));
  return line;
}

function clock(at) {
  return new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}

function* linked(text) {
  let at = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g)) {
    yield text.slice(at, found.index);
    const link = element("a", "", found[0]);
    link.href = safe(found[0]);
    link.target = "_blank";
    link.rel = "noopener";
    yield link;
    at = found.index + found[0].length;
  }
  yield text.slice(at);
}

function safe(address) {
  return /^(https?|tel):/i.test(address) ? address : "#";
}

export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
