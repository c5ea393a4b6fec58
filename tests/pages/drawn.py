"""What is wrong with the pictures of a page: their words, their links, and what runs through what."""

LARGEST = 30_000
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
    const rgb = colour => colour.match(/[\\d.]+/g).map(Number), seen = colour => colour.startsWith('rgb') && (rgb(colour)[3] ?? 1) > 0.5;
    const light = colour => rgb(colour).slice(0, 3).map(part => part / 255).map(part => part <= 0.04 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
    const ground = text => { // the last shape that was drawn below its middle, or what the picture stands on
        const box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
        const below = [...svg.querySelectorAll('rect, circle, path, polygon')].filter(one => !one.closest('defs') && seen(getComputedStyle(one).fill)
            && one.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING).filter(one => { const its = one.getBoundingClientRect();
                return x > its.left && x < its.right && y > its.top && y < its.bottom; }).at(-1);
        if (below) return getComputedStyle(below).fill;
        for (let e = svg; e; e = e.parentElement) if (seen(getComputedStyle(e).backgroundColor)) return getComputedStyle(e).backgroundColor;
        return 'rgb(255, 255, 255)'; };
    const faint = [...svg.querySelectorAll('text')].filter(e => e.textContent.trim()).filter(e => {
        const [a, b] = [light(getComputedStyle(e).fill), light(ground(e))]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; })
        .map(e => e.textContent.trim());
    const place = svg.getBoundingClientRect();
    const outside = boxes.filter(([, b]) => b.left < place.left - 1 || b.right > place.right + 1 || b.top < place.top - 1 || b.bottom > place.bottom + 1)
        .map(([word]) => word);
    const words = boxes.map(([, box]) => box.height).filter(high => high < 12).length;
    const part = svg.closest('section, figure, main');
    return {title: !!svg.querySelector('title')?.textContent.trim(), desc: !!svg.querySelector('desc')?.textContent.trim(),
            named: named.length > 1 && named.every(Boolean), hidden: !!svg.querySelector('[aria-hidden=true]'),
            links: svg.querySelectorAll('a, [tabindex]').length, styled: svg.querySelectorAll('[style]').length,
            table: !!part.querySelector('a[href^="#"]') && !!document.querySelector('table'), over, words, outside, faint,
            size: svg.outerHTML.length};
})"""


# A picture of another make: boxes with words, or the square that a telephone scans. Nothing within it is read aloud.
OTHERS = """() => [...document.querySelectorAll('[role=img]:not(svg)')].filter(e => e.checkVisibility()).map(e => ({
    named: (e.getAttribute('aria-label') || '').trim(),
    links: e.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]').length,
    styled: e.querySelectorAll('[style]').length,
    cut: [e, ...e.querySelectorAll('*')].filter(one => one.clientWidth > 1 && one.innerText?.trim() && one.scrollWidth > one.clientWidth + 1)
        .map(one => one.innerText.trim().slice(0, 40)),
    followed: [...document.querySelectorAll('table, dl, .eh-secret')].some(one => e.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
    size: e.outerHTML.length,
}))"""


def pictures(page) -> list[str]:
    """A12: every picture says what it shows, holds no link, has its table, and no text leaves it, is faint, or is run through by another or a line."""
    wrong = []
    for number, one in enumerate(page.evaluate(DRAWN), 1):
        faults = [name for name in ("title", "desc", "named", "hidden", "table") if not one[name]]
        faults += [name for name in ("links", "styled", "over", "words", "outside", "faint") if one[name]]
        if one["size"] > LARGEST:
            faults.append(f"{one['size']} bytes")
        wrong += [f"picture {number}: {fault} {one.get(fault, '')}" for fault in faults]
    return wrong + [
        line for number, one in enumerate(page.evaluate(OTHERS), 1) for line in _of_another_make(number, one)
    ]


def _of_another_make(number: int, one: dict) -> list[str]:
    """Its name says that the same stands below in words, and it does."""
    faults = [f"{name} {one[name]}" for name in ("links", "styled", "cut") if one[name]]
    if not (one["named"].startswith("Picture") and "below" in one["named"] and one["followed"]):
        faults.append(f"is not said below: “{one['named'][:60]}”")
    if one["size"] > LARGEST:
        faults.append(f"{one['size']} bytes")
    return [f"picture of another make {number}: {fault}" for fault in faults]
