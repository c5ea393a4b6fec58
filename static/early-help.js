// Everything works without this; it only helps. Loaded as a module, so it runs after the page is there.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Without a signal nothing is sent: the words stay where they were typed, and the page says so.
const unsent = document.getElementById("unsent");
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.target.method !== "post") return;
  event.preventDefault();
  unsent.showModal();
});

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
