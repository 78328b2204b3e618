// Where messages are written, spoken and attached.

import * as api from "./api.js";
import { el, lately, pictureButton } from "./dom.js";
import { icon } from "./icons.js";
import { showMenu } from "./menu.js";
import { hush } from "./player.js";
import { fileLabel, previewOf } from "./preview.js";
import { canRecord, record, voiceOf } from "./recorder.js";
import { SERVICE, dialogWith, fullName, nameOf, store } from "./store.js";
import { toHex } from "./waveform.js";
import { length, say } from "./words.js";

/** How often others are told of what is being done, in milliseconds. */
const TELL_EVERY = 4000;
/** How long after the last key a draft is kept, in milliseconds. */
const KEEP_AFTER = 1200;
/** Telegram's longest message, in UTF-16 units. */
const LONGEST = 4096;

export class Composer {
  /** `sent` is given what the sandbox answers, `failed` what went wrong. */
  constructor(peer, { suggestions, sent, failed }) {
    this.peer = peer;
    this.sent = sent;
    this.failed = failed;
    this.replyTo = null;
    this.edited = null;
    this.keptDraft = "";
    this.told = { action: "cancel", at: 0 };
    this.recording = null;
    this.field = el("textarea", { rows: "1", maxlength: String(LONGEST), "aria-label": say("write"), placeholder: say("write"), enterkeyhint: "send" });
    this.about = el("div.about", { hidden: true });
    this.main = el("button.round.send", { type: "submit" });
    this.attach = pictureButton("plain", icon("attach"), say("attach"), () => this.openAttach());
    this.attach.classList.add("attach");
    this.keep = lately(() => this.keepDraft(), KEEP_AFTER);
    this.bar = el("form.composer", null, el("div.field", null, this.about, el("div.row", null, this.attach, this.field)), this.main);
    this.speaking = this.speakingBar();
    this.element = el("footer.write", null, this.chips(suggestions), this.bar, this.speaking);
    // Nobody answers those who write login codes.
    this.element.hidden = peer === SERVICE;
    this.bar.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("paste", (event) => this.files(event, event.clipboardData));
    this.refresh();
  }

  chips(suggestions) {
    if (suggestions.length === 0) return null;
    return el("div.chips", { role: "group", "aria-label": say("suggestions") }, ...suggestions.map((text) =>
      el("button", { type: "button", value: text, onclick: () => this.deliver({ text }) }, text)));
  }

  get names() {
    return [nameOf(store.me.id), nameOf(this.peer)];
  }

  /** Begins with what was begun before. */
  begin(messages) {
    const draft = dialogWith(this.peer)?.draft;
    this.keptDraft = draft ? `${draft.reply_to ?? ""} ${draft.text}` : "";
    if (draft && !this.field.value && !this.edited) {
      this.field.value = draft.text;
      this.replyTo = messages.get(draft.reply_to) ?? null;
    }
    this.refresh();
  }

  /** Answers or edits a message. */
  compose({ replyTo = null, edit = null }) {
    if (edit) this.field.value = edit.text;
    else if (this.edited) this.field.value = "";
    this.replyTo = replyTo;
    this.edited = edit;
    this.refresh();
    this.field.focus();
  }

