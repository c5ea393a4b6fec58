"""What is wrong with a page on paper, as a script can measure it before anything is printed."""

import re

from tests.pages.checks import MONTHS, WIDE

PAPER = {"width": 688, "height": 972}  # what A4 leaves between the margins of the print sheet, in CSS pixels
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
        cut: shown('main *, .eh-banner *').filter(e => e.clientWidth > 1 && e.innerText?.trim() && getComputedStyle(e).overflowX !== 'visible'
            && e.scrollWidth > e.clientWidth + 1).map(named),
        links: shown('main a[href], .eh-banner a[href]').map(e => [e.getAttribute('href'), getComputedStyle(e, '::after').content])
            .filter(([to, said]) => /^https?:/.test(to) !== said.includes(to)),
        drawn: shown('svg').filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(named),
        over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
}"""


def prints(page, *, signed_in: bool) -> list[str]:
    """E1: on A4 no navigation and nothing to press, nothing cut off; tables repeat their heads; banner and foot stand on each sheet.
    A link to another site says where it leads; one to a page of ours does not (docs/decisions/0003): whoever has the sheet
    cannot open it.
    """
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    seen, wrong = page.evaluate(ON_PAPER), []
    page.emulate_media(media="screen")
    page.set_viewport_size(WIDE)
    wrong += [f"printed: {one}" for one in seen["controls"]]
    wrong += [f"a column of a few letters: {one}" for one in seen["squeezed"]]
    wrong += [f"cut off on paper: {one}" for one in seen["cut"] + seen["drawn"]]
    wrong += [f"the link to {to} says {said} on paper" for to, said in seen["links"]]
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
