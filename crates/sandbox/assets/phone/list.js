// The list of chats.

import { avatar } from "./avatar.js";
import { el, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { authorOf, previewOf } from "./preview.js";
import { changes, doing, store, titleOf } from "./store.js";
import { full, lately, say } from "./words.js";

/** The list; `choose` is called with the chat that is picked. */
export function chatList(choose) {
  const list = el("ul.chats", { "aria-label": say("chats") });
  const draw = () => {
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.peer : null;
    list.replaceChildren(...store.dialogs.map((dialog) => entry(dialog, choose)));
    if (store.dialogs.length === 0) list.append(el("li.nothing", null, say("no-chats")));
    if (focused) list.querySelector(`[data-peer="${focused}"]`)?.focus();
  };
  for (const name of ["people", "dialogs", "typing", "open"]) changes.addEventListener(name, draw);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...list.querySelectorAll("a")];
    all[all.indexOf(document.activeElement) + step]?.focus();
  });
  return list;
}

function entry(dialog, choose) {
  const { peer, last, unread, pinned } = dialog;
  const isOpen = store.open === peer;
  const what = doing(peer);
  const link = el("a.chat", {
    href: "#",
    "data-peer": String(peer),
    "aria-current": isOpen ? "true" : null,
    onclick: (event) => {
      event.preventDefault();
      choose(peer);
    },
  },
    avatar(peer, { saved: true }),
    el("span.names", null,
      el("span.line", null,
        el("strong", null, titleOf(peer)),
        last.out && !last.action && peer !== store.me.id && ticks(last.read),
        el("time", { datetime: new Date(last.date * 1000).toISOString(), title: full(last.date) }, lately(last.date))),
      el("span.line", null,
        what ? el("span.preview.doing", null, what) : preview(dialog, isOpen),
        unread > 0 && el("span.unread", null, String(unread), unseen(` ${say("unread", { count: unread })}`)),
        unread === 0 && pinned && el("span.pinned", { title: say("pinned") }, icon("pin"), unseen(say("pinned"))))));
  return el("li", null, link);
}

function preview({ draft, last }, isOpen) {
  if (draft && !isOpen) return el("span.preview", null, el("span.draft", null, `${say("draft")}: `), draft.text);
  const author = authorOf(last);
  return el("span.preview", null, author && el("span.author", null, `${author}: `), previewOf(last));
}

/** One tick for what was sent, two for what was read. */
export function ticks(isRead) {
  return el(`span.ticks${isRead ? ".is-read" : ""}`, { title: say(isRead ? "read" : "sent") },
    icon(isRead ? "read" : "sent"), unseen(say(isRead ? "read" : "sent")));
}
