// Choosing a person: whose phone this is, and whom to write to.

import { avatar } from "./avatar.js";
import { el, sheet } from "./dom.js";
import { icon } from "./icons.js";
import { fullName, isBot, store, titleOf } from "./store.js";
import { say } from "./words.js";

/** A list of people and groups; `choose` is called with the one that is picked. */
export function peopleList(peers, choose, { asMe = false } = {}) {
  const list = el("ul.chats");
  const field = el("input.search", { type: "search", placeholder: say("search"), "aria-label": say("search") });
  const draw = () => {
    const wanted = field.value.trim().toLowerCase();
    const matches = (peer) => `${fullName(peer)} ${detail(peer)} ${titleOf(peer)}`.toLowerCase().includes(wanted);
    list.replaceChildren(...peers.filter(matches).map((peer) => entry(peer, choose, asMe)));
    if (!list.firstChild) list.append(el("li.nothing", null, say("nobody")));
  };
  field.addEventListener("input", draw);
  draw();
  return [peers.length > 8 && field, list].filter(Boolean);
}

function detail(peer) {
  const account = store.accounts.get(peer);
  if (!account) return say("members", { count: store.groups.get(peer)?.members.length ?? 0 });
  return [account.phone, account.username && `@${account.username}`].filter(Boolean).join(", ");
}

function entry(peer, choose, asMe) {
  const name = asMe ? fullName(peer) : titleOf(peer);
  return el("li", null, el("button.chat", {
    type: "button",
    "data-peer": String(peer),
    "aria-current": asMe && peer === store.me?.id ? "true" : null,
    onclick: () => choose(peer),
  },
    avatar(peer, { saved: !asMe }),
    el("span.names", null,
      el("span.line", null, el("strong", null, name), isBot(peer) && el("span.badge", null, say("bot"))),
      el("span.line", null, el("span.preview", null, detail(peer))))));
}

/** Asks whose phone this is to be. */
export function chooseAccount(choose) {
  const dialog = sheet(say("accounts"), say("close"), icon("close"),
    ...peopleList([...store.accounts.keys()], (peer) => { dialog.close(); choose(peer); }, { asMe: true }));
}

/** Asks whom to write to. */
export function chooseChat(choose) {
  const me = store.me.id;
  const own = [...store.groups.values()].filter((group) => group.members.includes(me)).map((group) => group.id);
  const others = [...store.accounts.keys()].filter((peer) => peer !== me);
  const dialog = sheet(say("new-chat"), say("close"), icon("close"),
    ...peopleList([me, ...own, ...others], (peer) => { dialog.close(); choose(peer); }));
}
