/* The ground of every map: what layouts/parts/base_map.py names as city.map.<function>. */
((map) => {
  "use strict";
  const TONE = map.TONE = { w: "ok", n: "near", o: "over", u: "ink-3" };
  const LETTER = { within: "w", near: "n", overdue: "o", untimed: "u" };
  const SHAPES = {
    near: '<path d="M8 1.2 15.4 14.4H.6Z"/>',
    overdue: '<rect x="1.8" y="1.8" width="12.4" height="12.4"/>',
  };
  const LINES = {
    river: { color: "water", weight: 26 },
    moat: { color: "water", weight: 6 },
    rail: { color: "line-2", weight: 3, dashArray: "9 7" },
    road: { color: "road", weight: 1.6 },
  };

  map.frame = () => document.querySelector(".map") || document.documentElement;
  map.token = (name, el) =>
    getComputedStyle(el || map.frame()).getPropertyValue("--" + name).trim();

  /* how large a pixel of the design is on this screen */
  map.scale = () => parseFloat(map.token("map-scale")) ||
    Math.max(0.7, window.innerWidth < window.innerHeight ? window.innerWidth / 1080 :
      Math.min(window.innerWidth / 1920, window.innerHeight / 1080));

  map.base = () => {
    const config = document.getElementById("_dash-config");
    return (config && JSON.parse(config.textContent).requests_pathname_prefix) || "/";
  };

  const tiled = () => document.querySelector(".map-frame--tiled") !== null;
  const icon = (html, className, size) =>
    L.divIcon({ html, className, iconSize: size ? [size, size] : [0, 0] });

  /* the one case of a file, ringed */
  map.here = (feature, latlng) => {
    const light = feature.properties.light;
    const inner = SHAPES[light] || '<circle cx="8" cy="8" r="6"/>';
    map.placeSoon();
    return L.marker(latlng, {
      icon: icon(`<svg viewBox="0 0 16 16">${inner}</svg>`,
        `map-here map-mark--${TONE[LETTER[light]]}`, 44),
      keyboard: false, interactive: false,
    });
  };

  map.name = (feature, latlng) => {
    const { kind, key, name } = feature.properties, span = document.createElement("span");
    span.textContent = name;
    if (key) span.dataset.key = key;
    map.placeSoon();
    return L.marker(latlng, {
      icon: icon(span.outerHTML, "map-name map-name--" + kind),
      interactive: false, keyboard: false, zIndexOffset: 30000,
    });
  };

  map.street = (feature) => {
    const key = String(feature.properties.key), odd = key.charCodeAt(key.length - 1) % 2;
    return {
      color: map.token("line-2"), weight: 1.2, opacity: 0.9, interactive: false,
      fillColor: map.token(odd ? "land" : "land-2"), fillOpacity: tiled() ? 0 : 1,
    };
  };

  map.grid = () => ({
    color: map.token("line-2"), weight: 0, opacity: 0, interactive: false,
    fillColor: map.token("data"), fillOpacity: 0,
  });

  map.line = (feature) => {
    const style = LINES[feature.properties.kind] || LINES.road;
    return {
      color: map.token(style.color), weight: style.weight * map.scale(),
      dashArray: style.dashArray, opacity: tiled() ? 0 : 1,
      lineCap: "round", lineJoin: "round", interactive: false,
    };
  };
})((window.city = window.city || {}).map = window.city.map || {});
