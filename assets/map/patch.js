/* What of a picture must be drawn again: the squares of the screen in which a mark came, went or changed. */
((map) => {
  "use strict";
  const SIDE = 32, ACROSS = 4096, BEFORE = 4, WHOLE = 0.4; // marks may lie a little outside

  function squares({ x, y, r }, visit) {
    const right = Math.floor((x + r) / SIDE), below = Math.floor((y + r) / SIDE);
    for (let row = Math.floor((y - r) / SIDE); row <= below; row++)
      for (let column = Math.floor((x - r) / SIDE); column <= right; column++)
        if (visit((row + BEFORE) * ACROSS + column + BEFORE)) return true;
    return false;
  }

  /* `before`, `after`: key -> mark with its place, reach and look. Null if it is not worth it. */
  map.patch = (before, after, { x: width, y: height }) => {
    const soiled = new Set();
    const soil = (mark) => squares(mark, (square) => { soiled.add(square); });
    after.forEach((mark, key) => {
      const was = before.get(key);
      if (was && was.x === mark.x && was.y === mark.y && was.r === mark.r && was.look === mark.look) return;
      if (was) soil(was);
      soil(mark);
    });
    before.forEach((mark, key) => { if (!after.has(key)) soil(mark); });
    if (soiled.size > WHOLE * Math.ceil(width / SIDE) * Math.ceil(height / SIDE)) return null;
    return {
      clip(ctx) {
        ctx.beginPath();
        soiled.forEach((square) => ctx.rect((square % ACROSS - BEFORE) * SIDE,
          (Math.floor(square / ACROSS) - BEFORE) * SIDE, SIDE, SIDE));
        ctx.clip();
      },
      touches: (mark) => squares(mark, (square) => soiled.has(square)),
    };
  };
})((window.city = window.city || {}).map = window.city.map || {});
