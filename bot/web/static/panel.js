/* What is shown: the panel, where the focus is, and every message. */

import { addFonts, button, h, icon } from "./element.js";

const NARROW = matchMedia("(max-width: 30rem)");
const TOUCH = matchMedia("(pointer: coarse)");

function round(name, word, onclick, look = name) {
  return button(`round ${look}`, name, null, onclick, { "aria-label": word, title: word });
}

export class Panel {
  constructor(host) {
    const { shadowRoot: root, memory, original } = host;
    Object.assign(this, { host, root, memory, original });
    this.top = h("div");
    this.log = h("div", { class: "log", role: "log", tabindex: 0 });
    this.bar = h("div", { class: "bar", role: "group", "aria-labelledby": "question", hidden: true });
    this.state = h("p", { class: "state", role: "status" });
    this.field = h("textarea", { rows: 1, maxlength: 5000, autocomplete: "off", spellcheck: "false", enterkeyhint: "send" });
    this.form = h("form", null, this.field, h("span"));
    this.panel = h("dialog", { class: "panel", "aria-labelledby": "title" }, this.top, this.log, this.bar, this.state, this.form);
    root.append(this.panel);
    this.listen();
  }

  speak(words) {
    const { host, field } = this;
    const { code: lang, dir } = host.language;
    const remove = button("choice", "bin", words.delete_conversation, () => this.settle(() => this.forget()));
    const head = h(
      "div",
      { class: "head" },
      h("h2", { id: "title" }, words.chat_title),
      round("lang", words.choose_language, () => this.question(words.choose_language, this.languages())),
      round("bin", words.delete_conversation, () => this.question(words.delete_confirm, [remove])),
      round("close", words.close_chat, () => host.removeAttribute("open")),
    );
    Object.assign(this.panel, { lang, dir });
    this.top.replaceChildren(this.exit(), head);
    this.log.setAttribute("aria-label", words.conversation);
    field.setAttribute("aria-label", (field.placeholder = words.input_placeholder));
    this.form.lastChild.replaceWith(round("send", words.send, () => {}, "go"));
    this.fit();
  }

  exit() {
    const { leave_page, leave_hint: title } = this.words;
    return button("leave", "leave", leave_page, () => this.leave(), { title });
  }

