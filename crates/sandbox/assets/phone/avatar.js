// Initials on a colour, as Telegram shows people without a photo.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { SERVICE, fullName, store } from "./store.js";

const COLOURS = 7;

/** Always the same colour for the same peer. */
export const colourOf = (peer) => `c${((peer % COLOURS) + COLOURS) % COLOURS}`;

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
}

/** The avatar of a chat; one's own stands for Saved Messages where chats are listed. */
export function avatar(peer, { saved = false } = {}) {
  const isSaved = saved && peer === store.me?.id;
  const face = isSaved ? icon("saved") : peer === SERVICE ? icon("send") : initials(fullName(peer));
  return el(`span.avatar.${isSaved || peer === SERVICE ? "c5" : colourOf(peer)}`, { "aria-hidden": "true" }, face);
}
