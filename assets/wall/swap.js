/* A new number takes the old one's place by a calm cross-fade: the old one, copied, fades out. */
((wall) => {
  "use strict";
  const still = matchMedia("(prefers-reduced-motion: reduce)"), MS = 240, MANY = 24;
  const WHERE = ".term b, .hotline__term b, .ring b, .stars__term b, .panel h2 b, .band b, .flow b, .flow__held";
  const COPIED = ["font", "fontStretch", "fontVariantNumeric", "letterSpacing", "color"];

  function fade(el, old) {
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    if (!box.width || style.visibility === "hidden") return;
    const was = document.createElement("span");
    was.className = "was";
    was.setAttribute("aria-hidden", "true");
    was.textContent = old;
    COPIED.forEach((name) => { was.style[name] = style[name]; });
    was.style.left = box.left + "px";
    was.style.top = box.top + "px";
    document.body.append(was);
    el.animate([{ opacity: 0 }, { opacity: 1 }], MS);
    was.animate([{ opacity: 1 }, { opacity: 0 }], { duration: MS, fill: "forwards" }).finished
      .finally(() => was.remove());
  }

  new MutationObserver((changes) => {
    if (still.matches || document.hidden) return;
    const fresh = new Map();
    for (const change of changes) {
      const el = change.target.parentElement;
      const now = change.target.nodeValue;
      if (el && /\d/.test(change.oldValue) && change.oldValue !== now && el.matches(WHERE)) fresh.set(el, change.oldValue);
    }
    if (fresh.size <= MANY) fresh.forEach((old, el) => fade(el, old));
  }).observe(document.documentElement, { subtree: true, characterData: true, characterDataOldValue: true });
})(window.wall = window.wall || {});
