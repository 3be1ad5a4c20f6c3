/* The conversation: what is asked and answered, and what goes wrong. */

import { button, h } from "./element.js";
import { Panel, replied, said, silence } from "./panel.js";

const PATIENCE = 45000; // milliseconds after which a request is given up
const SLOW = 6000; // after which the chat says that the answer is on its way
const FAULT = "error_unavailable"; // the key of the sentence for whatever has no other

/** Also on a page without https, where randomUUID is missing. */
function newId() {
  const random = (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);
  return crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, random);
}

export class Chat extends Panel {
  constructor(host) {
    super(host);
    this.known = {};
    this.queue = Promise.resolve();
    addEventListener("pagehide", () => this.memory.save(true));
    addEventListener("pageshow", () => (this.memory.closed = false));
    addEventListener("online", () => this.memory.turns.forEach((turn) => turn.problem === "offline" && this.deliver(turn)));
    // A tab may be a copy of another: deleted in one is deleted in all.
    this.others = new BroadcastChannel("newcomer-chat");
    this.others.onmessage = ({ data }) => data === this.memory.session && this.clear();
  }

  /** Fetches the words and puts back what was said, once. */
  ready() {
    this.prepared ??= this.prepare();
    this.prepared.catch(() => (this.prepared = null));
    return this.prepared;
  }

  async prepare() {
    await this.relabel();
    if (!this.memory.lang) this.welcome();
    for (const turn of this.memory.turns) {
      this.place(turn);
      if (turn.replies.length) await this.answer(turn);
      else this.deliver(turn);
    }
  }

  async relabel() {
    this.host.label();
    this.words = await this.wordsOf(this.host.language.code);
    this.speak(this.words);
    if (this.start) this.welcome();
  }

  /** A language of the interface, and of the replies from now on. */
  async choose(lang) {
    this.memory.lang = lang;
    this.memory.save();
    await this.relabel().catch(() => this.tell(this.words.offline));
  }

  /** A new conversation: the bot says who it is. */
  greet() {
    this.forgetTurns();
    this.say("", null);
  }

  /** What is still on its way no longer counts. */
  forgetTurns() {
    Object.assign(this.memory, { session: null, turns: [] });
    this.queue = Promise.resolve();
    this.busy = null;
    this.log.replaceChildren(this.start || "");
  }

  /** Sends a message, after those before it; `shown` is what the log shows for it. */
  say(message, shown = message) {
    const turn = { id: newId(), message, shown, replies: [] };
    this.memory.turns.push(turn);
    this.place(turn);
    this.deliver(turn);
  }

  /** A button in a reply was pressed, one that chooses `lang` perhaps. */
  async press(payload, title, lang) {
    if (this.busy) return; // pressed twice
    this.busy = payload;
    if (lang) await this.choose(lang);
    this.say(payload, title);
  }

  place(turn) {
    turn.view = h("div", { class: "turn" }, turn.shown && said(turn.shown, this.words));
    this.log.append(turn.view);
    this.follow(turn);
  }

  deliver(turn) {
    this.queue = this.queue.then(() => this.send(turn));
  }

  /** Sends a turn, perhaps again: its id makes sure that it counts once. */
  async send(turn) {
    const { memory } = this;
    const gone = () => !memory.turns.includes(turn);
    if (gone() || turn.replies.length) return;
    this.busy = turn;
    if (turn.view.contains(this.root.activeElement)) this.rest();
    turn.note?.remove();
    turn.problem = null;
    this.tell(this.words.typing, true);
    const slow = setTimeout(() => this.busy === turn && this.tell(this.words.slow, true), SLOW);
    try {
      const found = await this.ask(turn);
      if (gone()) return;
      turn.replies = found.replies;
      memory.session = found.session;
      await this.answer(turn);
    } catch (problem) {
      if (gone()) return;
      this.fail(turn, problem);
    } finally {
      clearTimeout(slow);
    }
    this.busy = null;
    this.tell("");
    memory.save();
  }

  /** Shows the replies, each with words in its own language. */
  async answer(turn) {
    for (const reply of turn.replies) {
      const words = await this.wordsOf(reply.lang).catch(() => this.words);
      turn.view.append(replied(reply, words, this));
      // A language was chosen in words.
      const { lang } = this.memory;
      if (lang && reply.faq_id === "change_language" && reply.lang !== lang) await this.choose(reply.lang);
    }
    this.follow(turn);
  }

  /** Says below a message why it got no answer. */
  fail(turn, { word = FAULT, wait, final }) {
    const { words } = this;
    const again = () => this.deliver(turn);
    const why = h("p", { dir: "auto" }, turn.shown && `${words.not_sent} `, words[word]);
    turn.problem = word;
    turn.note = h("div", { class: "reply notice" }, why, !final && button("choice", null, words.retry, again));
    turn.view.append(turn.note);
    this.follow(turn);
    if (wait) setTimeout(again, wait * 1000);
  }

  async rate(reply, helpful) {
    const { session } = this.memory;
    const done = await this.call("feedback", "POST", { session, reply, helpful }).catch(() => null);
    this.tell(this.words[done ? "helpful_thanks" : FAULT]);
    return done;
  }

  /** Deletes the conversation on the server, then here. */
  async forget() {
    const { session } = this.memory;
    const done = await this.end().catch(() => null);
    if (done) this.others.postMessage(session);
    if (done) await this.clear();
    this.tell(this.words[done ? "conversation_deleted" : "delete_failed"]);
  }

  async clear() {
    silence();
    this.memory.forget();
    this.memory.open = this.panel.open;
    await this.relabel().catch(() => {});
    this.welcome();
    this.greet();
    this.rest();
  }

  /** Away at once: nothing stays on the screen, in the tab or in its history. */
  leave() {
    document.documentElement.style.setProperty("display", "none", "important");
    silence();
    this.end().catch(() => {});
    this.others.postMessage(this.memory.session);
    this.memory.forget();
    this.memory.closed = true;
    const place = this.host.getAttribute("leave-to") || this.words.leave_address;
    location.replace(place.startsWith("https://") ? place : "about:blank");
  }

  // What fails throws {word, wait, final}: the key of a sentence, the seconds to wait, whether to
  // try again is of no use.

  async wordsOf(lang) {
    if (!this.host.languages.some(({ code }) => code === lang)) return this.words;
    return (this.known[lang] ??= await (await this.fetch(`chat/strings/${lang}.json`)).json());
  }

  /** A session is opened first, so that a repeated message finds it. */
  async ask({ id, message }) {
    let { session, lang } = this.memory;
    const headers = { "Accept-Language": this.host.language.code };
    const post = async (body) => (await this.call("webhook", "POST", { session, lang, ...body }, headers)).json();
    if (!session && message) this.memory.session = session = (await post({ message: "", id: newId() })).session;
    return post({ message, id });
  }

  async end() {
    const { session } = this.memory;
    return !session || this.call("session", "DELETE", { session });
  }

  call(path, method, body, more) {
    const headers = { "Content-Type": "application/json", ...more };
    return this.fetch(`webhooks/web/${path}`, { method, body: JSON.stringify(body), headers, keepalive: method === "DELETE" });
  }

  async fetch(path, request) {
    const options = { credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(new URL(path, this.host.base), { ...options, ...request }).catch(() => null);
    if (answer?.ok) return answer;
    const { status, headers } = answer || {};
    const wait = status === 429 && (+headers.get("Retry-After") || 10);
    throw { word: wait ? "notice_rate" : answer || navigator.onLine ? FAULT : "offline", wait, final: !wait && status < 500 };
  }
}
