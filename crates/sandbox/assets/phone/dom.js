// Elements without markup: whatever people write stays text.

/** Makes an element: `el("p.note", {lang: "en", onclick: act}, "text", child)`. */
export function el(kind, attributes, ...children) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...some(children));
  return element;
}

/** A round button with a picture and a name for those who do not see it. */
export function pictureButton(kind, picture, label, act) {
  return el(`button.round.${kind}`, { type: "button", "aria-label": label, title: label, onclick: act }, picture);
}

/** What is only heard. */
export function unseen(text) {
  return el("span.unseen", null, text);
}

/** The children that are there. */
export function some(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** A window over the page, closed by Escape, by its cross and by a click beside it. */
export function sheet(title, closeLabel, cross, ...content) {
  const dialog = el("dialog.sheet", { "aria-label": title },
    el("header", null, el("h2", null, title), pictureButton("plain", cross, closeLabel, () => dialog.close())),
    ...content);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Calls `act` a little later, once for all who ask meanwhile. */
export function soon(act, delay) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      act();
    }, delay);
  };
}

/** Calls `act` once it has not been asked to for a while. */
export function lately(act, delay) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };
}
