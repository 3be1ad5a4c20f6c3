/* <newcomer-chat>: the button on the page, there at once. The chat behind it is fetched when the
   browser is idle. Below: what everything is made of, and its colours. */

const KEY = "newcomer-chat";

/** `base` is the server's address, `languages` what it speaks. */
export function define(base, languages) {
  Object.assign(NewcomerChat.prototype, { base, languages });
  if (!customElements.get(KEY)) customElements.define(KEY, NewcomerChat);
}

/** What one tab remembers over a reload, in sessionStorage: no other tab sees it. */
class Memory {
  constructor() {
    this.forget(JSON.parse(this.stored("getItem") || null));
  }

  /** Storage may be switched off. */
  stored(action, value) {
    try {
      return sessionStorage[action](KEY, value);
    } catch {
      return null;
    }
  }

  forget(instead) {
    Object.assign(this, { session: null, lang: null, open: null, turns: [] }, instead);
    if (!instead) this.stored("removeItem");
  }

  /** Writes what may be kept: nothing about danger, and no message that held private data. What
      has no answer yet is kept only when the page is being left. */
  save(leaving) {
    if (this.closed) return;
    this.closed = leaving;
    const { session, lang, open } = this;
    const has = ({ replies }, wanted) => replies.some(({ kind, faq_id }) => kind === wanted && faq_id);
    const turns = this.turns
      .filter((turn) => (turn.replies.length ? !has(turn, "crisis") : leaving))
      .map((turn) => {
        const { id, message, shown, replies } = turn;
        return has(turn, "notice") ? { id, replies } : { id, message, shown, replies };
      });
    this.stored("setItem", JSON.stringify({ session, lang, open, turns: turns.slice(-40) }));
  }
}

class NewcomerChat extends HTMLElement {
  static observedAttributes = ["lang", "open"];

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const press = () => this.setAttribute("open", "");
    this.memory = new Memory();
    this.colours = sheet("");
    this.button = button("launcher", "chat", "", press, { "aria-haspopup": "dialog", "aria-expanded": "false" });
    root.adoptedStyleSheets = [this.colours, sheet(CSS)];
    root.append(this.button);
    addFonts(this.base);
    this.paint();
    this.label();
    // What the newcomer did last in this tab comes before what the page says.
    const open = this.fills || (this.memory.open ?? this.hasAttribute("open"));
    this.starting = true;
    this.toggleAttribute("open", open);
    this.starting = false;
    if (open) this.show(false);
    else (window.requestIdleCallback || setTimeout)(() => this.load().catch(() => {}));
  }

  attributeChangedCallback(name, before, now) {
    if (!this.shadowRoot || this.starting || before === now) return;
    if (name === "lang") {
      this.label();
      this.chat?.relabel();
    } else if (now === null) this.chat?.hide();
    else if (before === null) this.show(true);
  }

  /** Whether the chat fills its place on the page. */
  get fills() {
    return this.getAttribute("position") === "fill";
  }

  get original() {
    return this.languages.find((language) => language.source);
  }

  /** Chosen by the newcomer, else by the page, else the browser's. */
  get language() {
    const wanted = [this.memory.lang, this.lang, ...navigator.languages.map((code) => code.split("-")[0])];
    const known = wanted.map((code) => this.languages.find((language) => language.code === code));
    return known.find(Boolean) || this.original;
  }

  paint() {
    this.colours.replaceSync(colourRules(this.button));
  }

  label(key = "chat_title") {
    const { code, dir, [key]: word } = this.language;
    Object.assign(this.button, { lang: code, dir });
    this.button.lastChild.textContent = word;
  }

  async load() {
    const { Chat } = await import("./chat.js");
    this.chat ??= new Chat(this);
    await this.chat.ready();
  }

  /** Opens the chat, or says on the button that it cannot be fetched. */
  async show(byHand) {
    this.button.setAttribute("aria-busy", "true");
    try {
      await this.load();
      if (this.hasAttribute("open")) this.chat.show(byHand);
    } catch {
      this.removeAttribute("open");
      this.label("offline");
    }
    this.button.removeAttribute("aria-busy");
  }
}

