// One message as it is shown.

import { fileAddress } from "./api.js";
import { avatar, colourOf } from "./avatar.js";
import { el, pictureButton, some, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { ticks } from "./list.js";
import { voiceNote } from "./player.js";
import { noteOf, previewOf } from "./preview.js";
import { fullName, isGroup, store } from "./store.js";
import { marked } from "./text.js";
import { clock, full, say, size } from "./words.js";

/** The longer side of a picture in a bubble, in pixels. */
const LARGEST = 400;

/** A note of what happened to the chat. */
export function serviceNote(message) {
  return el("li.service", { "data-id": message.id }, el("span", null, noteOf(message)));
}

/**
 * A message. `view` says how it stands among others (`first`, `last` of those one person wrote in a
 * row), what it answers (`replied`), and what may be done with it (`act`).
 */
export function bubble(message, { first, last, replied, act }) {
  const inGroup = isGroup(message.peer) && !message.out;
  const isBare = ["sticker", "video_note"].includes(message.file?.kind);
  const body = el("div.bubble", null,
    unseen(message.out ? `${say("you")}: ` : `${fullName(message.from)}: `),
    inGroup && first && el(`strong.author.ink-${colourOf(message.from)}`, null, fullName(message.from)),
    message.forwarded_from && el("p.forwarded", null, say("forwarded-from", { name: fullName(message.forwarded_from) })),
    message.reply_to && quote(replied, message.reply_to, act),
    message.file && media(message, act),
    message.text && el(`div.text${onlyEmoji(message) ? ".large" : ""}`, null, ...marked(message.text, message.entities)),
    message.reactions ? reactions(message, act) : meta(message));
  const classes = some([message.out ? "mine" : "theirs", first && "first", last && "last", isBare && "bare",
    message.file && !message.text && "only-file"]);
  return el(`li.message.${classes.join(".")}`, { "data-id": message.id, tabindex: "-1" },
    inGroup && (last ? avatar(message.from) : el("span.no-avatar")), body);
}

/** Gives a picture its room before it comes, so that nothing jumps when it does. */
function sized(element, [width, height] = [], most) {
  if (!width || !height) return element;
  const part = Math.min(1, most / width, most / height);
  element.style.setProperty("width", `${Math.round(width * part)}px`);
  element.style.setProperty("aspect-ratio", `${width} / ${height}`);
  return element;
}

/** A few emoji and nothing else are shown large, as Telegram does. */
function onlyEmoji({ text, entities, file }) {
  return !file && !entities && /^(\p{Extended_Pictographic}[\u{FE0F}\u{200D}\u{1F3FB}-\u{1F3FF}]*){1,3}$/u.test(text);
}

function meta(message) {
  return el("span.meta", { title: full(message.date) },
    message.via_business_bot && el("span", null, say("by-bot", { name: fullName(message.via_business_bot) })),
    message.edited_at && el("span", null, say("edited")),
    el("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date)),
    message.out && message.peer !== store.me.id && ticks(message.read));
}

function quote(replied, id, act) {
  const author = replied ? fullName(replied.from) : say("reply-unknown");
  return el(`button.quote.ink-${colourOf(replied?.from ?? 0)}`, { type: "button", onclick: () => act.goTo(id) },
    el("strong", null, author),
    replied && el("span", null, previewOf(replied)));
}

function reactions(message, act) {
  return el("div.reactions", null, ...message.reactions.map(([emoji, people]) => {
    const own = people.includes(store.me.id);
    const names = people.map(fullName).join(", ");
    return el("button.reaction", {
      type: "button",
      "aria-pressed": String(own),
      title: names,
      "aria-label": say("reacted", { emoji, names }),
      onclick: () => act.react(message, emoji),
    }, emoji, el("span", null, String(people.length)));
  }), meta(message));
}

function media(message, act) {
  const { file } = message;
  const address = fileAddress(file.id);
  const [width, height] = file.dimensions ?? [];
  const room = (element, most) => sized(element, file.dimensions, most);
  switch (file.kind) {
    case "photo":
    case "sticker": {
      const picture = el("img", { src: address, alt: say(`kind-${file.kind}`), draggable: "false" });
      if (file.kind === "sticker") return el("div.sticker", null, room(picture, 192));
      return el("button.photo", { type: "button", "aria-label": say("open-photo"), onclick: () => act.view(file) }, room(picture, LARGEST));
    }
    case "voice":
    case "audio":
      return voiceNote(message, { onplay: () => act.heard(message), onfail: act.failed });
    case "video":
    case "video_note":
      return el(`video.${file.kind === "video" ? "video" : "round-video"}`, { src: address, controls: true, preload: "metadata", width, height });
    case "animation":
      if (file.mime.startsWith("image/")) return el("div.photo", null, room(el("img", { src: address, alt: say("kind-animation") }), LARGEST));
      return el("video.video", { src: address, autoplay: true, loop: true, muted: true, playsinline: true, width, height });
    default:
      return el("a.document", { href: address, download: file.name ?? "" },
        el("span.paper", null, icon("file")),
        el("span.names", null, el("strong", null, file.name ?? say("kind-document")), el("small", null, size(file.size))));
  }
}

/** A photo as large as the window. */
export function photoWindow(file) {
  const dialog = el("dialog.viewer", { "aria-label": say("kind-photo") },
    el("img", { src: fileAddress(file.id), alt: say("kind-photo") }),
    el("div.tools", null,
      el("a.round.plain", { href: fileAddress(file.id), download: "photo", "aria-label": say("download"), title: say("download") }, icon("download")),
      pictureButton("plain", icon("close"), say("close"), () => dialog.close())));
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.tagName === "IMG") dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
