// The menu of one message, and the ways to open it.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/** The reactions that can be chosen. */
export const EMOJI = ["👍", "❤", "😁", "🔥", "😢", "👏"];
/** How long a finger rests before that means something, in milliseconds. */
const LONG = 450;

/** Opens the menu of what is pressed: by the right button, by a long touch, or by a key. */
export function menuOf(list, open) {
  let timer;
  const target = (event) => event.target.closest?.(".message");
  list.addEventListener("contextmenu", (event) => {
    const message = target(event);
    if (!message || (event.target.closest("a, img") && event.shiftKey)) return;
    event.preventDefault();
    open(message, { x: event.clientX, y: event.clientY });
  });
  list.addEventListener("pointerdown", (event) => {
    const message = target(event);
    clearTimeout(timer);
    if (event.pointerType !== "touch" || !message || event.target.closest(".wave")) return;
    const { clientX: x, clientY: y } = event;
    timer = setTimeout(() => open(message, { x, y }), LONG);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove", "scroll"]) {
    list.addEventListener(name, (event) => {
      if (name !== "pointermove" || Math.abs(event.movementX) + Math.abs(event.movementY) > 4) clearTimeout(timer);
    }, { passive: true });
  }
  list.addEventListener("keydown", (event) => {
    const message = event.target.closest?.(".message");
    if (event.target !== message || !["Enter", "ContextMenu"].includes(event.key)) return;
    event.preventDefault();
    const { left, top } = message.querySelector(".bubble").getBoundingClientRect();
    open(message, { x: left + 12, y: top + 12 });
  });
}

/** Shows a menu: `[name, picture, act]` each, and reactions above if `react` is given. */
export function showMenu({ x, y }, items, react, chosen = []) {
  document.querySelector(".menu")?.hidePopover();
  const before = document.activeElement;
  const close = () => menu.hidePopover();
  const row = react && el("div.choose", { role: "group", "aria-label": say("reactions") }, ...EMOJI.map((emoji) =>
    el("button", {
      type: "button", role: "menuitemcheckbox", "aria-checked": String(chosen.includes(emoji)), "aria-label": emoji,
      onclick: () => { close(); react(emoji); },
    }, emoji)));
  const menu = el("div.menu", { popover: "auto", role: "menu", "aria-label": say("message-menu") }, row,
    ...items.map(([name, picture, act]) => el(`button.item${picture === "trash" ? ".danger" : ""}`, {
      type: "button", role: "menuitem", "data-do": name,
      onclick: () => { close(); act(); },
    }, icon(picture), say(name))));
  document.body.append(menu);
  menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.setProperty("left", `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`);
  menu.style.setProperty("top", `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`);
  const buttons = [...menu.querySelectorAll("button")];
  menu.querySelector(".item")?.focus();
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (hadFocus) before?.focus?.();
  });
}
