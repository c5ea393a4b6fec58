// Everything works without this; it only helps. Loaded as a module, so it runs after the page is there.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
