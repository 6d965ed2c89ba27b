/* Names give way to marks, a street's only on its own ground: beside it, it would name the neighbour.
   They are placed when the view changes, not when cases come and go, so that they stand still. */
((map) => {
  "use strict";
  const moved = new WeakMap();
  const ACROSS = [0, 0.5, -0.5, 0.8, -0.8, 1.3, -1.3], DOWN = [0, 1, -1, 1.8, -1.8, 2.6, -2.6];
  let placing = 0;

  function shared(a, b) {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  const over = (here, taken) => taken.reduce((sum, at) => sum + shared(here, at), 0);
  const by = (box, [x, y]) => new DOMRect(box.x + x, box.y + y, box.width, box.height);

  /* what of a name could not be read at a place: off the map, or on another name or the tools */
  const lost = (here, { frame, names }) =>
    here.width * here.height - shared(here, frame) + over(here, names);

  /* the nearest first: the seat itself */
  function places({ width, height }) {
    const found = [].concat(...DOWN.map((y) => ACROSS.map((x) => [x * width, y * height])));
    return found.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
  }

  /* the nearest place free of marks, else the seat, with marks beneath, if the name can be read there */
  function choose(box, now, allowed, room) {
    const free = (at) => !lost(by(box, at), room) && !over(by(box, at), room.marks);
    if (allowed(now) && free(now)) return now;
    const [seat, ...others] = places(box), found = [seat, ...others.filter(allowed)];
    const losses = found.map((at) => lost(by(box, at), room)), least = Math.min(...losses);
    const read = found.filter((_, n) => losses[n] === least);
    return read.find((at) => !over(by(box, at), room.marks)) || read[0];
  }

  function settle(span, room) {
    const now = moved.get(span) || [0, 0], seen = span.getBoundingClientRect();
    const box = new DOMRect(seen.x - now[0], seen.y - now[1], seen.width, seen.height);
    const best = choose(box, now, (at) => room.holds(span.dataset.key, by(box, at)), room);
    moved.set(span, best);
    span.style.translate = `${best[0]}px ${best[1]}px`;
    room.names.push(span.getBoundingClientRect());
  }

  /* the polygons of streets by key */
  function grounds(leaflet) {
    const found = new Map();
    leaflet.eachLayer((each) => {
      const { key, kind, street } = each.feature && each.getLatLngs ? each.feature.properties : {};
      if (key && !kind && street === undefined) found.set(String(key), each);
    });
    return found;
  }

  /* what is taken on a map, and whether a street holds the centre of a name's box */
  function roomOf(el) {
    const frame = el.getBoundingClientRect(), leaflet = map.leafletOf(el), streets = grounds(leaflet);
    const boxes = (within, of) => Array.from(within.querySelectorAll(of), (each) => each.getBoundingClientRect());
    return {
      frame,
      names: boxes(el.parentNode, ".map-tools > *"),
      marks: boxes(el, ".map-here").concat(map.marksOf(el)),
      holds(key, { x, y, width, height }) {
        if (!key) return true;
        const at = [x + width / 2 - frame.x, y + height / 2 - frame.y], ground = streets.get(key);
        return Boolean(ground) && ground._containsPoint(leaflet.containerPointToLayerPoint(at));
      },
    };
  }

  function place() {
    placing = 0;
    document.querySelectorAll(".map").forEach((el) => {
      const room = roomOf(el);
      el.querySelectorAll(".map-name span").forEach((span) => settle(span, room));
    });
  }

  /* all are put by then, none is painted */
  map.placeSoon = () => { placing = placing || requestAnimationFrame(place); };
})((window.city = window.city || {}).map = window.city.map || {});
