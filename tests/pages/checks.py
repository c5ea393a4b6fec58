"""What holds on every page, as a script can measure it. Each check gives a list of sentences: empty where all is well."""

import gzip
import re
import urllib.request
from importlib.resources import files
from itertools import pairwise
from urllib.parse import unquote_plus

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TARGETS = {"type": "rule", "values": ["target-size"]}
RUN_AXE = """runOnly => axe.run(document, {runOnly, resultTypes: ['violations', 'incomplete']})
    .then(found => Object.fromEntries(['violations', 'incomplete'].map(kind => [kind,
        found[kind].map(rule => [rule.id, String(rule.nodes[0].target)])])))"""
# What axe cannot decide, and why that is well here. A rule that is not in the list fails the page.
UNDECIDED = {
    "color-contrast": "text over a picture or under a half-hidden box; test_look and the pictures’ tests compute ours",
    "target-size": "a target that another one overlaps by its label: the label is a target too",
    "aria-prohibited-attr": "names of role-less boxes of the design system's character count",
}
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }"""
TEXT_TWICE = "html { font-size: 200% !important }"
SPACED = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
                     document.adoptedStyleSheets = css ? [sheet] : []; }"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HTML_LIMIT, LIST_LIMIT, CHRONOLOGY_LIMIT = 15_000, 25_000, 60_000
CSS_LIMIT, SCRIPT_LIMIT = 24_000, 16_000
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 320, "height": 640}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# How a date, a time or an age must not be written, and what a template shows by mistake.
WRONG_WORDS = {
    "a date for machines": r"\b\d{4}-\d{2}-\d{2}\b",
    "a date with slashes": r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
    "a day with a nought": rf"\b0\d (?:{MONTHS})\b",
    "a day with an ending": rf"\b\d{{1,2}}(?:st|nd|rd|th) (?:of )?(?:{MONTHS})\b",
    "a short month": r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?",
    "a month before its day": rf"\b(?:{MONTHS}) \d{{1,2}},? \d{{4}}\b",
    "a time without am or pm": r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b(?!am|pm)",
    "a time with a gap or capitals": r"\b\d{1,2}(?:[:.]\d\d)? (?:am|pm|a\.m\.|p\.m\.)|(?<![\w-])\d{1,2}(?:[:.]\d\d)?(?:AM|PM)\b",
    "an age cut short": r"\b\d{1,2} ?(?:yrs?|y/o|yo)\b|\baged \d+\b(?! years)",
    "what a programme says": r"(?m:^None$)|[:,(] ?None\b(?! has)|\bnull\b|\bTrue\b|\bFalse\b|\{\{|\}\}|<QuerySet|\bundefined\b",
}
MADE = """() => {
    const all = selector => [...document.querySelectorAll(selector)];
    const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
    return {
        levels: all('h1,h2,h3,h4').filter(shown).map(h => +h.tagName[1]),
        lang: document.documentElement.lang,
        mains: all('main').length,
        ids: all('[id]').map(e => e.id),
        dragged: all('[draggable=true],[accesskey],[ondrag],[onmouseover],[onkeydown],[onpaste]').map(e => e.outerHTML.slice(0, 80)),
        sticky: all('body *').filter(e => ['fixed', 'sticky'].includes(getComputedStyle(e).position)).map(e => e.className),
        reordered: all('body *').filter(e => { const s = getComputedStyle(e);
            return s.order !== '0' || s.flexDirection.endsWith('reverse') || s.float === 'right' || e.tabIndex > 0; })
            .map(e => e.outerHTML.slice(0, 80)),
        tags: all('.govuk-tag').filter(e => !e.textContent.trim()).length,
        nowhere: all("a[href^='#']").map(a => a.getAttribute('href').slice(1)).filter(id => id && !document.getElementById(id)),
        help: all('footer a').map(a => a.textContent.trim()),
        text: document.body.innerText,
    };
}"""


def axe(page, only=ALL_RULES) -> dict[str, list[list[str]]]:
    """What axe finds: rules and the first place of each."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    return page.evaluate(RUN_AXE, only)


def accessible(page) -> list[str]:
    """A1: no violation, and nothing undecided without a reason."""
    found = axe(page)
    wrong = [f"{rule}: {place}" for rule, place in found["violations"]]
    return wrong + [
        f"axe cannot decide {rule}: {place}" for rule, place in found["incomplete"] if rule not in UNDECIDED
    ]


