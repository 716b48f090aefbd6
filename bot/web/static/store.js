// What this browser remembers. Where storage is blocked (private mode, frames), memory does.

const memory = new Map();

function storage() {
  try {
    const probe = "gs.probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

const kept = storage();

export function read(key) {
  try {
    return JSON.parse((kept ? kept.getItem(key) : memory.get(key)) ?? "null");
  } catch {
    return null;
  }
}

export function write(key, value) {
  const text = JSON.stringify(value);
  try {
    if (kept) return kept.setItem(key, text);
  } catch {
    // full: this page still remembers
  }
  memory.set(key, text);
}

export function forget(key) {
  memory.delete(key);
  if (kept) kept.removeItem(key);
}

export function keys(prefix) {
  const all = kept ? Array.from({ length: kept.length }, (_, i) => kept.key(i)) : [...memory.keys()];
  return all.filter((key) => key.startsWith(prefix)).sort();
}
