// One person's conversation at a simulated vendor.

import { call, send, upload } from "./calls.js";

export class VendorConversation {
  constructor(vendor) {
    this.vendor = vendor.name;
    this.name = vendor.title;
    this.codes = vendor.codes;
    this.follow(vendor);
    this.account = this.state.id;
    this.person = this.state.people[0].id;
    this.base = `/control/${this.vendor}/${this.account}`;
    this.path = `${this.base}/people/${encodeURIComponent(this.person)}`;
  }

  // `vendor`: as the state tells it
  follow(vendor) {
    this.state = vendor.accounts[0];
  }

  get title() {
    return this.state.name;
  }

  get status() {
    if (this.state.webhook && !this.state.on) return `${this.name} · webhook đang tắt`;
    return `${this.name} · bạn là ${this.state.people[0].name}`;
  }

  read() {
    return call(this.path);
  }

  say(text) {
    return this.act({ kind: "text", text });
  }

  tap(bubble, key, quick) {
    return this.act({
      kind: "tap",
      text: key.title,
      payload: key.payload,
      hidden: key.hidden,
      message: bubble.id,
      quick,
    });
  }

  async picture(file) {
    const { url } = await upload("/control/pictures", { file });
    return this.act({ kind: "image", url });
  }

  act(act) {
    return send(`${this.path}/acts`, act);
  }

  staff(text) {
    return send(`${this.path}/staff`, { text });
  }

  silence(hours) {
    return send(`${this.path}/silence`, { hours });
  }

  error(code, delivered) {
    return send(`${this.base}/errors`, { code, delivered, person: this.person });
  }

  set(what, value, method = "POST") {
    return send(`${this.base}/${what}`, value, method);
  }
}
