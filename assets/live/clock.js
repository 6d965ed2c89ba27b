/* Running texts by the server's clocks, in the words of layouts/text.py. */
((live) => {
  "use strict";
  const S = 1000, M = 60 * S, H = 60 * M, D = 24 * H;
  const WORDS = {
    zh: {
      left: "余 #", over: "超 #", days: "# 日 # 时", none: "数据中断", lost: "数据中断 #",
      ago: "滞后 #", s: "# 秒", ms: "# 分 # 秒", hm: "# 时 # 分", d: "# 日",
    },
    en: {
      left: "# left", over: "# over", days: "#d #h", none: "No data", lost: "No data for #",
      ago: "# ago", s: "#s", ms: "#m #s", hm: "#h #m", d: "#d",
    },
  };
  const part = (text, which) => which === "minute" ? text.slice(0, 5) :
    which === "second" ? text.slice(5) : text;
  let second = 0, zone = null, format = null;

  const say = (key, ...values) => WORDS[live.lang === "en" ? "en" : "zh"][key]
    .replace(/#/g, () => values.shift());
  const div = (a, b) => Math.floor(a / b);
  const two = (n) => (n < 10 ? "0" : "") + n;
  const hands = (t, precise) => two(div(t, H)) + ":" + two(div(t % H, M)) +
    (precise ? ":" + two(div(t % M, S)) : "");

  function remaining(ms, precise) {
    const t = Math.abs(ms);
    return say(ms < 0 ? "over" : "left",
      t < D ? hands(t, precise) : say("days", div(t, D), div(t % D, H)));
  }

  function length(t) {
    if (t < M) return say("s", div(t, S));
    if (t < H) return say("ms", div(t, M), div(t % M, S));
    return t < D ? say("hm", div(t, H), div(t % H, M)) : say("d", div(t, D));
  }

  // by the minutes east that the server wrote there, else by the rules of the page's zone
  function local(t, offset) {
    if (offset) return hands((t + offset * M) % D, true);
    const el = document.querySelector("[data-zone]"), name = el ? el.dataset.zone : "UTC";
    if (name !== zone) {
      zone = name;
      format = new Intl.DateTimeFormat("en-GB", { timeZone: name, hourCycle: "h23",
        hour: "2-digit", minute: "2-digit", second: "2-digit" });
    }
    return format.format(t);
  }

  // the text node stays: React may hold on to it
  function write(el, text) {
    const only = el.childNodes.length === 1 && el.firstChild;
    if (el.textContent === text) return;
    if (only && only.nodeType === 3) only.nodeValue = text;
    else el.textContent = text;
  }

  function each(name, text) {
    document.querySelectorAll("[data-" + name + "]").forEach((el) => write(el, text(el.dataset)));
  }

  /* whether an element's text is written here */
  live.runs = ({ dataset }) => ["liveAge", "countdown", "since", "clock"].some((name) => name in dataset);

  live.paint = (stale, again) => {
    const now = live.now();
    if (div(now, S) === second && live.isStale === stale && !again) return;
    second = div(now, S);
    if (stale) each("live-age", () => live.asof ?
      say("lost", length(Math.max(now - live.asof, 0))) : say("none"));
    if (!live.clock) return;
    const product = live.clock.virtual + (now - live.clock.real) * live.clock.rate;
    each("countdown", (d) => remaining(d.countdown - product, d.countdownPrecise));
    each("since", (d) => say("ago", length(Math.max(now - d.since, 0))));
    each("clock", (d) => part(local(product, d.zoneOffset), d.clock));
  };
})(window.live = window.live || {});
