// A word when the connection is lost, and away with a notice once something has worked again.
const offline = document.getElementById("offline");
document.addEventListener("htmx:sse:after:connection", () => { offline.hidden = true; });
document.addEventListener("htmx:sse:error", () => { offline.hidden = false; });

document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.raw.ok) document.getElementById("notices").replaceChildren();
});
