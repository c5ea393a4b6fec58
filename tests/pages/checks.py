"""What holds on every page, as a script can measure it. Each check gives a list of sentences: empty where all is well."""

import gzip
import re
import urllib.request
from importlib.resources import files
from itertools import pairwise

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations', 'incomplete']})
    .then(found => Object.fromEntries(['violations', 'incomplete'].map(kind => [kind,
        found[kind].map(rule => [rule.id, String(rule.nodes[0].target)])])))"""
# What axe cannot decide, and why that is well here. A rule that is not in the list fails the page.
UNDECIDED = {
    "color-contrast": "text over a picture or under a half-hidden box; test_look and the pictures’ tests compute ours",
    "target-size": "a target that another one overlaps by its label: the label is a target too",
    "aria-prohibited-attr": "names of role-less boxes of the design system's character count",
}
TEXT_SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
TEXT_TWICE = "html { font-size: 200% !important }"
SPACED = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
                     document.adoptedStyleSheets = css ? [sheet] : []; }"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HTML_LIMIT, LIST_LIMIT, CHRONOLOGY_LIMIT = 15_000, 25_000, 60_000
CSS_LIMIT, SCRIPT_LIMIT = 24_000, 16_000
PAPER = {"width": 688, "height": 972}  # what A4 leaves between the margins of the print sheet, in CSS pixels
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
SHIFTS = """new Promise(done => { let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum), 30)); })"""


def axe(page) -> dict[str, list[list[str]]]:
    """What axe finds: rules and the first place of each."""
    page.evaluate(AXE)
    return page.evaluate(RUN_AXE, TAGS)


def accessible(page) -> list[str]:
    """A1: no violation, and nothing undecided without a reason."""
    found = axe(page)
    wrong = [f"{rule}: {place}" for rule, place in found["violations"]]
    return wrong + [
        f"axe cannot decide {rule}: {place}" for rule, place in found["incomplete"] if rule not in UNDECIDED
    ]


def fits(page, *, buttons: bool = True) -> list[str]:
    """A3: no sideways scrolling at 320 px, with the text spaced out, or twice as large. A5: buttons a thumb can press."""
    wrong = []
    page.set_viewport_size(NARROW)
    for what, css in (("", ""), (" with spaced text", TEXT_SPACING), (" with text of 200 %", TEXT_TWICE)):
        page.evaluate(SPACED, css)
        if (over := page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{over} px too wide at 320 px{what}: {page.evaluate(WIDEST)}")
    page.evaluate(SPACED, "")
    if buttons and (low := page.evaluate(LOW_BUTTONS)):
        wrong.append(f"lower than 44 px on a telephone: {low}")
    page.set_viewport_size(WIDE)
    return wrong


WIDEST = """[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .slice(-1).map(e => e.outerHTML.slice(0, 120))[0]"""
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
    if not page.title().endswith(" – Early Help"):
        wrong.append(f"title “{page.title()}”")
    wrong += [f"the title or address holds “{word}”" for word in private if word in page.title() + page.url]
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


def still(page) -> list[str]:
    """D4: nothing moved while the page came."""
    moved = page.evaluate(SHIFTS)
    return [f"layout shift of {moved}"] if moved else []


def kept_private(response, host: str, asked: list[str]) -> list[str]:
    """C2, C3, C4: headers that keep the page out of stores, and nothing asked of another host."""
    headers = response.all_headers()
    wrong = [f"asked {url}" for url in asked if not url.startswith((host, "data:", "about:"))]
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


def errors_lead_to_their_fields(page) -> list[str]:
    """A8: after a refused form the summary has the focus, each message leads to a field and stands there in the same words."""
    wrong = []
    if not page.title().startswith("Error: "):
        wrong.append("the title does not start with Error:")
    summary = page.locator(".govuk-error-summary")
    if not summary.count():
        return [*wrong, "no error summary"]
    if not page.evaluate("document.activeElement.classList.contains('govuk-error-summary')"):
        wrong.append("the summary has not the focus")
    for link in summary.locator("a").all():
        target = re.sub("^#", "", link.get_attribute("href"))
        if target != "main" and not page.locator(f"[id='{target}']").count():
            wrong.append(f"“{link.inner_text()}” leads nowhere")
        elif target != "main" and page.get_by_text(link.inner_text()).count() < 2:
            wrong.append(f"“{link.inner_text()}” does not stand at its field")
    return wrong


# --- paper ----------------------------------------------------------------------------------------------------------------

ON_PAPER = """() => {
    const shown = selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && e.getClientRects().length);
    const named = e => e.outerHTML.slice(0, 80);
    const foot = shown('.eh-print')[0];
    return {
        controls: shown('nav, button, input:not([type=hidden]), select, textarea, .govuk-button, .govuk-skip-link, .govuk-pagination')
            .map(named),
        heads: shown('table thead').filter(e => getComputedStyle(e).display !== 'table-header-group').map(named),
        squeezed: shown('td, th').filter(e => e.innerText.trim().length > 3 && e.clientWidth < 30).map(named),
        banner: shown('.eh-banner').map(e => getComputedStyle(e).display),
        foot: foot ? [getComputedStyle(foot).display, foot.innerText] : null,
        reference: document.querySelector('.eh-banner dd')?.textContent,
        over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
}"""


def prints(page, *, signed_in: bool) -> list[str]:
    """E1: on A4 no navigation and nothing to press; tables repeat their heads; the banner and the foot stand on each sheet."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    seen, wrong = page.evaluate(ON_PAPER), []
    page.emulate_media(media="screen")
    page.set_viewport_size(WIDE)
    wrong += [f"printed: {one}" for one in seen["controls"]]
    wrong += [f"a column of a few letters: {one}" for one in seen["squeezed"]]
    wrong += [f"its head is not repeated: {one}" for one in seen["heads"]]
    wrong += [
        f"the banner is not repeated on each sheet ({one})" for one in seen["banner"] if one != "table-header-group"
    ]
    if seen["over"] > 1:  # a rounding
        wrong.append(f"{seen['over']} px wider than A4")
    if signed_in and not seen["foot"]:
        return [*wrong, "no “printed by” on paper"]
    if signed_in:
        display, words = seen["foot"]
        said = re.fullmatch(
            rf".*Printed by \S.* from the page of \d{{1,2}} (?:{MONTHS}) \d{{4}} at \d{{1,2}}:\d\d[ap]m\.", words
        )
        if display != "table-footer-group" or not said or (seen["reference"] and seen["reference"] not in words):
            wrong.append(f"the foot of each sheet: {display}, “{words}”")
    return wrong


# --- keyboard ---------------------------------------------------------------------------------------------------------------

# What Tab should reach, in the order of the page; how each looks without the focus; and a note of each that gets it.
WALK = """() => {
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
        .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length);
    const first = new Map();
    for (const e of all) if (e.type === 'radio')
        if (!first.has(e.name) || e.checked) first.set(e.name, e);
    const look = e => [e, e.parentElement?.querySelector('label')].filter(Boolean).map(one => ['', '::before'].map(part => {
        const s = getComputedStyle(one, part);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderTopWidth, s.clipPath, s.position].join();
    }).join()).join();
    const name = e => e.id || e.getAttribute('href') || e.name || e.textContent.trim().slice(0, 40);
    const wanted = all.filter(e => e.type !== 'radio' || first.get(e.name) === e);
    window.walk = {wanted: wanted.map(name), before: new Map(wanted.map(e => [e, look(e)])), got: [], unseen: []};
    document.addEventListener('focusin', event => {
        const e = event.target, box = e.getBoundingClientRect();
        walk.got.push(name(e));
        if (walk.before.get(e) === look(e)) walk.unseen.push(name(e));
        if (!box.width || !box.height || box.right < 0 || box.left > innerWidth) walk.unseen.push('not there: ' + name(e));
    });
    document.activeElement.blur();
    window.getSelection().removeAllRanges();
    return wanted.length;
}"""


def tabs_through(page) -> list[str]:
    """A4: Tab goes from the skip link through everything in the page's own order, is seen everywhere, and is held nowhere."""
    number = page.evaluate(WALK)
    for _ in range(number + 1):
        page.keyboard.press("Tab")
    wanted, got, unseen = page.evaluate("[walk.wanted, walk.got, walk.unseen]")
    wrong = [f"the focus is not seen on {one}" for one in unseen]
    if not got or got[0] != "#main":
        wrong.append(f"the first stop is {got[:1]}")
    if got[:number] != wanted:
        at = next((n for n, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
        wrong.append(f"Tab {at + 1} leads to {got[at : at + 1]}, not to {wanted[at : at + 1]}")
    if len(got) > number and got[number] != wanted[0]:
        wrong.append(f"after the last comes {got[number]}")
    return wrong


# --- pictures ---------------------------------------------------------------------------------------------------------------

DRAWN = """() => [...document.querySelectorAll('svg[role=img]')].filter(e => e.checkVisibility()).map(svg => {
    const named = (svg.getAttribute('aria-labelledby') || '').split(/\\s+/).map(id => document.getElementById(id));
    const boxes = [...svg.querySelectorAll('text')].filter(e => e.textContent.trim()).map(e => [e.textContent.trim(), e.getBoundingClientRect()]);
    const cross = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const over = [];
    boxes.forEach(([word, box], n) => boxes.slice(n + 1).forEach(([other, its]) => { if (cross(box, its)) over.push(word + ' × ' + other); }));
    for (const line of svg.querySelectorAll('line, polyline, path')) {
        const length = line.getTotalLength(), to = line.getScreenCTM();
        for (let at = 0; at <= length; at += 2) {
            const p = line.getPointAtLength(at).matrixTransform(to);
            const hit = boxes.find(([, b]) => p.x > b.left + 1 && p.x < b.right - 1 && p.y > b.top + 2 && p.y < b.bottom - 2);
            if (hit) { over.push('a line × ' + hit[0]); break; }
        }
    }
    const words = boxes.map(([, box]) => box.height).filter(high => high < 12).length;
    const part = svg.closest('section, figure, main');
    return {title: !!svg.querySelector('title')?.textContent.trim(), desc: !!svg.querySelector('desc')?.textContent.trim(),
            named: named.length > 1 && named.every(Boolean), hidden: !!svg.querySelector('[aria-hidden=true]'),
            links: svg.querySelectorAll('a, [tabindex]').length, styled: svg.querySelectorAll('[style]').length,
            table: !!part.querySelector('a[href^="#"]') && !!document.querySelector('table'), over, words,
            size: svg.outerHTML.length};
})"""


def pictures(page) -> list[str]:
    """A12: every picture says what it shows, holds no link, has its table, and no text or line runs through a text."""
    wrong = []
    for number, one in enumerate(page.evaluate(DRAWN), 1):
        faults = [name for name in ("title", "desc", "named", "hidden", "table") if not one[name]]
        faults += [name for name in ("links", "styled", "over", "words") if one[name]]
        if one["size"] > 30_000:
            faults.append(f"{one['size']} bytes")
        wrong += [f"picture {number}: {fault} {one.get(fault, '')}" for fault in faults]
    return wrong
