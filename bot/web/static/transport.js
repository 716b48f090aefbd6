// The web chat's API. A refusal is a Refused; a lost connection or a sick server, Unreachable.

export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export class Unreachable extends Error {
  constructor(after = 0) {
    super("Chưa kết nối được với trợ lý.");
    this.after = after; // milliseconds the server asked to wait
  }
}

const PATIENCE = 30000; // the server answers within about 10 s

export const startSession = (locality) => post("sessions", { locality: locality || null });
export const sendMessage = (message) => post("messages", message);
export const history = (session) => call("history?session=" + encodeURIComponent(session));

export function uploadPhoto(session, file) {
  const form = new FormData();
  form.set("session", session);
  form.set("file", file, file.name || "anh.jpg");
  return call("photos", { method: "POST", body: form }, 120000);
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function call(path, options = {}, patience = PATIENCE) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  let response, body;
  try {
    response = await fetch("/api/chat/" + path, { ...options, cache: "no-store", signal: stop.signal });
    body = await response.json().catch(() => null);
  } catch {
    throw new Unreachable();
  } finally {
    clearTimeout(timer);
  }
  if (response.ok && body) return { status: response.status, ...body };
  if (response.ok || response.status >= 500 || response.status === 408) {
    throw new Unreachable(1000 * (Number(response.headers.get("Retry-After")) || 0));
  }
  const { code = "", message = "Chưa gửi được. Xin thử lại." } = body?.error ?? {};
  throw new Refused(response.status, code, message);
}
