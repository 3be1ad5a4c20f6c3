/* The conversation: what is asked, what is answered, and what goes wrong. */

import { button, h } from "./look.js";
import { addFonts, replied, said, silence } from "./messages.js";
import { Panel } from "./panel.js";

const PATIENCE = 45000; // milliseconds after which a request is given up
const PAUSE = 1500; // before the one attempt that nobody has to ask for
const SLOW = 6000; // milliseconds after which the chat says that the answer is on its way

export class Chat extends Panel {
  constructor(host) {
    super(host);
    this.queue = Promise.resolve();
    this.client = new Client(host.base, this.memory);
    addFonts(host.base);
    window.addEventListener("pagehide", () => this.left || this.memory.save(true));
    window.addEventListener("online", () => this.again());
    // Another tab may hold a copy of this conversation: deleted in one is deleted in all.
    this.others = new BroadcastChannel("newcomer-chat");
    this.others.onmessage = ({ data }) => data === this.memory.session && this.clear();
  }

  /** Fetches the words, and puts back what was said before a reload; done once. */
  ready() {
    this.prepared ??= this.prepare().catch((problem) => {
      this.prepared = null;
      throw problem;
    });
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

  /** Says the interface anew, in the language that it now has. */
  async relabel() {
    this.host.label();
    const { language } = this.host;
    this.words = await this.client.words(language.code);
    this.speak(this.words, language);
    if (this.start) this.welcome();
  }

  /** The newcomer has chosen a language: of the interface, and of the replies from now on. */
  async choose(lang) {
    this.memory.lang = lang;
    this.memory.save();
    await this.relabel().catch(() => this.tell(this.words.offline));
  }

  /** Lets the bot say who it is, in the language of the interface, in a conversation of its own. */
  greet() {
    this.begin();
    for (const view of this.log.querySelectorAll(".turn")) view.remove();
    this.say("", null);
  }

  /** Forgets what was said; what is still on its way no longer counts. */
  begin() {
    Object.assign(this.memory, { session: null, turns: [] });
    this.queue = Promise.resolve();
    this.busy = null;
  }

  /** Sends a message, after those before it; `shown` is what the log shows for it. */
  say(message, shown = message) {
    const turn = { id: newId(), message, shown, replies: [] };
    this.memory.turns.push(turn);
    this.place(turn);
    this.deliver(turn);
  }

  /** A button in a reply was pressed; `lang` is the language that it chooses, if it does. */
  async press(payload, title, lang) {
    if (this.busy) return; // pressed twice
    this.busy = payload;
    if (lang) await this.choose(lang);
    this.say(payload, title);
  }

  place(turn) {
    turn.view = h("div", { class: "turn" }, turn.shown && said(turn.shown, this.words));
    this.log.append(turn.view);
    this.scrollTo(turn.view);
  }

  deliver(turn) {
    this.queue = this.queue.then(() => this.send(turn));
  }

  /** Sends a turn, for the first time or again: its id makes sure that it counts once. */
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
      const found = await this.client.send(turn, memory, this.host.language.code);
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

  /** Shows the replies of a turn, each with words in its own language. */
  async answer(turn) {
    for (const reply of turn.replies) {
      const words = await this.client.words(reply.lang).catch(() => this.words);
      turn.view.append(replied(reply, words, this));
      // The language was chosen in words, so the interface follows.
      const { lang } = this.memory;
      if (lang && reply.faq_id === "change_language" && reply.lang !== lang) await this.choose(reply.lang);
    }
    this.scrollTo(turn.view);
  }

  /** Says below a message why it got no answer, with a button to try again where that helps. */
  fail(turn, problem) {
    const { word = "error_unavailable", text, wait, final } = problem;
    const { words } = this;
    const again = () => this.deliver(turn);
    turn.problem = problem;
    turn.note = h(
      "div",
      { class: "reply notice" },
      h("p", { dir: "auto" }, turn.shown && `${words.not_sent} `, text || words[word]),
      !final && button("choice", "retry", words.retry, again),
    );
    turn.view.append(turn.note);
    this.scrollTo(turn.view);
    if (wait) setTimeout(() => turn.problem === problem && again(), wait * 1000);
  }

  /** The network is back: what waits is sent, in its order. */
  again() {
    for (const turn of this.memory.turns) if (turn.problem?.word === "offline") this.deliver(turn);
  }

  /** Tells the server whether a reply helped; true when it has taken it. */
  async rate({ id }, helpful) {
    const { words } = this;
    const said = await this.client.feedback(id, helpful).catch(({ word }) => word);
    this.tell(words[said] || words.helpful_thanks);
    return !words[said];
  }

  /** Deletes the conversation on the server, then here and in every tab that has a copy. */
  async forget() {
    const { session } = this.memory;
    try {
      await this.client.forget();
    } catch {
      return this.tell(this.words.delete_failed);
    }
    this.others.postMessage(session);
    await this.clear();
    return this.tell(this.words.conversation_deleted);
  }

  /** Back to the beginning. */
  async clear() {
    silence();
    this.memory.forget();
    this.memory.open = this.panel.open;
    this.begin();
    this.log.replaceChildren();
    await this.relabel().catch(() => {});
    this.welcome();
    this.greet();
    this.rest();
  }

  /** Away from here at once: nothing stays on the screen, in the tab or in its history. */
  leave() {
    document.documentElement.style.setProperty("display", "none", "important");
    silence();
    this.left = true;
    this.client.forget().catch(() => {});
    this.others.postMessage(this.memory.session);
    this.memory.forget();
    const place = this.host.getAttribute("leave-to") || this.words.leave_address;
    location.replace(place.startsWith("https://") ? place : "about:blank");
  }
}

/** A random id, also on a page without https, where randomUUID is missing. */
function newId() {
  const random = (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);
  return crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, random);
}

