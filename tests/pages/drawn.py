"""What is wrong with the pictures of a page: their words, their links, and what runs through what."""

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
    const place = svg.getBoundingClientRect();
    const outside = boxes.filter(([, b]) => b.left < place.left - 1 || b.right > place.right + 1 || b.top < place.top - 1 || b.bottom > place.bottom + 1)
        .map(([word]) => word);
    const words = boxes.map(([, box]) => box.height).filter(high => high < 12).length;
    const part = svg.closest('section, figure, main');
    return {title: !!svg.querySelector('title')?.textContent.trim(), desc: !!svg.querySelector('desc')?.textContent.trim(),
            named: named.length > 1 && named.every(Boolean), hidden: !!svg.querySelector('[aria-hidden=true]'),
            links: svg.querySelectorAll('a, [tabindex]').length, styled: svg.querySelectorAll('[style]').length,
            table: !!part.querySelector('a[href^="#"]') && !!document.querySelector('table'), over, words, outside,
            size: svg.outerHTML.length};
})"""


def pictures(page) -> list[str]:
    """A12: every picture says what it shows, holds no link, has its table, and no text leaves it or is run through by another or a line."""
    wrong = []
    for number, one in enumerate(page.evaluate(DRAWN), 1):
        faults = [name for name in ("title", "desc", "named", "hidden", "table") if not one[name]]
        faults += [name for name in ("links", "styled", "over", "words", "outside") if one[name]]
        if one["size"] > 30_000:
            faults.append(f"{one['size']} bytes")
        wrong += [f"picture {number}: {fault} {one.get(fault, '')}" for fault in faults]
    return wrong
