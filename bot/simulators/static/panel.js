// What makes a vendor misbehave, and what its counters say.

import { element } from "./skin.js";

const OFTEN = [
  ["0", "Không"],
  ["0.1", "Thỉnh thoảng"],
  ["1", "Luôn luôn"],
];
const DELIVERING = [
  ["duplicate", "Giao trùng mỗi tin"],
  ["duplicate_at_once", "Giao trùng khi lần đầu còn mở"],
  ["late", "Giao muộn, để tin sau tới trước"],
  ["lost_answer", "Mất câu đáp của webhook"],
  ["unknown", "Kèm sự kiện lạ"],
];
const BATCH = ["batch", "Gộp hai tin vào một lần giao"];
const SENDING = [
  ["cut_before", "Đứt kết nối, tin chưa tới"],
  ["cut_after", "Đứt kết nối, tin đã tới"],
  ["slow", "Trả lời chậm 10 giây"],
];
const ECHOING = [
  ["echo_first", "Tin vọng tới trước câu đáp"],
  ["echo_lost", "Mất tin vọng"],
];
const COUNTED = [
  ["events", "Sự kiện"],
  ["attempts", "Lần giao"],
  ["acknowledged", "Trợ lý đã nhận"],
  ["retried", "Giao lại"],
  ["doubled", "Giao trùng"],
  ["timeouts", "Quá giờ đáp"],
  ["unreachable", "Không nối được"],
  ["given_up", "Bỏ cuộc"],
  ["missed", "Mất khi webhook tắt"],
];
const ANYWHERE = [
  ["cut", "Đứt kết nối"],
  ["http:502:html", "502, trang HTML"],
];
const STARTS = { zalo: "Quan tâm", messenger: "Bắt đầu", telegram: "Bấm Start" };
const LEAVES = { zalo: "Bỏ quan tâm", messenger: "Chặn Trang", telegram: "Chặn bot" };

export class Panel {
  constructor(skin) {
    this.skin = skin;
    this.conversation = skin.conversation;
    this.root = skin.section.querySelector(".panel");
    this.opener = skin.section.querySelector(".more");
    this.opener.addEventListener("click", () => this.open(this.root.hidden));
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.open(false);
      this.opener.focus();
    });
    this.root.append(...this.people(), ...this.calls(), ...this.deliveries(), ...this.account());
  }

  open(open) {
    this.root.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.root.scrollTop = 0;
    this.follow();
  }

  // Puts the latest numbers in.
  follow() {
    const { counts, alerts, faults } = this.conversation.state;
    this.alerts.replaceChildren(...alerts.map((words) => element("p", "alert", words)));
    this.counts.replaceChildren(
      ...COUNTED.flatMap(([name, title]) => [element("dt", "", title), element("dd", "", String(counts[name]))]),
    );
    for (const [name, select] of Object.entries(this.selects ?? {})) {
      if (document.activeElement !== select) select.value = nearest(faults[name]);
    }
  }

  people() {
    const { vendor } = this.conversation;
    const act = (title, kind) => this.button(title, () => this.conversation.act({ kind }));
    const silent = (title, hours) => this.button(title, () => this.conversation.silence(hours));
    const buttons = [act(STARTS[vendor], "follow"), act(LEAVES[vendor], "unfollow")];
    if (vendor !== "telegram")
      buttons.push(act("Đã xem hết tin", "seen"), silent("Im lặng 25 giờ", 25), silent("Im lặng 8 ngày", 192));
    if (vendor === "zalo") buttons.splice(4, 0, silent("Im lặng 49 giờ", 49));
    const people = [element("h3", "", "Người nhắn"), element("div", "buttons", ...buttons)];
    return vendor === "telegram" ? people : [...people, ...this.staff()];
  }

  // An official at the vendor's own inbox, where the assistant sees them by echoes.
  staff() {
    const words = element("textarea", "wide");
    words.rows = 2;
    words.setAttribute("aria-label", "Lời của cán bộ");
    words.value = "Chào bà con, cán bộ xã đây ạ.";
    const button = this.button("Cán bộ trả lời từ hộp thư", () => this.conversation.staff(words.value.trim()));
    return [element("h3", "", "Cán bộ ở hộp thư của kênh"), words, button];
  }

  calls() {
    const codes = element("select", "wide");
    codes.setAttribute("aria-label", "Lỗi ở lần gửi tới");
    for (const [code, meaning] of [...ANYWHERE, ...this.conversation.codes]) codes.append(new Option(`${code}: ${meaning}`, code));
    const delivered = element("input");
    delivered.type = "checkbox";
    const check = element("label", "check", delivered, "Báo lỗi nhưng tin vẫn tới");
    const next = this.button("Lỗi này ở lần trợ lý gửi tới", () =>
      this.conversation.error(codes.value, delivered.checked),
    );
    const echoes = this.conversation.vendor === "telegram" ? [] : ECHOING;
    return [
      element("h3", "", "Khi trợ lý gửi"),
      codes,
      check,
      next,
      ...[...SENDING, ...echoes].map(([name, title]) => this.chance(name, title)),
    ];
  }

  deliveries() {
    const all = this.conversation.vendor === "messenger" ? [...DELIVERING, BATCH] : DELIVERING;
    return [
      element("h3", "", "Khi giao tin cho trợ lý"),
      ...all.map(([name, title]) => this.chance(name, title)),
      this.button("Giao lại tin vừa rồi", () => this.conversation.set("repeat", {})),
    ];
  }

  account() {
    const { vendor } = this.conversation;
    const set = (title, what, value) => this.button(title, () => this.conversation.set(what, value));
    const buttons = [set("Tắt webhook", "webhook", { on: false }), set("Bật lại webhook", "webhook", { on: true })];
    if (vendor !== "telegram") buttons.push(set("Mã truy cập hết hạn", "token", { state: "expired" }));
    if (vendor === "messenger") buttons.push(set("Mã truy cập tốt lại", "token", { state: "good" }));
    this.alerts = element("div");
    this.counts = element("dl");
    this.done = element("p", "done");
    this.done.setAttribute("role", "status");
    return [
      element("h3", "", "Tài khoản"),
      this.alerts,
      element("div", "buttons", ...buttons),
      element("h3", "", "Đã đếm"),
      this.counts,
      this.done,
    ];
  }

  chance(name, title) {
    const select = element("select");
    for (const [value, words] of OFTEN) select.append(new Option(words, value));
    select.id = `${this.conversation.vendor}-${name}`;
    select.addEventListener("change", () =>
      this.run(title, () => this.conversation.set("faults", { [name]: Number(select.value) }, "PUT")),
    );
    this.selects = { ...this.selects, [name]: select };
    const label = element("label", "", title);
    label.htmlFor = select.id;
    return element("div", "line", label, select);
  }

  button(title, work) {
    const made = element("button", "", title);
    made.type = "button";
    made.addEventListener("click", () => this.run(title, work));
    return made;
  }

  async run(title, work) {
    try {
      await work();
      this.done.textContent = `Đã làm: ${title}`;
      this.skin.tell("");
    } catch (error) {
      this.done.textContent = error.message;
    }
    this.skin.after();
  }
}

function nearest(chance) {
  if (chance >= 1) return "1";
  return chance > 0 ? "0.1" : "0";
}