  listen() {
    const { panel, form, field, host } = this;
    panel.addEventListener("close", () => panel.open || host.removeAttribute("open"));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.escape() && event.preventDefault());
    document.addEventListener("keydown", (event) => panel.open && this.hurry(event));
    NARROW.addEventListener("change", () => panel.open && this.show());
    // The keyboard of a phone covers the page: keep to what is left.
    window.visualViewport?.addEventListener("resize", ({ target }) => {
      const covered = !panel.matches(".float") && !host.fills && target.scale === 1;
      panel.style.height = covered ? `${target.height}px` : "";
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (text) this.say(text);
      field.value = "";
      this.fit();
    });
    field.addEventListener("input", () => this.fit());
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  /** The field is as high as its text, and runs as it runs. */
  fit() {
    const { field, panel } = this;
    field.dir = field.value ? "auto" : panel.dir;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 4, 150)}px`;
  }

  show(byHand) {
    const { panel, host } = this;
    const held = this.root.activeElement;
    const reversed = getComputedStyle(host).direction === "rtl";
    host.paint();
    panel.classList.toggle("float", !NARROW.matches && !host.fills);
    panel.classList.toggle("left", host.matches("[position=start]") !== reversed);
    if (panel.open) panel.close();
    if (NARROW.matches && !host.fills) panel.showModal();
    else panel.open = true; // show() would move the focus, also when nobody has asked
    this.remember(true);
    this.fit();
    this.log.scrollTop = this.start ? 0 : this.log.scrollHeight;
    if (!this.memory.turns.length) this.greet();
    if (panel.contains(held)) held.focus();
    else if (byHand || panel.matches(":modal")) this.rest(); // not on the leave key
  }

  hide() {
    silence();
    if (this.panel.open) this.panel.close();
    this.remember(false);
    this.host.button.focus();
  }

  remember(open) {
    this.host.button.setAttribute("aria-expanded", open);
    this.memory.open = open;
    this.memory.save();
  }

  /** Puts the focus where one goes on; on a phone the field would open the keyboard. */
  rest() {
    const place = this.start?.querySelector("button") || (TOUCH.matches ? this.log : this.field);
    place.focus({ preventScroll: true });
  }

  /** False where a modal dialog closes by itself. */
  escape() {
    if (!this.bar.hidden) this.settle();
    else if (this.panel.matches(".float")) this.host.removeAttribute("open");
    else return false;
    return true;
  }

  /** Shift three times within 1.5 seconds leaves the page. */
  hurry({ key, repeat, timeStamp }) {
    if (repeat) return;
    this.shifts = key === "Shift" ? [timeStamp, ...(this.shifts || [])].slice(0, 3) : [];
    if (timeStamp - this.shifts[2] < 1500) this.leave();
  }

  /** Asks something in the bar above the field. */
  question(text, buttons) {
    const cancel = button("choice", "close", this.words.cancel, () => this.settle());
    this.asked = this.root.activeElement;
    this.bar.replaceChildren(h("p", { id: "question", tabindex: -1 }, text), ...buttons, cancel);
    this.bar.hidden = false;
    this.bar.firstChild.focus();
  }

  /** Puts the bar away, the focus back, and then does what was asked for. */
  settle(then) {
    this.bar.hidden = true;
    this.asked?.focus();
    then?.();
  }

  languages() {
    return this.host.languages.map(({ code, dir, name }) => {
      const onclick = () => this.settle(() => this.pick(code));
      const pressed = code === this.memory.lang;
      return button("choice", null, name, onclick, { lang: code, dir, "aria-pressed": `${pressed}` });
    });
  }

  /** Chooses a language; where nothing has been said but the greeting, that is said anew. */
  async pick(lang) {
    this.start?.remove();
    this.start = null;
    await this.choose(lang);
    if (!this.memory.turns.some((turn) => turn.shown)) this.greet();
    this.rest();
  }

  welcome() {
    const { words } = this;
    const href = this.host.getAttribute("privacy-link");
    this.start?.remove();
    this.start = h(
      "section",
      { class: "start", "aria-labelledby": "choose" },
      h("h3", { id: "choose" }, words.choose_language),
      h("div", { class: "choices languages" }, ...this.languages()),
      /^(https:\/\/|\/(?!\/))/.test(href) && h("a", { href }, words.privacy_link),
    );
    this.log.prepend(this.start);
  }

  /** The original in large type, to be shown at a counter. */
  enlarge(reply, words) {
    const { code, dir } = this.original;
    const close = button("choice", "close", words.close, () => dialog.close());
    const print = button("choice", "print", words.print, () => printed(reply, words, this, dialog));
    const dialog = h(
      "dialog",
      { class: "big", lang: reply.lang, dir: reply.dir, "aria-label": words.danish_text },
      this.exit(),
      h("div", { class: "choices" }, close, print),
      h("div", { class: "page", lang: code, dir }, ...paragraphs(reply.danish, words)),
    );
    dialog.addEventListener("close", () => dialog.remove()); // the focus is back already
    this.root.append(dialog);
    dialog.showModal();
    close.focus();
  }

  tell(text, waiting) {
    clearTimeout(this.telling);
    this.state.replaceChildren(waiting ? h("span", { class: "dots" }) : "", text);
    if (!waiting) this.telling = setTimeout(() => this.state.replaceChildren(), 6000);
  }

  follow({ shown, view }) {
    this.reveal((shown == null && this.start) || view);
  }

  /** Texts are read from their beginning: that comes to the top. */
  reveal(element) {
    const top = (one) => one.getBoundingClientRect().top;
    this.log.scrollTop += top(element) - top(this.log) - 12;
  }
}

const RATED = ["answer", "translation"];

/* Links: https, phone numbers and e-mail, nothing else. bot/web/links.py does the same. */
const REST = "[^\\s<>\"'\\u2066-\\u2069]";
const MAIL = "[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+";
const SITE = `(?<![\\w.@-])(?:[a-z0-9-]+\\.)+(?:dk|org|com|eu|net|ngo)\\b(?:/${REST}*)?`;
const EIGHT = "(?:\\+\\d\\d )?\\d\\d(?:[ \\u00a0]\\d\\d){3}";

/** `text` as strings and pairs [text, address]; `phones` are those that the content knows. */
export function pieces(text, phones) {
  const known = phones.map((phone) => [...phone.replace(/\D/g, "")].join("[ \\u00a0]?"));
  const phone = `(?<![\\w+.,-])(?:${[...known, EIGHT].join("|")})(?![\\w-]|[.,]\\d)`;
  const found = [];
  let from = 0;
  for (const match of text.matchAll(new RegExp(`(https://${REST}+)|(${MAIL})|(${phone})|${SITE}`, "gi"))) {
    const shown = match[0].replace(/[.,;:!?)\]»”،؛؟።፣፤፧]+$/, "");
    const scheme = match[1] ? "" : match[2] ? "mailto:" : match[3] ? "tel:" : "https://";
    found.push(text.slice(from, match.index), [shown, scheme + (match[3] ? shown.replace(/[^\d+]/g, "") : shown)]);
    from = match.index + shown.length;
  }
  return [...found, text.slice(from)];
}