  key(event) {
    // On a telephone's keyboard, Enter is the only way to a new line.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.replyTo || this.edited)) {
      event.stopPropagation();
      this.compose({});
    }
  }

  typed() {
    this.refresh();
    this.keep();
    if (this.field.value && !this.edited) this.tell("typing");
  }

  /** Tells others what is being done, now and then. */
  tell(action) {
    const now = performance.now();
    if (action === this.told.action && now - this.told.at < TELL_EVERY) return;
    this.told = { action, at: now };
    if (this.peer !== store.me.id) api.typing(...this.names, action).catch(this.failed);
  }

  keepDraft() {
    if (this.edited) return;
    const text = this.field.value.trim();
    const draft = text || this.replyTo ? `${this.replyTo?.id ?? ""} ${text}` : "";
    if (draft === this.keptDraft) return;
    this.keptDraft = draft;
    api.draft(...this.names, text, this.replyTo?.id ?? null).catch(this.failed);
  }

  refresh() {
    const { field, edited, replyTo } = this;
    field.style.setProperty("height", "auto");
    field.style.setProperty("height", `${Math.min(field.scrollHeight, 168)}px`);
    const speaks = !field.value.trim() && !edited && canRecord();
    this.main.dataset.does = speaks ? "speak" : "send";
    this.main.replaceChildren(icon(edited ? "check" : speaks ? "mic" : "send"));
    this.main.setAttribute("aria-label", say(edited ? "save" : speaks ? "record" : "send"));
    this.main.title = this.main.getAttribute("aria-label");
    this.attach.hidden = Boolean(edited);
    this.about.hidden = !edited && !replyTo;
    if (this.about.hidden) return;
    const about = edited ?? replyTo;
    this.about.replaceChildren(
      icon(edited ? "pencil" : "reply"),
      el("span.names", null, el("strong", null, edited ? say("editing") : fullName(replyTo.from)), el("span", null, previewOf(about))),
      pictureButton("plain", icon("close"), say("cancel"), () => this.compose({})));
  }

  submit() {
    const text = this.field.value.trim();
    if (text.length > LONGEST) return this.failed(new Error(say("too-long", { most: LONGEST, has: text.length })));
    if (this.edited) return text ? this.save(text) : undefined;
    if (text) return this.deliver({ text });
    return canRecord() ? this.speak() : undefined;
  }

  async save(text) {
    const [by, peer] = this.names;
    const { id } = this.edited;
    try {
      this.sent(await api.edit({ by, with: peer, id, text }));
      this.field.value = "";
      this.compose({});
    } catch (error) {
      this.failed(error);
    }
  }

  /** Sends a message; what was written is given back if that fails. */
  async deliver({ text = "", file }) {
    const [from, to] = this.names;
    const [written, replyTo] = [this.field.value, this.replyTo];
    const isWritten = text === written.trim();
    if (isWritten) this.field.value = "";
    this.replyTo = null;
    // A message ends whatever was being done.
    this.told = { action: "cancel", at: 0 };
    this.refresh();
    try {
      this.sent(await api.send({ from, to, text, file: file?.id, reply_to: replyTo?.id ?? null }), true);
      this.keepDraft();
    } catch (error) {
      if (isWritten && !this.field.value) this.field.value = written;
      this.replyTo = replyTo;
      this.refresh();
      this.failed(error);
    }
  }

  // ---- Files ----

  openAttach() {
    const { left, top } = this.attach.getBoundingClientRect();
    const pick = (kind, accept) => () => {
      const input = el("input", { type: "file", accept });
      input.addEventListener("change", () => input.files[0] && this.upload(input.files[0], kind));
      input.click();
    };
    showMenu({ x: left, y: top - 150 }, [
      ["attach-photo", "photo", pick("photo", "image/*")],
      ["attach-document", "file", pick("document", null)],
      ["attach-voice", "wave", pick("voice", "audio/*")],
    ]);
  }

  /** What is pasted or dropped. */
  files(event, { files }) {
    const [file] = files ?? [];
    if (!file) return;
    event.preventDefault();
    this.upload(file, ["image/jpeg", "image/png", "image/webp"].includes(file.type) ? "photo" : "document");
  }

  /** Stores a file and sends it, with what is written as its caption. */
  async upload(blob, kind) {
    this.tell(`upload_${kind}`);
    this.element.classList.add("busy");
    try {
      const file = await this.store(blob, kind);
      await this.deliver({ text: kind === "voice" ? "" : this.field.value.trim(), file });
    } catch (error) {
      this.failed(error);
    } finally {
      this.element.classList.remove("busy");
    }
  }

  async store(blob, kind) {
    if (kind !== "voice") return api.store(blob, { kind, name: blob.name, mime: blob.type || null });
    const { bytes, duration, waveform, mime } = await voiceOf(blob);
    return api.store(bytes, { kind, duration: Math.max(1, Math.round(duration)), waveform: toHex(waveform), mime });
  }

  // ---- Voice ----

  speakingBar() {
    this.dot = el("span.dot", { "aria-hidden": "true" });
    this.time = el("span.time", { role: "timer" });
    return el("div.composer.speaking", { hidden: true, role: "group", "aria-label": say("doing-record_voice") },
      el("div.field", null, el("div.row", null, this.dot, this.time,
        el("button.cancel", { type: "button", onclick: () => this.endSpeaking(false) }, say("cancel")))),
      pictureButton("send", icon("send"), say("send"), () => this.endSpeaking(true)));
  }

  async speak() {
    hush();
    try {
      this.recording = await record((level) => this.dot.style.setProperty("--level", String(level)));
    } catch (error) {
      this.failed(new Error(say("no-microphone"), { cause: error }));
      return;
    }
    const tick = () => {
      this.time.textContent = length((performance.now() - this.recording.began) / 1000);
      this.tell("record_voice");
    };
    tick();
    this.ticking = setInterval(tick, 500);
    this.bar.hidden = true;
    this.speaking.hidden = false;
    this.speaking.querySelector(".send").focus();
  }

  async endSpeaking(isWanted) {
    const recording = this.recording;
    if (!recording) return;
    this.recording = null;
    clearInterval(this.ticking);
    this.bar.hidden = false;
    this.speaking.hidden = true;
    this.field.focus();
    const blob = await recording.stop();
    if (isWanted) await this.upload(blob, "voice");
    else this.tell("cancel");
  }

  /** Ends what goes on here. */
  close() {
    this.endSpeaking(false);
    this.keepDraft();
    this.element.remove();
  }
}
