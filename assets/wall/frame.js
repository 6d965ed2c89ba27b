/* The frame of a wall: theme and dimming by the district's time, a shift against retention, and a mark
   if text is too small for the hall; the layout is set by assets/first.js: docs/scenes.md. */
((wall) => {
  "use strict";
  const root = document.documentElement, THEMES = ["night", "day"];
  let zone = "", format = null, told = "", known = {};

  /* what the page says of itself, null on pages that are no wall */
  wall.facts = () => {
    const el = document.querySelector("[data-wall]");
    if (!el) return null;
    if (el.dataset.wall !== told) known = JSON.parse(told = el.dataset.wall);
    return { ...known, scene: el.dataset.scene, view: el.dataset.view, zone: el.dataset.zone, el };
  };

  /* minute of the local day by the server's clock */
  wall.minute = (now, name) => {
    if (name !== zone) {
      zone = name;
      format = new Intl.DateTimeFormat("en-GB", { timeZone: name, hourCycle: "h23", hour: "2-digit", minute: "2-digit" });
    }
    const [h, m] = format.format(now).split(":");
    return +h * 60 + +m;
  };

  wall.within = (span, minute) => !!span && (span[0] <= span[1] ?
    span[0] <= minute && minute < span[1] : minute >= span[0] || minute < span[1]);

  function set(name, value) {
    if (value === null) delete root.dataset[name];
    else if (root.dataset[name] !== value) root.dataset[name] = value;
  }

  function themeOf(facts, minute) {
    const asked = wall.asked.get("theme");
    if (THEMES.includes(asked)) return asked;
    return facts.theme === "schedule" ? (wall.within(facts.day, minute) ? "day" : "night") : facts.theme;
  }

  function paintTheme(facts, minute) {
    const theme = themeOf(facts, minute), was = root.dataset.theme;
    set("theme", theme);
    // canvases took their colours from the tokens when they were drawn
    if (was && was !== theme) window.dispatchEvent(new CustomEvent("wall:theme", { detail: theme }));
  }

  function paintNight(facts, now, minute) {
    set("dim", wall.within(facts.night, minute) && facts.dim ? "" : null);
    root.style.setProperty("--dim", facts.dim);
    const hour = Math.floor(now / 3600000) % 4;
    root.style.setProperty("--shift-x", (hour === 1 || hour === 2 ? 2 : 0) + "px");
    root.style.setProperty("--shift-y", (hour > 1 ? 2 : 0) + "px");
  }

  /* minutes of arc of the smallest text: the district's figures, or ?height= and ?distance= in metres */
  function angle(facts) {
    const height = +wall.asked.get("height") || facts.height;
    const distance = +wall.asked.get("distance") || facts.distance;
    const lines = facts.lines[root.dataset.aspect];
    return height && distance && lines ? facts.caption / lines * height / distance * 3437.75 : Infinity;
  }

  function markSize(facts) {
    const own = document.querySelector(".too-small"), seen = angle(facts);
    if (seen >= facts.least) return own && own.remove();
    const mark = own || document.body.appendChild(Object.assign(document.createElement("div"), { className: "too-small" }));
    const text = "▲ " + facts.tooSmall.replace("{angle}", seen.toFixed(1)).replace("{least}", facts.least);
    if (mark.textContent !== text) mark.textContent = text;
  }

  wall.frame = (facts) => {
    wall.paintSize();
    if (!facts) {
      ["theme", "dim"].forEach((name) => set(name, null));
      const own = document.querySelector(".too-small");
      if (own) own.remove();
      return;
    }
    const now = live.now(), minute = wall.minute(now, facts.zone);
    paintTheme(facts, minute);
    paintNight(facts, now, minute);
    markSize(facts);
  };
})(window.wall = window.wall || {});
