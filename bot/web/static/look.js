/* What things look like: elements, icons, colours, styles. Text goes in as text nodes only: nothing
   that anybody wrote is read as HTML, and a page that enforces Trusted Types refuses nothing. */

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
  retry: "M20 12a8 8 0 1 1-3-6M20 3v5h-5",
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

/** An element; "onclick" and the like are listeners, `true` an empty attribute, null none. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child || child === 0));
  return node;
}

/** A line icon. It stands beside words, so screen readers do not hear of it. */
export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${name}`);
  path.setAttribute("d", PATHS[name] || PATHS.chat);
  svg.append(path);
  return svg;
}

/** A button with an icon and a word. */
export function button(look, name, word, onclick, more) {
  return h("button", { type: "button", class: look, onclick, ...more }, icon(name), h("span", null, word));
}

/** A stylesheet that a strict Content-Security-Policy allows. */
export function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
const DEFAULTS = { accent: "#14506b", surface: "#ffffff" };
const BLACK = [22, 29, 33];
const WHITE = [255, 255, 255];

function luminance(colour) {
  const [r, g, b] = colour.map((c) => (c <= 10 ? c / 3295 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
}

function contrast(a, b) {
  const ratio = luminance(a) / luminance(b);
  return Math.max(ratio, 1 / ratio);
}

const mix = (a, b, share) => a.map((part, i) => Math.round(part + (b[i] - part) * share));
const best = (ground) => (contrast(ground, WHITE) > contrast(ground, BLACK) ? WHITE : BLACK);

/** The rules for the colours that the page has chosen; `probe` is an element inside. */
export function colourRules(probe) {
  const [accent, surface] = Object.entries(DEFAULTS).map(([name, usual]) => {
    const computed = (colour) => {
      probe.style.color = colour;
      return getComputedStyle(probe).color;
    };
    const found = computed(`var(--newcomer-${name}, ${usual})`);
    const parts = (found.startsWith("rgb(") ? found : computed(usual)).match(/\d+/g).map(Number);
    probe.style.color = "";
    return parts;
  });
  const text = best(surface);
  const soft = mix(surface, text, 0.05);
  const strong = (colour, ratio) => {
    let share = 0;
    while (share < 1 && contrast(mix(colour, text, share), soft) < ratio) share += 0.05;
    return mix(colour, text, share);
  };
  const rules = Object.entries({
    accent,
    surface,
    text,
    soft,
    ink: best(accent),
    edge: mix(surface, text, 0.14),
    line: strong(soft, 3.1),
    muted: strong(soft, 5.5),
    link: strong(accent, 5),
  });
  return `:host{${rules.map(([name, rgb]) => `--${name}:rgb(${rgb})`).join(";")}}`;
}

export const CSS = `
:host { all: initial; display: block; position: fixed; z-index: 2147483000; inset-block-end: 1em;
  inset-inline-end: 1em; font: 16px/1.55 system-ui, "newcomer arabic", "newcomer ethiopic", sans-serif;
  font-size: max(1rem, 16px); color: var(--text) }
:host([position="start"]) { inset-inline: 1em auto }
:host([position="fill"]) { position: relative; inset: auto; z-index: 0; block-size: 100% }
:host([position="fill"]) :is(.launcher, .away), :host([open]) .launcher, [hidden] { display: none !important }
*, ::before, ::after { box-sizing: border-box }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
button, textarea { font: inherit; color: inherit; min-block-size: 2.75em; min-inline-size: 2.75em;
  background: none; border: 2px solid transparent; border-radius: 1.4em }
button, header, .state, .label { display: flex; align-items: center; gap: .5em; cursor: pointer; text-align: start }
h2, h3, p { margin: 0; font: inherit }
h2, h3, .launcher, .leave { font-weight: 600 }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.icon { inline-size: 1.4em; block-size: 1.4em; flex: none; fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round }
[dir="rtl"] :is(.icon.send, .icon.leave) { transform: scaleX(-1) }
.launcher, header, .said, .go { color: var(--ink); background: var(--accent) }
.launcher { padding: .6em 1.3em; border-color: var(--ink); border-radius: 2em; max-inline-size: calc(100vw - 2em);
  box-shadow: 0 .3em 1.2em rgba(0,0,0,.3) }
.launcher[aria-busy="true"] { cursor: progress }

.panel { position: fixed; inset: auto; inset-block-end: 1em; inset-inline-end: 1em; margin: 0; padding: 0;
  inline-size: min(27em, 100vw - 2em); block-size: min(44em, 100vh - 2em); max-inline-size: none;
  max-block-size: none; flex-direction: column; overflow: hidden; color: inherit; background: var(--surface);
  border: 1px solid var(--edge); border-radius: 1em; box-shadow: 0 .5em 3em rgba(0,0,0,.3) }
