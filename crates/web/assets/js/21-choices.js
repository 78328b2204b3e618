// A choice beside buttons takes effect at once, together with the button that is pressed.
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("form.spans select")) return;
  const { form } = event.target;
  form.requestSubmit(form.querySelector("button[aria-pressed=true]"));
});
