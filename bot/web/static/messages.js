/* One message on the screen: its text with links, what state the text is in, its tools, and the
   buttons that lead on. */

import { button, h, icon } from "./look.js";

const RATED = ["answer", "translation"];

/* What can be followed in a text: https, phone numbers and e-mail. Nothing else becomes a link,
   whatever a text holds. bot/web/links.py does the same. */
const REST = "[^\\s<>\"'\\u2066-\\u2069]";
const MAIL = "[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+";
const SITE = `(?<![\\w.@-])(?:[a-z0-9-]+\\.)+(?:dk|org|com|eu|net|ngo)\\b(?:/${REST}*)?`;
const EIGHT = "(?:\\+\\d\\d )?\\d\\d(?:[ \\u00a0]\\d\\d){3}";

/** `text` as strings and pairs [text, address]; `phones` are the numbers that the content knows. */
export function pieces(text, phones) {
  const known = phones.map((phone) => [...phone.replace(/\D/g, "")].join("[ \\u00a0]?"));
  const phone = `(?<![\\w+.,-])(?:${[...known, EIGHT].join("|")})(?![\\w-]|[.,]\\d)`;
  const found = [];
  let from = 0;
  for (const match of text.matchAll(new RegExp(`(https://${REST}+)|(${MAIL})|(${phone})|${SITE}`, "gi"))) {
    const shown = match[0].replace(/[.,;:!?)\]»”،؛؟።፣፤፧]+$/, "");
    const address = match[3] ? "tel:" + shown.replace(/[^\d+]/g, "") : (match[2] ? "mailto:" : match[1] ? "" : "https://") + shown;
    found.push(text.slice(from, match.index), [shown, address]);
    from = match.index + shown.length;
  }
  return [...found, text.slice(from)];
}

/** The paragraphs of a text, with its links. */
export function paragraphs(text, { phones, new_tab }) {
  const link = ([shown, href]) => {
    const site = href.startsWith("https:");
    const away = site && { target: "_blank", rel: "noopener noreferrer" };
    return h("a", { href, ...away }, h("bdi", { dir: "ltr" }, shown), site && h("span", { class: "unseen" }, ` (${new_tab})`));
  };
  const shown = (piece) => (piece.map ? link(piece) : piece);
  return text.split(/\n\s*\n/).map((part) => h("p", null, ...pieces(part, phones).map(shown)));
}

/** What the person wrote, or the button that was pressed. */
export function said(text, words) {
  return h("div", { class: "said" }, h("span", { class: "unseen" }, `${words.you}: `), h("p", { dir: "auto" }, text));
}

/** What the bot replied; `chat` does what the buttons ask for. */
export function replied(reply, words, chat) {
  const { kind, lang, label, faq_id } = reply;
  // The languages stand at the top of the panel already.
  const buttons = reply.buttons.filter(({ payload }) => faq_id !== "greet" || !payload.startsWith("btn:lang"));
  const texts = h("div", { class: "texts" }, h("div", null, ...paragraphs(reply.text, words)));
  return h(
    "div",
    { class: `reply ${kind}`, lang, dir: reply.dir === "rtl" ? "rtl" : "ltr" },
    h("span", { class: "unseen" }, `${words.bot}: `),
    ["crisis", "notice"].includes(kind) && icon(kind),
    texts,
    label && h("p", { class: "label" }, icon("notice"), h("span", null, label)),
    tools(reply, words, chat, texts),
    RATED.includes(kind) && rating(reply, words, chat),
    buttons.length > 0 && h("div", { class: "choices" }, ...buttons.map((one) => choice(one, chat))),
  );
}