function paragraphs(text, { phones, new_tab }) {
  const link = ([shown, href]) => {
    const site = href.startsWith("https:") && { target: "_blank", rel: "noreferrer" };
    return h("a", { href, ...site }, h("bdi", { dir: "ltr" }, shown), site && h("span", { class: "unseen" }, ` (${new_tab})`));
  };
  const parts = (part) => pieces(part, phones).map((piece) => (piece.map ? link(piece) : piece));
  return text.split(/\n\s*\n/).map((part) => h("p", null, ...parts(part)));
}

export function said(text, words) {
  // Numbers run left to right.
  const parts = text.split(/(\d[\d .:-]*\d)/).map((part, i) => (i % 2 ? h("bdi", { dir: "ltr" }, part) : part));
  return h("div", { class: "said" }, h("span", { class: "unseen" }, `${words.you}: `), h("p", { dir: "auto" }, ...parts));
}

export function replied(reply, words, chat) {
  const { kind, lang, label, faq_id } = reply;
  const texts = h("div", { class: "texts" }, h("div", null, ...paragraphs(reply.text, words)));
  // The languages of the greeting stand above it already.
  const buttons = reply.buttons.filter(({ payload }) => faq_id !== "greet" || !payload.startsWith("btn:lang"));
  return h(
    "div",
    { class: `reply ${kind === "crisis" ? "notice crisis" : kind}`, lang, dir: reply.dir === "rtl" ? "rtl" : "ltr" },
    h("span", { class: "unseen" }, `${words.bot}: `),
    /crisis|notice/.test(kind) && icon(kind),
    texts,
    label && h("p", { class: "label" }, icon("notice"), h("span", null, label)),
    tools(reply, words, chat, texts),
    RATED.includes(kind) && rating(reply, words, chat),
    buttons.length > 0 && h("div", { class: "choices" }, ...buttons.map((one) => choice(one, chat))),
  );
}