class Client {
  constructor(base, memory) {
    Object.assign(this, { base, memory, known: {} });
  }

  /** The words of the interface in one language. */
  async words(lang) {
    return (this.known[lang] ??= await (await this.fetch(`chat/strings/${lang}.json`)).json());
  }

  /** The replies to a turn. A session is opened first, so that a repeated message finds it. */
  async send({ id, message }, { session, lang }, shown) {
    const post = async (body) => {
      const answer = await this.call("webhook", "POST", { session, lang, ...body }, { "Accept-Language": shown });
      return answer.json();
    };
    if (!session && message) ({ session } = await post({ message: "", id: newId() }));
    return post({ message, id });
  }

  feedback(reply, helpful) {
    return this.call("feedback", "POST", { session: this.memory.session, reply, helpful });
  }

  /** Deletes the conversation on the server, also while the page is being left. */
  async forget() {
    const { session } = this.memory;
    if (session) await this.call("session", "DELETE", { session });
  }

  async call(path, method, body, headers) {
    const request = {
      method,
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...headers },
      keepalive: method === "DELETE",
    };
    const attempt = () => this.fetch(`webhooks/web/${path}`, request);
    return attempt().catch(async (problem) => {
      if (problem.word !== "error_unavailable" || problem.final) throw problem;
      await new Promise((done) => setTimeout(done, PAUSE));
      return attempt();
    });
  }

  /** Throws {word, text, wait, final}: the key of a sentence, the server's own sentence, the
      seconds to wait, and whether trying again is of no use. */
  async fetch(path, request) {
    const options = { credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(new URL(path, this.base), { ...options, ...request }).catch(() => null);
    if (answer?.ok) return answer;
    const word = answer || navigator.onLine ? "error_unavailable" : "offline";
    if (!answer || answer.status > 499) throw { word };
    const { error } = await answer.json().catch(() => ({}));
    if (answer.status !== 429) throw { word, text: error?.text, final: true };
    throw { word: "notice_rate", text: error?.text, wait: +answer.headers.get("Retry-After") || 10 };
  }
}
