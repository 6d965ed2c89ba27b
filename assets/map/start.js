/* Puts the layers on each map that stands in a frame, and listens for what changes. */
((map) => {
  "use strict";
  const layers = new Map(); // Leaflet's container -> layer of cases
  const leaflets = new WeakMap(); // Leaflet's container -> its map, of those without cases too
  let CaseLayer = null;

  map.layerOf = (el) => layers.get(el);
  map.leafletOf = (el) => leaflets.get(el);
  map.mode = (frame) => ({
    name: frame.dataset.mapMode || "cases",
    kind: (frame.querySelector(".map-tools__class") || {}).value || "",
  });

  function tiles(leaflet, frame) {
    const told = JSON.parse(frame.dataset.mapTiles || "[]");
    frame.classList.toggle("map-frame--tiled", told.length > 0);
    told.forEach(({ key, min, max, opacity }) => {
      L.tileLayer(`${map.base()}tiles/${encodeURIComponent(key)}/{z}/{x}/{y}`,
        { minNativeZoom: min, maxNativeZoom: max, maxZoom: 22, opacity }).addTo(leaflet);
    });
  }

  function shadeAll(layer) {
    layer.kit = null;
    layer.soon();
    map.shadeAreas(layer);
  }

  function start(leaflet) {
    const el = leaflet.getContainer(), frame = el.closest(".map-frame[data-map]");
    if (!frame) return;
    CaseLayer = CaseLayer || map.caseLayer();
    const layer = new CaseLayer(frame.dataset.map, frame);
    const asked = new URLSearchParams(location.search).get("map");
    if (asked && frame.querySelector(`[data-map-mode="${CSS.escape(asked)}"]`)) map.setMode(frame, asked);
    tiles(leaflet, frame);
    layers.set(el, layer.addTo(leaflet));
    leaflet.on("unload", () => {
      map.choose(layer, null);
      layers.delete(el);
    });
    leaflet.on("moveend", map.placeSoon);
    leaflet.on("layeradd", ({ layer: added }) => { if (added.feature) shadeSoon(layer); });
    leaflet.on("click", ({ containerPoint }) => map.press(layer, layer.at(containerPoint)));
    leaflet.on("mousemove", ({ containerPoint }) => {
      el.style.cursor = layer.at(containerPoint) ? "pointer" : "";
    });
    refit(leaflet, el, frame);
  }

  let shading = 0;
  function shadeSoon(layer) {
    shading = shading || setTimeout(() => {
      shading = 0;
      if (layer._map) map.shadeAreas(layer);
    }, 0);
  }

  /* a frame of another size shows the whole district again, unless somebody has moved the map */
  function refit(leaflet, el, frame) {
    let moved = false;
    const touched = () => { moved = true; };
    leaflet.on("dragstart", touched);
    ["wheel", "dblclick"].forEach((kind) => el.addEventListener(kind, touched, { passive: true }));
    new ResizeObserver(() => {
      if (!layers.has(el) || !el.clientWidth) return;
      leaflet.invalidateSize({ animate: false });
      const options = { ...JSON.parse(frame.dataset.mapMargins), animate: false };
      if (!moved) leaflet.fitBounds(JSON.parse(frame.dataset.mapBounds), options);
    }).observe(el);
  }

  map.setMode = (frame, mode) => {
    frame.dataset.mapMode = mode;
    frame.querySelectorAll("[data-map-mode]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.mapMode === mode));
    });
    layers.forEach((layer) => { if (layer.frame === frame) shadeAll(layer); });
    map.placeSoon(); // names have figures in some modes, and tools more rows
  };

  document.addEventListener("live-entries", ({ detail: { id, change, whole } }) => {
    layers.forEach((layer) => {
      if (id === layer.view + "-map-cases") {
        if (whole) layer.resetAll();
        else layer.change(change);
        map.followChosen(layer, change);
      } else if (id === layer.view + "-map-areas") map.shadeAreas(layer);
      else if (id === layer.view + "-map-cameras") {
        map.changeCameras(layer, change, whole);
        map.followChosen(layer, change);
      } else if (id === layer.view + "-map-storms") {
        layer.members = map.membersOf(layer);
        layer.soon();
        map.followChosen(layer, change);
      }
    });
  });

  document.addEventListener("click", ({ target }) => {
    const button = target.closest && target.closest(".map-tools [data-map-mode]");
    if (button) map.setMode(button.closest(".map-frame"), button.dataset.mapMode);
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".map-tools__class")) return;
    map.setMode(target.closest(".map-frame"), "heat");
  });

  /* another theme has other inks */
  new MutationObserver(() => layers.forEach(shadeAll)).observe(document.documentElement,
    { subtree: true, attributes: true, attributeFilter: ["data-theme", "data-dim"] });

  L.Map.addInitHook(function () {
    leaflets.set(this.getContainer(), this);
    this.whenReady(() => start(this));
  });
})((window.city = window.city || {}).map = window.city.map || {});
