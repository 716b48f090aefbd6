// The chat page: joins the box, the outbox, the events and what is on the page.

import { Composer } from "./composer.js";
import { Events } from "./events.js";
import { Outbox, newId } from "./outbox.js";
import { fit } from "./photos.js";
import * as store from "./store.js";
import { Refused, history, sendMessage, startSession, uploadPhoto } from "./transport.js";
import { View } from "./view.js";

const room = document.getElementById("room");
const locality = room.dataset.locality;
const KEY = `gs.session.${locality || "chung"}`;
const TWIN = 60000; // an answer asked for twice may also come as an event: drawn once
const PHOTO = "Ảnh";

const seen = new Set(); // ids of events drawn
let doubtful = []; // answers to messages sent more than once, with the time drawn
let current = store.read(KEY); // {session, greeting, at}
let starting = null;

const view = new View(room, (choice) => say({ payload: choice.payload, label: choice.title }));
const composer = new Composer(document.getElementById("write"), {
  onText: (text) => say({ text }),
  onPhoto: (file) => sendPhoto(file),
});
const events = new Events({ onReply: arrive, onLost: check });
const outbox = new Outbox(locality || "chung", deliver, { sent, waiting, refused });

// --- the session

function session() {
  if (current) return Promise.resolve(current.session);
  starting ??= startSession(locality)
    .then(({ session, replies }) => {
      current = { session, greeting: replies, at: new Date().toISOString() };
      store.write(KEY, current);
      view.wait(false);
      greet();
      follow(session);
      return session;
    })
    .finally(() => (starting = null));
  return starting;
}

// From here on, even if the first connection breaks before anything came.
async function follow(session) {
  const last = await history(session).then((kept) => kept.last_event, () => "");
  if (current?.session === session) events.follow(session, last);
}

function greet() {
  draw(current.greeting, current.at);
}

function draw(replies, at) {
  let first;
  for (const reply of replies) {
    const row = view.reply(reply, at, first);
    first ??= row;
  }
}

function lose() {
  current = null;
  store.forget(KEY);
  events.stop();
}

async function renewed(act) {
  try {
    return await act(await session());
  } catch (error) {
    if (!(error instanceof Refused && error.status === 404)) throw error;
    lose();
    return act(await session());
  }
}

// Called when events keep failing: is the session still there?
async function check() {
  try {
    if (current) await history(current.session);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) {
      lose();
      session().catch(() => {});
    }
  }
}

// --- sending

function say(item) {
  view.tell("notice", "");
  const at = new Date().toISOString();
  const made = { id: newId(), at, ...item };
  made.view = item.view ?? view.person(made.text ?? made.label, at);
  view.wait(true);
  outbox.add(made);
}

function deliver({ id, text, payload, label, view: message }) {
  view.status(message, "Đang gửi…");
  return renewed((session) =>
    sendMessage(text === undefined ? { session, id, payload, title: label } : { session, id, text }),
  );
}

function sent(item, answer) {
  view.status(item.view, "Đã gửi");
  if (navigator.onLine) view.tell("banner", "");
  const coming = answer.status === 202;
  view.wait(coming || outbox.items.some((other) => !other.refused));
  const replies = answer.replies ?? [];
  if (item.tries === 1) return draw(replies, new Date().toISOString());
  const fresh = replies.filter((reply) => !takeTwin(reply));
  fresh.forEach(remember);
  draw(fresh, new Date().toISOString());
}

function waiting(item) {
  view.status(item.view, "Chưa gửi được, sẽ tự gửi lại", () => outbox.retry(item));
  view.wait(false);
  view.tell("banner", "Chưa kết nối được. Tin được giữ lại và sẽ tự gửi khi có mạng.");
}

function refused(item, error) {
  view.wait(false);
  view.tell("notice", error.message);
  if (error.status === 429 && item.text !== undefined && composer.giveBack(item.text)) {
    outbox.drop(item);
    item.view.row.remove();
    return;
  }
  view.status(item.view, "Chưa gửi được", () => {
    view.tell("notice", "");
    view.wait(true);
    outbox.retry(item);
  });
}

