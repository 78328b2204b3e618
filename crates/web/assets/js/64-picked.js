// How much was picked to make a voice of. Without this the server says what is missing.
const form = document.getElementById("make-voice");
const time = (ms) => `${Math.floor(Math.round(ms / 1000) / 60)}:${String(Math.round(ms / 1000) % 60).padStart(2, "0")}`;

function count() {
  const told = form.querySelector(".spoken");
  const picked = [...document.querySelectorAll('[form="make-voice"][data-ms]:checked')];
  const ms = picked.reduce((sum, box) => sum + Number(box.dataset.ms), 0);
  const state = ms < form.dataset.least ? "few" : ms > form.dataset.most ? "many" : "fits";
  told.hidden = false;
  told.className = `spoken ${state}`;
  told.querySelector("output").textContent = time(ms);
  told.querySelector("span").textContent = told.dataset[state];
}

if (form) {
  count();
  for (const event of ["change", "picked", "htmx:after:swap"]) document.addEventListener(event, count);
}
