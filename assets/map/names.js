/* Names give way to marks. They are placed when the view changes, not when cases come and go, so
   that they stand still. */
((map) => {
  "use strict";
  const moved = new WeakMap();
  let placing = 0;

  function shared(a, b) {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  /* what a name would lie on at a place, and what of it would be off the map; nought is best */
  function cost(box, [x, y], taken, frame) {
    const here = new DOMRect(box.x + x, box.y + y, box.width, box.height);
    const off = here.width * here.height - shared(here, frame);
    return taken.reduce((sum, each) => sum + each.weight * shared(here, each.at), 8 * off);
  }

  function places({ width: w, height: h }) {
    const found = [[0, 0]];
    [1, -1, 1.8, -1.8].forEach((y) => {
      [0, 0.5, -0.5].forEach((x) => found.push([x * w, y * h]));
    });
    return found.concat([[0.8 * w, 0], [-0.8 * w, 0], [-1.3 * w, 0]]);
  }

  function settle(span, taken, frame) {
    const now = moved.get(span) || [0, 0], seen = span.getBoundingClientRect();
    const box = new DOMRect(seen.x - now[0], seen.y - now[1], seen.width, seen.height);
    let best = now, least = cost(box, now, taken, frame);
    if (least > 0) places(box).forEach((by) => {
      const price = cost(box, by, taken, frame);
      if (price < 0.7 * least) [best, least] = [by, price];
    });
    moved.set(span, best);
    span.style.translate = `${best[0]}px ${best[1]}px`;
    taken.push({ at: span.getBoundingClientRect(), weight: 8 });
  }

  function place() {
    placing = 0;
    document.querySelectorAll(".map").forEach((el) => {
      const frame = el.getBoundingClientRect(), taken = [];
      el.querySelectorAll(".map-here").forEach((here) => {
        taken.push({ at: here.getBoundingClientRect(), weight: 2 });
      });
      taken.push(...map.marksOf(el));
      el.querySelectorAll(".map-name span").forEach((span) => settle(span, taken, frame));
    });
  }

  /* all are put by then, none is painted */
  map.placeSoon = () => { placing = placing || requestAnimationFrame(place); };
})((window.city = window.city || {}).map = window.city.map || {});
