/* The layer of cases: one canvas over the ground, drawn whole in one frame from entries that change
   one by one. Nothing on the page is made anew, so nothing flickers and the view stays. A case that a
   storm stands for is not drawn, unless it was chosen; heat and every count have it. */
((map) => {
  "use strict";
  const RINGS = 12, RING_MS = 600, RING_FRAME_MS = 30, CALM_MS = 2000, MANY = 400;
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* marks shrink so that thousands do not cover the city; in halves, or they would never be stamps */
  const sizeFor = (urgent) =>
    Math.max(2.5, Math.round(12 * Math.min(1, Math.sqrt(MANY / (urgent || 1)))) / 2);

  function canvas(pane) {
    const made = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
    made.style.pointerEvents = "none";
    return made;
  }

  map.caseLayer = () => L.Layer.extend({
    initialize(view, frame) {
      this.view = view;
      this.frame = frame;
      this.points = new Map();
      this.members = new Set(); // cases that storms stand for
      this.signs = [];
      this.eyes = [];
      this.rings = [];
      this.rang = -CALM_MS;
      this.chosen = null;
      this.draws = 0;
    },

    onAdd(leaflet) {
      const pane = leaflet.createPane("cases");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this.under = canvas(pane); // cameras
      this.canvas = canvas(pane);
      this.sheet = document.createElement("canvas"); // halos, seen together
      this.over = canvas(pane); // rings of new cases, so that they do not draw all the others
      this.resetAll();
    },

    getEvents() {
      return { moveend: this.redraw, zoomanim: this.follow, resize: this.redraw };
    },

    /* what the entries say, in pixels of the world at zoom 0 */
    resetAll() {
      this.points.clear();
      live.entries(this.view + "-map-cases").forEach((entry) => this.put(entry));
      this.members = map.membersOf(this);
      map.resetCameras(this);
      this.redraw();
      map.placeSoon();
    },

    put([id, lon, lat, light, kind]) {
      const at = this._map.project([lat, lon], 0);
      this.points.set(id, { id, x: at.x, y: at.y, light, kind });
    },

    change({ up, rm }) {
      const fresh = up.filter((entry) => !this.points.has(entry[0])).map(([id]) => id);
      up.forEach((entry) => this.put(entry));
      this.ring(fresh);
      rm.forEach((id) => this.points.delete(id));
      this.soon();
    },

    soon() {
      this.frameAsked = this.frameAsked || requestAnimationFrame(() => {
        this.frameAsked = 0;
        this.draw();
      });
    },

    follow({ zoom, center }) {
      const scale = this._map.getZoomScale(zoom);
      const at = this._map._latLngBoundsToNewLayerBounds(this._map.getBounds(), zoom, center).min;
      [this.under, this.canvas, this.over].forEach((each) => L.DomUtil.setTransform(each, at, scale));
    },

    redraw() {
      const size = this._map.getSize(), ratio = window.devicePixelRatio || 1;
      const at = this._map.containerPointToLayerPoint([0, 0]);
      [this.under, this.canvas, this.over].forEach((each) => {
        L.DomUtil.setPosition(each, at);
        each.width = size.x * ratio;
        each.height = size.y * ratio;
        each.style.width = size.x + "px";
        each.style.height = size.y + "px";
      });
      this.drawn = this.lookedFrom = null;
      this.draw();
    },

    /* an empty sheet or, of one that holds a picture, the squares of a patch */
    begin(target, patch) {
      const ctx = target.getContext("2d"), ratio = window.devicePixelRatio || 1;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.save();
      if (patch) patch.clip(ctx);
      ctx.clearRect(0, 0, target.width, target.height);
      return ctx;
    },

    /* the points of the mode in pixels of the world, and what must be taken off for the screen's */
    seen() {
      const zoom = this._map.getZoom(), factor = 2 ** zoom, mode = map.mode(this.frame);
      const origin = this._map.getPixelBounds().min, found = [];
      this.points.forEach((point) => {
        const hides = mode.name !== "cases" && !"no".includes(point.light);
        if (hides || (mode.name === "heat" && mode.kind && point.kind !== mode.kind)) return;
        if (this.members.has(point.id) && point.id !== this.chosen) return;
        found.push({ id: point.id, light: point.light, x: point.x * factor, y: point.y * factor });
      });
      return { found, origin, zoom };
    },

    onRemove() {
      cancelAnimationFrame(this.frameAsked);
      this.canvas.parentNode.remove();
    },

    draw() {
      if (!this._map) return;
      const scale = map.scale();
      const { found, origin, zoom } = this.seen();
      const { singles, clusters } = map.gather(found, zoom, scale, this.chosen);
      const { x: width, y: height } = this._map.getSize(), inside = (each) =>
        (each.x -= origin.x) > -40 && each.x < width + 40 &&
        (each.y -= origin.y) > -40 && each.y < height + 40;
      this.draws++;
      this.singles = map.inOrder(singles.filter(inside));
      this.clusters = clusters.filter(inside);
      this.paint(scale, [zoom, origin.x, origin.y]);
      this.drawRings();
    },

    /* inks and stamps, made anew only for another size or theme */
    tools(scale, size) {
      const ratio = window.devicePixelRatio || 1, key = [scale, size, ratio].join();
      if (!this.kit || this.kit.key !== key) {
        const inks = map.inks(this.frame), font = `500 ${18 * scale}px ${map.token("f-ui", this.frame)}`;
        this.kit = { key, inks, font, stamps: map.stamps(scale, size, inks, ratio) };
      }
      return this.kit;
    },

    /* what a picture holds, and what it goes by; without another ground a new one is a patch of it */
    scene({ stamps }, scale, ground) {
      const marks = new Map();
      this.singles.forEach((each) => {
        each.r = stamps[each.light].half + 1;
        each.look = each.light;
        marks.set(each.id, each);
      });
      this.clusters.forEach((each) => {
        each.look = each.points.length;
        each.r = map.ring(each.look, scale) + 4;
        marks.set(each.x + " " + each.y, each);
      });
      const storms = Array.from(live.entries(this.view + "-map-storms").values());
      return { marks, kit: this.kit, ground: JSON.stringify([ground, this.chosen, map.mode(this.frame), storms]) };
    },

    patch(old, fresh) {
      const same = old && old.kit === fresh.kit && old.ground === fresh.ground;
      if (!same || map.mode(this.frame).name !== "cases" || this.chosen !== null) return null;
      return map.patch(old.marks, fresh.marks, this._map.getSize());
    },

    paint(scale, ground) {
      const urgent = this.singles.filter((each) => "no".includes(each.light)).length;
      const { inks, stamps, font } = this.tools(scale, sizeFor(urgent));
      const fresh = this.scene(this.kit, scale, ground), patch = this.patch(this.drawn, fresh);
      const ctx = this.begin(this.canvas, patch), due = patch ? patch.touches : () => true;
      const singles = this.singles.filter(due), clusters = this.clusters.filter(due);
      this.drawn = fresh;
      map.heat(ctx, this, scale, inks);
      map.drawCameras(this, scale, ground);
      ctx.font = font;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      clusters.forEach((each) => map.cluster(ctx, each, scale, inks));
      map.halos(ctx, this.sheet, singles, stamps, inks);
      singles.forEach((each) => map.mark(ctx, each, stamps, inks));
      clusters.forEach((each) => map.count(ctx, each, scale, inks));
      map.signs(ctx, this, scale, inks);
      map.most(ctx, this, scale, inks);
      const marked = (each) => each.id === this.chosen, chosen = this.singles.find(marked);
      const eye = this.eyes.find(marked);
      if (chosen) map.circle(ctx, chosen.x, chosen.y, 15 * scale, inks.ink, 2.5 * scale);
      if (eye) map.circle(ctx, eye.x, eye.y, 12 * scale, inks.ink, 2.5 * scale);
      ctx.restore();
    },

    /* only while new cases are rare enough to be looked at one by one */
    ring(ids) {
      const now = performance.now(), often = now - this.rang < CALM_MS || ids.length > RINGS;
      if (ids.length) this.rang = now;
      if (often || calm() || document.hidden) return;
      ids.forEach((id) => this.rings.push({ id, since: now }));
    },

    drawRings() {
      if (this.drawing || !this.rings.length) return;
      this.drawing = true;
      let last = 0;
      const step = () => {
        const now = performance.now();
        if (!this._map) return;
        if (now - last > RING_FRAME_MS) {
          last = now;
          this.drawRingsAt(now);
        }
        this.drawing = this.rings.length > 0;
        if (this.drawing) requestAnimationFrame(step);
      };
      step();
    },

    drawRingsAt(now) {
      const ctx = this.begin(this.over), scale = map.scale(), { inks } = this.kit;
      const factor = 2 ** this._map.getZoom(), origin = this._map.getPixelBounds().min;
      this.rings = this.rings.filter(({ since }) => now - since < RING_MS);
      this.rings.forEach(({ id, since }) => {
        const point = this.points.get(id), part = (now - since) / RING_MS;
        if (!point || this.members.has(id)) return;
        ctx.globalAlpha = 1 - part;
        map.circle(ctx, point.x * factor - origin.x, point.y * factor - origin.y,
          (6 + 20 * part) * scale, inks[map.TONE[point.light]], 2 * scale);
      });
      ctx.restore();
    },

    /* what lies under a place of the screen: a storm, which stands for its cases, else the topmost mark,
       else the nearer of a mark beside it and a camera, else a cluster */
    at({ x, y }) {
      const reach = 12 * map.scale(), from = (each) => Math.hypot(each.x - x, each.y - y);
      const storm = this.signs.find((each) => from(each) < Math.max(each.r, reach));
      if (storm) return storm;
      const top = (fits) => {
        for (let n = this.singles.length - 1; n >= 0; n--) if (fits(this.singles[n])) return this.singles[n];
        return null;
      };
      const mark = top((each) => from(each) <= each.r);
      if (mark) return mark;
      const beside = top((each) => Math.abs(each.x - x) < reach && Math.abs(each.y - y) < reach);
      const camera = map.cameraAt(this, { x, y }, reach);
      if (beside && !(camera && from(camera) < from(beside))) return beside;
      return camera || this.clusters.find((each) =>
        from(each) < map.ring(each.points.length, map.scale()));
    },
  });

  /* boxes that names should not lie on: those of marks, and that of a number over them */
  map.marksOf = (el) => {
    const layer = map.layerOf(el), frame = el.getBoundingClientRect(), scale = map.scale();
    if (!layer || !layer.singles) return { marks: [], figures: [] };
    const box = ({ x, y }, r) => new DOMRect(frame.x + x - r, frame.y + y - r, 2 * r, 2 * r);
    const urgent = layer.singles.filter((each) => "no".includes(each.light));
    const marks = [
      ...layer.signs.map((each) => box(each, each.r)),
      ...layer.clusters.map((each) => box(each, map.ring(each.points.length, scale))),
      ...(urgent.length <= MANY ? urgent.map((each) => box(each, 7 * scale)) : []),
    ];
    return { marks, figures: layer.mostHeat ? [box(layer.mostHeat, 12 * scale)] : [] };
  };
})((window.city = window.city || {}).map = window.city.map || {});
