/* Names give way to marks, a street's only on its own ground: beside it, it would name the neighbour.
   They are placed when the view changes or the number of the fullest square moves, not when cases come and
   go, so that they stand still. */
((map) => {
  "use strict";
  const moved = new WeakMap();
  const ACROSS = [0, 0.5, -0.5, 0.8, -0.8, 1.3, -1.3], DOWN = [0, 1, -1, 1.8, -1.8, 2.6, -2.6];
  const CENTRE = [[0.5, 0.5]], CROSS = [[0, 0.5], [1, 0.5], [0.5, 0], [0.5, 1]]; // of a name's box
  let placing = 0;

  function shared(a, b) {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  const over = (here, taken) => taken.reduce((sum, at) => sum + shared(here, at), 0);
  const by = (box, [x, y]) => new DOMRect(box.x + x, box.y + y, box.width, box.height);

  /* whole pixels of a name that could not be read: off the map, or on another name, a number or the tools */
  const lost = (here, { frame, names }) =>
    Math.round(here.width * here.height - shared(here, frame) + over(here, names));

  /* the nearest first: the seat itself */
  function places({ width, height }) {
    const found = [].concat(...DOWN.map((y) => ACROSS.map((x) => [x * width, y * height])));
    return found.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
  }

  /* the nearest place free of marks, else the seat, with marks beneath, if the name can be read there */
  function choose(box, now, key, room) {
    const on = (parts) => (at) => room.holds(key, by(box, at), parts), loss = (at) => lost(by(box, at), room);
    const free = (at) => !over(by(box, at), room.marks) && on(CROSS)(at);
    if (on(CENTRE)(now) && !loss(now) && free(now)) return now;
    const [seat, ...others] = places(box), found = [seat, ...others.filter(on(CENTRE))];
    const losses = found.map(loss), least = Math.min(...losses);
    const read = found.filter((_, n) => losses[n] === least);
    return read.find(free) || read[0];
  }

  function settle(span, room) {
    const now = moved.get(span) || [0, 0], seen = span.getBoundingClientRect();
    const box = new DOMRect(seen.x - now[0], seen.y - now[1], seen.width, seen.height);
    const best = choose(box, now, span.dataset.key, room);
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

  /* what is taken on a map, and whether a street holds parts of a name's box */
  function roomOf(el) {
    const frame = el.getBoundingClientRect(), leaflet = map.leafletOf(el), streets = grounds(leaflet);
    const boxes = (of) =>
      Array.from(el.parentNode.querySelectorAll(of), (each) => each.getBoundingClientRect());
    const { marks, figures } = map.marksOf(el);
    return {
      frame,
      names: boxes(".map-tools > *").concat(figures),
      marks: boxes(".map-here").concat(marks),
      holds(key, { x, y, width, height }, parts) {
        if (!key) return true;
        const ground = streets.get(key), at = ([across, down]) => leaflet.containerPointToLayerPoint(
          [x + across * width - frame.x, y + down * height - frame.y]);
        return Boolean(ground) && parts.every((part) => ground._containsPoint(at(part)));
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
