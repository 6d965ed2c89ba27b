/* The one script in the page's head: the layout before anything is painted, the way from the frame that
   came with the page to the live page, and a page that does not come up: docs/live.md, "The first frame". */
((wall) => {
  "use strict";
  const root = document.documentElement, ASPECTS = ["16x9", "32x9", "48x9", "totem"];
  const PATIENCE = 30000, MOST = 4;
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

  const come = () => document.querySelector("#_pages_content > *");

  /* the frame goes in the picture in which the page is there */
  const watch = new MutationObserver(() => {
    if (!come()) return;
    watch.disconnect();
    delete sessionStorage.firstTries;
    const frame = document.getElementById("first-frame");
    if (frame) frame.remove();
  });

  /* Scripts or the page itself did not come: they were asked for while the server stopped or started. */
  async function retry() {
    if (come()) return;
    try {
      if ((await fetch(location.href, { cache: "no-store" })).ok) {
        sessionStorage.firstTries = tries + 1;
        return location.reload();
      }
    } catch (e) { /* not there yet */ }
    setTimeout(retry, PATIENCE / 3);
  }

  const tries = +sessionStorage.firstTries || 0;
  wall.paintSize();
  addEventListener("resize", wall.paintSize);
  watch.observe(root, { childList: true, subtree: true });
  setTimeout(retry, PATIENCE * Math.min(MOST, tries + 1)); // a slow machine gets more time
})(window.wall = window.wall || {});
