// One chat: what was said in it, page by page, and what happens in it now.

import * as api from "./api.js";
import { bubble, photoWindow, serviceNote } from "./bubble.js";
import { el, pictureButton } from "./dom.js";
import { icon } from "./icons.js";
import { menuOf, showMenu } from "./menu.js";
import { isGroup, isSupergroup, nameOf, store } from "./store.js";
import { dayOf, say } from "./words.js";

const PAGE = 50;
/** How near to an edge is at it, in pixels. */
const NEAR = 80;
/** How far from the top the next page is fetched, in pixels. */
const AHEAD = 600;
/** For how long messages of one person belong together, in seconds. */
const TOGETHER = 900;

export class Chat {
  /** `compose` opens the composer for an answer or an edit, `failed` shows what went wrong. */
  constructor(peer, { compose, failed }) {
    this.peer = peer;
    this.compose = compose;
    this.failed = failed;
    this.messages = new Map();
    this.drawn = new Map();
    this.isWhole = false;
    /** What has happened while messages were on their way: they may not know of it. */
    this.meanwhile = null;
    this.unreadFrom = null;
    this.isStale = false;
    this.isGone = false;
    this.list = el("ol.messages", { role: "log", "aria-label": say("messages"), "aria-live": "off" });
    this.news = el("p.unseen", { role: "status", "aria-live": "polite" });
    this.toEnd = pictureButton("to-end", icon("down"), say("to-end"), () => this.scrollToEnd("smooth"));
    this.toEnd.hidden = true;
    this.scroll = el("div.scroll", { tabindex: "-1" }, this.list);
    this.element = el("div.log", null, this.scroll, this.toEnd, this.news);
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.atEnd && this.scrollToEnd()).observe(this.scroll);
    // Pictures take their room when they come.
    this.list.addEventListener("load", () => this.atEnd && this.scrollToEnd(), true);
    this.list.addEventListener("keydown", (event) => this.walk(event));
    menuOf(this.list, (element, at) => this.openMenu(element, at));
    this.atEnd = true;
    this.top = 0;
    this.act = {
      goTo: (id) => this.goTo(id),
      react: (message, emoji) => this.react(message, emoji),
      heard: (message) => this.heard(message),
      view: photoWindow,
      failed,
    };
  }

  get names() {
    return [nameOf(store.me.id), nameOf(this.peer)];
  }

  /** Reads the newest messages, or anew as many as are shown. */
  async load() {
    if (this.meanwhile) {
      this.isStale = true;
      return;
    }
    const limit = Math.max(PAGE, this.messages.size);
    await this.read({ limit }, (page) => {
      const isFirst = this.messages.size === 0;
      this.messages = new Map(page.map((message) => [message.id, message]));
      this.isWhole = page.length < limit;
      if (isFirst) this.unreadFrom = page.find((message) => !message.out && !message.read)?.id ?? null;
      this.draw();
      if (isFirst) this.showFirst();
    });
    if (!this.isGone) await this.lookedAt();
  }

  /** Reads the page before. */
  async older() {
    if (this.isWhole || this.meanwhile || this.messages.size === 0) return;
    const before = Math.min(...this.messages.keys());
    await this.read({ before, limit: PAGE }, (page) => {
      this.isWhole = page.length < PAGE;
      const fromEnd = this.scroll.scrollHeight - this.scroll.scrollTop;
      for (const message of page) this.messages.set(message.id, message);
      this.draw();
      this.scroll.scrollTop = this.scroll.scrollHeight - fromEnd;
    });
  }

  /** Reads a page and then lets happen what has happened meanwhile. */
  async read(page, use) {
    this.meanwhile = [];
    let news;
    try {
      const messages = await api.messages(...this.names, page);
      if (!this.isGone) use(messages);
    } finally {
      [news, this.meanwhile] = [this.meanwhile, null];
    }
    if (this.isGone) return;
    news.forEach((one) => this.happened(one));
    if (this.isStale) {
      this.isStale = false;
      await this.load();
    }
  }

  /** Something has happened to the account. */
  happened(news) {
    if (this.meanwhile) {
      this.meanwhile.push(news);
      return undefined;
    }
    switch (news.event) {
      case "new_message":
      case "edited":
      case "reacted":
        if (news.peer === this.peer) this.put(news, news.event === "new_message");
        break;
      case "deleted":
        // A supergroup counts its messages for itself.
        if (isSupergroup(this.peer)) return this.load().catch(this.failed);
        for (const id of news.ids) this.messages.delete(id);
        this.draw();
        break;
      case "heard":
        if (isSupergroup(this.peer)) return this.load().catch(this.failed);
        this.change((message) => news.ids.includes(message.id), { heard: true });
        break;
      case "read_by_peer":
        if (news.peer === this.peer) this.change((message) => message.out && message.id <= news.max_id, { read: true });
        break;
      case "read_here":
        if (news.peer === this.peer) this.change((message) => !message.out && message.id <= news.max_id, { read: true });
        break;
    }
    return undefined;
  }

  /** Shows a message that is new or has changed. */
  put(message, isNew = false) {
    const { event, ...seen } = message;
    const known = this.messages.get(message.id);
    if (!known && !isNew && message.id < Math.min(...this.messages.keys())) return;
    this.messages.set(message.id, seen);
    if (isNew && !known) {
      if (message.out) {
        this.atEnd = true;
        this.unreadFrom = null;
      } else {
        this.news.textContent = `${say("new-message")}: ${message.text}`;
        if (!this.atEnd) this.toEnd.classList.add("has-news");
      }
    }
    this.draw();
    this.lookedAt().catch(this.failed);
  }

  change(which, what) {
    for (const [id, message] of this.messages) {
      if (which(message)) this.messages.set(id, { ...message, ...what });
    }
    this.draw();
  }

  /** Marks the chat as read, if somebody looks at its end. */
  async lookedAt() {
    if (document.visibilityState !== "visible" || !this.atEnd) return;
    if ([...this.messages.values()].some((message) => !message.out && !message.read)) {
      await api.markRead(...this.names);
    }
  }

  // ---- Drawing ----

  draw() {
    const wanted = this.entries();
    const kept = new Map();
    let place = this.list.firstChild;
    for (const { key, mark, make } of wanted) {
      let node = this.drawn.get(key);
      if (node?.mark !== mark) {
        const fresh = make();
        fresh.mark = mark;
        if (node === place && place) place = place.nextSibling;
        if (node?.contains(document.activeElement)) queueMicrotask(() => fresh.focus({ preventScroll: true }));
        node?.remove();
        node = fresh;
      }
      kept.set(key, node);
      if (node === place) place = place.nextSibling;
      else this.list.insertBefore(node, place);
    }
    while (place) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
    this.drawn = kept;
    if (!this.list.querySelector(".message[tabindex='0']")) this.list.querySelector(".message:last-child")?.setAttribute("tabindex", "0");
    if (this.atEnd) this.scrollToEnd();
  }

  /** What stands in the list: messages, notes, days, and where the unread ones begin. */
  entries() {
    const all = [...this.messages.values()].sort((a, b) => a.id - b.id);
    if (all.length === 0) return [{ key: "empty", mark: "", make: () => el("li.service.empty", null, el("span", null, say("no-messages"))) }];
    const entries = [];
    all.forEach((message, index) => {
      const [before, after] = [all[index - 1], all[index + 1]];
      const day = dayOf(message.date);
      const newDay = !before || dayOf(before.date) !== day;
      if (newDay) entries.push({ key: `day ${day}`, mark: day, make: () => el("li.service.day", null, el("span", null, day)) });
      if (message.id === this.unreadFrom) {
        entries.push({ key: "unread", mark: "", make: () => el("li.unread-from", null, el("span", null, say("unread-from"))) });
      }
      if (message.action) {
        entries.push({ key: message.id, mark: JSON.stringify(message), make: () => serviceNote(message) });
        return;
      }
      const goesOn = (one, other) => one && other && !one.action && !other.action && one.from === other.from &&
        other.date - one.date < TOGETHER && dayOf(one.date) === dayOf(other.date);
      const view = {
        first: !goesOn(before, message) || message.id === this.unreadFrom,
        last: !goesOn(message, after) || after?.id === this.unreadFrom,
        replied: this.messages.get(message.reply_to),
      };
      const mark = JSON.stringify([message, view]);
      entries.push({ key: message.id, mark, make: () => bubble(message, { ...view, act: this.act }) });
    });
    return entries;
  }

  showFirst() {
    const unread = this.list.querySelector(".unread-from");
    if (unread && this.scroll.scrollHeight > this.scroll.clientHeight) {
      this.atEnd = false;
      this.scroll.scrollTop = unread.offsetTop - 60;
      this.scrolled();
    } else {
      this.scrollToEnd();
    }
  }

  scrollToEnd(behavior = "instant") {
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior });
    this.top = this.scroll.scrollTop;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    const wasAtEnd = this.atEnd;
    // What grows below is followed; only going up leaves the end.
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR || (wasAtEnd && scrollTop >= this.top);
    this.top = scrollTop;
    this.toEnd.hidden = this.atEnd;
    if (this.atEnd) this.toEnd.classList.remove("has-news");
    if (this.atEnd && !wasAtEnd) this.lookedAt().catch(this.failed);
    if (scrollTop < AHEAD) this.older().catch(this.failed);
  }

  // ---- Doing ----

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".message")) return;
    event.preventDefault();
    const all = [...this.list.querySelectorAll(".message")];
    this.focus(all[all.indexOf(event.target) + step]);
  }

  focus(element) {
    if (!element) return;
    this.list.querySelector(".message[tabindex='0']")?.setAttribute("tabindex", "-1");
    element.setAttribute("tabindex", "0");
    element.focus();
  }

  async goTo(id) {
    while (!this.messages.has(id) && !this.isWhole && !this.meanwhile && Math.min(...this.messages.keys()) > id) await this.older();
    const element = this.list.querySelector(`.message[data-id="${id}"]`);
    if (!element) return;
    this.atEnd = false;
    this.top = 0;
    element.scrollIntoView({ block: "center", behavior: "smooth" });
    element.classList.add("found");
    setTimeout(() => element.classList.remove("found"), 1600);
  }

  async react(message, emoji) {
    const mine = (message.reactions ?? []).filter(([, people]) => people.includes(store.me.id)).map(([one]) => one);
    const [by, peer] = this.names;
    try {
      this.put(await api.react({ by, with: peer, id: message.id, emoji: mine.includes(emoji) ? [] : [emoji] }));
    } catch (error) {
      this.failed(error);
    }
  }

  heard(message) {
    if (!message.out && !this.messages.get(message.id)?.heard) api.heard(...this.names, [message.id]).catch(this.failed);
  }

  openMenu(element, at) {
    const message = this.messages.get(Number(element.dataset.id));
    if (!message) return;
    const [by, peer] = this.names;
    const remove = (revoke) => api.remove({ by, with: peer, ids: [message.id], revoke }).catch(this.failed);
    const isSaved = this.peer === store.me.id;
    const items = [
      ["reply", "reply", () => this.compose({ replyTo: message })],
      message.text && ["copy", "copy", () => navigator.clipboard.writeText(message.text).catch(this.failed)],
      message.out && !message.forwarded_from && (message.text || ["photo", "document"].includes(message.file?.kind)) &&
        ["edit", "pencil", () => this.compose({ edit: message })],
      !isSupergroup(this.peer) && !isSaved && ["delete-here", "trash", () => remove(false)],
      (isSaved || message.out || !isGroup(this.peer)) && ["delete-everywhere", "trash", () => remove(true)],
    ].filter(Boolean);
    const chosen = (message.reactions ?? []).filter(([, people]) => people.includes(store.me.id)).map(([emoji]) => emoji);
    showMenu(at, items, (emoji) => this.react(message, emoji), chosen);
  }

  /** Forgets the chat: whatever still comes for it is too late. */
  close() {
    this.isGone = true;
    this.element.remove();
  }
}
