// Times in the reader's zone, and countdowns.
const lang = document.documentElement.lang;
const formats = {
  clock: new Intl.DateTimeFormat(lang, { timeStyle: "short" }),
  date: new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric" }),
  day: new Intl.DateTimeFormat(lang, { day: "numeric", month: "short" }),
  then: new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
  full: new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" }),
};

function showTime(element) {
  const at = new Date(element.dateTime);
  let show = element.dataset.show;
  if (show === "lately" || show === "when") {
    const now = new Date();
    if (at.toDateString() === now.toDateString()) show = "clock";
    else if (show === "when") show = "then";
    else show = at.getFullYear() === now.getFullYear() ? "day" : "date";
  }
  const text = formats[show].format(at);
  if (element.textContent !== text) element.textContent = text;
  element.title = formats.full.format(at);
}

// "45 s", "12:05", "1:12:05".
function written(left, unit) {
  if (left < 60) return `${left} ${unit}`;
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

// The server says how much time is left, so a wrong clock of the reader does no harm; it may say so anew.
const ends = new WeakMap();
function countDown(element) {
  const isNew = !ends.has(element);
  ends.set(element, performance.now() + Number(element.dataset.left));
  const tick = () => {
    const left = Math.ceil((ends.get(element) - performance.now()) / 1000);
    const text = written(left, element.dataset.unit);
    if (left <= 0) element.remove();
    else if (element.textContent !== text) element.textContent = text;
    return left > 0 && element.isConnected;
  };
  if (tick() && isNew) {
    const timer = setInterval(() => tick() || (clearInterval(timer), ends.delete(element)), 250);
  }
}

function each(root, selector, act) {
  if (root.matches?.(selector)) act(root);
  root.querySelectorAll?.(selector).forEach(act);
}

function enliven(root) {
  each(root, "time[data-show]", showTime);
  each(root, "[data-left]", countDown);
}

enliven(document.body);
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    // htmx may write the server's text into a time that is on the page already.
    const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
    if (element?.matches("time[data-show]")) showTime(element);
    if (type === "attributes" && element.matches("[data-left]")) countDown(element);
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) enliven(node);
  }
}).observe(document.body, {
  childList: true, characterData: true, subtree: true, attributeFilter: ["data-left", "datetime"],
});