.panel[open] { display: flex }
.panel.wide { inline-size: min(50em, 100vw - 2em) }
:host([position="start"]) .panel { inset-inline: 1em auto }
.panel.modal { inset: 0; inline-size: 100%; block-size: 100%; border: 0; border-radius: 0 }
:host([position="fill"]) .panel { position: absolute; inset: 0; inline-size: auto; block-size: auto }
.leave { justify-content: center; inline-size: 100%; color: #3a2a00; background: #ffe3a3; border-radius: 0 }
.leave:focus-visible { outline-offset: -5px; outline-color: #3a2a00 }
header { gap: 0; padding: .3em .4em .3em 1em; padding-inline: 1em .4em }
header h2 { flex: 1; line-height: 1.3 }
.round { flex: none; justify-content: center; padding: 0 }
header :is(:hover, :focus-visible) { outline-color: currentColor; outline-offset: -3px }
.log { flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1em }
.turn > *, .start > * { margin-block-end: 1em }
.said, .reply { padding: .8em 1em; border-radius: 1.1em }
.said { inline-size: fit-content; max-inline-size: 85%; margin-inline-start: auto; border-end-end-radius: .2em }
p { white-space: pre-line; overflow-wrap: anywhere }
p + p { margin-block-start: .7em }
.reply { background: var(--soft); border: 1px solid var(--edge); border-end-start-radius: .2em }
.reply > * + * { margin-block-start: .8em }
.reply > .icon { float: inline-start; margin: 0; margin-inline-end: .5em }
.texts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)); gap: 1em }
.other { padding: .8em; background: var(--surface); border: 2px solid var(--line); border-radius: .7em }
a { color: var(--link); padding-block: .2em }
.crisis, .notice { --link: #7a1008; --muted: #5c2b26; --line: #a3160c; --edge: #a3160c; --surface: #fff;
  --soft: #fdeeec; color: #2d0a07; border-width: 2px }
.notice { --link: #5c4700; --muted: #5c4700; --line: #8a6a00; --edge: #8a6a00; --soft: #fff6dd }
.crisis a[href^="tel"] { display: inline-block; padding: .5em .9em; margin-block: .15em; font-weight: 700;
  border: 2px solid; border-radius: 2em }
.label, .tool, .rating, h3 { font-size: .9375em; color: var(--muted) }
.tools, .rating, .choices, .bar { display: flex; flex-wrap: wrap; align-items: center; gap: .4em }
.tools { margin-inline: -.6em; gap: 0 }
.tool, .choice { padding: .3em .7em; color: var(--link) }
.rating { padding-block-start: .6em; border-block-start: 1px solid var(--edge) }
.choice { padding-inline: 1em; background: var(--surface); border-color: var(--line); line-height: 1.35 }
.topic { flex: 1 1 11em }
.languages button { flex: 1 1 7em; justify-content: center; font-size: 1.15em }
button:hover, [aria-pressed="true"], [aria-expanded="true"] { border-color: currentColor }
[aria-pressed="true"] { font-weight: 700 }
.bar { padding: .8em 1em; background: var(--soft); border-block-start: 1px solid var(--line) }
.bar p { flex: 1 0 100% }
.state { padding-inline: 1em; color: var(--muted) }
.state:not(:empty) { padding-block: .4em }
.dots { inline-size: 2em; block-size: .5em; background: radial-gradient(circle, currentColor 60%, transparent 65%)
  0 / .65em 100%; animation: beat 1s infinite alternate }
@keyframes beat { from { opacity: .3 } }
form { display: flex; align-items: end; gap: .5em; padding: .6em .75em; border-block-start: 1px solid var(--edge) }
textarea { flex: 1; min-inline-size: 0; padding: .55em 1em; resize: none; border-color: var(--line) }
textarea::placeholder { color: var(--muted); opacity: 1 }

.big { inset: 0; inline-size: 100%; block-size: 100%; max-inline-size: none; max-block-size: none; padding: 0;
  border: 0; color: #000; background: #fff; --link: #000; --surface: #fff; --line: #555 }
.big .choices { padding: .8em 1em }
.big .page { max-inline-size: 40em; margin: auto; padding: 0 1.2em 2em; font-size: clamp(1.5em, 1em + 2.5vw, 2.6em) }
iframe { position: absolute; inline-size: 1px; block-size: 1px; inset-block-end: 0; border: 0; opacity: 0 }

@media (max-height: 26rem) { /* zoomed in: everything scrolls but the leave key */
  .panel[open] { display: block; overflow-y: auto }
  .leave { position: sticky; inset-block-start: 0; z-index: 1 }
  .log { overflow: visible }
}
@media (prefers-reduced-motion: reduce) { .dots { animation: none } }
@media (forced-colors: active) { button, .said { border: 1px solid } [aria-pressed="true"] { border-width: 4px } }
@media print {
  button, .bar, .state, form, .tools, .rating, .choices { display: none !important }
  .panel { position: static !important; display: block !important; block-size: auto !important; border: 0 }
  .log { overflow: visible }
  .said, header { color: #000; background: none; border: 1px solid }
}`;
