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
    page.evaluate(SPACED, TEXT_SPACING)
    if (over := page.evaluate(OVERFLOW)) > 0:
        wrong.append(f"{over} px too wide at 320 px with spaced text")
    page.set_viewport_size(size)
    return wrong


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
