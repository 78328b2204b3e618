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
document.querySelector(".contacts [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
