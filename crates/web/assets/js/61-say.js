// Enter sends what the owner writes, with a keyboard; Shift and Enter begin a line. On a phone Enter does that, too.
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)");
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("#composer textarea")) return;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!hasKeyboard.matches && !event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
