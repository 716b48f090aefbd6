// Looks now and then whether there is something new, and puts it on the page and in its title;
// keeps what is being written until it has been sent.

const EVERY = 8000;
const here = document.body.dataset.here;
const box = document.getElementById("box");
let busy = false; // somebody has done something since the last look: they stay signed in
let looking = false;

// Also while another tab is in front: the title is what calls.
async function look() {
  if (looking) return;
  looking = true;
  try {
    const headers = busy ? {} : { "X-Tu-Xem": "1" };
    const answer = await fetch(here, { headers, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.assign(here); // signed out, or in again
    if (!answer.ok) return;
    busy = false;
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // no connection: next time
  } finally {
    looking = false;
  }
}

function show(fresh) {
  document.title = fresh.title;
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && old.innerHTML !== now.innerHTML) put(old, now);
  }
}

// What has not changed stays as it is, so that nothing is read aloud twice; a link that had the
// focus has it again.
function put(old, now) {
  const held = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
  if (old.tagName === "OL") putLines(old, now);
  else old.replaceChildren(...now.childNodes);
  if (held) old.querySelector(`a[href="${held}"]`)?.focus({ preventScroll: true });
}

function putLines(old, now) {
  const ids = new Set([...now.children].map((child) => child.id));
  for (const child of [...old.children]) if (!ids.has(child.id)) child.remove();
  for (const child of [...now.children]) {
    const same = child.id && document.getElementById(child.id);
    if (!same) old.append(child);
    else if (same.outerHTML !== child.outerHTML) same.replaceWith(child);
  }
}

// For as long as the tab is open, and never where a page may keep nothing.
function kept(key, ...value) {
  try {
    if (value.length === 0) return sessionStorage.getItem(key);
    if (value[0]) sessionStorage.setItem(key, value[0]);
    else sessionStorage.removeItem(key);
  } catch {
    return null;
  }
}

function keepDraft() {
  const key = `desk ${here}`;
  if (document.querySelector("[data-sent]")) kept(key, "");
  if (!box.value) box.value = kept(key) ?? "";
  box.addEventListener("input", () => kept(key, box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form.requestSubmit();
  });
}

if (box) keepDraft();
document.getElementById("dang-xuat")?.addEventListener("submit", () => {
  try {
    sessionStorage.clear();
  } catch {
    // nothing was kept
  }
});
for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => (busy = true), { passive: true });
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY);