def fits(page, *, buttons: bool = True) -> list[str]:
    """A3: no sideways scrolling and no text cut off at 320 px, with the text spaced out, or twice as large. A5: targets that a
    thumb can hit, and buttons that it can press.
    """
    wrong = []
    page.set_viewport_size(NARROW)
    for what, css in (("", ""), (" with spaced text", TEXT_SPACING), (" with text of 200 %", TEXT_TWICE)):
        page.evaluate(SPACED, css)
        if (over := page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{over} px too wide at 320 px{what}: {page.evaluate(WIDEST)}")
        wrong += [f"cut off at 320 px{what}: {one}" for one in page.evaluate(CUT_OFF)]
    page.evaluate(SPACED, "")
    wrong += [f"{rule} at 320 px: {place}" for rule, place in axe(page, TARGETS)["violations"]]
    if buttons and (low := page.evaluate(LOW_BUTTONS)):
        wrong.append(f"lower than 44 px on a telephone: {low}")
    page.set_viewport_size(WIDE)
    return wrong


WIDEST = """[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .slice(-1).map(e => e.outerHTML.slice(0, 120))[0]"""
CUT_OFF = """[...document.querySelectorAll('body *')].filter(e => e.clientWidth > 1 && e.clientHeight > 1 && e.checkVisibility()
    && !['INPUT', 'TEXTAREA', 'SELECT', 'svg'].includes(e.tagName) && e.innerText?.trim()).filter(e => { const s = getComputedStyle(e);
        return (['hidden', 'clip'].includes(s.overflowX) && e.scrollWidth > e.clientWidth + 1)
            || (['hidden', 'clip'].includes(s.overflowY) && e.scrollHeight > e.clientHeight + 1); }).map(e => e.outerHTML.slice(0, 80))"""
LOW_BUTTONS = """[...document.querySelectorAll('.govuk-button')].filter(e => e.checkVisibility())
    .map(e => [e.textContent.trim(), e.getBoundingClientRect().height]).filter(([, high]) => high < 44)"""


def well_made(page, private: tuple[str, ...] = ()) -> list[str]:
    """A6, A7, A11, D4, F6: one h1, headings in order, a title of its own without personal data, language, landmarks, help in its
    place, nothing to drag or to hover, nothing that covers or reorders, dates and times in the agreed words.
    """
    made, wrong = page.evaluate(MADE), []
    if made["levels"].count(1) != 1:
        wrong.append(f"{made['levels'].count(1)} headings of level 1")
    wrong += [f"heading level {b} after {a}" for a, b in pairwise(made["levels"]) if b > a + 1]
    service = page.locator(".eh-header .govuk-generic-header__homepage-link").all_inner_texts()
    if not service or not page.title().endswith(f" – {service[0].strip()}"):
        wrong.append(f"title “{page.title()}”")
    wrong += [
        f"the title or address holds “{word}”" for word in private if word in page.title() + unquote_plus(page.url)
    ]
    if made["lang"] != "en":
        wrong.append("no language")
    if made["mains"] != 1:
        wrong.append("no main landmark")
    if made["help"][:1] != ["Help"]:
        wrong.append("help is not the first link of the foot")
    wrong += [f"two elements have the id “{one}”" for one in {one for one in made["ids"] if made["ids"].count(one) > 1}]
    for fault in ("dragged", "sticky", "reordered", "tags", "nowhere"):
        if made[fault]:
            wrong.append(f"{fault}: {made[fault]}")
    return wrong + in_agreed_words(made["text"])


def in_agreed_words(text: str) -> list[str]:
    """F6: dates, times and ages as everywhere, and nothing that only a programme says."""
    return [f"{what}: “{found[0]}”" for what, wrong in WRONG_WORDS.items() if (found := re.search(wrong, text))]


def kept_private(response, host: str, asked: list[str], private: tuple[str, ...] = ()) -> list[str]:
    """C1 to C4: headers that keep the page out of stores, nothing asked of another host, nobody named in what is asked."""
    headers = response.all_headers()
    wrong = [f"{url} holds “{word}”" for url in asked for word in private if word.lower() in unquote_plus(url).lower()]
    wrong += [f"asked {url}" for url in asked if not url.startswith((host, "data:", "about:"))]
    if "no-store" not in headers.get("cache-control", ""):
        wrong.append("may be stored")
    policy = headers.get("content-security-policy", "")
    if not policy or "unsafe-inline" in policy or "frame-ancestors 'none'" not in policy:
        wrong.append(f"policy “{policy}”")
    return wrong + [f"no {name}" for name in ("x-content-type-options", "referrer-policy") if name not in headers]


def light(html: str, limit: int = HTML_LIMIT) -> list[str]:
    """D1: how heavy the page is, gzipped."""
    size = len(gzip.compress(html.encode()))
    return [f"{size} bytes of HTML"] if size > limit else []


def weight(address: str) -> int:
    """How heavy a file is, gzipped."""
    with urllib.request.urlopen(address) as answer:
        return len(gzip.compress(answer.read()))


def stored(page) -> list[str]:
    """C4: anything that the page left in the browser's own stores."""
    return page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")


def errors_lead_to_their_fields(page, *, focus: bool = True) -> list[str]:
    """A8: after a refused form the summary has the focus (a script gives it), each message leads to a field and stands there in the
    same words.
    """
    wrong = []
    if not page.title().startswith("Error: "):
        wrong.append("the title does not start with Error:")
    summary = page.locator(".govuk-error-summary")
    if not summary.count():
        return [*wrong, "no error summary"]
    if focus and not page.evaluate("document.activeElement.classList.contains('govuk-error-summary')"):
        wrong.append("the summary has not the focus")
    for link in summary.locator("a").all():
        target = re.sub("^#", "", link.get_attribute("href"))
        if target != "main" and not page.locator(f"[id='{target}']").count():
            wrong.append(f"“{link.inner_text()}” leads nowhere")
        elif target != "main" and page.get_by_text(link.inner_text()).count() < 2:
            wrong.append(f"“{link.inner_text()}” does not stand at its field")
    return wrong


FILL = """skip => { const form = [...document.querySelectorAll('main form')].at(-1), typed = [], done = new Set();
    for (const e of form.elements) {
        const part = e.name.replace(/_(day|month|year)$/, '');
        if (!e.name || part === skip || ['hidden', 'password', 'submit', 'button', 'file'].includes(e.type)) continue;
        if (e.type === 'radio' && done.has(e.name)) continue;
        done.add(e.name);
        if (['radio', 'checkbox'].includes(e.type)) e.checked = true;
        else if (e.tagName === 'SELECT') e.selectedIndex = e.options.length - 1;
        else e.value = part === e.name ? 'Half a sentence' : '77';
        typed.push([e.name, ['radio', 'checkbox'].includes(e.type), e.value]);
    }
    return typed; }"""
LOST = """typed => { const form = [...document.querySelectorAll('main form')].at(-1);
    return typed.filter(([name, box, value]) => ![...form.elements].some(e => e.name === name && e.value === value && (!box || e.checked)))
        .map(([name]) => name); }"""


def typed_into_the_others(page) -> list[list[str]]:
    """Fill in every field but the first that is wrong, which keeps the form refused; what was typed where."""
    wrong = page.locator(".govuk-error-summary a").first.get_attribute("href").removeprefix("#")
    name = page.evaluate("id => document.getElementById(id)?.name?.replace(/_(day|month|year)$/, '')", wrong)
    return page.evaluate(FILL, name) if name else []


def lost_of(page, typed: list[list[str]]) -> list[str]:
    """A8: the fields that no longer hold what was typed into them."""
    return page.evaluate(LOST, typed)


PASTED = """() => [...document.querySelectorAll('main input:not([type=hidden])')].filter(e => !e.dispatchEvent(
    new ClipboardEvent('paste', {bubbles: true, cancelable: true}))).map(e => e.name)"""


def filled_in_for_you(page, wanted: dict[str, set[str]]) -> list[str]:
    """A11: each box says by the standard's word what belongs there, so that a machine can fill it in, and none stops a paste."""
    boxes = {
        box.get_attribute("name"): box.get_attribute("autocomplete") for box in page.locator("main input:visible").all()
    }
    wrong = [f"{name} is there for “{said}”" for name, said in boxes.items() if said not in wanted.get(name, ())]
    wrong += [f"no {name}" for name in wanted.keys() - boxes.keys()]
    return wrong + [f"{name} takes no paste" for name in page.evaluate(PASTED)]
