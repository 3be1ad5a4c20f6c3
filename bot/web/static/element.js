/* <newcomer-chat>: the button on the page. The chat behind it is fetched when the browser is idle,
   so the button is there at once, also on an old phone. */

import { button, colourRules, CSS, sheet } from "./look.js";

const KEY = "newcomer-chat"; // in sessionStorage

/** Makes the element known; `base` is the server's address, `languages` what it speaks. */
export function define(base, languages) {
  Object.assign(NewcomerChat.prototype, { base, languages });
  if (!customElements.get("newcomer-chat")) customElements.define("newcomer-chat", NewcomerChat);
}

export class NewcomerChat extends HTMLElement {
  static observedAttributes = ["lang", "open"];

  connectedCallback() {
    if (this.shadowRoot) return;
    this.memory = new Memory();
    const press = () => this.setAttribute("open", "");
    this.button = button("launcher", "chat", "", press, { "aria-haspopup": "dialog", "aria-expanded": "false" });
    this.colours = sheet("");
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [this.colours, sheet(CSS)];
    root.append(this.button);
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
    } else if (before === null) this.show(true);
    else if (now === null) this.chat?.hide();
  }

  /** Whether the chat fills its place on the page instead of floating above it. */
  get fills() {
    return this.getAttribute("position") === "fill";
  }

  /** The language that the texts are written in first. */
  get original() {
    return this.languages.find((language) => language.source);
  }

  /** The language of the interface: chosen by the newcomer, else by the page, else the browser's. */
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

  /** Opens the chat; says so on the button when it cannot be fetched. */
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

/** The memory of one tab, in sessionStorage, for a reload: no other tab sees it. */
class Memory {
  constructor() {
    this.forget(JSON.parse(this.stored("getItem") || null));
  }

  /** Storage may be switched off: then the chat works, and forgets at a reload. */
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

  /** Writes what may be kept: nothing about danger, and no message that held private data. A
      message without an answer is kept only when the page is being left. */
  save(leaving) {
    const { session, lang, open } = this;
    const kinds = ({ replies }) => replies.map(({ kind, faq_id }) => (kind === "notice" && !faq_id ? "" : kind));
    const turns = this.turns
      .filter((turn) => (turn.replies.length ? !kinds(turn).includes("crisis") : leaving))
      .map((turn) => {
        const { id, message, shown, replies } = turn;
        return replies.length ? { id, replies, shown: kinds(turn).includes("notice") ? null : shown } : { id, message, shown, replies };
      });
    this.stored("setItem", JSON.stringify({ session, lang, open, turns: turns.slice(-40) }));
  }
}
