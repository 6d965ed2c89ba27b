"""What a person would see at a glance, as scripts that a page can be asked to run."""

TEXTS = """
    const style = (el) => getComputedStyle(el);
    const boxed = (el) => style(el).display === 'contents' ? boxed(el.parentElement) : el;
    const shown = (el) => boxed(el).checkVisibility( // folded away, of no size, or not painted
        { opacityProperty: true, visibilityProperty: true });
    // frames that show only what fits whole
    const foundNoRoom = (el, box) => {
        const beyond = (at, far) => !!at && clips(at) && far(at.getBoundingClientRect());
        const list = el.closest('.urgents'), line = el.closest('.urgent__place, .movement');
        return beyond(list, ({ right }) => box.left >= right)
            || beyond(line, ({ bottom }) => box.top >= bottom - 2);
    };
    const texts = () => {
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode, el = node.parentElement;
            if (!node.nodeValue.trim() || !el || el.closest('.leaflet-container, .js-plotly-plot,'
                + ' script, style, noscript, title, .skip') || !shown(el)) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const text = node.nodeValue.trim();
            for (const box of range.getClientRects()) // one for each line
                if (box.width && box.height && !foundNoRoom(el, box))
                    found.push({ node, el, box, text });
        }
        return found;
    };
    const ellipsis = (el) => style(el).textOverflow === 'ellipsis';
    const clips = (el) => /hidden|clip/.test(style(el).overflowX);
"""

CLIPPED = (
    "() => {"
    + TEXTS
    + """
    const wrong = [];
    for (const { el, box, text } of texts()) {
        for (let at = el; at && at !== document.body; at = at.parentElement) {
            if (!clips(at)) continue;
            if (ellipsis(at)) break;
            const frame = at.getBoundingClientRect();
            if (box.right > frame.right + 2 || box.left < frame.left - 2
                || box.bottom > frame.bottom + 0.3 * box.height
                || box.top < frame.top - 0.3 * box.height) {
                wrong.push(text + ' in .' + at.className);
                break;
            }
        }
    }
    return wrong.slice(0, 12); }"""
)
"""Texts that a frame cuts off without saying so."""

ELLIPSES = (
    "() => {"
    + TEXTS
    + """
    const ended = new Set();
    for (const { el } of texts())
        for (let at = el; at && at !== document.body; at = at.parentElement)
            if (ellipsis(at) && at.scrollWidth > at.clientWidth + 1) ended.add(at);
    return [...ended].map((at) => at.innerText + ' in .' + at.className).slice(0, 12); }"""
)
"""Texts that an ellipsis ends before their end."""

SHRUNK = (
    "() => {"
    + TEXTS
    + """
    return texts().filter(({ el }) => ellipsis(el) && el.children.length === 0
            && el.clientWidth < 0.5 * el.scrollWidth)
        .map(({ el, text }) => text + ' in .' + el.className).slice(0, 12); }"""
)
"""Texts of which an ellipsis leaves less than half."""

OVERLAPPING = (
    "() => {"
    + TEXTS
    + """
    const cut = (el, box) => {
        let { left, right, top, bottom } = box;
        for (let at = el; at && at !== document.body; at = at.parentElement) {
            if (!clips(at)) continue;
            const f = at.getBoundingClientRect();
            left = Math.max(left, f.left); right = Math.min(right, f.right);
        }
        const trim = 0.22 * (bottom - top); // the line's own air
        return { left, right, top: top + trim, bottom: bottom - trim };
    };
    const all = texts().filter(({ el }) => !el.closest('.stale-mark, .was'))
        .map((each) => ({ ...each, box: cut(each.el, each.box) }));
    const wrong = [];
    all.forEach((a, n) => all.slice(n + 1).forEach((b) => {
        const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (a.node !== b.node && wide > 1.5 && high > 1.5) wrong.push(a.text + ' | ' + b.text);
    }));
    return wrong.slice(0, 12); }"""
)
"""Pairs of texts that lie on each other."""

FACTS = """() => {
    const root = document.documentElement, seen = new Set(), twice = [];
    document.querySelectorAll('[id]').forEach(({ id }) => {
        if (seen.has(id)) twice.push(id);
        seen.add(id);
    });
    const named = (el) => el.getAttribute('aria-label') || el.getAttribute('alt')
        || el.title || el.innerText.trim();
    const shown = (el) => el.getClientRects().length > 0;
    const pictures = 'img, [role=img], [role=region], a, button, svg[role]';
    return {
        over: root.scrollWidth - innerWidth,
        under: root.scrollHeight - innerHeight,
        h1: document.querySelectorAll('h1').length,
        main: document.querySelectorAll('main').length,
        lang: root.lang,
        title: document.title,
        heading: (document.querySelector('h1') || {}).textContent,
        nameless: Array.from(document.querySelectorAll(pictures))
            .filter((el) => shown(el) && !el.closest('.leaflet-pane') && !named(el))
            .map((el) => el.outerHTML.slice(0, 200)),
        twice,
    }; }"""
"""What can be counted: overflow in pixels, headings, language, things without a name."""

CELLS = """() => {
    const wrong = [], shown = (el) => el.getClientRects().length > 0;
    const box = (el) => el.getBoundingClientRect();
    const name = (el) => el.id || el.className;
    const out = (a, b) => a.left < b.left - 2 || a.right > b.right + 2 || a.top < b.top - 2
        || a.bottom > b.bottom + 2;
    const cells = Array.from(document.querySelectorAll(
        '.wall__top, .wall__account, .panel, .wall__foot')).filter(shown);
    const wall = box(document.querySelector('.wall'));
    cells.forEach((cell, n) => {
        const here = box(cell);
        if (out(here, wall)) wrong.push(name(cell) + ' leaves the wall');
        cells.slice(n + 1).forEach((other) => {
            const there = box(other);
            const wide = Math.min(here.right, there.right) - Math.max(here.left, there.left);
            const high = Math.min(here.bottom, there.bottom) - Math.max(here.top, there.top);
            if (wide > 2 && high > 2) wrong.push(name(cell) + ' lies on ' + name(other));
        });
        cell.querySelectorAll('*').forEach((el) => {
            if (!shown(el) || el.closest('.leaflet-container, .js-plotly-plot, .urgents')) return;
            if (out(box(el), here)) wrong.push(name(el) + ' leaves ' + name(cell));
        });
    });
    return wrong.slice(0, 12); }"""
"""Parts of a wall that leave their cell, and cells that lie on each other."""

SEAMS = (
    "() => {"
    + TEXTS
    + """
    const seams = [innerWidth / 3, 2 * innerWidth / 3];
    return texts().filter(({ box }) => seams.some((x) => box.left < x && box.right > x))
        .map(({ text }) => text).slice(0, 12); }"""
)
"""Texts that lie across the seams of three screens side by side."""

PLACES = """() => Array.from(document.querySelectorAll(
        '.wall__top, .wall__account, .wall .panel, .wall__foot, .wall b'))
    .filter((el) => el.getClientRects().length && !el.closest('.leaflet-container'))
    .map((el) => { const { left, top, height } = el.getBoundingClientRect();
        return [el.id || el.textContent, left, top, height]; })"""
"""Where the parts of a wall and its figures stand."""
