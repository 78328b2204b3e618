// Speaking a voice note: from the microphone to what Telegram wants.

import { toOgg } from "./api.js";
import { measure } from "./waveform.js";

const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

/** Whether this browser can record. */
export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

/** Starts recording. `level` is told how loud it is, from 0 to 1. */
export async function record(level) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, echoCancellation: true } });
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  const meter = listen(stream, level);
  recorder.start();
  const stop = async () => {
    meter.stop();
    if (recorder.state !== "inactive") recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
    return new Blob(parts, { type: recorder.mimeType });
  };
  return { stop, began: performance.now() };
}

/** A recording, or a file of sound, with what must be said of it. */
export async function voiceOf(blob) {
  const { duration, waveform } = await measure(blob);
  const isWebm = blob.type.startsWith("audio/webm") || blob.type.startsWith("video/webm");
  const bytes = isWebm ? await toOgg(blob) : blob;
  return { bytes, duration, waveform, mime: bytes.type.split(";")[0] || "audio/ogg" };
}

function listen(stream, level) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame;
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    level(Math.min(1, loudness * 4));
    frame = requestAnimationFrame(look);
  };
  look();
  return {
    stop() {
      cancelAnimationFrame(frame);
      context.close();
    },
  };
}
