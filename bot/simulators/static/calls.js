// The simulators' control API. A refusal is an Error with words for people.

export async function call(path, options = {}) {
  let response, body;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
    body = await response.json().catch(() => null);
  } catch {
    throw new Error("Máy chủ mô phỏng không trả lời.");
  }
  if (response.ok && body) return body;
  const detail = body?.error?.message ?? body?.detail;
  throw new Error(typeof detail === "string" ? detail : "Không làm được việc này.");
}

export function send(path, body, method = "POST") {
  return call(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export function upload(path, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") form.set(name, value);
    else form.set(name, value, value.name || "anh.jpg");
  }
  return call(path, { method: "POST", body: form });
}
