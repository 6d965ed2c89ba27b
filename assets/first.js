/* The script inside the page itself: the layout before anything is painted, the way from the frame that
   came with the page to the live page, and a page that does not come up: docs/live.md, "The first frame". */
((wall) => {
  "use strict";
  const root = document.documentElement, ASPECTS = ["16x9", "32x9", "48x9", "totem"];
  const PATIENCE = 30000, LONGEST = 1800000, PROBE = 10000;
  wall.asked = new URLSearchParams(location.search);
  wall.asked.delete("lang"); // the links' own
  wall.asked.delete("at"); // once: the next turn is the present's

  function byWindow() {
    const ratio = innerWidth / innerHeight;
    if (ratio < 1) return innerWidth < 700 ? "phone" : "totem";
    return ratio < 2.5 ? "16x9" : ratio < 4.4 ? "32x9" : "48x9";
  }

  /* by the window, or by ?view= */
  wall.paintSize = () => {
    const asked = wall.asked.get("view"), aspect = ASPECTS.includes(asked) ? asked : byWindow();
    if (root.dataset.aspect !== aspect) root.dataset.aspect = aspect;
  };

  /* built by Dash, and looked after by the channel's script */
  const mounted = () => document.querySelector("#_pages_content > *") && window.live && live.watching;

  /* the frame goes in the picture in which the page is there */
  const watch = new MutationObserver(() => {
    if (!mounted()) return;
    watch.disconnect();
    delete sessionStorage.firstTries;
    const frame = document.getElementById("first-frame");
    if (!frame) return;
    root.dataset.theme = root.dataset.theme || frame.dataset.theme; // until wall/frame.js has looked
    frame.remove();
  });

  /* whether the server answers for itself: a proxy's page says "ok", too */
  async function healthy() {
    const config = document.getElementById("_dash-config"), probe = new AbortController();
    const base = config ? JSON.parse(config.textContent).requests_pathname_prefix : "/";
    setTimeout(() => probe.abort(), PROBE);
    try {
      const answer = await fetch(base + "healthz", { cache: "no-store", signal: probe.signal });
      return !!(await answer.json()).build;
    } catch (e) {
      return false; // not there yet
    }
  }

  /* Scripts or the page itself did not come: they were asked for while the server stopped or started. */
  async function retry() {
    if (mounted()) return;
    const well = await healthy();
    if (mounted()) return;
    if (!well) return setTimeout(retry, PROBE);
    sessionStorage.firstTries = tries + 1;
    setTimeout(() => mounted() || location.reload(), Math.random() * 1500); // not all screens at once
  }

  const tries = +sessionStorage.firstTries || 0;
  wall.paintSize();
  addEventListener("resize", wall.paintSize);
  watch.observe(root, { childList: true, subtree: true });
  setTimeout(retry, Math.min(LONGEST, PATIENCE * 2 ** tries)); // a slow line gets more time each time
})(window.wall = window.wall || {});
