// Toasts: what just happened, for some seconds, and as a notification of the system where the reader wants that in this
// browser. What they want is kept here and nowhere else: "off", "on" or "text" (with the words of the message).
const KEY = "notify";
const SHOWN_MS = 9000;

const wanted = () => localStorage.getItem(KEY) ?? "off";
const allowed = () => "Notification" in window && Notification.permission === "granted";

const isTold = () => wanted() !== "off" && allowed();

// A page that nobody looks at lets its stream go, for browsers open few at once to one server. The page that was looked
// at last keeps it where the reader wants to be told, and the one before it lets go then.
let release = () => {};
document.addEventListener("visibilitychange", (event) => {
  if (event.detail === "taken") return;
  release();
  if (!document.hidden || !isTold() || !navigator.locks) return;
  // Before the stream's own listener, which would close it.
  event.stopImmediatePropagation();
  const looked = new Promise((resolve) => { release = resolve; });
  navigator.locks.request(KEY, { steal: true }, () => looked).catch(() => {
    document.dispatchEvent(new CustomEvent("visibilitychange", { detail: "taken" }));
  });
});

function notify(toast) {
  if ((!document.hidden && document.hasFocus()) || !isTold()) return;
  const link = toast.querySelector("a");
  const body = wanted() === "text" ? toast.dataset.text ?? "" : "";
  // Of several open pages, one tells: the same tag replaces. Chrome on Android takes notifications from workers only.
  let note;
  try {
    note = new Notification(link.textContent.trim(), { body, tag: toast.id });
  } catch {
    return;
  }
  note.addEventListener("click", () => { window.focus(); location.assign(link.href); note.close(); });
}

// It goes by itself, unless somebody is about to read it or to press its button.
function passes(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(passes, 1000, toast);
  else toast.remove();
}

const toasts = document.getElementById("toasts");
if (toasts) {
  new MutationObserver((changes) => {
    for (const toast of changes.flatMap((change) => [...change.addedNodes])) {
      if (!toast.matches?.(".toast")) continue;
      setTimeout(passes, SHOWN_MS, toast);
      notify(toast);
      // Whoever reads that chat has seen it.
      if (!document.hidden && toast.querySelector("a").pathname === location.pathname) toast.remove();
    }
  }).observe(toasts, { childList: true });
  toasts.addEventListener("click", (event) => {
    if (event.target.closest("button")) event.target.closest(".toast").remove();
  });
}

// The settings of it.
for (const form of document.querySelectorAll("form[data-notify]")) {
  const refused = form.querySelector("[role=status]");
  const show = () => {
    form.elements.notify.value = allowed() ? wanted() : "off";
    refused.hidden = !("Notification" in window) || Notification.permission !== "denied";
  };
  form.hidden = !("Notification" in window);
  form.addEventListener("change", async () => {
    const choice = form.elements.notify.value;
    if (choice !== "off" && !allowed()) await Notification.requestPermission();
    localStorage.setItem(KEY, allowed() ? choice : "off");
    show();
  });
  show();
}
