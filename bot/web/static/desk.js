// Looks now and then whether there is something new, and puts it on the page.

const EVERY = 8000;
const PLACES = "[data-live]";

async function look() {
  if (document.hidden) return;
  let fresh;
  try {
    const answer = await fetch(location.pathname, { headers: { "X-Tu-Xem": "1" }, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload(); // signed out meanwhile
    if (!answer.ok) return;
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // no connection: next time
  }
  document.title = fresh.title;
  for (const old of document.querySelectorAll(PLACES)) {
    const now = fresh.getElementById(old.id);
    if (now) put(old, now);
  }
}

// What has not changed stays as it is, so that nothing is read aloud twice.
function put(old, now) {
  if (old.innerHTML === now.innerHTML) return;
  if (old.tagName !== "OL") return old.replaceChildren(...now.childNodes);
  const ids = new Set([...now.children].map((child) => child.id));
  for (const child of [...old.children]) if (!ids.has(child.id)) child.remove();
  for (const child of [...now.children]) {
    const same = child.id && document.getElementById(child.id);
    if (!same) old.append(child);
    else if (same.outerHTML !== child.outerHTML) same.replaceWith(child);
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
