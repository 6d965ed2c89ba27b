/* The time machine: the same page asks for a minute of the past; docs/wall.md, "Playback".
   <html data-playback>: its bar is there, in one of four states; <html data-past>: the picture is of the past. */
((live) => {
  "use strict";
  const MINUTE = 60000, DAY = 1440 * MINUTE, RETURN = 5 * MINUTE, TOLD = 6000;
  const root = document.documentElement;
  let day = null, offset = 0, touched = 0, sought = 0, wanted = null, asked = "", aim = null, telling = 0;
  const find = (at) => document.querySelector(at);

  /* between two pictures a fast day runs on by itself, but never past the present */
  const clock = () => Math.min(live.now(), live.clock ?
    live.clock.virtual + (live.now() - live.clock.real) * live.clock.rate : live.now());

  /* what is shown, or what was asked for where nothing was kept */
  const moment = () => root.dataset.playback === "none" && aim !== null ? aim : clock();

  const words = (t, seconds) => new Date(t + offset * MINUTE).toISOString()
    .replace("T", " ").slice(0, seconds ? 19 : 16);

  function slider() {
    const place = find("[data-playback-slide]");
    if (!place) return null;
    let input = place.firstChild;
    if (!input) {
      input = document.createElement("input");
      Object.assign(input, { type: "range", min: 0, max: 1439, step: 1 });
      input.setAttribute("aria-label", place.dataset.playbackSlide);
      input.oninput = () => {
        if (!day) return;
        touched = performance.now();
        wanted = day[0] + input.value * MINUTE;
      };
      place.append(input);
    }
    return input;
  }

  /* the same view of another time: only values change */
  function show(at, rate) {
    if (at !== null) {
      aim = at;
      root.dataset.playback = rate ? "playing" : "still";
      window.dispatchEvent(new CustomEvent("wall:past")); // a case that is open is the present's
    }
    const scope = at === null ? "" : "past:" + Math.round(at) + ":" + rate + ":" + Math.round(live.now());
    live.asked = at === null ? null :
      live.view.replace(/scope=[^&]*/, "scope=" + encodeURIComponent(scope));
    sought = performance.now();
    live.drop(0);
    live.connect();
  }

  /* the present, and so in words */
  function nothing() {
    root.dataset.playback = "none";
    if (live.asked) show(null);
  }

  async function seek(at, rate) {
    const mine = touched = performance.now(), { scene } = find("[data-scene]").dataset;
    const asking = live.base + "api/v1/playback?scene=" + scene + "&at=" + (at || "");
    const answer = await fetch(asking, { cache: "no-store" });
    const told = await answer.json();
    if (touched !== mine || !live.view || root.dataset.playback === undefined) return;
    if (!answer.ok) return nothing(); // no such moment
    ({ day, offset, asked: aim } = told);
    if (told.at === null) return nothing();
    show(rate ? Math.max(day[0], told.first) : told.at, rate);
  }

  /* whether the present stands where the past was asked for */
  live.waitsForPast = () => ["still", "playing"].includes(root.dataset.playback) && !find(".badge--playback");

  live.leavePast = () => {
    if (root.dataset.playback === undefined) return;
    delete root.dataset.playback;
    day = wanted = aim = null;
    const left = new URLSearchParams(location.search);
    if (left.has("at")) {
      left.delete("at"); // what else the address asked for stays
      history.replaceState({}, "", location.pathname + (left.size ? "?" + left : ""));
    }
    if (live.asked) show(null);
  };

  /* another scene: the same moment of it, at the same pace */
  live.carryPast = () => {
    const { playback } = root.dataset, at = moment();
    const rate = playback === "playing" && live.clock ? live.clock.rate : 0;
    live.asked = null;
    if (playback === undefined) return;
    if (!find(".playback")) return live.leavePast();
    if (playback === "seeking") return; // the answer will find the scene that stands here then
    touched = performance.now();
    show(Math.min(at, live.now()), rate);
  };

  /* Whether what was pressed stays shut, and the visitor is told so: lists and cases are of the present, and
     would be taken for those behind the numbers that he sees. */
  live.refuseInPast = () => {
    if (root.dataset.playback === undefined || !find(".badge--playback")) return false;
    root.dataset.playbackAsked = "";
    clearTimeout(telling);
    telling = setTimeout(() => { delete root.dataset.playbackAsked; }, TOLD);
    return true;
  };

  ["click", "auxclick"].forEach((kind) => addEventListener(kind, (e) => {
    const link = e.target.closest && e.target.closest(':is(.wall__account, .wall__grid) a[href*="/cases"]');
    if (!link || !live.refuseInPast()) return;
    e.preventDefault();
    e.stopPropagation();
  }, true));

  /* at once, not only when the server has answered */
  function pause() {
    const at = moment();
    live.clock = { virtual: at, real: live.now(), rate: 0 };
    show(at, 0);
  }

  const begin = (at) => { root.dataset.playback = "seeking"; seek(at, 0).catch(nothing); };
  const ACTS = {
    open: () => begin(""),
    now: live.leavePast,
    earlier: () => seek(Math.round(moment() - DAY), 0),
    later: () => seek(Math.round(Math.min(moment() + DAY, live.now())), 0),
    day: () => seek(Math.round(moment()), 1440),
    pause,
  };

  document.addEventListener("click", (e) => {
    const button = e.target.closest && e.target.closest("[data-playback-act]");
    if (button) Promise.resolve(ACTS[button.dataset.playbackAct]()).catch(nothing);
  });

  /* with the clocks */
  live.play = () => {
    const now = performance.now(), at = (location.search.match(/[?&]at=([^&]*)/) || [])[1];
    if (!at) asked = "";
    else if (at !== asked && live.fulls && find(".playback")) begin(asked = at);
    root.toggleAttribute("data-past", !!find(".badge--playback"));
    if (root.dataset.playback === undefined) return;
    if (!find(".playback") || now - touched > RETURN) return live.leavePast();
    if (wanted !== null && now - sought > 400) {
      show(Math.min(wanted, live.now()), 0);
      wanted = null;
    }
    if (!live.asked && root.dataset.playback !== "seeking") root.dataset.playback = "none"; // refused
    const present = find("[data-playback=present]"), shown = find("[data-playback=at]");
    const input = day && slider(), t = moment();
    present.textContent = words(live.now(), true).slice(11);
    shown.textContent = day ? words(t, false) : "";
    if (input && wanted === null) input.value = Math.round((t - day[0]) / MINUTE);
    if (live.clock && live.clock.rate === 0 && root.dataset.playback === "playing" && now - sought > 3000)
      root.dataset.playback = "still";
  };
})(window.live = window.live || {});
