"""Going through a page by Tab alone: everything is reached in its order, seen, and not covered."""

# What Tab should reach, in the order of the page; how each looks without the focus; and a note of each that gets it.
WALK = """() => {
    if (document.activeElement !== document.body) { // an error summary for one: Tab would go on from there, not from the top
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute('tabindex');
    }
    window.getSelection().removeAllRanges();
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
    window.walk = {wanted: wanted.map(name), before: new Map(wanted.map(e => [e, look(e)])), got: [], unseen: [], covered: []};
    const over = e => { const box = e.getClientRects()[0]; // the first line of it
        return box && document.elementFromPoint(box.left + Math.min(box.width / 2, 20), box.top + box.height / 2); };
    document.addEventListener('keyup', () => { // by now it has been scrolled to
        const e = document.activeElement, top = e && walk.before.has(e) && over(e);
        if (top && !e.contains(top) && !top.contains(e) && ![...(e.labels || [])].some(one => one.contains(top)))
            walk.covered.push(name(e) + ' by ' + top.outerHTML.slice(0, 60));
    });
    document.addEventListener('focusin', event => {
        const e = event.target, box = e.getBoundingClientRect();
        walk.got.push(name(e));
        if (walk.before.get(e) === look(e)) walk.unseen.push(name(e));
        if (!box.width || !box.height || box.right < 0 || box.left > innerWidth) walk.unseen.push('not there: ' + name(e));
    });
    return wanted.length;
}"""


def tabs_through(page) -> list[str]:
    """A4: Tab goes from the skip link through everything in the page's own order, is seen everywhere, and is held nowhere."""
    number = page.evaluate(WALK)
    for _ in range(number + 1):
        page.keyboard.press("Tab")
    wanted, got, unseen, covered = page.evaluate("[walk.wanted, walk.got, walk.unseen, walk.covered]")
    wrong = [f"the focus is not seen on {one}" for one in unseen] + [f"in focus and covered: {one}" for one in covered]
    if not got or got[0] != "#main":
        wrong.append(f"the first stop is {got[:1]}")
    if got[:number] != wanted:
        at = next((n for n, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
        wrong.append(f"Tab {at + 1} leads to {got[at : at + 1]}, not to {wanted[at : at + 1]}")
    if len(got) > number and got[number] != wanted[0]:
        wrong.append(f"after the last comes {got[number]}")
    return wrong