const RING = "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18";
const PATHS = {
  chat: "M4 5h16v11h-9l-5 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 11l16-7-5 16-4-7zM11 13l4-4",
  lang: RING + "M3 12h18M12 3c5 5 5 13 0 18c-5-5-5-13 0-18",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  leave: "M13 4H5v16h8M10 12h10M16 8l4 4-4 4",
  read: "M4 9v6h4l5 4V5L8 9zM16 9c2 2 2 4 0 6M18 6c4 4 4 8 0 12",
  stop: "M7 7h10v10H7z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  print: "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
  yes: "M4 11h3v9H4zM7 11l4-8c2 0 3 1 3 3l-1 4h6c1 0 2 1 2 2l-2 7c0 1-1 1-2 1H7",
  no: "M4 13h3V4H4zM7 13l4 8c2 0 3-1 3-3l-1-4h6c1 0 2-1 2-2l-2-7c0-1-1-1-2-1H7",
  big: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  page: "M6 3h9l4 4v14H6zM9 11h7M9 15h7",
  notice: RING + "M12 11v6M12 7v.5",
  crisis: "M12 4l9 16H3zM12 10v5M12 17v.5",
  reception: "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  danish: "M4 5c3-1 6-1 8 1c2-2 5-2 8-1v13c-3-1-6-1-8 1c-2-2-5-2-8-1zM12 6v13",
  work: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  housing: "M4 11l8-7l8 7M6 10v10h12V10M10 20v-6h4v6",
  children: "M8 4a3 3 0 1 0 0 6a3 3 0 1 0 0-6M3 20v-3c0-5 10-5 10 0v3M18 10a2 2 0 1 0 0 4a2 2 0 1 0 0-4M16 20v-1c0-3 5-3 5 0v1",
  everyday: "M4 8h16v12H4zM4 8l12-4v4M15 14h2",
  rights: "M12 4v16M8 20h8M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
  community: RING + "M12 8l4 3l-2 5h-4L8 11zM12 8V3M16 11l5-1M8 11l-5-1",
  background: "M4 20h16M7 20v-7M12 20V5M17 20v-10",
};

/** An element. Text becomes text nodes: nothing that anybody wrote is read as HTML, and
    Trusted Types have nothing to refuse. "onclick" is a listener; null and false are left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", ["send", "leave"].includes(name) ? "icon flip" : "icon");
  path.setAttribute("d", PATHS[name] || PATHS.chat);
  svg.append(path);
  return svg;
}

export function button(look, name, word, onclick, more) {
  return h("button", { class: look, onclick, ...more }, name && icon(name), word != null && h("span", { dir: "auto" }, word));
}

export function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

const FACES = [
  ["arabic", "U+600-6FF,U+750-77F,U+8A0-8FF,U+FB50-FDFF,U+FE70-FEFC", ["Noto Sans Arabic", "Segoe UI", "Geeza Pro"]],
  ["ethiopic", "U+1200-1399,U+2D80-2DDE,U+AB01-AB2E", ["Noto Sans Ethiopic", "Ebrima", "Kefa"]],
];

/** Fonts that a plain computer may lack: fetched when a character of the script is shown and the
    machine has none of those named here. */
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

/* A page sets --newcomer-accent and --newcomer-surface; the rest is worked out, so that text keeps
   a contrast of 4.5 : 1 and borders 3 : 1. */

const DEFAULTS = { accent: "#14506b", surface: "#ffffff" };
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

