// What is on the page: messages, answers, their choices and sources.

import { planAddress, safeAddress, sectionName } from "./links.js";
import { link, prose } from "./prose.js";

const NEAR = 120; // pixels from the end within which new things are followed
const CLOSE = 20; // pixels from the end at which all of it counts as seen

export class View {
  // onChoice(choice): a button of an answer was pressed
  constructor(room, onChoice) {
    this.log = room.querySelector("#log");
    this.spoken = room.querySelector("#spoken");
    this.banner = room.querySelector("#banner");
    this.notice = room.querySelector("#notice");
    this.latest = room.querySelector("#latest");
    this.newTab = "embed" in room.dataset;
    this.plans = JSON.parse(room.dataset.plans);
    this.onChoice = onChoice;
    this.log.addEventListener("scroll", () => this.nearEnd(CLOSE) && (this.latest.hidden = true), { passive: true });
  }

  clear() {
    this.log.replaceChildren();
    this.typing = null;
    this.day = "";
  }

  // Draws without reading everything aloud again.
  quietly(draw) {
    this.log.setAttribute("aria-live", "off");
    draw();
    this.toEnd(true);
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  person(text, at, preview) {
    const row = element("div", "row mine");
    const bubble = element("div", "bubble");
    bubble.append(element("span", "sr", "Bạn: "));
    if (preview) {
      const img = element("img", "preview");
      img.src = preview;
      img.alt = "Ảnh đã chọn";
      img.onload = () => this.toEnd(true);
      bubble.append(img);
    }
    if (text) bubble.append(prose(text, this.newTab));
    const state = element("p", "state", clock(at));
    row.append(bubble, state);
    this.append(row, at, true);
    return { row, state, at };
  }

  // `retry`: a function makes it a message that waits for its person
  status(message, text, retry) {
    message.state.textContent = [clock(message.at), text].filter(Boolean).join(" · ");
    message.row.classList.toggle("failed", Boolean(retry));
    if (!retry) return;
    const again = element("button", "again", "Thử lại");
    again.type = "button";
    again.onclick = retry;
    message.state.append(" ", again);
  }

  // `first`: the first of several replies to one message; its beginning stays in sight
  reply(reply, at, first) {
    const row = element("div", "row theirs");
    const bubble = element("div", "bubble");
    bubble.append(element("span", "sr", "Trợ lý: "), prose(reply.text, this.newTab));
    for (const media of reply.media ?? []) bubble.append(...this.media(media));
    if (reply.sources?.length) bubble.append(this.sources(reply.sources));
    row.append(bubble);
    if (reply.choices?.length) row.append(this.choices(reply.choices));
    const far = !this.nearEnd();
    this.append(row, at, false);
    if (far) this.point("Tin mới", () => (this.log.scrollTop = row.offsetTop - 12));
    else this.follow(first ?? row);
    return row;
  }

  media({ kind, url, alt }) {
    const address = safeAddress(url);
    if (!address) return [];
    if (kind !== "image" || address.origin !== location.origin) {
      const line = element("p", "more");
      line.append(link(address.href, alt || address.href, this.newTab));
      return [line];
    }
    const img = element("img", "picture");
    img.src = address.href;
    img.alt = alt ?? "";
    img.loading = "lazy";
    return [img];
  }

  sources(sources) {
    const line = element("p", "sources");
    line.append("Nguồn: ");
    sources.forEach((source, n) => {
      if (n) line.append("; ");
      line.append(this.source(source));
    });
    return line;
  }

  // "Kế hoạch xã Bình Lương, mục V.1"; what stands there, for those who linger on it.
  source(source) {
    const plan = this.plans[source.plan];
    const a = link(
      planAddress(source),
      `${plan ? `Kế hoạch ${plan}` : source.title}, ${sectionName(source.section)}`,
      this.newTab,
    );
    if (plan) a.title = source.title;
    return a;
  }

  choices(choices) {
    const group = element("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Lựa chọn");
    for (const choice of choices) {
      const button = element("button", "choice", choice.title);
      button.type = "button";
      button.onclick = () => {
        button.classList.add("chosen");
        this.onChoice(choice);
      };
      group.append(button);
    }
    return group;
  }

  wait(waiting) {
    if (waiting && !this.typing) {
      this.typing = element("div", "row theirs typing");
      this.typing.setAttribute("aria-hidden", "true");
      const bubble = element("div", "bubble");
      bubble.append(element("i"), element("i"), element("i"));
      this.typing.append(bubble);
      this.log.append(this.typing);
      this.spoken.textContent = "Trợ lý đang soạn câu trả lời";
      this.toEnd();
    } else if (!waiting) {
      this.typing?.remove();
      this.typing = null;
      this.spoken.textContent = "";
    }
  }

  append(row, at, mine) {
    const day = dayOf(at);
    if (day !== this.day) {
      this.day = day;
      this.log.insertBefore(element("p", "day", day), this.typing ?? null);
    }
    this.log.insertBefore(row, this.typing ?? null);
    if (mine) this.toEnd(true);
  }

  // To the end, but never past the beginning of a long answer.
  follow(row) {
    const end = this.log.scrollHeight - this.log.clientHeight;
    const start = row.offsetTop - 12;
    this.log.scrollTop = Math.min(start, end);
    if (end - start < CLOSE) this.latest.hidden = true;
    else this.point("Xem tiếp", () => (this.log.scrollTop += this.log.clientHeight * 0.75));
  }

  // A button at the lower edge that leads on to what is further down.
  point(title, go) {
    this.latest.textContent = `${title} ↓`;
    this.latest.onclick = go;
    this.latest.hidden = false;
  }

  tell(place, text) {
    this[place].textContent = text ?? "";
    this[place].hidden = !text;
  }

  nearEnd(near = NEAR) {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < near;
  }

  toEnd(always = false) {
    if (always || this.nearEnd()) this.log.scrollTop = this.log.scrollHeight;
  }
}

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

function clock(at) {
  return new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}

function dayOf(at) {
  const day = new Date(at);
  if (day.toDateString() === new Date().toDateString()) return "Hôm nay";
  return `Ngày ${day.getDate()}/${day.getMonth() + 1}/${day.getFullYear()}`;
}
