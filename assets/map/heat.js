/* What is shown besides single cases: squares by count, streets and grids by shade, storms. */
((map) => {
  "use strict";
  const SQUARE = 30, STORM = 26, SHADES = [0, 0.14, 0.28, 0.42, 0.58, 0.76];

  /* squares lie fast in the world; cases without a position of their own never come here */
  map.heat = (ctx, layer, scale, inks) => {
    const mode = map.mode(layer.frame);
    layer.mostHeat = null;
    if (mode.name !== "heat") return;
    const factor = 2 ** layer._map.getZoom(), origin = layer._map.getPixelBounds().min;
    const size = SQUARE * scale, counts = new Map();
    layer.points.forEach(({ x, y, kind }) => {
      if (mode.kind && kind !== mode.kind) return;
      const key = Math.floor(x * factor / size) + ":" + Math.floor(y * factor / size);
      counts.set(key, (counts.get(key) || 0) + 1);
    });
    const most = Math.max(0, ...counts.values());
    ctx.fillStyle = inks.data;
    counts.forEach((count, key) => {
      const [column, row] = key.split(":").map(Number);
      const x = column * size - origin.x, y = row * size - origin.y;
      ctx.globalAlpha = SHADES[Math.ceil(5 * count / most)];
      ctx.fillRect(x, y, size - 1, size - 1);
      if (count === most && (!layer.mostHeat || key === layer.mostKey))
        layer.mostHeat = { key, x: x + size / 2, y: y + size / 2, count }; // of equals the one that was it
    });
    ctx.globalAlpha = 1;
  };

  /* over all marks, as the legend promises; above a storm there, which has a number of its own */
  map.most = (ctx, layer, scale, inks) => {
    const most = layer.mostHeat, before = [layer.mostKey, layer.mostUp].join();
    const storm = most && layer.signs.find(({ x, y, r }) => Math.hypot(x - most.x, y - most.y) < r);
    Object.assign(layer, { mostKey: most ? most.key : null, mostUp: !!storm });
    if ([layer.mostKey, layer.mostUp].join() !== before) map.placeSoon(); // a name may stand where it has come to
    if (!most) return;
    if (storm) most.y = storm.y - storm.r - 12 * scale;
    map.figure(ctx, String(most.count), most.x, most.y, scale, inks);
  };

  map.signs = (ctx, layer, scale, inks) => {
    const origin = layer._map.getPixelBounds().min, zoom = layer._map.getZoom();
    layer.signs = [];
    live.entries(layer.view + "-map-storms").forEach(([id, lon, lat, count]) => {
      const { x, y } = layer._map.project([lat, lon], zoom).subtract(origin), r = STORM * scale;
      layer.signs.push({ id, kind: "storm", x, y, r });
      map.storm(ctx, x, y, count, scale, inks);
      if (id === layer.chosen) map.circle(ctx, x, y, r + 5 * scale, inks.ink, 2.5 * scale);
    });
  };

  /* the cases that storms stand for */
  map.membersOf = (layer) => new Set(
    [].concat(...Array.from(live.entries(layer.view + "-map-storms").values(), ([, , , , , ids]) => ids)));

  function shade(area, kind, mode, inks) {
    const [, , load, , low] = area;
    if (kind === "grid" && mode === "grids")
      return { weight: 1, opacity: 0.8, color: inks["ink-3"], fillColor: inks.data, fillOpacity: SHADES[load] };
    if (kind === "street" && mode === "load")
      return { fillColor: inks.data, fillOpacity: SHADES[load] };
    if (kind === "street" && mode === "share" && low >= 0)
      return { fillColor: low ? inks.data : inks["data-2"], fillOpacity: low ? 0.7 : 0.4 };
    return null;
  }

  function restyle(shape, style) {
    const told = JSON.stringify(style);
    if (shape.shaded !== told) shape.setStyle(style);
    shape.shaded = told;
  }

  /* Leaflet draws only the polygons whose style is another one */
  map.shadeAreas = (layer) => {
    const { name } = map.mode(layer.frame), inks = map.inks(layer.frame);
    const areas = live.entries(layer.view + "-map-areas");
    layer._map.eachLayer((each) => {
      const { key, kind: line } = each.feature && each.setStyle ? each.feature.properties : {};
      if (line) restyle(each, map.line(each.feature)); // a river or road, for another theme
      if (line || !key) return;
      const kind = each.feature.properties.street === undefined ? "street" : "grid";
      const area = areas.get(kind + ":" + key);
      const plain = kind === "street" ? map.street(each.feature) : map.grid();
      const style = { ...plain, ...(area && shade(area, kind, name, inks)) };
      restyle(each, style);
    });
    tellStreets(layer, areas, name);
  };

  function tellStreets(layer, areas, mode) {
    layer._map.getContainer().querySelectorAll(".map-name--street span").forEach((span) => {
      const area = areas.get("street:" + span.dataset.key);
      const told = area && (mode === "load" ? area[3] : mode === "share" ? area[5] : "");
      if (Boolean(told) !== Boolean(span.dataset.told)) map.placeSoon(); // it is as high as two lines
      if (told) span.dataset.told = told;
      else delete span.dataset.told;
    });
  }
})((window.city = window.city || {}).map = window.city.map || {});
