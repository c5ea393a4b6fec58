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

// A form that comes back from the history has the key with which it was sent, as it has its words: what it made is not made twice.
const [key] = document.querySelectorAll("form[data-keeps-its-key] [name=once]");
if (key) {
  key.value = history.state?.once ?? key.value;
  history.replaceState({ once: key.value }, "");
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
const [quiet, apart] = [2000, 15000]; // milliseconds: after the last key, and at least between two savings
for (const form of document.querySelectorAll("form[data-saves]")) {
  const status = form.querySelector("[role=status]");
  const answers = () => JSON.stringify([...form.elements].filter((one) => one.type !== "hidden").map((one) => [one.value, one.checked]));
  let [kept, saved, waiting, sending] = [answers(), 0, 0, null];
  status.textContent = status.dataset.typing;
  const save = async () => {
    const now = answers();
    if (now === kept) return;
    [kept, saved] = [now, Date.now()];
    const answer = await fetch(location.href, { method: "POST", headers: { "X-Typing": "1" }, body: new FormData(form), redirect: "manual", keepalive: document.hidden }).catch(() => null);
    if (answer?.headers.get("Content-Type") === "application/json") {
      const told = await answer.json();
      if (told.seen) form.elements.seen.value = told.seen;
      status.textContent = told.said;
      new BroadcastChannel("early-help-stay").postMessage("stays");
    } else {
      kept = null; // it is tried again
      status.textContent = answer ? status.dataset.signedOut : status.dataset.unsent;
    }
  };
  const send = () => { sending ??= save().finally(() => { sending = null; }); };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(send, Math.max(quiet, saved + apart - Date.now()));
  };
  form.addEventListener("input", soon);
  window.addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!sending) return;
    event.preventDefault(); // what is on its way says which words the page knows
    sending.then(() => form.requestSubmit(event.submitter));
  });
}