function contrast(...colours) {
  const [a, b] = colours.map((colour) => {
    const [red, green, blue] = colour.map((part) => (part < 11 ? part / 3295 : ((part + 14) / 269) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  });
  return Math.max(a / b, b / a);
}

const mix = (a, b, share) => a.map((part, i) => Math.round(part + (b[i] - part) * share));
const best = (ground) => (contrast(ground, WHITE) > contrast(ground, BLACK) ? WHITE : BLACK);

/** The colours that the page has chosen, as rules; `probe` is an element inside. */
export function colourRules(probe) {
  const computed = (colour) => {
    probe.style.cssText = `forced-color-adjust: none; color: ${colour}`;
    const found = getComputedStyle(probe).color;
    probe.style.cssText = "";
    return found.startsWith("rgb(") && found.match(/\d+/g).map(Number);
  };
  const chosen = (name) => computed(`var(--newcomer-${name}, ${DEFAULTS[name]})`) || computed(DEFAULTS[name]);
  const [accent, surface] = [chosen("accent"), chosen("surface")];
  const end = best(surface);
  const soft = contrast(surface, end) > 7 ? mix(surface, end, 0.04) : surface;
  const strong = (colour, ratio) => {
    let share = 0;
    while (share < 0.99 && contrast(mix(colour, end, share), soft) < ratio) share += 0.05;
    return mix(colour, end, share);
  };
  const colours = {
    accent,
    surface,
    text: strong(soft, 14),
    soft,
    ink: best(accent),
    edge: mix(surface, end, 0.14),
    line: strong(soft, 3.1),
    muted: strong(soft, 5.5),
    link: strong(accent, 5),
  };
  return `:host{${Object.entries(colours).map(([name, rgb]) => `--${name}:rgb(${rgb})`).join(";")}}`;
}

/* Sizes are in em, from 16 px up; what depends on the direction of writing is logical. */
const CSS = `
:host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 1em; inset-inline-end: 1em;
  font: 16px/1.6 "newcomer arabic", "newcomer ethiopic", system-ui, sans-serif; font-size: max(1rem, 16px);
  overflow-wrap: break-word }
:host([position="start"]) { inset-inline: 1em auto }
:host([position="fill"]) { display: block; position: relative; inset: 0; z-index: 0; height: 100% }
:host([position="fill"]) :is(.launcher, .close), :host([open]) .launcher, [hidden] { display: none !important }
* { box-sizing: border-box }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
button, textarea { font: inherit; color: inherit; min-height: 3em; min-width: 3em; padding: .4em 1em;
  background: none; border: 2px solid transparent; border-radius: 1.5em }
button, .head, .state, .label { display: flex; align-items: center; gap: .5em; text-align: start }
button { cursor: pointer; line-height: 1.35; max-width: 100% }
span { min-width: 0 }
button:hover, [aria-pressed="true"], [aria-expanded="true"] { border-color: currentColor }
[aria-pressed="true"], h2, h3, .launcher, .leave { font-weight: 600 }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
h2, h3, p { margin: 0; font-size: 1em }
h3 { margin-bottom: .4em }
p { white-space: pre-line }
p + p { margin-top: .7em }
a { color: var(--link) }
.icon { width: 1.4em; height: 1.4em; flex: none; fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round }
[dir="rtl"] .flip { transform: scaleX(-1) }
.launcher, .head, .said, .go { color: var(--ink); background: var(--accent) }
.launcher { max-width: calc(100vw - 2em); padding: .8em 1.3em; border-color: var(--ink); border-radius: 2em;
  box-shadow: 0 .3em 1.2em rgba(0,0,0,.3) }

dialog { position: fixed; inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; padding: 0;
  border: 0; color: var(--text); background: var(--surface) }
.panel[open] { display: flex; flex-direction: column; overflow: hidden }
.panel > :first-child { display: contents }
.panel.float { inset: auto 1em 1em auto; width: min(27em, 100vw - 2em); height: min(44em, 100vh - 2em);
  border: 1px solid var(--edge); border-radius: 1em; box-shadow: 0 .5em 3em rgba(0,0,0,.3) }
.float.left { inset: auto auto 1em 1em }
.float.wide { width: min(50em, 100vw - 2em) }
:host([position="fill"]) .panel { position: absolute }
.leave { justify-content: center; width: 100%; color: #3a2a00; background: #ffe3a3; border-radius: 0 }
.head { gap: 0; padding: .3em; padding-inline-start: 1em }
.head h2 { flex: 1; line-height: 1.3 }
.round { flex: none; justify-content: center; padding: 0 }
.leave, .head * { outline-color: currentColor !important; outline-offset: -4px !important }
.log { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1em }
.turn > *, .start > * { margin-bottom: 1em }
.said, .reply { padding: .8em 1em; border: 1px solid var(--edge); border-radius: 1.1em }
.said { width: fit-content; max-width: 85%; margin-inline-start: auto; border-end-end-radius: .2em }
.reply { background: var(--soft); border-end-start-radius: .2em }
.reply > * + :not(.texts) { margin-top: .8em }
.texts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)); gap: 1em }
.other { padding: .8em; background: var(--surface); border: 2px solid var(--line); border-radius: .7em }
.notice { --link: #5c4700; --muted: #5c4700; --line: #8a6a00; --edge: #8a6a00; --surface: #fff; --soft: #fff6dd;
  color: #2d0a07; border-width: 2px }
.crisis { --link: #7a1008; --muted: #7a1008; --line: #a3160c; --edge: #a3160c; --soft: #fdeeec }
.crisis a[href^="tel"] { display: inline-block; padding: .5em .9em; margin: .15em 0; font-weight: 600; border: 2px solid;
  border-radius: 2em; text-decoration: none }
.label, .tools, .rating, h3 { font-size: .94em; color: var(--muted) }
.tools, .rating, .choices, .bar { display: flex; flex-wrap: wrap; align-items: center; gap: .4em }
.reply > .tools { gap: 0; margin: 0 -.6em }
.tools .tool { margin-top: .7em }
.tool { padding: .4em .7em }
.tool, .choice { color: var(--link) }
.choice { background: var(--surface); border-color: var(--line) }
.topic { flex: 1 1 11em; min-width: min-content; padding-inline: .8em }
.languages button { flex: 1 1 4.5em; padding-inline: .4em; justify-content: center; font-size: 1.15em }
.rating, form, .bar { padding-top: .6em; border-top: 1px solid var(--edge) }
.bar, form, .state:not(:empty) { padding: .6em 1em }
.bar p { flex: 1 0 100% }
.dots { width: 2em; height: .5em; background: radial-gradient(circle, currentColor 60%, transparent 65%) 0 / .65em 100%;
  animation: beat 1s infinite alternate }
@keyframes beat { from { opacity: .3 } }
form { display: flex; align-items: end; gap: .5em }
textarea { flex: 1; min-width: 0; resize: none; padding: .6em 1em; border-color: var(--line) }
textarea::placeholder { color: var(--muted); opacity: 1 }
.big { --surface: #fff; --text: #000; --link: #000; --line: #555 }
.big .choices { padding: 1em }
.page { max-width: 40em; margin: auto; padding: 0 1em 2em; font-size: clamp(1.5em, 1em + 2.5vw, 2.6em) }
iframe { position: absolute; width: 1px; height: 1px; bottom: 0; border: 0; opacity: 0 }

@media (max-height: 26rem) { /* zoomed in: everything scrolls but the leave key */
  .panel[open] { display: block; overflow: auto }
  .leave { position: sticky; top: 0; z-index: 1 }
}
@media (max-width: 30rem) { .rating > span { width: 100% } }
@media (prefers-reduced-motion: reduce) { .dots { animation: none } }
@media (forced-colors: active) { [aria-pressed="true"] { border-width: 5px } }
@media print {
  button, form, .bar, .state, .tools, .rating, .choices { display: none !important }
  .panel { position: static !important; display: block !important; height: auto !important; border: 0 }
  .said, .head { color: #000; background: none }
}`;
