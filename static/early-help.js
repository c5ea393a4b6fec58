// Everything works without this; it only helps. Loaded as a module, so it runs after the page is there.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Without a signal nothing is sent: the words stay where they were typed, and the page says so.
const unsent = document.getElementById("unsent");
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.target.getAttribute("method") !== "post") return;
  event.preventDefault();
  unsent.showModal();
});

// A form that comes back from the history with its words has the key with which it was sent: what it made is not made twice.
// A browser puts the words back after the page is parsed: by the time that it is shown.
const typedIn = (form) => [...form.elements].some((one) => one.type !== "hidden" && "defaultValue" in one && (one.value !== one.defaultValue || one.checked !== one.defaultChecked));
const remember = (what, address) => history.replaceState({ ...history.state, ...what }, "", address);
const [key] = document.querySelectorAll("form[data-keeps-its-key] [name=once]");
if (key) {
  const earlier = history.state?.once;
  window.addEventListener("pageshow", () => {
    if (earlier && typedIn(key.form)) key.value = earlier;
    remember({ once: key.value });
  }, { once: true });
}

// Before the session ends, a page says so once, and one key keeps it. Other windows of the same person hear of it.
const warning = document.getElementById("stay");
if (warning) {
  const windows = new BroadcastChannel("early-help-stay");
  const [words, over] = ["stay-words", "stay-over"].map((id) => document.getElementById(id));
  let warnAt;
  const begin = () => {
    warnAt = Date.now() + (warning.dataset.ends - warning.dataset.warn) * 1000;
    words.hidden = !(over.hidden = true);
    if (warning.open) warning.close();
  };
  const stay = async () => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(warning.dataset.stay, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) { begin(); windows.postMessage("stays"); }
    else if (answer && over.hidden) words.hidden = !(over.hidden = false); // signed out already
    else warning.close();
  };
  windows.onmessage = begin;
  warning.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  warning.querySelector("button").addEventListener("click", stay);
  setInterval(() => { if (Date.now() >= warnAt && !warning.open) warning.showModal(); }, 5000);
  begin();
  windows.postMessage("stays");
}

// A form that asks for it is saved while somebody types in it, and says so. Its button does the same without this.
const [first, quiet, apart] = [500, 2000, 15000]; // milliseconds: after the first key and after the last; between two savings, for whoever never pauses too
const [patient, endless] = [3000, 30000]; // how long a button waits for what is on its way, and after how long nothing comes any more
for (const form of document.querySelectorAll("form[data-saves]")) {
  const status = form.querySelector("[role=status]");
  const own = (name) => [form.elements[name]].find((one) => one?.type === "hidden");
  const answers = () => JSON.stringify([...form.elements].filter((one) => one.type !== "hidden").map((one) => [one.value, one.checked]));
  let [kept, saved, since, waiting, sending, stop, pressed] = [answers(), 0, 0, 0, null, null, false]; // since: when the oldest words were typed that were not sent
  status.classList.remove("eh-awaits"); // from here on it is true
  const version = own("stamp") ?? own("seen"), shown = version.value;
  for (const name of ["stamp", "seen", "window", "turn"]) own(name)?.setAttribute("autocomplete", "off"); // as the page brings them, but for
  const of = (value, address) => remember({ version: (version.value = value) }, address); // the version of the words, which comes back with them
  const count = () => { if (own("turn")) own("turn").value = Number(own("turn").value) + 1; }; // what comes late is known by its number
  const ask = async (signal) => {
    const answer = await fetch(location.href, { method: "POST", headers: { "X-Typing": "1" }, body: new FormData(form), redirect: "manual", keepalive: document.hidden, signal });
    if (answer.status >= 500) throw new Error(); // the service is not there just now: as good as no signal
    return answer.headers.get("Content-Type") === "application/json" ? answer.json() : null;
  };
  const save = async () => {
    const now = answers();
    since = 0;
    if (now === kept) return;
    [kept, saved, stop] = [now, Date.now(), new AbortController()];
    count();
    const given = stop, limit = setTimeout(() => given.abort(), endless);
    const told = await ask(given.signal).catch(() => undefined);
    clearTimeout(limit);
    if (told) {
      of(told.stamp || told.seen || version.value, told.here);
      status.textContent = told.said;
      new BroadcastChannel("early-help-stay").postMessage("stays");
    } else if (!pressed) {
      kept = null; // it is tried again
      status.textContent = told === null ? status.dataset.signedOut : status.dataset.unsent;
      if (told === undefined) soon();
    }
  };
  const send = () => { sending ??= save().finally(() => { sending = null; if (since) soon(); }); };
  const soon = () => {
    since ||= Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(send, Math.min(Math.max(saved ? quiet : first, saved + apart - Date.now()), since + apart - Date.now()));
  };
  form.addEventListener("input", soon);
  window.addEventListener("online", soon);
  window.addEventListener("pageshow", (event) => {
    pressed = false;
    if (event.persisted) return;
    of((typedIn(form) && history.state?.version) || shown);
    if (typedIn(form)) send(); // before another word is typed: it may be what was kept when the page was left
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !pressed) send(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!sending) { pressed = navigator.onLine; count(); return; }
    event.preventDefault(); // what is on its way comes first, where it comes soon
    if (pressed) return;
    pressed = true;
    status.textContent = status.dataset.saving;
    Promise.race([sending, new Promise((done) => { setTimeout(done, patient); })]).then(() => {
      stop.abort();
      sending = null;
      form.requestSubmit(event.submitter);
    });
  });
}
