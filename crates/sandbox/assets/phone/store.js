// What the page knows: who there is, whose phone it is, its chats, and who types.

import * as api from "./api.js";
import { say } from "./words.js";

/** The account that writes login codes. */
export const SERVICE = 777000;
/** For how long somebody is believed to type, in milliseconds. */
const TYPES_FOR = 6000;

export const store = {
  accounts: new Map(),
  groups: new Map(),
  me: null,
  dialogs: [],
  /** The chat that is looked at. */
  open: null,
  /** Of each chat, who does what in it. */
  typing: new Map(),
};

/** Tells of `people`, `dialogs` and `typing`. */
export const changes = new EventTarget();
export const tell = (name) => changes.dispatchEvent(new Event(name));

/** Reads who there is. */
export async function loadPeople() {
  const [people, groups] = await Promise.all([api.people(), api.groups()]);
  store.accounts = new Map(people.map((account) => [account.id, account]));
  store.groups = new Map(groups.map((group) => [group.id, group]));
  tell("people");
}

let asked = 0;
const sought = new Set([SERVICE]);

/** Reads the list of chats. Only the newest answer counts. */
export async function loadDialogs() {
  asked += 1;
  const turn = asked;
  const dialogs = await api.dialogs(nameOf(store.me.id));
  if (turn !== asked) return;
  store.dialogs = dialogs;
  // Somebody new has written. Whoever is gone for good is not looked for again.
  const isNew = ({ peer }) => !store.accounts.has(peer) && !store.groups.has(peer) && !sought.has(peer);
  const strangers = dialogs.filter(isNew);
  strangers.forEach(({ peer }) => sought.add(peer));
  if (strangers.length > 0) await loadPeople();
  tell("dialogs");
}

export const dialogWith = (peer) => store.dialogs.find((dialog) => dialog.peer === peer);

/** The name by which the control API knows a chat. */
export function nameOf(peer) {
  const account = store.accounts.get(peer);
  return account ? account.phone || account.username : String(peer);
}

/** The chat that an address means: a phone number, a username or a group's number. */
export function peerNamed(text) {
  const name = (text ?? "").trim();
  const digits = (spelling) => spelling.replace(/\D/g, "");
  if (Number(name) === SERVICE) return SERVICE;
  if (/^-\d+$/.test(name)) return store.groups.has(Number(name)) ? Number(name) : null;
  const username = name.replace(/^@/, "").toLowerCase();
  const means = (known) =>
    (/^[\d+() .-]+$/.test(name) && digits(name) !== "" && digits(known.phone ?? "") === digits(name)) ||
    (known.username ?? "").toLowerCase() === username;
  const everybody = [...store.accounts.values(), ...store.groups.values()];
  return (username && everybody.find(means)?.id) || null;
}

/** What stands above a chat. */
export function titleOf(peer) {
  if (peer === SERVICE) return "Telegram";
  if (peer === store.me?.id) return say("saved");
  return fullName(peer);
}

/** A person's or a group's own name. */
export function fullName(peer) {
  const account = store.accounts.get(peer);
  if (account) return [account.first_name, account.last_name].filter(Boolean).join(" ");
  return store.groups.get(peer)?.title ?? dialogWith(peer)?.title ?? (peer === SERVICE ? "Telegram" : say("somebody"));
}

export const isGroup = (peer) => peer < 0;
export const isSupergroup = (peer) => Boolean(store.groups.get(peer)?.supergroup);
export const isBot = (peer) => Boolean(store.accounts.get(peer)?.bot);

/** Notes that somebody does something in a chat, or has stopped. */
export function noteTyping({ peer, from, action }) {
  const inChat = store.typing.get(peer) ?? new Map();
  store.typing.set(peer, inChat);
  clearTimeout(inChat.get(from)?.timer);
  if (action === "cancel") {
    inChat.delete(from);
  } else {
    const timer = setTimeout(() => noteTyping({ peer, from, action: "cancel" }), TYPES_FOR);
    inChat.set(from, { action, timer });
  }
  tell("typing");
}

/** What is being done in a chat, in words; nothing if nothing is. */
export function doing(peer) {
  const [[from, { action }] = [null, {}]] = store.typing.get(peer) ?? [];
  if (from === null) return null;
  const what = say(`doing-${action}`);
  return isGroup(peer) ? say("doing-by", { name: store.accounts.get(from)?.first_name ?? say("somebody"), what }) : what;
}
