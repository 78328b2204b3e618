// The page: whose phone it is, its list of chats and the chat that is looked at.

import * as api from "./api.js";
import { avatar } from "./avatar.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { el, pictureButton, soon } from "./dom.js";
import { icon } from "./icons.js";
import { chatList } from "./list.js";
import { chooseAccount, chooseChat, peopleList } from "./people.js";
import { changes, doing, fullName, loadDialogs, loadPeople, nameOf, noteTyping, peerNamed, store, tell } from "./store.js";
import { statusOf } from "./status.js";
import * as words from "./words.js";

const { say } = words;
/** How often a phone that is looked at says that its owner is there, in milliseconds. */
const HERE_EVERY = 120_000;

const asked = new URLSearchParams(location.search);
const isEmbedded = asked.get("embed") === "1";
const app = document.getElementById("app");
const toasts = document.getElementById("toasts");
let chat = null;
let composer = null;
let unfollow = null;

function failed(error) {
  const toast = el("p.toast", null, error.message);
  toasts.append(toast);
  setTimeout(() => toast.remove(), 6000);
}

const refreshDialogs = soon(() => loadDialogs().catch(failed), 60);

// ---- Addresses ----

function go(values) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  history.pushState(null, "", `?${query}`);
  arrive().catch(failed);
}

async function arrive() {
  const query = new URLSearchParams(location.search);
  const me = store.accounts.get(peerNamed(query.get("as"))) ?? null;
  if (me?.id !== store.me?.id) await become(me);
  if (!me) return welcome();
  const peer = query.get("with") ? peerNamed(query.get("with")) : null;
  if (query.get("with") && peer === null) failed(new Error(say("no-such-chat", { name: query.get("with") })));
  await open(peer);
}

/** Picks up somebody's phone. */
async function become(me) {
  unfollow?.();
  await open(null);
  if (store.me) api.presence(nameOf(store.me.id), false).catch(failed);
  store.me = me;
  store.dialogs = [];
  store.typing.clear();
  if (!me) return;
  app.replaceChildren(...[!isEmbedded && side(), room].filter(Boolean));
  await loadDialogs();
  unfollow = api.follow(nameOf(me.id), {
    ready: () => {
      app.classList.remove("offline");
      refreshDialogs();
      chat?.load().catch(failed);
    },
    lost: () => app.classList.add("offline"),
    event: happened,
  });
  here();
}

function happened(news) {
  if (news.event === "typing") return noteTyping(news);
  if (news.event === "new_message" && !news.out) noteTyping({ peer: news.peer, from: news.from, action: "cancel" });
  refreshDialogs();
  return chat?.happened(news);
}

/** Says whether the phone is looked at. */
function here() {
  const online = document.visibilityState === "visible";
  if (store.me) api.presence(nameOf(store.me.id), online).catch(failed);
  if (online) chat?.lookedAt().catch(failed);
}

// ---- The list's side ----

function side() {
  const me = el("button.me", { type: "button", "aria-haspopup": "dialog", onclick: () => chooseAccount((id) => go({ as: nameOf(id), with: null })) },
    avatar(store.me.id), el("span.names", null, el("strong", null, fullName(store.me.id)), el("small", null, store.me.phone)), icon("down"));
  const other = words.languages.find((tag) => tag !== words.lang);
  const language = el("button.language", { type: "button", lang: other, onclick: () => speak(other) }, other.toUpperCase());
  language.setAttribute("aria-label", say("language"));
  return el("nav.side", { "aria-label": say("chats") },
    el("header", null, me, language),
    el("p.offline", { role: "status" }, say("offline")),
    el("div.scroll", null, chatList((peer) => go({ with: nameOf(peer) }))),
    pictureButton("new", icon("pencil"), say("new-chat"), () => chooseChat((peer) => go({ with: nameOf(peer) }))));
}

function speak(language) {
  localStorage.setItem("phone.lang", language);
  const query = new URLSearchParams(location.search);
  query.set("lang", language);
  location.search = query;
}

function welcome() {
  document.title = say("title");
  const people = [...store.accounts.keys()];
  app.replaceChildren(el("main.welcome", null,
    el("img", { src: "icon.svg", alt: "", width: "64", height: "64" }),
    el("h1", null, say("whose")),
    el("p", null, say(people.length ? "whose-about" : "no-accounts")),
    people.length > 0 && el("div.card", null, ...peopleList(people, (peer) => go({ as: nameOf(peer) }), { asMe: true }))));
}

// ---- The chat's side ----

const room = el("main.room");

async function open(peer) {
  if (store.open === peer && chat) return;
  const before = store.open;
  composer?.close();
  chat?.close();
  [chat, composer, store.open] = [null, null, peer];
  app.classList.toggle("in-chat", peer !== null);
  if (store.me) document.title = peer === null ? fullName(store.me.id) : `${fullName(peer)} — ${fullName(store.me.id)}`;
  tell("open");
  if (peer === null) {
    room.replaceChildren(el("p.hint", null, el("span", null, say("pick-a-chat"))));
    if (before !== null) document.querySelector(`.side [data-peer="${before}"]`)?.focus();
    return;
  }
  const opened = new Chat(peer, { compose: (what) => composer.compose(what), failed });
  chat = opened;
  composer = new Composer(peer, {
    suggestions: isEmbedded ? asked.getAll("suggest") : [],
    sent: (message, isNew) => opened.put(message, isNew),
    failed,
  });
  room.replaceChildren(head(peer), opened.element, composer.element);
  await opened.load();
  if (chat !== opened) return;
  composer.begin(opened.messages);
  if (matchMedia("(pointer: fine)").matches && !isEmbedded) composer.field.focus();
}

function head(peer) {
  const status = el("small.status", { role: "status" });
  const draw = () => {
    const what = doing(peer);
    status.classList.toggle("doing", Boolean(what));
    status.replaceChildren(...(what ? [el("span.dots", { "aria-hidden": "true" }, el("i"), el("i"), el("i")), what] : [statusOf(peer)]));
  };
  const name = el("strong", null);
  const redraw = () => { name.textContent = fullNameOf(peer); draw(); };
  redraw();
  const element = el("header.head", null,
    pictureButton("plain", icon("back"), say("back"), () => go({ with: null })),
    avatar(peer, { saved: true }),
    el("span.names", null, name, status));
  const watch = () => {
    if (element.isConnected || !room.firstChild) redraw();
    else for (const one of ["typing", "dialogs", "people"]) changes.removeEventListener(one, watch);
  };
  for (const one of ["typing", "dialogs", "people"]) changes.addEventListener(one, watch);
  return element;
}

const fullNameOf = (peer) => (peer === store.me.id ? say("saved") : fullName(peer));

// ---- The start ----

async function start() {
  await words.load(asked.get("lang"));
  document.documentElement.classList.toggle("embedded", isEmbedded);
  await loadPeople();
  await arrive();
  addEventListener("popstate", () => arrive().catch(failed));
  document.addEventListener("visibilitychange", here);
  addEventListener("pagehide", () => composer?.keepDraft());
  setInterval(() => document.visibilityState === "visible" && here(), HERE_EVERY);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isEmbedded && store.open !== null && !document.querySelector("dialog[open], .menu")) go({ with: null });
  });
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      if (name === "drop") composer?.files(event, event.dataTransfer);
    });
  }
  // Safari lays its keyboard over the page instead of making room for it.
  visualViewport?.addEventListener("resize", () => {
    document.documentElement.style.setProperty("--height", `${visualViewport.height}px`);
    scrollTo(0, 0);
  });
}

start().catch(failed);
