// A word when the connection is lost, and away with a notice once something has worked again.
const offline = document.getElementById("offline");
document.addEventListener("htmx:sse:after:connection", () => { offline.hidden = true; });
document.addEventListener("htmx:sse:error", () => { offline.hidden = false; });

document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.raw.ok) document.getElementById("notices").replaceChildren();
});

// The extension comes back to a stream only that was open once: what failed at first is tried again here.
const TRY_AGAIN_MS = 2000;
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const page = ctx.sourceElement;
  const stream = page.getAttribute("hx-sse:connect");
  const isDown = !ctx.response || ctx.response.status >= 500;
  if (!stream || page._htmx?.sse || !isDown) return;
  offline.hidden = false;
  setTimeout(() => { if (page.isConnected) htmx.ajax("GET", stream, { source: page }); }, TRY_AGAIN_MS);
});
