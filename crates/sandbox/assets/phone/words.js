// The page's own words, in the reader's language, and dates as they are written in it.

const LANGUAGES = ["en", "ru"];
let words = {};
let rules;
let formats;

export let lang = "en";
export const languages = LANGUAGES;

/** Loads the language that the address, the reader's earlier choice or the browser asks for. */
export async function load(asked) {
  const wanted = [asked, localStorage.getItem("phone.lang"), ...navigator.languages];
  const known = wanted.map((tag) => (tag ?? "").slice(0, 2).toLowerCase());
  lang = known.find((tag) => LANGUAGES.includes(tag)) ?? "en";
  words = await (await fetch(`words/${lang}.json`)).json();
  // Dates as they are written where the reader lives.
  const place = navigator.languages.find((tag) => tag.startsWith(lang)) ?? lang;
  rules = new Intl.PluralRules(lang);
  formats = {
    clock: new Intl.DateTimeFormat(place, { timeStyle: "short" }),
    weekday: new Intl.DateTimeFormat(place, { weekday: "short" }),
    short: new Intl.DateTimeFormat(place, { day: "numeric", month: "short" }),
    day: new Intl.DateTimeFormat(place, { day: "numeric", month: "long" }),
    old: new Intl.DateTimeFormat(place, { day: "numeric", month: "long", year: "numeric" }),
    number: new Intl.DateTimeFormat(place, { dateStyle: "short" }),
    full: new Intl.DateTimeFormat(place, { dateStyle: "long", timeStyle: "short" }),
  };
  document.documentElement.lang = lang;
}

/** A text by its key; `count` chooses among plurals. */
export function say(key, values = {}) {
  let text = words[key] ?? key;
  if (typeof text === "object") text = text[rules.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const date = (seconds) => new Date(seconds * 1000);
const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate());
const daysAgo = (day) => Math.round((midnight(new Date()) - midnight(day)) / 86_400_000);

export const clock = (seconds) => formats.clock.format(date(seconds));
export const full = (seconds) => formats.full.format(date(seconds));

/** When it was, as short as a list has room for. */
export function lately(seconds) {
  const ago = daysAgo(date(seconds));
  if (ago <= 0) return clock(seconds);
  if (ago < 7) return formats.weekday.format(date(seconds));
  if (ago < 300) return formats.short.format(date(seconds));
  return formats.number.format(date(seconds));
}

/** The day above messages. */
export function dayOf(seconds) {
  const ago = daysAgo(date(seconds));
  if (ago === 0) return say("today");
  if (ago === 1) return say("yesterday");
  return (date(seconds).getFullYear() === new Date().getFullYear() ? formats.day : formats.old).format(date(seconds));
}

/** When somebody was last seen. */
export function lastSeen(seconds) {
  const ago = daysAgo(date(seconds));
  const time = clock(seconds);
  if (ago <= 0) return say("seen-today", { time });
  if (ago === 1) return say("seen-yesterday", { time });
  return say("seen-on", { date: formats.number.format(date(seconds)) });
}

/** Minutes and seconds. */
export function length(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A file's size. */
export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  const options = { style: "unit", unit: units[unit], unitDisplay: "short", maximumFractionDigits: unit > 1 ? 1 : 0 };
  return new Intl.NumberFormat(lang, options).format(bytes);
}
