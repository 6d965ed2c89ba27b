/* The layer of cases: one canvas over the ground, drawn whole in one frame from entries that change
   one by one. Nothing on the page is made anew, so nothing flickers and the view stays. */
((map) => {
  "use strict";
  const RINGS = 40, RING_MS = 600, RING_FRAME_MS = 30, MANY = 400;
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
      this.rings = [];
      this.chosen = null;
      this.draws = 0;
    },

    onAdd(leaflet) {
      const pane = leaflet.createPane("cases");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this.canvas = canvas(pane);
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
      this.redraw();
      map.placeSoon();
    },

    put([id, lon, lat, light, kind]) {
      const at = this._map.project([lat, lon], 0);
      this.points.set(id, { id, x: at.x, y: at.y, light, kind });
    },

    change({ up, rm }) {
      for (const entry of up) {
        const isNew = !this.points.has(entry[0]);
        this.put(entry);
        if (isNew) this.ring(entry[0]);
      }
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
      [this.canvas, this.over].forEach((each) => L.DomUtil.setTransform(each, at, scale));
    },

    redraw() {
      const size = this._map.getSize(), ratio = window.devicePixelRatio || 1;
      const at = this._map.containerPointToLayerPoint([0, 0]);
      [this.canvas, this.over].forEach((each) => {
        L.DomUtil.setPosition(each, at);
        each.width = size.x * ratio;
        each.height = size.y * ratio;
        each.style.width = size.x + "px";
        each.style.height = size.y + "px";
      });
      this.draw();
    },

    begin(target) {
      const ctx = target.getContext("2d"), ratio = window.devicePixelRatio || 1;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
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
      const scale = map.scale(), ctx = this.begin(this.canvas);
      const { found, origin, zoom } = this.seen();
      const { singles, clusters } = map.gather(found, zoom, scale, this.chosen);
      const { x: width, y: height } = this._map.getSize(), inside = (each) =>
        (each.x -= origin.x) > -40 && each.x < width + 40 &&
        (each.y -= origin.y) > -40 && each.y < height + 40;
      this.draws++;
      this.singles = singles.filter(inside).sort(map.order);
      this.clusters = clusters.filter(inside);
      this.paint(ctx, scale);
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

    paint(ctx, scale) {
      const urgent = this.singles.filter((each) => "no".includes(each.light)).length;
      const { inks, stamps, font } = this.tools(scale, sizeFor(urgent));
      map.heat(ctx, this, scale, inks);
      ctx.font = font;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      this.clusters.forEach((each) => map.cluster(ctx, each, scale, inks));
      map.halos(ctx, this.singles, stamps.urgent * 1.9, inks);
      for (const { x, y, light } of this.singles) {
        const { canvas: image, half } = stamps[light];
        ctx.drawImage(image, x - half, y - half, 2 * half, 2 * half);
      }
      this.clusters.forEach((each) => map.count(ctx, each, scale, inks));
      map.signs(ctx, this, scale, inks);
      const chosen = this.singles.find((each) => each.id === this.chosen);
      if (chosen) map.circle(ctx, chosen.x, chosen.y, 15 * scale, inks.ink, 2.5 * scale);
    },

    ring(id) {
      if (calm() || document.hidden || this.rings.length >= RINGS) return;
      this.rings.push({ id, since: performance.now() });
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
        if (!point) return;
        ctx.globalAlpha = 1 - part;
        map.circle(ctx, point.x * factor - origin.x, point.y * factor - origin.y,
          (6 + 20 * part) * scale, inks[map.TONE[point.light]], 2 * scale);
      });
      ctx.globalAlpha = 1;
    },

    /* what lies under a place of the screen: a storm, which stands for its cases, else the nearer of
       the topmost mark and a camera, else a cluster */
    at({ x, y }) {
      const reach = 12 * map.scale(), from = (each) => Math.hypot(each.x - x, each.y - y);
      const storm = map.signAt(this, "storm", { x, y }, reach);
      if (storm) return storm;
      const camera = map.signAt(this, "camera", { x, y }, reach);
      for (let n = this.singles.length - 1; n >= 0; n--) {
        const each = this.singles[n];
        if (Math.abs(each.x - x) >= reach || Math.abs(each.y - y) >= reach) continue;
        return camera && from(camera) < from(each) ? camera : each;
      }
      return camera || this.clusters.find((each) =>
        from(each) < map.ring(each.points.length, map.scale()));
    },
  });

  /* boxes that names should not lie on */
  map.marksOf = (el) => {
    const layer = map.layerOf(el), frame = el.getBoundingClientRect(), found = [];
    if (!layer || !layer.singles) return found;
    const box = ({ x, y }, r, weight) => found.push(
      { at: new DOMRect(frame.x + x - r, frame.y + y - r, 2 * r, 2 * r), weight });
    layer.signs.forEach((each) => { if (each.kind === "storm") box(each, each.r, 4); });
    layer.clusters.forEach((each) => box(each, map.ring(each.points.length, map.scale()), 4));
    const urgent = layer.singles.filter((each) => "no".includes(each.light));
    if (urgent.length <= MANY) urgent.forEach((each) => box(each, 7 * map.scale(), 1));
    return found;
  };
})((window.city = window.city || {}).map = window.city.map || {});
