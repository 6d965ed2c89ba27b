/* Two dates for a window: fields in place of [data-dates], whose value is the address to go to. No form: the
   page's policy forbids sending one. */
(() => {
  "use strict";

  function field(type, value, label) {
    const el = document.createElement(type === "button" ? "button" : "input");
    el.type = type;
    if (type === "button") el.textContent = label;
    else el.value = value;
    el.setAttribute("aria-label", label);
    return el;
  }

  function go(place, first, last) {
    if (!first.value || !last.value) return;
    const [from, to] = [first.value, last.value].sort();
    location.assign(place.dataset.dates.replace("FROM", from).replace("TO", to));
  }

  function fill(place) {
    const { first: from, last: to, wordFrom, wordTo, wordShow } = place.dataset;
    const first = field("date", from, wordFrom), last = field("date", to, wordTo);
    const button = field("button", "", wordShow);
    button.addEventListener("click", () => go(place, first, last));
    [first, last].forEach((el) => el.addEventListener("keydown", ({ key }) => { if (key === "Enter") go(place, first, last); }));
    place.append(first, "–", last, button);
  }

  let waiting = 0;
  function look() {
    waiting = 0;
    document.querySelectorAll("[data-dates]:empty").forEach(fill);
  }
  new MutationObserver(() => { waiting = waiting || setTimeout(look, 50); })
    .observe(document.documentElement, { childList: true, subtree: true });
})();
