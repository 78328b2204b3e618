// Players of voice notes: a button, a waveform with a slider over it to go anywhere in the note, and the time. Without
// this script, or where a browser cannot play the note, it is the browser's own player.
const DIGITS = "0123456789abcdefghijklmnopqrstuv";
const BARS = 100;
const SVG = "http://www.w3.org/2000/svg";
const { play, pause, place } = document.body.dataset;

const time = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// How loud the note is along its length, as Telegram draws it: the peak of each of a hundred slices.
async function listen(source) {
  const bytes = await (await fetch(source)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes);
  const samples = sound.getChannelData(0);
  const slice = Math.max(1, Math.floor(samples.length / BARS));
  const peaks = Array.from({ length: BARS }, (_, at) =>
    samples.subarray(at * slice, (at + 1) * slice).reduce((peak, value) => Math.max(peak, Math.abs(value)), 0));
  const loudest = Math.max(...peaks, 0.05);
  return peaks.map((peak) => (peak / loudest) * 31);
}

function draw(svg, bars) {
  const lines = bars.map((value, at) => {
    const half = 1 + (value / 31) * 14;
    return `M${at * 3 + 1.5} ${16 - half}V${16 + half}`;
  });
  for (const path of svg.children) path.setAttribute("d", lines.join(""));
}

function make(audio) {
  const box = audio.parentElement;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "round" });
  const way = Object.assign(document.createElement("div"), { className: "way" });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${BARS * 3} 32`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const name of ["ground", "played"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    svg.append(path);
  }
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 1, step: 1, value: 0, disabled: true });
  slider.setAttribute("aria-label", `${place}: ${audio.getAttribute("aria-label")}`);
  const clock = Object.assign(document.createElement("span"), { className: "clock" });
  way.append(svg, slider);
  audio.controls = false;
  box.append(button, way, clock);
  box.classList.add("drawn");

  const known = audio.dataset.bars;
  draw(svg, known ? [...known].map((digit) => DIGITS.indexOf(digit)) : Array(BARS).fill(0));
  const show = () => {
    const all = Number.isFinite(audio.duration) ? audio.duration : 0;
    way.style.setProperty("--at", `${all ? (100 * audio.currentTime) / all : 0}%`);
    slider.value = audio.currentTime;
    clock.textContent = all ? `${time(audio.currentTime)} / ${time(all)}` : "";
    slider.setAttribute("aria-valuetext", `${time(audio.currentTime)} / ${time(all)}`);
    const label = audio.paused ? play : pause;
    button.classList.toggle("playing", !audio.paused);
    button.setAttribute("aria-label", `${label}: ${audio.getAttribute("aria-label")}`);
  };
  button.addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    // One note at a time.
    for (const other of document.querySelectorAll("audio.player")) if (other !== audio) other.pause();
    return audio.play().catch(() => {});
  });
  audio.addEventListener("loadedmetadata", () => {
    slider.max = audio.duration;
    slider.step = audio.duration < 20 ? 0.5 : 1;
    slider.disabled = false;
    if (!known) listen(audio.src).then((bars) => draw(svg, bars), () => {});
  });
  slider.addEventListener("input", () => { audio.currentTime = slider.value; show(); });
  for (const event of ["loadedmetadata", "timeupdate", "play", "pause", "ended"]) audio.addEventListener(event, show);
  audio.addEventListener("error", () => {
    audio.controls = true;
    box.classList.remove("drawn");
    for (const part of [button, way, clock]) part.remove();
  });
  show();
}

function find() {
  for (const audio of document.querySelectorAll(".sound:not(.found) > audio.player")) {
    audio.parentElement.classList.add("found");
    make(audio);
  }
}
find();
new MutationObserver(find).observe(document.body, { childList: true, subtree: true });