function tools(reply, words, chat, texts) {
  const { lang, danish, kind } = reply;
  const { code, dir } = chat.original;
  const enlarge = () => button("tool", "big", words.big_text, () => chat.enlarge(reply, words));

  /** Puts the text that staff can read beside the one that the person reads, or takes it away. */
  const toggle = ({ currentTarget }) => {
    const open = !texts.children[1];
    if (open) {
      const text = h("div", { lang: code, dir }, ...paragraphs(danish, words));
      const name = words.danish_text;
      texts.append(h("section", { class: "other", "aria-label": name }, h("h3", null, name), text, enlarge()));
    } else texts.lastChild.remove();
    currentTarget.setAttribute("aria-expanded", open);
    chat.panel.classList.toggle("wide", chat.log.querySelector(".other"));
  };
  const copy = async () => {
    const shown = texts.children[1] ? `${reply.text}\n\n${danish}` : reply.text;
    await navigator.clipboard.writeText(shown.replace(/[\u2066-\u2069]/g, ""));
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

function rating(reply, words, chat) {
  const { helpful_question: question, helpful_yes, helpful_no } = words;
  const answer = (name, word) => {
    const rate = async () => {
      if (await chat.rate(reply, name === "yes")) for (const one of both) one.setAttribute("aria-pressed", one === made);
    };
    const made = button("tool", name, word, rate, { "aria-pressed": "false" });
    return made;
  };
  const both = [answer("yes", helpful_yes), answer("no", helpful_no)];
  return h("div", { class: "rating", role: "group", "aria-label": question, "aria-live": "off" }, h("span", null, question), ...both);
}

function choice({ title, payload }, chat) {
  const [, action, argument] = payload.split(":");
  const lang = action === "lang" ? argument : null;
  const topic = action === "topic" && argument;
  const onclick = () => chat.press(payload, title, lang);
  return h(
    "button",
    { type: "button", class: topic ? "choice topic" : "choice", lang, onclick },
    (topic || lang) && icon(topic || "lang"),
    h("span", { dir: "auto" }, title),
  );
}

const FACES = [
  ["arabic", "U+600-6FF,U+750-77F,U+8A0-8FF,U+FB50-FDFF,U+FE70-FEFC", ["Noto Sans Arabic"]],
  ["ethiopic", "U+1200-1399,U+2D80-2DDE,U+AB01-AB2E", ["Noto Sans Ethiopic", "Ebrima"]],
];

/** Declares the fonts that a plain computer may lack. The browser fetches one only when a
    character of its script is shown, and no font of the machine that is named here is there. */
export function addFonts(base, page = document) {
  for (const [name, unicodeRange, own] of FACES) {
    for (const weight of [400, 700]) {
      const local = own.map((font) => `local("${font}${weight > 400 ? " Bold" : ""}")`);
      const file = new URL(`chat/fonts/noto-sans-${name}-${weight}.woff2`, base);
      const face = new page.defaultView.FontFace(`newcomer ${name}`, `${local},url("${file}")`, { weight, unicodeRange, display: "swap" });
      page.fonts.add(face);
    }
  }
}

const engine = window.speechSynthesis;

export function silence() {
  engine?.cancel();
}

/** The button that reads aloud, hidden while there is no voice for the language on this machine: a
    voice that lives on a server would send the text away. */
function reader({ text, lang }, words) {
  const made = h("button", { type: "button", class: "tool", onclick: press });
  let voice;
  let reading;
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

  function press() {
    const stop = reading;
    silence();
    if (stop) return;
    const said = new SpeechSynthesisUtterance(text.replace(/[\u2066-\u2069]/g, ""));
    Object.assign(said, { voice, lang, rate: 0.9, onend: () => show(false), onerror: () => show(false) });
    engine.speak(said);
    show(true);
  }
}

const PAPER = `
body { font: 14pt/1.6 system-ui, "newcomer arabic", "newcomer ethiopic", sans-serif; margin: 0 }
section { margin-block-end: 2em } p { white-space: pre-line }
section + section { border-block-start: 1pt solid; padding-block-start: 1em }`;

/** Prints a reply and its original, and nothing of the page around the chat; `place` is the dialog
    that is open. */
export function printed(reply, words, { original, client }, place) {
  const part = (text, { code, dir }, ...more) => h("section", { lang: code, dir }, ...paragraphs(text, words), ...more);
  const texts = [part(reply.text, { code: reply.lang, dir: reply.dir }, h("p", null, reply.label))];
  if (reply.danish && reply.lang !== original.code) texts.push(part(reply.danish, original));
  const frame = h("iframe", { "aria-hidden": "true", tabindex: -1, title: words.print });
  // Firefox puts a new empty page into a frame when it has loaded; Chromium tells at once.
  frame.addEventListener("load", fill, { once: true });
  place.append(frame);

  async function fill() {
    const { contentWindow: view, contentDocument: page } = frame;
    const style = new view.CSSStyleSheet();
    style.replaceSync(PAPER);
    page.adoptedStyleSheets = [style];
    page.title = words.chat_title;
    addFonts(client.base, page);
    page.body.append(...texts);
    await page.fonts.ready;
    view.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
    view.print();
  }
}
