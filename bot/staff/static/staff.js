/* Progressive help for the page of an entry: what is typed is kept as a draft, the checks and the
   length are shown while one types, and nobody leaves with something that is not kept. The page
   works without it. */
const form = document.querySelector("form[data-draft]");

if (form) {
  const status = form.querySelector("[data-kept]");
  const WAIT = 900; // ms without a key before the text is sent
  let timer = 0;
  let dirty = false; // typed since the last answer
  let sending = false;
  let again = false;

  const show = (name, { faults, measures }) => {
    const said = form.querySelector(`[data-said="${CSS.escape(name)}"]`);
    if (said) said.replaceChildren(...faults.map((text) => Object.assign(document.createElement("p"), { className: "fault", textContent: text })));
    const place = form.querySelector(`[data-measures="${CSS.escape(name)}"]`);
    if (place) place.textContent = measures;
  };

  const keep = async () => {
    if (sending) return void (again = true);
    sending = true;
    dirty = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.status === 401) throw new Error(form.dataset.loggedOut);
      if (!answer.ok) throw new Error(form.dataset.offline);
      const { fields, kept } = await answer.json();
      Object.entries(fields).forEach(([name, found]) => show(name, found));
      status.textContent = kept;
    } catch (error) {
      dirty = true;
      status.textContent = error instanceof TypeError ? form.dataset.offline : error.message;
    }
    sending = false;
    if (again) {
      again = false;
      keep();
    }
  };

  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}

/* A part of a page that shows work in progress is brought up to date while one looks at it. */
const look = async (part) => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll]");
    if (answer.ok && found && found.innerHTML !== part.innerHTML) part.innerHTML = found.innerHTML;
    if (answer.ok && (!found || found.dataset.poll !== "on")) return;
  } catch { /* the next look may succeed */ }
  setTimeout(look, 1500, part);
};
const polled = document.querySelector('[data-poll="on"]');
if (polled) setTimeout(look, 1500, polled);
