// Messages on their way. Each is kept until the server has it, so that a reload, a lost
// connection or a sick server loses none; the same id every time, so that none counts twice.

import { Refused } from "./transport.js";
import * as store from "./store.js";

const SLOWEST = 30000;

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  // deliver(item) → the server's answer; on.sent / on.waiting / on.refused tell the page
  constructor(room, deliver, on) {
    this.prefix = `gs.outbox.${room}.`;
    this.deliver = deliver;
    this.on = on;
    this.items = store.keys(this.prefix).map((key) => store.read(key)).filter(Boolean);
    this.failures = 0;
    addEventListener("online", () => this.flush());
  }

  add(item) {
    this.items.push(item);
    this.keep(item);
    this.flush();
  }

  keep(item) {
    store.write(this.key(item), { ...item, view: undefined, preview: undefined });
  }

  // Time first, so that a reload sends in the order of writing.
  key(item) {
    return this.prefix + item.at + "." + item.id;
  }

  drop(item) {
    this.items = this.items.filter((other) => other !== item);
    store.forget(this.key(item));
  }

  clear() {
    for (const item of [...this.items]) this.drop(item);
  }

  retry(item) {
    item.refused = false;
    this.failures = 0;
    this.keep(item);
    this.flush();
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    try {
      let item;
      while ((item = this.items.find((waiting) => !waiting.refused))) {
        if (!(await this.attempt(item))) return;
      }
    } finally {
      this.busy = false;
    }
  }

  async attempt(item) {
    item.tries = (item.tries ?? 0) + 1;
    this.keep(item);
    try {
      const answer = await this.deliver(item);
      if (!this.items.includes(item)) return true; // cleared meanwhile
      this.failures = 0;
      this.drop(item);
      this.on.sent(item, answer);
    } catch (error) {
      if (!this.items.includes(item)) return true;
      if (error instanceof Refused) {
        item.refused = true;
        this.keep(item);
        this.on.refused(item, error);
        return true;
      }
      this.failures += 1;
      const wait = Math.max(error.after ?? 0, Math.min(1000 * 2 ** (this.failures - 1), SLOWEST));
      this.on.waiting(item);
      this.timer = setTimeout(() => this.flush(), wait);
      return false;
    }
    return true;
  }
}
