/* What this screen alone is told: where to go, what to hold, what lies over its page. */
((live) => {
  "use strict";
  let told = 0, street = "";

  /* what the page's first address asked for (view, theme, distance) stays in the next one, for a reload */
  live.keep = (to) => {
    wall.asked.forEach((value, name) => { if (!to.searchParams.has(name)) to.searchParams.set(name, value); });
    return to.pathname + to.search;
  };

  /* as the app's own links do, in the language that is spoken here */
  live.go = (path) => {
    const to = new URL(path, location.href), lang = new URLSearchParams(location.search).get("lang");
    // home is the page that stands there already, whatever its address asked for beside
    if (to.pathname === location.pathname && (!to.search || to.search === location.search)) return;
    if (lang && !to.searchParams.has("lang")) to.searchParams.set("lang", lang);
    history.pushState({}, "", live.keep(to));
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    dispatchEvent(new PopStateEvent("popstate"));
  };

  function look(map) {
    for (const id in map) {
      if (map[id].street === street || !document.getElementById(id)) continue;
      street = map[id].street;
      live.write(id, { viewport: map[id].viewport });
    }
  }

  live.obey = (m) => {
    const root = document.documentElement;
    if (m.hold) root.dataset.hold = "desk";
    else delete root.dataset.hold;
    if (m.told !== told && (m.go || told)) {
      live.leavePast(); // what the desk orders is of the present
      live.go(live.base + (m.go || "/").slice(1));
    }
    told = m.told;
    for (const id in m.set) live.write(id, m.set[id]);
    look(m.look);
    live.paint(live.isStale, true);
  };
})(window.live = window.live || {});
