/* Scenes by the server's clock: rotation, holding, breaking in, and the way from one to the next. */
((wall) => {
  "use strict";
  const root = document.documentElement, still = matchMedia("(prefers-reduced-motion: reduce)");
  const ROTATE = wall.asked.get("rotate") !== "off", FRESH = 120000, QUIET = 1500;
  const seen = new Map();
  let heldUntil = 0, breakUntil = 0, slot = null, turned = false, going = false;
  wall.moves = 0;

  const tab = (scene) => {
    const words = document.querySelector('[data-tab="' + scene + '"]');
    return words && words.closest("a");
  };

  /* resolves when the scene is mounted and its map's marks have come, those of the past if it is shown,
     or has had its time */
  function arrived(scene) {
    const fulls = live.fulls, end = performance.now() + QUIET;
    return new Promise((done) => {
      const look = () => {
        const facts = wall.facts();
        const there = facts && facts.scene === scene && live.fulls > fulls;
        if ((there && !live.waitsForPast()) || performance.now() > end) done();
        else setTimeout(look, 40);
      };
      look();
    });
  }

  /* What the address asked for stays in it, so that a reload asks for it again. It must be there from the
     start: dcc.Location loads the page anew if the address is not the one that it was told. */
  const addressOf = (link) => live.keep(new URL(link.href, location.href));

  /* `how`: a turn takes the place of the last one in the history, a visitor's step is one to go back from */
  async function go(scene, how = "replaceState") {
    if (going || !tab(scene)) return;
    const to = addressOf(tab(scene));
    if (to === location.pathname + location.search) return; // it is on its way: Dash would not ask again
    going = true;
    wall.moves++;
    const move = () => {
      history[how]({}, "", to);
      window.dispatchEvent(new PopStateEvent("popstate")); // dcc.Location listens
      return arrived(scene);
    };
    try {
      if (still.matches || document.hidden || !document.startViewTransition) await move();
      else await document.startViewTransition(move).finished;
    } finally {
      going = false;
    }
  }

  /* the scene of a moment: all screens of a district show the same one */
  function scheduled(facts, now) {
    const night = wall.within(facts.night, wall.minute(now, facts.zone));
    const turns = night ? facts.scenes.filter(([key]) => facts.nightScenes.includes(key)) : facts.scenes;
    const shown = turns.length ? turns : facts.scenes;
    const cycle = shown.reduce((sum, [, seconds]) => sum + seconds, 0) * 1000;
    let left = now % cycle;
    for (const [key, seconds] of shown) {
      if (left < seconds * 1000) return { key, part: left / seconds / 1000, only: shown.length < 2, slot: now - left };
      left -= seconds * 1000;
    }
    return null;
  }

  function alertsOf() {
    const el = document.querySelector("[data-alerts]");
    return el ? JSON.parse(el.dataset.alerts) : [];
  }

  /* a red event that is new breaks in once; the same one not again for a while */
  function breaks(facts, now) {
    let any = false;
    for (const [key, at] of alertsOf()) {
      const before = seen.get(key) || 0;
      if (now - at > FRESH || now - before < facts.breakAgain * 1000) continue;
      seen.set(key, now);
      any = true;
    }
    return any;
  }

  function turn(part) {
    root.style.setProperty("--turn", part.toFixed(3));
  }

  function follow(facts, now) {
    if (going) return; // the turn that is due now is taken when the last one has arrived
    const due = scheduled(facts, now);
    if (!due) return;
    const here = due.key === facts.scene;
    turn(here && !due.only ? due.part : 1);
    // a page that was opened at a scene stays there until the next turn begins
    if (slot !== null && slot !== due.slot) turned = true;
    slot = due.slot;
    if (turned && !here) go(due.key); // until it could be gone to
  }

  function stay() {
    slot = null;
    turned = false;
  }

  wall.scenes = (facts) => {
    const now = live.now();
    if (live.isStale) return turn(1); // the way to another scene is shut
    if ("hold" in root.dataset || "playback" in root.dataset) return turn(1); // the desk's, or the past
    if (breaks(facts, now)) breakUntil = now + facts.breakFor * 1000;
    if (now < breakUntil) {
      root.dataset.breaking = "";
      if (facts.scene !== "overview") go("overview");
      return turn(1);
    }
    if ("breaking" in root.dataset) {
      delete root.dataset.breaking;
      slot = 0; // back to the schedule at once
    }
    if (!ROTATE || now < heldUntil) {
      stay();
      return turn(1);
    }
    follow(facts, now);
  };

  /* for a touch, and for whoever may command this screen */
  wall.hold = (seconds) => { heldUntil = live.now() + seconds * 1000; };
  wall.release = () => { heldUntil = 0; slot = 0; };
  wall.show = (scene, seconds) => {
    if (seconds) wall.hold(seconds);
    stay();
    return go(scene);
  };

  const touched = () => {
    const facts = wall.facts();
    if (facts) wall.hold(facts.hold);
  };
  ["pointerdown", "keydown", "wheel"].forEach((name) => addEventListener(name, (event) => {
    if (event.isTrusted) touched();
  }, { passive: true, capture: true }));

  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".scene-tab");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(link.querySelector("[data-tab]").dataset.tab, "pushState");
  }, true);

  if (wall.watching) return; // included twice
  wall.watching = setInterval(() => {
    const facts = wall.facts();
    wall.frame(facts);
    if (facts) wall.scenes(facts);
    else if ("breaking" in root.dataset) delete root.dataset.breaking;
  }, 500);
})(window.wall = window.wall || {});
