// The small chat page. A message that was not taken (no 200) is sent again with the same id.
const main = document.getElementById("chat");
const log = document.getElementById("log");
const state = document.getElementById("state");
const form = document.getElementById("form");
const field = document.getElementById("message");
const strings = JSON.parse(main.dataset.strings);
const PAUSES = [1000, 3000, 8000];
let lang = document.documentElement.lang;
let chosen = main.dataset.lang || null;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function show(reply) {
  const said = element("div", `said bot ${reply.kind}`);
  said.lang = reply.lang;
  said.dir = reply.dir;
  said.append(element("div", "text", reply.text));
  if (reply.label) said.append(element("p", "label", reply.label));
  if (reply.danish && reply.lang !== main.dataset.source) {
    const original = element("details");
    original.append(element("summary", "", strings[reply.lang]?.show_danish));
    const text = element("div", "", reply.danish);
    text.lang = main.dataset.source;
    text.dir = strings[main.dataset.source].dir;
    original.append(text);
    said.append(original);
  }
  const choices = element("div", "choices");
  for (const button of reply.buttons) {
    const made = element("button", "", button.title);
    made.type = "button";
    made.dir = "auto";
    made.addEventListener("click", () => send(button.payload, button.title));
    choices.append(made);
  }
  if (reply.buttons.length) said.append(choices);
  log.append(said);
  said.scrollIntoView({ block: "nearest" });
  speak(reply.lang);
}

function speak(code) {
  if (!strings[code]) return;
  lang = code;
  form.dir = strings[code].dir;
  form.lang = code;
  form.querySelector("label").textContent = strings[code].input_placeholder;
  form.querySelector("button").textContent = strings[code].send;
}

async function post(body) {
  const answer = await fetch("/webhooks/web/webhook", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const found = await answer.json();
  if (found.session) sessionStorage.setItem("session", found.session);
  return { taken: answer.ok, final: answer.status < 500 && answer.status !== 429, found };
}

async function send(message, shown) {
  if (shown) {
    const said = element("div", "said mine", shown);
    said.dir = "auto";
    log.append(said);
  }
  const id = crypto.randomUUID ? crypto.randomUUID() : undefined;
  state.textContent = strings[lang].typing;
  for (let attempt = 0; ; attempt += 1) {
    const session = sessionStorage.getItem("session");
    let result = null;
    try {
      result = await post({ session, message, lang: chosen, id });
    } catch {
      state.textContent = strings[lang].offline;
    }
    if (result?.taken || attempt === PAUSES.length) {
      chosen = null;
      state.textContent = result ? "" : strings[lang].offline;
      result?.found.replies?.forEach(show);
      if (result && !result.taken) state.textContent = result.found.error.text;
      return;
    }
    if (result?.final) {
      state.textContent = result.found.error.text;
      return;
    }
    await new Promise((resume) => setTimeout(resume, PAUSES[attempt]));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const message = field.value.trim();
  field.value = "";
  if (message) send(message, message);
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
sessionStorage.removeItem("session");
send("", "");
