/* A chosen case in a panel at the side, never over the map; it closes by itself after 60 s. */
((map) => {
  "use strict";
  const UNTOUCHED_MS = 60000;
  let drawer = null, closing = 0, asked = 0;

  function el(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  /* the column of the most urgent cases, if it stands beside the map: its left, top and bottom */
  function column(frame) {
    const first = document.querySelector(".wall-urgents"), box = first && first.getBoundingClientRect();
    if (!box || !box.width || box.left < frame.getBoundingClientRect().right) return null;
    const all = [...document.querySelectorAll(".panel")].map((each) => each.getBoundingClientRect())
      .filter((each) => each.width && Math.abs(each.left - box.left) < 2);
    return [box.left, Math.min(...all.map(({ top }) => top)), Math.max(...all.map(({ bottom }) => bottom))];
  }

  /* over that column where there is one, else at the lower end of the screen */
  function lay(panel) {
    const [left, top, bottom] = column(panel.layer.frame) || [];
    panel.classList.toggle("drawer--low", left === undefined);
    panel.style.cssText = left === undefined ? "" :
      `left:${left - 12}px;top:${top}px;width:${innerWidth - left + 12}px;height:${bottom - top}px`;
  }

  function open(layer) {
    if (drawer) return drawer;
    const { mapClose } = layer.frame.dataset;
    drawer = el("aside", "drawer");
    drawer.layer = layer;
    drawer.body = el("div", "drawer__body");
    drawer.setAttribute("role", "status");
    const close = el("button", "drawer__close", mapClose);
    close.type = "button";
    close.addEventListener("click", () => map.choose(layer, null));
    drawer.append(drawer.body, close);
    ["pointerdown", "keydown"].forEach((kind) =>
      drawer.addEventListener(kind, () => linger(layer)));
    document.body.append(drawer); // outside of what React owns
    const themed = layer.frame.closest("[data-theme]:not(html)");
    if (themed) drawer.dataset.theme = themed.dataset.theme;
    lay(drawer);
    return drawer;
  }

  function linger(layer) {
    clearTimeout(closing);
    closing = setTimeout(() => map.choose(layer, null), UNTOUCHED_MS);
  }

  function fill(panel, card) {
    const head = el("header", "drawer__head"), mark = el("i", card.mark || "mark mark--" + card.tone);
    const left = el("b", "drawer__left" + (card.tone ? " tone--" + card.tone : ""), card.left);
    if (card.due) Object.assign(left.dataset, { countdown: card.due, countdownPrecise: "yes" });
    head.append(mark, el("h2", "", card.title), left);
    const facts = el("dl", "drawer__facts");
    card.facts.forEach(([name, value]) => {
      facts.append(el("dt", "", name), el("dd", "", value));
    });
    panel.body.replaceChildren(head, el("p", "drawer__rule", card.rule), facts,
      ...members(panel.layer, card.cases || []), el("p", "drawer__privacy", card.privacy));
  }

  /* the way from a storm to each case that it stands for */
  function members(layer, cases) {
    const list = el("ul", "drawer__cases");
    cases.forEach(([id, told]) => {
      const item = el("li", ""), button = el("button", "", told);
      button.type = "button";
      button.addEventListener("click", () => map.choose(layer, id));
      item.append(button);
      list.append(item);
    });
    return cases.length ? [list] : [];
  }

  const kindOf = (id) => (/^(camera|storm):/.exec(id || "") || ["", "case"])[1];

  /* a storm brought its panel with its mark, so nobody needs to be asked */
  function loadStorm(layer) {
    const entry = live.entries(layer.view + "-map-storms").get(layer.chosen);
    if (entry) fill(open(layer), entry[6]);
    else gone(layer);
  }

  async function load(layer) {
    const kind = kindOf(layer.chosen);
    if (kind === "storm") return loadStorm(layer);
    const id = layer.chosen, page = layer.frame.closest("[data-lang]"), turn = ++asked;
    const lang = page && page.dataset.lang === "en" ? "en" : "zh";
    const address = `${map.base()}map/${kind}?${new URLSearchParams({ id: id.replace(/^camera:/, ""), lang })}`;
    let card = null;
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.ok) card = await answer.json();
    } catch (e) { return; } // what is shown stays; the next change asks again
    if (turn !== asked || layer.chosen !== id) return;
    if (card) fill(open(layer), card);
    else gone(layer);
  }

  function gone(layer) {
    if (!drawer) return;
    if (kindOf(layer.chosen) !== "case") {
      drawer.querySelector(".drawer__left").textContent = layer.frame.dataset.mapSignGone;
      return;
    }
    drawer.querySelectorAll("[data-countdown]").forEach((left) => {
      delete left.dataset.countdown;
      left.textContent = layer.frame.dataset.mapGone;
    });
  }

  map.choose = (layer, id) => {
    if (id !== null && kindOf(id) !== "storm" && live.refuseInPast()) return; // its panel is of the present
    layer.chosen = id;
    layer.draw();
    clearTimeout(closing);
    if (id === null) {
      if (drawer) drawer.remove();
      drawer = null;
      return;
    }
    linger(layer);
    load(layer);
  };

  /* a mark opens the panel, a cluster comes nearer, anything else closes */
  map.press = (layer, hit) => {
    if (!hit) return map.choose(layer, null);
    if (!hit.points) return map.choose(layer, hit.id);
    const factor = 2 ** layer._map.getZoom(), bounds = L.latLngBounds([]);
    hit.points.forEach(({ id }) => {
      const { x, y } = layer.points.get(id) || {};
      if (x !== undefined) bounds.extend(layer._map.unproject([x, y], 0));
    });
    const zoom = Math.min(18, Math.max(layer._map.getZoom() + 1, layer._map.getBoundsZoom(bounds)));
    layer._map.setView(bounds.getCenter(), factor ? zoom : 0);
  };

  map.followChosen = (layer, { up, rm }) => {
    if (layer.chosen === null) return;
    if (rm.includes(layer.chosen)) gone(layer);
    else if (up.some(([id]) => id === layer.chosen)) load(layer);
  };

  /* "投到大屏": whoever controls a screen may choose a case on it */
  map.show = (id) => document.querySelectorAll(".map").forEach((el) => {
    const layer = map.layerOf(el);
    if (layer) map.choose(layer, id);
  });

  addEventListener("resize", () => { if (drawer) lay(drawer); });
  addEventListener("wall:past", () => document.querySelectorAll(".map").forEach((el) => {
    const layer = map.layerOf(el);
    if (layer && layer.chosen !== null) map.choose(layer, null); // also one whose panel is still to come
  }));
})((window.city = window.city || {}).map = window.city.map || {});
