// A voice note's loudness: 100 samples of five bits, packed into 63 bytes as Telegram does, lowest
// bit first.

const SAMPLES = 100;
const BITS = 5;
const LOUDEST = 31;

/** The 63 bytes of 100 numbers from 0 to 31. */
export function pack(samples) {
  const bytes = new Uint8Array(Math.ceil((samples.length * BITS) / 8));
  samples.forEach((sample, index) => {
    for (let bit = 0; bit < BITS; bit += 1) {
      const place = index * BITS + bit;
      bytes[place >> 3] |= ((sample >> bit) & 1) << (place & 7);
    }
  });
  return bytes;
}

/** The numbers in such bytes. */
export function unpack(bytes) {
  const samples = [];
  for (let index = 0; (index + 1) * BITS <= bytes.length * 8; index += 1) {
    let sample = 0;
    for (let bit = 0; bit < BITS; bit += 1) {
      const place = index * BITS + bit;
      sample |= ((bytes[place >> 3] >> (place & 7)) & 1) << bit;
    }
    samples.push(sample);
  }
  return samples;
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** How long a recording is, in seconds, and its waveform. */
export async function measure(blob) {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const sound = await context.decodeAudioData(await blob.arrayBuffer());
  const signal = sound.getChannelData(0);
  const peaks = Array.from({ length: SAMPLES }, (_, index) => {
    const from = Math.floor((index * signal.length) / SAMPLES);
    const to = Math.floor(((index + 1) * signal.length) / SAMPLES);
    let peak = 0;
    for (let at = from; at < to; at += 1) peak = Math.max(peak, Math.abs(signal[at]));
    return peak;
  });
  const loudest = Math.max(...peaks, 1e-4);
  const samples = peaks.map((peak) => Math.round((peak / loudest) * LOUDEST));
  return { duration: sound.duration, waveform: pack(samples) };
}

/** `count` bars from 0 to 1 that show a waveform. */
export function bars(waveform, count) {
  const samples = waveform ? unpack(fromHex(waveform)) : [];
  if (samples.length === 0) return Array.from({ length: count }, () => 0);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * samples.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * samples.length) / count));
    return Math.max(...samples.slice(from, to)) / LOUDEST;
  });
}
