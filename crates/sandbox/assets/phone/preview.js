// A message in one line: for the list of chats, for quotes, and for what is announced.

import { fullName, isGroup, store } from "./store.js";
import { length, say } from "./words.js";

const NAMES = (ids) => ids.map(fullName).join(", ");

/** What happened to a chat, in words. */
export function noteOf(message) {
  const [[kind, about]] = Object.entries(message.action);
  const known = ["group_created", "channel_created", "renamed", "members_added", "member_removed"];
  if (!known.includes(kind)) return say("note-other");
  const members = about.members ? NAMES(about.members) : fullName(about.member ?? 0);
  return say(`note-${kind}`, { title: about.title, members, count: about.members?.length ?? 1 });
}

/** What a file is, in a word or two. */
export function fileLabel(file) {
  if (file.kind === "document") return file.name ?? say("kind-document");
  const label = say(`kind-${file.kind}`);
  return file.kind === "voice" && file.duration !== undefined ? `${label} ${length(file.duration)}` : label;
}

/** What a message says, in one line. */
export function previewOf(message) {
  if (message.action) return noteOf(message);
  const text = message.text.replace(/\s+/g, " ").trim();
  if (!message.file) return text;
  return text ? `${say(`kind-${message.file.kind}`)}, ${text}` : fileLabel(message.file);
}

/** Who says so, where that has to be said. */
export function authorOf(message) {
  if (message.action || message.peer === store.me.id) return null;
  if (message.out) return say("you");
  return isGroup(message.peer) ? (store.accounts.get(message.from)?.first_name ?? null) : null;
}
