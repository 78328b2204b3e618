// The keys of the inbox and of a conversation: see `parts/keys.rs` for what each does.
const help = document.getElementById("keys");
if (help) {
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  const shown = (element) => element && element.getClientRects().length > 0;

  // Up and down the list: the focus moves, and Enter opens what it is on.
  function move(by) {
    const rows = [...document.querySelectorAll(".talks a.person")].filter(shown);
    if (rows.length === 0) return;
    const at = rows.indexOf(document.activeElement);
    const here = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const from = at >= 0 ? at : here;
    const to = from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by));
    rows[to].focus();
  }

  const css = (value) => `.standing button[name=action][value=${value}]`;

  // Of the card on which the focus is: a card may vanish while one looks at it, and no other is meant then.
  function button(value) {
    return [...document.querySelectorAll(css(value))]
      .find((one) => shown(one) && one.closest(".standing").contains(document.activeElement));
  }

  // The words of that card, else of the first.
  function words() {
    const send = button("send") ?? [...document.querySelectorAll(css("send"))].find(shown);
    return send?.closest("form").querySelector("textarea");
  }

  // From the words to the card around them.
  function leave(field) {
    const send = field.closest(".standing")?.querySelector("button[name=action]");
    if (send) send.focus(); else field.blur();
  }

  // A card that goes while the focus is in it leaves it to what it stood in, and to no other card.
  let card = null;
  document.addEventListener("focusin", ({ target }) => { card = target.closest(".standing"); });
  const passing = new MutationObserver(() => {
    if (!card || card.isConnected || document.activeElement !== document.body) return;
    card = null;
    document.querySelector(".queue, .conversation > .scroll")?.focus({ preventScroll: true });
  });
  for (const list of document.querySelectorAll("#inbox, #standing")) {
    passing.observe(list, { childList: true, subtree: true });
  }

  const does = {
    j: () => move(1), ArrowDown: () => move(1),
    k: () => move(-1), ArrowUp: () => move(-1),
    a: () => button("send")?.click(),
    e: () => words()?.focus(),
    d: () => button("stop")?.click(),
    u: () => button("undo")?.click(),
    w: () => document.getElementById("say")?.focus(),
    "/": () => document.querySelector(".search input[type=search]")?.focus(),
    "?": () => help.togglePopover(),
  };

  // The letter that is written, if it is one of these; on a keyboard with other letters the one that lies there. Where
  // the slash lies on English keyboards, Russian ones have the full stop and the comma.
  function pressed({ key, code }) {
    if (/^[a-z]$/i.test(key)) return key.toLowerCase();
    if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
    if (code === "Slash") return { ".": "/", ",": "?" }[key] ?? key;
    return key;
  }

  // Whoever speaks to their computer, or hits keys unawares, turns the single keys off; in this browser only.
  const OFF = "keys-off";
  const off = help.querySelector("input[name=keys-off]");
  off.checked = localStorage.getItem(OFF) !== null;
  off.addEventListener("change", () => {
    if (off.checked) localStorage.setItem(OFF, "yes"); else localStorage.removeItem(OFF);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
    if (event.key === "Escape" && isTyping(event.target)) { leave(event.target); return; }
    if (isTyping(event.target)) return;
    // Arrows scroll, unless the list has the focus.
    if (event.key.startsWith("Arrow") && !event.target.closest(".talks")) return;
    const key = pressed(event);
    if (off.checked && key.length === 1 && key !== "?") return;
    const act = does[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
