/* Shapes on a canvas: circle, triangle, square, ring, eye and storm, in the colours of the tokens. */
((map) => {
  "use strict";
  const NAMES = ["ok", "near", "over", "ink-3", "ink", "ink-2", "land", "bg", "data", "data-2"];
  const ORDER = "uwno";
  map.order = (a, b) => ORDER.indexOf(a.light) - ORDER.indexOf(b.light);
  map.inks = (el) => Object.fromEntries(NAMES.map((name) => [name, map.token(name, el)]));

  function outline(ctx, light, x, y, r) {
    ctx.beginPath();
    if (light === "o") ctx.rect(x - r, y - r, 2 * r, 2 * r);
    else if (light === "n") {
      ctx.moveTo(x, y - 1.15 * r);
      ctx.lineTo(x + 1.2 * r, y + 0.95 * r);
      ctx.lineTo(x - 1.2 * r, y + 0.95 * r);
      ctx.closePath();
    } else ctx.arc(x, y, light === "u" ? r - 0.75 : r, 0, 2 * Math.PI);
  }

  /* drawn once, then stamped: thousands of stamps cost less than thousands of paths */
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
      ctx.lineWidth = Math.min(2, r / 2.5);
      ctx.strokeStyle = inks.land;
      ctx.stroke();
      ctx.fillStyle = inks[map.TONE[light]];
      ctx.fill();
    }
    return { canvas, half };
  }

  map.stamps = (scale, urgent, inks, ratio) => {
    const calm = 0.7 * urgent * scale;
    urgent *= scale;
    return {
      w: stamp("w", calm, inks, ratio), u: stamp("u", calm, inks, ratio),
      n: stamp("n", urgent, inks, ratio), o: stamp("o", urgent, inks, ratio), urgent,
    };
  };

  map.halos = (ctx, points, r, inks) => {
    ctx.globalAlpha = 0.22;
    ctx.fillStyle = inks.over;
    ctx.beginPath();
    for (const { x, y, light } of points) {
      if (light !== "o") continue;
      ctx.moveTo(x + r, y);
      ctx.arc(x, y, r, 0, 2 * Math.PI);
    }
    ctx.fill();
    ctx.globalAlpha = 1;
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
  map.count = (ctx, { x, y, points }, scale, inks) => {
    const told = points.length.toLocaleString("en");
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
