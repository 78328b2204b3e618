// A list with `data-follow` stays at its end unless the reader has scrolled up.
function follow(list) {
  let atEnd = true;
  const toEnd = () => { list.scrollTop = list.scrollHeight; };
  list.addEventListener("scroll", () => {
    atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  }, { passive: true });
  new MutationObserver(() => { if (atEnd) toEnd(); }).observe(list, { childList: true, subtree: true });
  new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(list);
  toEnd();
}

document.querySelectorAll("[data-follow]").forEach(follow);
document.querySelector(".contacts [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