function tools(reply, words, chat, texts) {
  const { text, lang, danish, kind } = reply;
  const { code, dir } = chat.original;
  const enlarge = () => button("tool", "big", words.big_text, () => chat.enlarge(reply, words));

  /** Puts the original beside the text, or takes it away. */
  const toggle = ({ currentTarget }) => {
    const name = words.danish_text;
    const other = h("div", { lang: code, dir }, ...paragraphs(danish, words));
    if (texts.children[1]) texts.lastChild.remove();
    else texts.append(h("section", { class: "other", "aria-label": name }, h("h3", null, name), other, enlarge()));
    currentTarget.setAttribute("aria-expanded", texts.children.length > 1);
    chat.panel.classList.toggle("wide", Boolean(chat.log.querySelector(".other")));
    chat.reveal(texts.lastChild);
  };
  const copy = async () => {
    const shown = texts.children[1] ? `${text}\n\n${danish}` : text;
    await navigator.clipboard.writeText(plain(shown));
    chat.tell(words.copied);
  };
  const paper = kind === "crisis" || RATED.includes(kind);
  return h(
    "div",
    { class: "tools", "aria-live": "off" },
    danish && lang !== code && button("tool", "page", words.show_danish, toggle, { "aria-expanded": "false" }),
    danish && lang === code && paper && enlarge(),
    reader(reply, words),
    paper && navigator.clipboard && button("tool", "copy", words.copy, copy),
    paper && button("tool", "print", words.print, () => printed(reply, words, chat, chat.panel)),
  );
}

function rating({ id }, words, chat) {
  const question = words.helpful_question;
  const both = ["yes", "no"].map((name) => {
    const rate = async () => {
      if (await chat.rate(id, name === "yes")) both.forEach((one) => one.setAttribute("aria-pressed", one === made));
    };
    const made = button("tool", name, words[`helpful_${name}`], rate, { "aria-pressed": "false" });
    return made;
  });
  return h("div", { class: "rating", role: "group", "aria-label": question, "aria-live": "off" }, h("span", null, question), ...both);
}

function choice({ title, payload }, chat) {
  const [, action, argument] = payload.split(":");
  const lang = action === "lang" ? argument : null;
  const topic = action === "topic" && argument;
  return button(topic ? "choice topic" : "choice", topic || (lang && "lang"), title, () => chat.press(payload, title, lang), { lang });
}

/** Without the marks that isolate left-to-right words. */
const plain = (text) => text.replace(/[\u2066-\u2069]/g, "");
const engine = window.speechSynthesis;

export function silence() {
  engine?.cancel();
}

/** Reads aloud; hidden while this machine has no voice of its own for the language (one that lives
    on a server would send the text away). */
function reader({ text, lang }, words) {
  let voice;
  let reading;
  const press = () => {
    const stop = reading;
    silence();
    if (stop) return;
    const said = new SpeechSynthesisUtterance(plain(text));
    Object.assign(said, { voice, lang, rate: 0.9, onend: () => show(false), onerror: () => show(false) });
    engine.speak(said);
    show(true);
  };
  const made = button("tool", null, null, press);
  const show = (now) => {
    reading = now;
    made.replaceChildren(icon(now ? "stop" : "read"), now ? words.stop_reading : words.read_aloud);
  };
  const find = () => {
    voice = engine?.getVoices().find((one) => one.localService && one.lang.split(/[-_]/)[0] === lang);
    made.hidden = !voice;
  };
  engine?.addEventListener?.("voiceschanged", find);
  find();
  show(false);
  return made;
}

const PAPER = `
body { font: 14pt/1.6 "newcomer arabic", "newcomer ethiopic", system-ui, sans-serif; margin: 0 }
section + section { border-top: 1pt solid; padding-top: 1em } p { white-space: pre-line }`;

/** Prints a reply and its original, not the page around them; `place` is the open dialog. */
function printed(reply, words, { original, host }, place) {
  const { text, lang, dir, label, danish } = reply;
  const part = (shown, code, way, note) => h("section", { lang: code, dir: way }, ...paragraphs(shown, words), note && h("p", null, note));
  const frame = h("iframe", { "aria-hidden": "true", tabindex: -1 });
  const fill = async () => {
    const { contentWindow: view, contentDocument: page } = frame;
    const style = new view.CSSStyleSheet();
    style.replaceSync(PAPER);
    page.adoptedStyleSheets = [style];
    page.title = words.chat_title;
    addFonts(host.base, page);
    page.body.append(part(text, lang, dir, label));
    if (danish && lang !== original.code) page.body.append(part(danish, original.code, original.dir));
    await page.fonts.ready;
    view.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
    view.print();
  };
  // Firefox puts another empty page into a frame when that has loaded.
  frame.addEventListener("load", fill, { once: true });
  place.append(frame);
}
