// What is marked in a text, as elements. Offsets count UTF-16 units, as JavaScript does.

import { el } from "./dom.js";
import { say } from "./words.js";

const PLAIN = {
  bold: "b",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];
const SAFE = ["http:", "https:", "mailto:", "tel:"];

/** The text with its entities, as nodes. */
export function marked(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return between(text, 0, text.length, sorted);
}

function between(text, start, end, entities) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    let next = index + 1;
    while (next < entities.length && entities[next].offset < to) next += 1;
    if (from < to) {
      if (from > at) nodes.push(text.slice(at, from));
      nodes.push(element(entity, text.slice(from, to), between(text, from, to, entities.slice(index + 1, next))));
      at = to;
      // A block ends its line by itself.
      if (BLOCKS.includes(entity.type) && at < end && text[at] === "\n") at += 1;
    }
    index = next;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function element(entity, part, inner) {
  const { type } = entity;
  if (type in PLAIN) return el(PLAIN[type], null, ...inner);
  switch (type) {
    case "spoiler":
      return spoiler(inner);
    case "url":
      return link(/^[a-z][a-z0-9+.-]*:/i.test(part) ? part : `https://${part}`, inner);
    case "text_link":
      return link(entity.url, inner);
    case "email":
      return link(`mailto:${part}`, inner);
    case "phone_number":
      return link(`tel:${part.replace(/[^+\d]/g, "")}`, inner);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
    case "bot_command":
      return el("span.link", null, ...inner);
    default:
      return el("span", null, ...inner);
  }
}

function link(address, inner) {
  let safe = false;
  try {
    safe = SAFE.includes(new URL(address).protocol);
  } catch {
    // No address at all: it stays text.
  }
  if (!safe) return el("span.link", null, ...inner);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...inner);
}

function spoiler(inner) {
  const hidden = el("span.spoiler", { role: "button", tabindex: "0", "aria-label": say("spoiler") },
    el("span", { "aria-hidden": "true" }, ...inner));
  const show = (event) => {
    if (hidden.classList.contains("shown") || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    hidden.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) hidden.removeAttribute(name);
    hidden.firstChild.removeAttribute("aria-hidden");
  };
  hidden.addEventListener("click", show);
  hidden.addEventListener("keydown", show);
  return hidden;
}
