/* Which marks are drawn where: cases within limit are gathered if they are many, no other ever is.
   Cells lie fast in the world, so a cluster stands still while cases come and go. */
((map) => {
  "use strict";
  const OVER = 2000, LEAST = 6, DEEPEST = 16;
  map.CLUSTERED_OVER = OVER;

  function cells(calm, size) {
    const found = new Map();
    for (const point of calm) {
      const key = Math.floor(point.x / size) + ":" + Math.floor(point.y / size);
      const cell = found.get(key);
      if (cell) cell.push(point);
      else found.set(key, [point]);
    }
    return found;
  }

  function centre(points) {
    let x = 0, y = 0;
    for (const point of points) { x += point.x; y += point.y; }
    return { x: x / points.length, y: y / points.length, points };
  }

  /* two whose rings would touch become one */
  function apart(clusters, radius) {
    const kept = [];
    clusters.sort((a, b) => b.points.length - a.points.length);
    for (const cluster of clusters) {
      const near = kept.find((each) =>
        Math.hypot(each.x - cluster.x, each.y - cluster.y) < 2 * radius + 4);
      if (near) near.points = near.points.concat(cluster.points);
      else kept.push(cluster);
    }
    return kept;
  }

  /* points: {x, y, light, id} in pixels of the world; returns {singles, clusters} */
  map.gather = (points, zoom, scale, chosen) => {
    if (points.length <= OVER || zoom > DEEPEST) return { singles: points, clusters: [] };
    const singles = [], calm = [];
    for (const point of points) {
      const gathers = (point.light === "w" || point.light === "u") && point.id !== chosen;
      (gathers ? calm : singles).push(point);
    }
    const clusters = [];
    cells(calm, 108 * scale).forEach((cell) => {
      if (cell.length < LEAST) singles.push(...cell);
      else clusters.push(centre(cell));
    });
    return { singles, clusters: apart(clusters, map.ring(99, scale)) };
  };

  map.ring = (count, scale) => (count > 999 ? 29 : count > 99 ? 24 : 19) * scale;
})((window.city = window.city || {}).map = window.city.map || {});