async function sendPhoto(file, shown) {
  view.tell("notice", "");
  const message = shown ?? view.person("", new Date().toISOString(), URL.createObjectURL(file));
  view.status(message, "Đang gửi ảnh…");
  const fitted = await fit(file);
  try {
    const { payload } = await renewed((session) => uploadPhoto(session, fitted));
    say({ payload, label: PHOTO, view: message });
  } catch (error) {
    view.tell("notice", error.message);
    view.status(message, "Chưa gửi được", () => sendPhoto(fitted, message));
  }
}

// --- what arrives later

function arrive(id, reply) {
  if (id && seen.has(id)) return;
  if (id) seen.add(id);
  if (takeTwin(reply)) return;
  view.wait(outbox.items.some((item) => !item.refused));
  view.reply(reply, new Date().toISOString());
  remember(reply);
}

function remember(reply) {
  doubtful.push({ text: JSON.stringify(reply), at: Date.now() });
}

function takeTwin(reply) {
  doubtful = doubtful.filter(({ at }) => Date.now() - at < TWIN);
  const text = JSON.stringify(reply);
  const twin = doubtful.findIndex((other) => other.text === text);
  if (twin >= 0) doubtful.splice(twin, 1);
  return twin >= 0;
}

// --- opening the page

async function open() {
  view.clear();
  if (current) {
    try {
      redraw(await history(current.session));
    } catch (error) {
      if (error instanceof Refused) lose();
      else {
        view.tell("banner", error.message + " Đang thử lại…");
        greet();
        again(open);
      }
    }
  }
  for (const item of outbox.items.filter((item) => !item.view)) {
    item.view = view.person(item.text ?? item.label, item.at);
    if (item.refused) view.status(item.view, "Chưa gửi được", () => outbox.retry(item));
  }
  if (!current) await begin();
  outbox.flush();
}

async function begin() {
  view.wait(true);
  try {
    await session();
    view.tell("banner", "");
  } catch (error) {
    view.wait(false);
    view.tell("banner", error instanceof Refused ? error.message : error.message + " Đang thử lại…");
    again(begin);
  }
}

function again(what) {
  const timer = setTimeout(go, 5000);
  addEventListener("online", go, { once: true });
  function go() {
    clearTimeout(timer);
    removeEventListener("online", go);
    what();
  }
}

function redraw({ turns, last_event: last }) {
  const answered = new Map(); // a person's message → whether an answer stands after it
  view.quietly(() => {
    const first = turns.find((turn) => turn.from === "assistant");
    if (turns.length < 100 && first?.reply?.text !== current.greeting?.[0]?.text) greet();
    let person = null;
    for (const turn of turns) {
      if (turn.from === "person") {
        person = turn.id;
        answered.set(person, false);
        const kept = outbox.items.find((item) => item.id === turn.id);
        const text = /^photo:/.test(turn.text ?? "") ? PHOTO : (turn.text ?? "");
        const message = view.person(kept?.label ?? text, turn.at);
        if (kept) kept.view = message;
      } else if (turn.reply) {
        seen.add(turn.id);
        if (person) answered.set(person, true);
        view.reply(turn.reply, turn.at);
      }
    }
    view.latest.hidden = true;
  });
  view.tell("banner", "");
  // What the server has and has answered is done; what it has not answered yet is asked again
  // with the same id, which does nothing twice.
  for (const item of outbox.items.filter((item) => answered.get(item.id))) {
    outbox.drop(item);
    view.status(item.view, "Đã gửi");
  }
  events.follow(current.session, last ?? "");
}

// --- the menu

const menu = document.getElementById("menu");
const ask = document.getElementById("ask");

document.getElementById("clear").addEventListener("click", () => {
  menu.open = false;
  ask.returnValue = "";
  ask.showModal();
});
ask.addEventListener("close", () => {
  if (ask.returnValue === "yes") {
    outbox.clear();
    lose();
    seen.clear();
    view.tell("notice", "");
    open();
  }
  composer.box.focus();
});
document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (!ask.open && view.newTab) parent.postMessage("guongsang:close", "*");
});
addEventListener("offline", () => view.tell("banner", "Đang mất mạng. Tin viết lúc này sẽ tự gửi khi có mạng lại."));
addEventListener("online", () => view.tell("banner", ""));
addEventListener("message", (event) => {
  if (event.source === parent && event.data === "guongsang:opened") composer.box.focus();
});

open();
