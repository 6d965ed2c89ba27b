/* Cameras: a quiet layer of their own beneath the cases, drawn anew only for another view, another
   theme or when a camera changes. Thousands are as many stamps on one canvas and nothing on the page. */
((map) => {
  "use strict";
  const EYE = 7, FEW = 40, LEAST = { on: 1.5, off: 3.5 };

  /* the more there are, the quieter; one that nobody can watch stays larger, so that it is found */
  const sizeFor = (count, least) =>
    Math.max(least, Math.round(2 * EYE * Math.min(1, Math.sqrt(FEW / (count || 1)))) / 2);

  function stamp(online, r, inks, ratio) {
    const half = Math.ceil(r + 2), canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * half * ratio;
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    map.eye(ctx, half, half, online, r / EYE, inks);
    return { canvas, half };
  }

  const put = (layer, [id, lon, lat, online]) => {
    const { x, y } = layer._map.project([lat, lon], 0);
    layer.cameras.set(id, { id, kind: "camera", x, y, online });
  };

  map.resetCameras = (layer) => {
    layer.cameras = new Map();
    map.changeCameras(layer, { up: live.entries(layer.view + "-map-cameras"), rm: [] });
  };

  map.changeCameras = (layer, { up, rm }, whole) => {
    if (whole) layer.cameras.clear();
    up.forEach((entry) => put(layer, entry));
    rm.forEach((id) => layer.cameras.delete(id));
    layer.lookedFrom = null;
    layer.soon();
  };

  function inView(layer) {
    const factor = 2 ** layer._map.getZoom(), origin = layer._map.getPixelBounds().min;
    const { x: width, y: height } = layer._map.getSize(), seen = [];
    layer.cameras.forEach((each) => {
      const x = each.x * factor - origin.x, y = each.y * factor - origin.y;
      if (x > -EYE && y > -EYE && x < width + EYE && y < height + EYE) seen.push({ ...each, x, y });
    });
    return seen;
  }

  /* `ground`: what the view is; only where cases stand one by one there are cameras among them */
  map.drawCameras = (layer, scale, ground) => {
    const { inks } = layer.kit, ratio = window.devicePixelRatio || 1, mode = map.mode(layer.frame).name;
    const from = JSON.stringify([ground, scale, ratio, mode, inks]);
    if (layer.lookedFrom === from) return;
    layer.lookedFrom = from;
    layer.eyes = mode === "cases" ? inView(layer) : [];
    const ctx = layer.begin(layer.under), off = layer.eyes.filter(({ online }) => !online);
    const sizes = { on: sizeFor(layer.eyes.length, LEAST.on), off: sizeFor(off.length, LEAST.off) };
    const stamps = { on: stamp(true, sizes.on * scale, inks, ratio), off: stamp(false, sizes.off * scale, inks, ratio) };
    const whole = (at) => Math.round(at * ratio) / ratio;
    const draw = (each, which) => {
      const { canvas, half } = stamps[which];
      each.r = sizes[which] * scale;
      ctx.drawImage(canvas, whole(each.x - half), whole(each.y - half), 2 * half, 2 * half);
    };
    layer.eyes.forEach((each) => { if (each.online) draw(each, "on"); });
    off.forEach((each) => draw(each, "off"));
    ctx.restore();
  };

  /* the nearest camera that a press at a place of the screen can mean */
  map.cameraAt = (layer, { x, y }, least) => {
    let found, nearest = Infinity;
    layer.eyes.forEach((each) => {
      const far = Math.hypot(each.x - x, each.y - y);
      if (far < Math.max(each.r, least) && far < nearest) [found, nearest] = [each, far];
    });
    return found;
  };
})((window.city = window.city || {}).map = window.city.map || {});
