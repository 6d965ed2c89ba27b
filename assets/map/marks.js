/* Shapes on a canvas: circle, triangle, square, ring, eye and storm, in the colours of the tokens. */
((map) => {
  "use strict";
  const NAMES = ["ok", "near", "over", "ink-3", "ink", "ink-2", "land", "bg", "data", "data-2"];
  const HALO = 1.9, FULL = 6, FAR = 0.97, NEAR = 0.6;
  /* the most urgent lie on top */
  map.inOrder = (points) =>
    [].concat(...Array.from("uwno", (light) => points.filter((each) => each.light === light)));
  map.inks = (el) => Object.fromEntries(NAMES.map((name) => [name, map.token(name, el)]));

  const rim = (r) => Math.min(2, r / 2.5);

  function outline(ctx, light, x, y, r) {
    ctx.beginPath();
    if (light === "n") {
      ctx.moveTo(x, y - 1.15 * r);
      ctx.lineTo(x + 1.2 * r, y + 0.95 * r);
      ctx.lineTo(x - 1.2 * r, y + 0.95 * r);
      ctx.closePath();
    } else ctx.arc(x, y, light === "u" ? r - 0.75 : r, 0, 2 * Math.PI);
  }

  /* drawn once, then stamped, on whole pixels: thousands of stamps cost less than thousands of paths, and
     a third of stamps between pixels */
  function stamp(light, r, inks, ratio) {
    const half = Math.ceil(r * 1.25 + 2), canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * half * ratio;
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    outline(ctx, light, half, half, r);
    if (light === "u") {
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = inks["ink-3"];
      ctx.stroke();
    } else {
      ctx.lineWidth = rim(r);
      ctx.strokeStyle = inks.land;
      ctx.stroke();
      ctx.fillStyle = inks[map.TONE[light]];
      ctx.fill();
    }
    return { canvas, half };
  }

  const disc = (ctx, x, y, r) => {
    ctx.moveTo(x + r, y);
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  };

  /* a disc of a few pixels, of two bars: a tenth of its cost */
  const dot = (ctx, x, y, r) => {
    ctx.fillRect(x - FAR * r, y - NEAR * r, 2 * FAR * r, 2 * NEAR * r);
    ctx.fillRect(x - NEAR * r, y - FAR * r, 2 * NEAR * r, 2 * FAR * r);
  };

  /* `urgent`: the size that the number of marks allows, at most `FULL` */
  map.stamps = (scale, urgent, inks, ratio) => {
    const r = urgent * scale, calm = 0.7 * r;
    return {
      w: stamp("w", calm, inks, ratio), u: stamp("u", calm, inks, ratio), n: stamp("n", r, inks, ratio),
      o: { half: HALO * r, halo: urgent < FULL ? dot : disc }, urgent: r, ratio,
    };
  };

  /* on a sheet of their own: where they lie on each other they are no darker */
  map.halos = (ctx, sheet, points, { o: { half: r, halo } }, inks) => {
    const overdue = points.filter(({ light }) => light === "o"), { width, height } = ctx.canvas;
    if (!overdue.length || !width || !height) return; // a map that is not shown yet has no size
    if (sheet.width !== width || sheet.height !== height) Object.assign(sheet, { width, height });
    const on = sheet.getContext("2d");
    on.setTransform(1, 0, 0, 1, 0, 0);
    on.clearRect(0, 0, width, height);
    on.setTransform(ctx.getTransform());
    on.fillStyle = inks.over;
    on.beginPath();
    overdue.forEach(({ x, y }) => halo(on, x, y, r));
    on.fill();
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 0.22;
    ctx.drawImage(sheet, 0, 0);
    ctx.restore();
  };

  /* a square is no stamp: two rectangles cost a tenth of one */
  map.mark = (ctx, { x, y, light }, stamps, inks) => {
    if (light === "o") {
      const r = stamps.urgent, edge = rim(r) / 2;
      ctx.fillStyle = inks.land;
      ctx.fillRect(x - r - edge, y - r - edge, 2 * (r + edge), 2 * (r + edge));
      ctx.fillStyle = inks.over;
      return ctx.fillRect(x - r, y - r, 2 * r, 2 * r);
    }
    const { canvas, half } = stamps[light], whole = (at) => Math.round(at * stamps.ratio) / stamps.ratio;
    ctx.drawImage(canvas, whole(x - half), whole(y - half), 2 * half, 2 * half);
  };

  map.circle = (ctx, x, y, r, ink, width) => {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.lineWidth = width;
    ctx.strokeStyle = ink;
    ctx.stroke();
  };

  map.cluster = (ctx, { x, y, points }, scale, inks) => {
    const r = map.ring(points.length, scale);
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = inks.land;
    ctx.fill();
    ctx.lineWidth = 1.5 * scale;
    ctx.strokeStyle = inks.ok;
    ctx.stroke();
  };

  /* over all marks: a number that cannot be read counts nothing */
  map.count = (ctx, { x, y, points }, scale, inks) =>
    map.figure(ctx, points.length.toLocaleString("en"), x, y, scale, inks);

  /* edged with the ground's colour */
  map.figure = (ctx, told, x, y, scale, inks) => {
    ctx.lineJoin = "round";
    ctx.lineWidth = 5 * scale;
    ctx.strokeStyle = inks.land;
    ctx.strokeText(told, x, y + scale);
    ctx.fillStyle = inks.ink;
    ctx.fillText(told, x, y + scale);
  };

  /* a camera: an eye that looks, or one that is shut */
  map.eye = (ctx, x, y, online, scale, inks) => {
    const r = 7 * scale;
    ctx.fillStyle = inks.land;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fill();
    map.circle(ctx, x, y, r, online ? inks.data : inks["ink-3"], 2 * scale);
    ctx.beginPath();
    if (online) {
      ctx.arc(x, y, 2.6 * scale, 0, 2 * Math.PI);
      ctx.fillStyle = inks.data;
      return ctx.fill();
    }
    ctx.moveTo(x - r, y + r);
    ctx.lineTo(x + r, y - r);
    ctx.stroke();
  };

  map.storm = (ctx, x, y, count, scale, inks) => {
    const r = 26 * scale;
    map.circle(ctx, x, y, r, inks.ink, 2.5 * scale);
    ctx.fillStyle = inks.bg;
    ctx.globalAlpha = 0.72;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.fillStyle = inks.ink;
    ctx.fillText(String(count), x, y + scale);
  };
})((window.city = window.city || {}).map = window.city.map || {});
