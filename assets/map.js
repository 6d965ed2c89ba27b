/* The map's drawing functions, named by layouts/parts/base_map.py as city.map.<name>.
   A static file: dash_extensions' assign() would write into assets at import. */
(function () {
  "use strict";

  var SHAPES = {
    near: '<path d="M8 1.2 15.4 14.4H.6Z"/>',
    overdue: '<rect x="1.8" y="1.8" width="12.4" height="12.4"/>',
  };
  var TONE = { within: "ok", near: "near", overdue: "over", untimed: "ink-3" };

  function frame() {
    return document.querySelector(".map") || document.documentElement;
  }

  function token(name) {
    return getComputedStyle(frame()).getPropertyValue("--" + name).trim();
  }

  /* how large a pixel of the design is on this screen */
  function scale() {
    return parseFloat(getComputedStyle(frame()).getPropertyValue("--map-scale")) ||
      Math.max(0.7, Math.min(window.innerWidth / 1920, window.innerHeight / 1080));
  }

  function icon(html, className, size) {
    return L.divIcon({ html: html, className: className, iconSize: size ? [size, size] : [0, 0] });
  }

  function disc(latlng, light, radius) {
    var hollow = light === "untimed";
    return L.circleMarker(latlng, {
      radius: radius,
      weight: hollow ? 1.5 : 0,
      color: token(TONE[light]),
      fill: true,
      fillOpacity: hollow ? 0 : 1,
      fillColor: token(TONE[light]),
    });
  }

  var Mark = null;

  /* a triangle or square on the canvas: shape and colour stay together however many there are */
  function small(latlng, light, radius) {
    Mark = Mark || L.CircleMarker.extend({
      _updatePath: function () {
        var canvas = this._renderer, at = this._point, r = this._radius, ctx = canvas._ctx;
        if (!canvas._drawing || this._empty()) return;
        ctx.beginPath();
        if (this.options.light === "overdue") {
          ctx.rect(at.x - r, at.y - r, 2 * r, 2 * r);
        } else {
          ctx.moveTo(at.x, at.y - 1.1 * r);
          ctx.lineTo(at.x + 1.15 * r, at.y + r);
          ctx.lineTo(at.x - 1.15 * r, at.y + r);
          ctx.closePath();
        }
        canvas._fillStroke(ctx, this);
      },
    });
    return new Mark(latlng, {
      light: light, radius: radius, weight: 0, fill: true, fillOpacity: 1,
      color: token(TONE[light]), fillColor: token(TONE[light]),
    });
  }

  function point(feature, latlng, context) {
    var light = feature.properties.light;
    var s = scale();
    if (!SHAPES[light]) return disc(latlng, light, 3.6 * s);
    if (context && context.hideout && context.hideout.many) return small(latlng, light, 3.4 * s);
    var svg = '<svg viewBox="0 0 16 16">' + SHAPES[light] + "</svg>";
    var layer = L.marker(latlng, {
      icon: icon(svg, "map-mark map-mark--" + TONE[light], Math.round(13 * s)),
      keyboard: false,
    });
    layer.setZIndexOffset(light === "overdue" ? 20000 : 10000);
    return layer;
  }

  /* the one case of a file, ringed */
  function here(feature, latlng) {
    placeSoon();
    var light = feature.properties.light;
    var inner = SHAPES[light] || '<circle cx="8" cy="8" r="6"/>';
    return L.marker(latlng, {
      icon: icon('<svg viewBox="0 0 16 16">' + inner + "</svg>", "map-here map-mark--" + TONE[light], 44),
      keyboard: false, interactive: false,
    });
  }

  /* Clusters give way to marks, names to both; one moves only if it must, so that names stand still
     while cases come and go. */
  var WEIGHTS = { "map-cluster": 4, "map-here": 2, "map-mark": 1, "map-name": 8 };
  var moved = new WeakMap(), placing = 0;

  function boxes(map, name) {
    return Array.from(map.getElementsByClassName(name), function (el) {
      return { at: el.getBoundingClientRect(), weight: WEIGHTS[name] };
    });
  }

  function shared(a, b) {
    var wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    var high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  /* what a name would lie on at a place, and what of it would be off the map; nought is best */
  function cost(box, by, taken, frame) {
    var here = new DOMRect(box.x + by[0], box.y + by[1], box.width, box.height);
    var off = here.width * here.height - shared(here, frame);
    return taken.reduce(function (sum, each) {
      return sum + each.weight * shared(here, each.at);
    }, 8 * off);
  }

  /* a cluster stays within its own size of the cases that it stands for; a name may go further */
  function places(box, name) {
    var w = box.width, h = box.height, found = [[0, 0]];
    if (name === "map-cluster") {
      [0, 0.35, -0.35, 0.7, -0.7].forEach(function (y) {
        [0, 0.35, -0.35, 0.7, -0.7].forEach(function (x) { found.push([x * w, y * h]); });
      });
      return found;
    }
    [1, -1, 1.8, -1.8].forEach(function (y) {
      [0, 0.5, -0.5].forEach(function (x) { found.push([x * w, y * h]); });
    });
    return found.concat([[0.8 * w, 0], [-0.8 * w, 0], [-1.3 * w, 0]]);
  }

  function settle(span, name, taken, frame) {
    var now = moved.get(span) || [0, 0], seen = span.getBoundingClientRect();
    var box = new DOMRect(seen.x - now[0], seen.y - now[1], seen.width, seen.height);
    var best = now, least = cost(box, now, taken, frame);
    if (least > 0) places(box, name).forEach(function (by) {
      var price = cost(box, by, taken, frame);
      if (price < 0.7 * least) { best = by; least = price; }
    });
    moved.set(span, best);
    span.style.translate = best[0] + "px " + best[1] + "px";
    taken.push({ at: span.getBoundingClientRect(), weight: WEIGHTS[name] });
  }

  function placeNames() {
    placing = 0;
    document.querySelectorAll(".map").forEach(function (map) {
      var taken = boxes(map, "map-mark").concat(boxes(map, "map-here"));
      var frame = map.getBoundingClientRect();
      [["map-cluster", ""], ["map-name", " span"]].forEach(function (kind) {
        map.querySelectorAll("." + kind[0] + kind[1]).forEach(function (el) {
          settle(el, kind[0], taken, frame);
        });
      });
    });
  }

  function placeSoon() {
    placing = placing || requestAnimationFrame(placeNames); // all are put by then, none is painted
  }

  function cluster(feature, latlng) {
    placeSoon();
    var count = feature.properties.point_count;
    var size = Math.round((count > 99 ? 48 : 38) * scale());
    return L.marker(latlng, {
      icon: icon("<span>" + count + "</span>", "map-cluster", size),
      keyboard: false,
    });
  }

  function name(feature, latlng) {
    placeSoon();
    var it = feature.properties;
    var span = document.createElement("span");
    span.textContent = it.name;
    return L.marker(latlng, {
      icon: icon(span.outerHTML, "map-name map-name--" + it.kind),
      interactive: false,
      keyboard: false,
      zIndexOffset: 30000,
    });
  }

  function street(feature) {
    var odd = String(feature.properties.key).charCodeAt(String(feature.properties.key).length - 1) % 2;
    return {
      color: token("line-2"), weight: 1.2, opacity: 0.9,
      fillColor: token(odd ? "land" : "land-2"), fillOpacity: 1, interactive: false,
    };
  }

  var LINES = {
    river: { color: "water", weight: 26 },
    moat: { color: "water", weight: 6 },
    rail: { color: "line-2", weight: 3, dashArray: "9 7" },
    road: { color: "road", weight: 1.6 },
  };

  function line(feature) {
    var style = LINES[feature.properties.kind] || LINES.road;
    return {
      color: token(style.color), weight: style.weight * scale(), dashArray: style.dashArray,
      opacity: 1, lineCap: "round", lineJoin: "round", interactive: false,
    };
  }

  /* a click on a case opens its file; a click on a cluster zooms in, which Dash Leaflet does */
  function open(event) {
    var feature = event.layer && event.layer.feature;
    if (!feature || feature.properties.cluster || !feature.properties.id) return;
    var config = document.getElementById("_dash-config");
    var base = (config && JSON.parse(config.textContent).requests_pathname_prefix) || "/";
    var page = document.querySelector("[data-lang]");
    var lang = page && page.getAttribute("data-lang") === "en" ? "?lang=en" : "";
    window.location.assign(base + "cases/" + encodeURIComponent(feature.properties.id) + lang);
  }

  window.city = Object.assign({}, window.city, {
    map: { point: point, here: here, cluster: cluster, name: name, street: street, line: line, open: open },
  });
})();
