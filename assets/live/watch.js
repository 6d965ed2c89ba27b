/* The only interval: another view, half-open sockets, retries for ever, the stale mark, clocks. */
((live) => {
  "use strict";
  if (live.watching) return; // included twice

  function mark(stale) {
    const root = document.documentElement, own = document.querySelector(".live-banner");
    if (stale && !own && !document.querySelector(".stale-mark")) {
      const banner = document.createElement("div");
      banner.className = "live-banner";
      banner.dataset.liveAge = "";
      document.body.append(banner);
    } else if (own && (!stale || document.querySelector(".stale-mark"))) own.remove();
    if (stale) root.dataset.state = "stale";
    else if (root.dataset.state === "stale") delete root.dataset.state;
  }

  const ASK_AGAIN = 60000; // a page that was not there may be: its data were being rebuilt
  let missing = 0;

  live.watching = setInterval(() => {
    const el = document.querySelector("[data-live-view]"), now = performance.now();
    const ready = window.dash_clientside && dash_clientside.set_props;
    if (!el) {
      if (live.ws) live.drop(0);
      live.paintId = null;
      live.last = now;
    } else if (el.dataset.liveT !== live.paintId) { // navigated, or painted again
      const other = el.dataset.liveView !== live.view;
      live.drop(0);
      live.adopt(el);
      if (other) live.carryPast();
    }
    if (live.ws && now - Math.max(live.last, live.born) > 10000) live.drop(0);
    if (el && ready && !live.ws && now >= live.retryAt) live.connect();
    const stale = !!el && (now - live.last > 5000 || !live.fresh);
    if (stale || stale !== live.isStale) mark(stale);
    live.paint(stale);
    live.play();
    if (live.view !== "view=missing&scope=&lang=" + live.lang || stale) missing = now;
    else if (now - missing > ASK_AGAIN) location.reload();
    live.isStale = stale;
  }, 250);
})(window.live = window.live || {});
