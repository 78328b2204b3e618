// A list with `data-follow` stays at its end unless the reader has scrolled up, or has come to see something in it.
function follow(list) {
  const sought = location.hash && document.getElementById(location.hash.slice(1));
  let atEnd = !sought || !list.contains(sought);
  const toEnd = () => { list.scrollTop = list.scrollHeight; };
  list.addEventListener("scroll", () => {
    atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  }, { passive: true });
  new MutationObserver(() => { if (atEnd) toEnd(); }).observe(list, { childList: true, subtree: true });
  new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(list);
  if (atEnd) toEnd(); else sought.scrollIntoView({ block: "center" });
}

document.querySelectorAll("[data-follow]").forEach(follow);

// The first page of chats is drawn anew, the further ones are not: a chat that has moved up leaves them, and one that
// has been moved down from the first goes on there, where no filter says that it may have left altogether.
const first = document.getElementById("talks");
const address = (row) => row.querySelector("a.person")?.pathname;
const isFiltered = /[?&](show=(needs|active)|q=)/.test(location.search);
if (first) {
  new MutationObserver((changes) => {
    const further = [...first.parentElement.querySelectorAll(".talks:not(#talks)")];
    if (further.length === 0) return;
    const here = new Set([...first.children].map(address));
    for (const row of further.flatMap((list) => [...list.children])) if (here.has(address(row))) row.remove();
    const there = new Set(further.flatMap((list) => [...list.children]).map(address));
    for (const row of changes.flatMap((change) => [...change.removedNodes])) {
      if (isFiltered || !row.matches?.(".talk") || here.has(address(row)) || there.has(address(row))) continue;
      row.removeAttribute("id");
      further[0].prepend(row);
    }
  }).observe(first, { childList: true });
}
// Of a row that does not fit, what is open is in sight.
for (const open of document.querySelectorAll(":is(.contacts, .tabs) [aria-current]")) {
  open.scrollIntoView({ block: "nearest", inline: "center" });
}
