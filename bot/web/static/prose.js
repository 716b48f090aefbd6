// Text of an answer as elements: paragraphs, "- " lists, addresses as links. Never as markup.

import { safeAddress } from "./links.js";

const ADDRESS = /https?:\/\/[^\s<>"“”]+[^\s<>"“”.,;:!?)\]]/g;

export function prose(text, newTab) {
  const out = document.createDocumentFragment();
  let open = null;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const item = /^[-•] /.test(line);
    if (!line) {
      open = null;
      continue;
    }
    const tag = item ? "UL" : "P";
    if (open?.tagName !== tag) open = out.appendChild(document.createElement(tag));
    else if (!item) open.append(document.createElement("br"));
    const place = item ? open.appendChild(document.createElement("li")) : open;
    linked(place, item ? line.slice(2) : line, newTab);
  }
  return out;
}

function linked(place, line, newTab) {
  let from = 0;
  for (const match of line.matchAll(ADDRESS)) {
    const url = safeAddress(match[0]);
    if (!url) continue;
    place.append(line.slice(from, match.index), link(url.href, match[0], newTab));
    from = match.index + match[0].length;
  }
  place.append(line.slice(from));
}

export function link(href, title, newTab) {
  const a = document.createElement("a");
  a.href = href;
  a.textContent = title;
  if (newTab || new URL(href, location.href).origin !== location.origin) {
    a.target = "_blank";
    a.rel = "noopener noreferrer";
  }
  return a;
}
