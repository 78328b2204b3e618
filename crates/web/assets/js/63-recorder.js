// Records on the page what a voice is to be made of, in a form that the server reads: Opus in WebM or OGG. It is sent when the
// recording is stopped, and not before.
const FORMS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"];
// A little less than what a voice may be made of at most: the clock here and the sound are not of one length.
const LONGEST_MS = 175_000;

const form = () => window.MediaRecorder && FORMS.find((one) => MediaRecorder.isTypeSupported(one));
const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

async function microphone() {
  // As it is: what a browser makes of a voice is not that voice.
  const audio = { echoCancellation: false, autoGainControl: false, noiseSuppression: false, channelCount: 1 };
  return navigator.mediaDevices.getUserMedia({ audio });
}

// Sends it, and puts what the server says of it in the place of what stands there.
async function send(box, sound) {
  const data = new FormData();
  data.append(box.dataset.field, sound, "recording");
  const answer = await fetch(box.dataset.recorder, { method: "POST", body: data });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const recordings = page.getElementById("recordings");
  if (!recordings) throw new Error("no answer");
  const trouble = page.getElementById("trouble");
  document.getElementById("recordings").replaceWith(recordings);
  begin(recordings, trouble?.textContent);
  document.dispatchEvent(new Event("picked"));
}

function begin(recordings, trouble) {
  const box = recordings?.querySelector("[data-recorder]");
  if (!box) return;
  const [start, stop, told] = ["[data-start]", "[data-stop]", "[role=status]"].map((part) => box.querySelector(part));
  box.hidden = false;
  told.textContent = trouble ?? "";
  if (!form() || !navigator.mediaDevices) {
    start.disabled = true;
    told.textContent = box.dataset.unable;
    return;
  }
  start.addEventListener("click", async () => {
    let stream;
    // While the browser asks whether it may, a second press would record twice.
    start.disabled = true;
    try {
      stream = await microphone();
    } catch {
      told.textContent = box.dataset.refused;
      return;
    } finally {
      start.disabled = false;
    }
    const recorder = new MediaRecorder(stream, { mimeType: form(), audioBitsPerSecond: 96_000 });
    const [parts, since] = [[], Date.now()];
    const ticks = setInterval(() => {
      told.textContent = `${box.dataset.runs} ${clock(Date.now() - since)}`;
      if (Date.now() - since > LONGEST_MS) recorder.stop();
    }, 500);
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      clearInterval(ticks);
      for (const track of stream.getTracks()) track.stop();
      [start.hidden, stop.hidden] = [false, true];
      told.textContent = box.dataset.reads;
      send(box, new Blob(parts, { type: form() })).catch(() => { told.textContent = box.dataset.lost; });
    });
    recorder.start();
    [start.hidden, stop.hidden] = [true, false];
    stop.focus();
    stop.onclick = () => recorder.stop();
  });
}

begin(document.getElementById("recordings"));
