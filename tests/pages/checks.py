"""What holds on every page, as a script can measure it."""

import gzip
import re
import urllib.request
from importlib.resources import files
from itertools import pairwise

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TEXT_SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
SPACED = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
                     document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_TABS = 150
LOW_BUTTONS = """[...document.querySelectorAll('.govuk-button')].filter(b => b.checkVisibility() && b.offsetHeight < 44)
                 .map(b => [b.innerText.trim(), b.offsetHeight])"""
SHIFTED = """new Promise(done => { let moved = 0;
    new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) moved += e.value }))
      .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(Math.round(moved * 1000) / 1000), 30) })"""
FOCUSED = """() => { const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const all = [...document.querySelectorAll('*')], box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const small = ['radio', 'checkbox'].includes(e.type);  // drawn by their label
    const under = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    return {place: all.indexOf(e), skips: e.classList.contains('govuk-skip-link'),
            what: `${e.tagName.toLowerCase()} “${(e.innerText || e.name || e.id || '').trim().slice(0, 40)}”`,
            visible: small || style.outlineStyle !== 'none' || style.boxShadow !== 'none',
            covered: !small && under !== null && under !== e && !e.contains(under) && !under.contains(e)} }"""
NOT_FOR_PAPER = """[...document.querySelectorAll('nav, button, .govuk-button, .govuk-back-link, .govuk-skip-link, input:not([type=hidden]), textarea, select')]
    .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.value && e.offsetHeight > 1)
    .map(e => `${e.tagName.toLowerCase()} “${(e.innerText || e.name || '').trim().slice(0, 40)}”`)"""
BROKEN_LINKS = """[...document.querySelectorAll("a[href^='#']")].map(a => a.getAttribute('href'))
    .filter(to => to.length > 1 && !document.getElementById(to.slice(1)))"""
PICTURES = """[...document.querySelectorAll('svg[role=img]')].flatMap(svg => { const wrong = [];
    if (!svg.querySelector('title')?.textContent.trim()) wrong.push('a picture without a name');
    if (!svg.querySelector('desc')?.textContent.trim()) wrong.push('a picture without its message in words');
    if (svg.querySelector('a')) wrong.push('a link inside a picture');
    const part = svg.closest('section') || document;
    if (![...part.querySelectorAll("a[href^='#']")].some(a => document.querySelector(a.getAttribute('href'))?.matches('table')))
        wrong.push('no link from a picture to its table');
    const words = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
    words.forEach(([one, a], n) => words.slice(n + 1).forEach(([other, b]) => {
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
            wrong.push(`“${one}” stands over “${other}”`) }));
    return wrong })"""
FORMS = {
    "a date as a machine writes it:": re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    "a date in figures:": re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b"),
    "a time without am or pm:": re.compile(r"\b\d{1,2}:\d{2}\b(?!\s?[ap]m)"),
    "a month cut short:": re.compile(r"\b\d{1,2} (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"),
}
HTML_LIMIT, CSS_LIMIT, SCRIPT_LIMIT = 15_000, 24_000, 16_000


def accessible(page) -> list[str]:
    """What axe finds, by rule and place."""
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    return [f"{rule['id']}: {rule['nodes'][0]['target']}" for rule in found["violations"]]


