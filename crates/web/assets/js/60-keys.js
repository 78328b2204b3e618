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

  // The card on which the focus is, else the first that has such a button.
  function button(value) {
    const css = `.standing button[name=action][value=${value}]`;
    const own = document.activeElement.closest(".standing")?.querySelector(css.replace(".standing ", ""));
    return own ?? [...document.querySelectorAll(css)].find(shown);
  }

  const does = {
    j: () => move(1), ArrowDown: () => move(1),
    k: () => move(-1), ArrowUp: () => move(-1),
    a: () => button("send")?.click(),
    e: () => button("send")?.closest("form").querySelector("textarea").focus(),
    d: () => button("stop")?.click(),
    u: () => button("undo")?.click(),
    "/": () => document.querySelector(".search input[type=search]")?.focus(),
    "?": () => help.togglePopover(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
    if (isTyping(event.target)) return;
    // Arrows scroll, unless the list has the focus.
    if (event.key.startsWith("Arrow") && !event.target.closest(".talks")) return;
    // The letters lie where they lie, whatever is written with them.
    const letter = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
    const act = does[letter];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
