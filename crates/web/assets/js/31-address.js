// The address of the open page: what is chosen in a list that is searched while one types stands in it, so that Back, a
// reload and a switch of the language find it again. That a form was saved is said once.
function stands(address) {
  const before = location.pathname + location.search;
  history.replaceState(history.state, "", address);
  // The forms that lead back here.
  for (const field of document.querySelectorAll("input[name=back]")) {
    if (field.value === before || field.closest(".switches")) field.value = address;
  }
}

const saved = /\?saved=yes$/;
if (saved.test(location.search)) history.replaceState(history.state, "", location.pathname + location.hash);

document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form[role=search][hx-get]");
  if (!form || !event.detail.ctx.response.raw.ok) return;
  const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(chosen).toString();
  stands(form.getAttribute("action") + (query && `?${query}`));
});
