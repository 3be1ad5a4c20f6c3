/* What the chat looks like and where the focus is: a native dialog, modal on a narrow screen. */

import { button, h, icon } from "./look.js";
import { paragraphs, printed, silence } from "./messages.js";

const NARROW = matchMedia("(max-width: 30rem)");
const TOUCH = matchMedia("(pointer: coarse)");
const HURRY = 1500; // milliseconds within which Shift must be pressed three times

/** A button with an icon alone, named by a word. */
function round(name, word, onclick, more) {
  return h("button", { type: "button", class: `round ${name}`, "aria-label": word, title: word, onclick, ...more }, icon(name));
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
    this.form = h("form", null, this.field);
    this.panel = h("dialog", { class: "panel", "aria-labelledby": "title" }, this.top, this.log, this.bar, this.state, this.form);
    root.append(this.panel);
    this.listen();
  }

  /** Says everything around the conversation in one language. */
  speak(words, { code, dir }) {
    Object.assign(this.panel, { lang: code, dir });
    const remove = () => this.ask(words.delete_confirm, [button("choice", "bin", words.delete_conversation, () => this.settle(() => this.forget()))]);
    this.top.replaceChildren(
      this.exit(),
      h(
        "header",
        null,
        h("h2", { id: "title" }, words.chat_title),
        round("lang", words.choose_language, () => this.ask(words.choose_language, this.languages())),
        round("bin", words.delete_conversation, remove),
        round("close", words.close_chat, () => this.close(), { class: "round away" }),
      ),
    );
    this.log.setAttribute("aria-label", words.conversation);
    this.field.setAttribute("aria-label", words.input_placeholder);
    this.field.placeholder = words.input_placeholder;
    if (this.field.nextSibling) this.field.nextSibling.remove();
    this.form.append(round("send", words.send, null, { type: "submit", class: "round go" }));
    this.fit();
  }

  /** The key that is always there: out of this page, quickly. */
  exit() {
    return button("leave", "leave", this.words.leave_page, () => this.leave(), { title: this.words.leave_hint });
  }

  listen() {
    this.panel.addEventListener("close", () => this.panel.open || this.close());
    this.panel.addEventListener("keydown", (event) => this.escape(event));
    document.addEventListener("keydown", (event) => this.hurry(event));
    NARROW.addEventListener("change", () => this.panel.open && this.show());
    // The keyboard of a phone covers the page: the panel keeps to what is left of it.
    window.visualViewport?.addEventListener("resize", ({ target }) => {
      const covered = this.panel.matches(".modal") && target.scale === 1;
      this.panel.style.blockSize = covered ? `${target.height}px` : "";
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.field.value.trim();
      if (!text) return;
      this.field.value = "";
      this.fit();
      this.say(text);
    });
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
  }

  /** The field is as high as its text, and runs as its text runs. */
  fit() {
    const { field } = this;
    field.dir = field.value ? "auto" : this.panel.dir;
    field.style.blockSize = "auto";
    field.style.blockSize = `${Math.min(field.scrollHeight + 4, 150)}px`;
  }

  /** Opens the panel: over the whole of a narrow screen, else beside the page. */
  show(byHand) {
    const { panel, host } = this;
    const held = this.root.activeElement;
    const modal = NARROW.matches && !host.fills;
    host.paint();
    panel.classList.toggle("modal", modal);
    if (panel.open) panel.close();
    if (modal) panel.showModal();
    else panel.open = true; // show() would move the focus, also when nobody has asked
    this.remember(true);
    this.fit();
    this.log.scrollTop = this.start ? 0 : this.log.scrollHeight;
    if (!this.memory.turns.length) this.greet();
    if (byHand) this.rest();
    else if (panel.contains(held)) held.focus();
  }

  close() {
    this.host.removeAttribute("open");
  }

  /** The other half of close: the attribute is gone, so the panel goes too. */
  hide() {
    silence();
    if (this.panel.open) this.panel.close();
    this.remember(false);
    this.host.button.focus();
  }

  remember(open) {
    this.host.button.setAttribute("aria-expanded", open);
    this.memory.open = open;
    if (!this.left) this.memory.save();
  }

  /** Puts the focus where one goes on: the languages first, then the field (but on a phone that
      would open the keyboard, so there it is the conversation). */
  rest() {
    const place = this.start?.querySelector("button") || (TOUCH.matches ? this.log : this.field);
    place.focus({ preventScroll: true });
  }

  /** A modal dialog closes by itself; the rest is done here. */
  escape(event) {
    if (event.key !== "Escape") return;
    if (!this.bar.hidden) this.settle();
    else if (!this.panel.matches(".modal") && !this.host.fills) this.close();
    else return;
    event.preventDefault();
  }

  /** Shift three times in a row leaves the page, for those who cannot reach for the button. */
  hurry({ key, repeat, timeStamp }) {
    if (repeat || !this.panel.open) return;
    this.shifts = key === "Shift" ? [timeStamp, ...(this.shifts || [])].slice(0, 3) : [];
    if (timeStamp - this.shifts[2] < HURRY) this.leave();
  }

  /** Asks something in the bar above the field; Escape and the last button do nothing. */
  ask(question, buttons) {
    this.asked = this.root.activeElement;
    this.bar.replaceChildren(h("p", { id: "question" }, question), ...buttons, button("choice", "close", this.words.cancel, () => this.settle()));
    this.bar.hidden = false;
    this.bar.querySelector("button").focus();
  }

  /** Puts the bar away, the focus back, and then does what was asked for. */
  settle(then) {
    this.bar.hidden = true;
    this.asked?.focus();
    then?.();
  }

  /** The languages, each in its own script. */
  languages() {
    return this.host.languages.map(({ code, dir, name }) => {
      const pressed = String(code === this.memory.lang);
      const onclick = () => this.settle(() => this.pick(code));
      return h("button", { type: "button", class: "choice", lang: code, dir, onclick, "aria-pressed": pressed }, name);
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

  /** The beginning of a conversation, for as long as no language is chosen. */
  welcome() {
    const { words } = this;
    const link = this.host.getAttribute("privacy-link") || "";
    const made = h(
      "section",
      { class: "start", "aria-labelledby": "choose" },
      h("h3", { id: "choose" }, words.choose_language),
      h("div", { class: "choices languages" }, ...this.languages()),
      /^(https:\/\/|\/(?!\/))/.test(link) && h("a", { href: link }, words.privacy_link),
    );
    this.start?.remove();
    this.log.prepend(made);
    this.start = made;
  }

  /** The original in large type over the whole screen, to be shown at a counter. */
  enlarge(reply, words) {
    const held = this.root.activeElement;
    const { code, dir } = this.original;
    const close = button("choice", "close", words.close, () => dialog.close());
    const dialog = h(
      "dialog",
      { class: "big", lang: reply.lang, dir: reply.dir, "aria-label": words.danish_text },
      this.exit(),
      h("div", { class: "choices" }, close, button("choice", "print", words.print, () => printed(reply, words, this, dialog))),
      h("div", { class: "page", lang: code, dir, tabindex: 0, role: "group", "aria-label": words.danish_text }, ...paragraphs(reply.danish, words)),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      held?.focus();
    });
    this.root.append(dialog);
    dialog.showModal();
    close.focus();
  }

  /** Says something short, for a while; with dots while an answer is being waited for. */
  tell(text, waiting) {
    clearTimeout(this.telling);
    this.state.replaceChildren(waiting ? h("span", { class: "dots" }) : "", text);
    if (text && !waiting) this.telling = setTimeout(() => this.tell(""), 6000);
  }

  /** The beginning of the newest turn comes to the top: answers are read from their beginning. */
  scrollTo(view) {
    this.log.scrollTop = view.offsetTop - this.log.offsetTop - 12;
  }
}
