// What the vendor's own app shows around a conversation: words for newcomers, the menu.

import { element } from "./skin.js";

export class Menu {
  constructor(skin) {
    this.skin = skin;
    this.opener = skin.section.querySelector(".menu");
    this.list = skin.section.querySelector(".lines");
    this.opener?.addEventListener("click", () => this.open(this.list.hidden));
    skin.section.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
  }

  // `empty`: nobody has written anything yet
  draw(empty) {
    if (!this.opener) return;
    const { menu, newcomer } = this.skin.conversation.state;
    const told = JSON.stringify([menu, newcomer, empty]);
    if (this.told === told) return;
    this.told = told;
    this.opener.hidden = menu.taps.length === 0;
    this.list.replaceChildren(...menu.taps.map((tap) => this.button("choice", tap)));
    this.welcome?.remove();
    this.welcome = null;
    if (!empty || !(newcomer.words || newcomer.taps.length)) return;
    const taps = newcomer.taps.map((tap) => this.button("key", tap));
    this.welcome = element("div", "welcome", element("p", "", newcomer.words), element("div", "keys", ...taps));
    this.skin.log.append(this.welcome);
  }

  open(open) {
    if (!this.opener) return;
    this.list.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
  }

  button(kind, { title, act }) {
    const made = element("button", kind, title);
    made.type = "button";
    made.addEventListener("click", () => {
      this.open(false);
      this.skin.run(() => this.skin.conversation.act(act));
    });
    return made;
  }
}
