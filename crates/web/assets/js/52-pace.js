// Plays a reply with its real delays, or faster: the steps are marked one after another, dots show while it types, and
// the bubbles come.
for (const pace of document.querySelectorAll("[data-pace]")) {
  const steps = [...pace.querySelectorAll("[data-ms]")];
  const said = [...pace.querySelectorAll("[data-said]")];
  const dots = pace.querySelector(".typing-dots");
  let playing = 0;
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
  async function play(speed) {
    const run = ++playing;
    for (const bubble of said) bubble.hidden = true;
    for (const step of steps) step.removeAttribute("aria-current");
    let next = 0;
    for (const step of steps) {
      step.setAttribute("aria-current", "step");
      dots.hidden = step.dataset.does !== "type";
      await wait(Number(step.dataset.ms) / speed);
      if (run !== playing) return;
      step.removeAttribute("aria-current");
      if (step.dataset.does === "type") said[next++].hidden = false;
    }
    dots.hidden = true;
    pace.dataset.played = speed;
  }
  pace.querySelector(".speeds").hidden = false;
  pace.addEventListener("click", (event) => {
    const button = event.target.closest("[data-speed]");
    if (button) play(Number(button.dataset.speed));
  });
}