def fits(page) -> list[str]:
    """Whether a narrow screen needs no sideways scrolling, also with the text spaced out."""
    wrong = []
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    if (over := page.evaluate(OVERFLOW)) > 0:
        wrong.append(f"{over} px too wide at 320 px")
    low = page.evaluate(LOW_BUTTONS)
    wrong += [f"button “{words}” is only {height} px high on a telephone" for words, height in low]
    page.evaluate(SPACED, TEXT_SPACING)
    if (over := page.evaluate(OVERFLOW)) > 0:
        wrong.append(f"{over} px too wide at 320 px with spaced text")
    page.set_viewport_size({"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if (over := page.evaluate(OVERFLOW)) > 0:
        wrong.append(f"{over} px too wide with text twice as large")
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(size)
    return wrong


def steady(page) -> list[str]:
    """Nothing moved while the page was loading."""
    moved = page.evaluate(SHIFTED)
    return [f"the layout shifted by {moved}"] if moved else []


def reached_by_keyboard(page) -> list[str]:
    """Tab leads to the skip link first, then on in the order of the page, with the focus in sight, and out again."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    seen: list[int] = []
    wrong: list[str] = []
    for press in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None or here["place"] in seen:
            return wrong + ([] if seen else ["nothing can be reached by Tab"])
        if press == 0 and not here["skips"]:
            wrong.append(f"the first stop is {here['what']}, not the skip link")
        if seen and here["place"] < seen[-1]:
            wrong.append(f"{here['what']} comes after what stands below it")
        if not here["visible"]:
            wrong.append(f"the focus on {here['what']} is not to be seen")
        if here["covered"]:
            wrong.append(f"{here['what']} is covered while it has the focus")
        seen.append(here["place"])
    return wrong


def printed(page) -> list[str]:
    """On paper there is no navigation, no button and no empty field; tables repeat their heads; each sheet says whose it is."""
    page.emulate_media(media="print")
    wrong = [f"{what} is printed" for what in page.evaluate(NOT_FOR_PAPER)]
    heads = page.evaluate("[...document.querySelectorAll('thead')].map(h => getComputedStyle(h).display)")
    wrong += ["a table does not repeat its head on paper" for display in heads if display != "table-header-group"]
    if page.locator(".eh-header__who").count() and not page.locator(".eh-print").is_visible():
        wrong.append("paper does not say who printed it")
    page.emulate_media(media="screen")
    return wrong


def in_our_words(page) -> list[str]:
    """Dates as “3 May 2026”, times as “2:30pm”; links on the page lead to something that is there."""
    text = page.locator("body").inner_text()
    wrong = [f"{kind} “{found[0]}”" for kind, pattern in FORMS.items() if (found := pattern.search(text))]
    return wrong + [f"the link to {target} leads nowhere" for target in page.evaluate(BROKEN_LINKS)]


def drawn(page) -> list[str]:
    """Each picture has its name, its message and a table; no link inside, and no word of it over another."""
    return page.evaluate(PICTURES)


def well_made(page, private: tuple[str, ...]) -> list[str]:
    """One h1, headings in order, a title of its own without personal data, language, landmarks."""
    wrong = []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    if levels.count(1) != 1:
        wrong.append(f"{levels.count(1)} headings of level 1")
    wrong += [f"heading level {b} after {a}" for a, b in pairwise(levels) if b > a + 1]
    if not page.title().endswith(" – Early Help"):
        wrong.append(f"title “{page.title()}”")
    wrong += [f"the title or address holds “{word}”" for word in private if word in page.title() + page.url]
    if page.evaluate("document.documentElement.lang") != "en":
        wrong.append("no language")
    if page.locator("main").count() != 1:
        wrong.append("no main landmark")
    return wrong


def kept_private(response, host: str, asked: list[str]) -> list[str]:
    """Headers that keep the page out of stores, and nothing asked of another host."""
    headers = response.all_headers()
    wrong = [f"asked {url}" for url in asked if not url.startswith((host, "data:", "about:"))]
    if "no-store" not in headers.get("cache-control", ""):
        wrong.append("may be stored")
    policy = headers.get("content-security-policy", "")
    if not policy or "unsafe-inline" in policy or "frame-ancestors 'none'" not in policy:
        wrong.append(f"policy “{policy}”")
    return wrong + [f"no {name}" for name in ("x-content-type-options", "referrer-policy") if name not in headers]


def light(html: str) -> list[str]:
    """How heavy the page is, gzipped."""
    size = len(gzip.compress(html.encode()))
    return [f"{size} bytes of HTML"] if size > HTML_LIMIT else []


def weight(address: str) -> int:
    with urllib.request.urlopen(address) as answer:
        return len(gzip.compress(answer.read()))


def stored(page) -> list[str]:
    """Anything that the page left in the browser's own stores."""
    return page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")


def errors_lead_to_their_fields(page) -> list[str]:
    """After a refused form: the summary has the focus, each message leads to a field and stands there in the same words."""
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
