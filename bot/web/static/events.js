// What arrives later (server-sent events). Goes on after the last event it has seen.

const SLOWEST = 30000;

export class Events {
  // onReply(id, reply); onLost(): several tries in a row failed, perhaps the session is gone
  constructor({ onReply, onLost }) {
    this.onReply = onReply;
    this.onLost = onLost;
    this.failures = 0;
    addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.rest();
      else this.again();
    });
  }

  follow(session, after) {
    this.session = session;
    this.after = after ?? "";
    this.failures = 0;
    this.again();
  }

  stop() {
    this.session = null;
    this.rest();
  }

  rest() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  again() {
    this.rest();
    if (!this.session || document.hidden) return;
    const query = new URLSearchParams({ session: this.session });
    if (this.after) query.set("after", this.after);
    const source = (this.source = new EventSource("/api/chat/events?" + query));
    source.onopen = () => (this.failures = 0);
    source.addEventListener("reply", (event) => {
      if (event.lastEventId) this.after = event.lastEventId;
      this.failures = 0;
      this.onReply(event.lastEventId, JSON.parse(event.data));
    });
    source.onerror = () => {
      this.rest();
      this.failures += 1;
      if (this.failures % 3 === 0) this.onLost();
      this.timer = setTimeout(() => this.again(), Math.min(1000 * 2 ** this.failures, SLOWEST));
    };
  }
}
