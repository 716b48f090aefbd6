// Four skins of one conversation; on a phone they are tabs.

import { call } from "./calls.js";
import { Panel } from "./panel.js";
import { Skin } from "./skin.js";
import { VendorConversation } from "./vendor.js";
import { WebConversation } from "./webchat.js";

const PAUSE = 2000; // before asking again when the server is away
const skins = new Map();
const panels = [];
const tabs = [...document.querySelectorAll("[role=tab]")];

function nameOf(tab) {
  return tab.id.replace("tab-", "");
}

function show(tab) {
  for (const each of tabs) {
    const shown = each === tab;
    each.setAttribute("aria-selected", String(shown));
    each.tabIndex = shown ? 0 : -1;
    document.getElementById(`skin-${nameOf(each)}`).classList.toggle("shown", shown);
  }
  count(tab, 0);
  const log = skins.get(nameOf(tab))?.log;
  if (log) log.scrollTop = log.scrollHeight;
}

function count(tab, more) {
  const badge = tab.querySelector(".new");
  const seen = tab.getAttribute("aria-selected") === "true";
  const number = more && !seen ? Number(badge.textContent || 0) + more : 0;
  badge.textContent = number || "";
  badge.hidden = !number;
}

for (const [at, tab] of tabs.entries()) {
  tab.addEventListener("click", () => show(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    show(next);
    next.focus();
  });
}
show(tabs[0]);

document.getElementById("all").addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = document.getElementById("all-text");
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  await Promise.all([...skins.values()].map((skin) => skin.say(text)));
});

function add(name, conversation, refresh) {
  const tab = tabs.find((each) => nameOf(each) === name);
  const section = document.getElementById(`skin-${name}`);
  const skin = new Skin(section, conversation, { after: refresh, heard: (more) => count(tab, more) });
  skins.set(name, skin);
  return skin;
}

async function refresh() {
  const state = await call("/control/state").catch(() => null);
  if (!state) return;
  for (const vendor of state.vendors) skins.get(vendor.name)?.conversation.follow(vendor);
  for (const panel of panels) panel.follow();
  await Promise.all(state.vendors.map((vendor) => skins.get(vendor.name)?.draw()));
}

async function follow(change) {
  for (;;) {
    try {
      ({ change } = await call(`/control/changes?after=${change}`));
      await refresh();
    } catch {
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }
}

const state = await call("/control/state");
for (const vendor of state.vendors) {
  if (!vendor.accounts.length) continue;
  const skin = add(vendor.name, new VendorConversation(vendor), refresh);
  panels.push(new Panel(skin));
}
const web = new WebConversation(() => skins.get("web")?.draw());
add("web", web, () => {});
await Promise.all([refresh(), web.open()]);
follow(state.change);
