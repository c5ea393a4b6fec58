// Everything works without this; it only helps. Loaded as a module, so it runs after the page is there.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Some minutes before somebody who asks for nothing is signed out: say so once, and let one press go on.
const { stay, ends, warn } = document.body.dataset;
const warnLater = () => setTimeout(warnOfTheEnd, (ends - warn) * 1000);
if (stay) warnLater();

function warnOfTheEnd() {
  const before = document.activeElement;
  const bar = document.getElementById("ending").content.firstElementChild.cloneNode(true);
  bar.querySelector("button").addEventListener("click", async () => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(stay, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (answer?.status !== 204) return; // signed out already: the next page asks for it, and keeps what was typed
    bar.remove();
    before.focus();
    warnLater();
  });
  document.body.append(bar);
}
