// The one thing that sounds at a time, and voice notes that show where it is.

import { fileAddress } from "./api.js";
import { el, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { bars } from "./waveform.js";
import { length, say } from "./words.js";

const audio = new Audio();
let playing = null;

function refresh(file) {
  for (const note of document.querySelectorAll(".voice")) if (note.file.id === file?.id) note.update();
}

function follow() {
  refresh(playing);
  if (!audio.paused) requestAnimationFrame(follow);
}
audio.addEventListener("play", follow);
for (const name of ["pause", "seeked", "loadedmetadata"]) audio.addEventListener(name, () => refresh(playing));
audio.addEventListener("ended", () => {
  const done = playing;
  playing = null;
  refresh(done);
});

/** Stops what sounds. */
export function hush() {
  audio.pause();
}

function seconds(file) {
  return Number.isFinite(audio.duration) ? audio.duration : (file.duration ?? 0);
}

async function toggle(file) {
  if (playing?.id !== file.id) {
    const before = playing;
    playing = file;
    audio.src = fileAddress(file.id);
    refresh(before);
  } else if (!audio.paused) {
    audio.pause();
    return;
  }
  await audio.play();
}

/** A voice note or a piece of music: plays, shows its progress, and goes where it is clicked. */
export function voiceNote(message, { onplay, onfail }) {
  const { file } = message;
  const count = Math.min(56, Math.max(24, Math.round((file.duration ?? 0) * 1.6) + 20));
  const wave = el("div.wave", {
    role: "slider",
    tabindex: "0",
    "aria-label": say("position"),
    "aria-valuemin": "0",
    "aria-valuemax": String(file.duration ?? 0),
  });
  for (const height of bars(file.waveform, count)) {
    const bar = el("i");
    bar.style.setProperty("--height", String(height));
    wave.append(bar);
  }
  const button = el("button.play", { type: "button" });
  const time = el("span.length");
  const unheard = !message.heard && file.kind === "voice";
  const note = el("div.voice", { "data-file": file.id },
    button,
    el("div.track", null, wave, el("span.below", null, time, unheard && el("span.unheard", null, unseen(say("unheard"))))));
  note.file = file;

  note.update = () => {
    const mine = playing?.id === file.id;
    const sounds = mine && !audio.paused;
    const at = mine ? audio.currentTime : 0;
    const part = mine ? at / (seconds(file) || 1) : 0;
    if (button.dataset.sounds !== String(sounds)) {
      button.dataset.sounds = String(sounds);
      button.replaceChildren(icon(sounds ? "pause" : "play"));
      button.setAttribute("aria-label", say(sounds ? "pause" : "play"));
    }
    time.textContent = mine && at > 0 ? `${length(at)} / ${length(file.duration ?? seconds(file))}` : length(file.duration ?? 0);
    wave.setAttribute("aria-valuenow", String(Math.round(at)));
    wave.setAttribute("aria-valuetext", length(at));
    [...wave.children].forEach((bar, index) => bar.classList.toggle("on", mine && (index + 0.5) / count <= part));
  };

  const start = async () => {
    try {
      await toggle(file);
      if (!audio.paused) onplay();
    } catch (error) {
      if (error.name !== "AbortError") onfail(error);
    }
  };
  const seek = async (part) => {
    if (playing?.id !== file.id) await start();
    audio.currentTime = Math.min(1, Math.max(0, part)) * seconds(file);
  };
  button.addEventListener("click", start);
  wave.addEventListener("click", (event) => {
    const { left, width } = wave.getBoundingClientRect();
    seek((event.clientX - left) / width);
  });
  wave.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 5, ArrowLeft: -5 }[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      seek((audio.currentTime + step) / (seconds(file) || 1));
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      start();
    }
  });
  note.update();
  return note;
}
