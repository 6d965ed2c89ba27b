/* A new number takes the old one's place by a calm cross-fade: the old one, copied, fades out. One that
   changes again within a second just changes: motion that never ends is not calm, and costs every frame. */
((wall) => {
  "use strict";
  const still = matchMedia("(prefers-reduced-motion: reduce)"), MS = 240, MANY = 24, CALM = 1000;
  const WHERE = ".term b, .hotline__term b, .ring b, .stars__term b, .panel h2 b, .band b, .flow b, .flow__held";
  const known = new Map(); // key -> what it says, and since when
  /* each by itself: `font` as a whole is empty where the stretch is a share, as ours is */
  const COPIED = ["fontFamily", "fontSize", "fontWeight", "fontStretch", "fontVariantNumeric", "lineHeight",
    "letterSpacing", "color"];

  function copy([el, old]) {
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    if (!box.width || style.visibility === "hidden") return [];
    const was = document.createElement("span");
    was.className = "was";
    was.setAttribute("aria-hidden", "true");
    was.textContent = old;
    COPIED.forEach((name) => { was.style[name] = style[name]; });
    was.style.left = box.left + "px";
    was.style.top = box.top + "px";
    return [[el, was]];
  }

  function fade([el, was]) {
    document.body.append(was);
    el.animate([{ opacity: 0 }, { opacity: 1 }], MS);
    was.animate([{ opacity: 1 }, { opacity: 0 }], { duration: MS, fill: "forwards" }).finished
      .finally(() => was.remove());
  }

  /* Dash mounts children anew, so an element is known by who owns it and its place there */
  function keyOf(el) {
    const owner = el.closest("[id]");
    return owner ? owner.id + " " + Array.prototype.indexOf.call(owner.querySelectorAll(WHERE), el) : "";
  }

  function changed(target, fresh, at) {
    const root = target.nodeType === 1 ? target : target.parentElement;
    if (!root || !root.isConnected) return;
    const within = Array.from(root.querySelectorAll(WHERE));
    if (root.matches(WHERE)) within.push(root);
    within.forEach((el) => {
      const key = keyOf(el), [old, since] = known.get(key) || ["", 0], now = el.textContent;
      if (old === now) return;
      known.set(key, [now, at]);
      if (at - since >= CALM && /\d/.test(old) && /\d/.test(now)) fresh.set(el, old);
    });
  }

  new MutationObserver((changes) => {
    const fresh = new Map(), at = performance.now();
    new Set(changes.map((change) => change.target)).forEach((target) => changed(target, fresh, at));
    if (still.matches || document.hidden || fresh.size > MANY) return;
    // all are measured before the first is added, or each would have the page laid out again
    Array.from(fresh).flatMap(copy).forEach(fade);
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true });
})(window.wall = window.wall || {});
