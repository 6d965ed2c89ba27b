/* One socket: order, answers, gaps, and a newer build. */
((live) => {
  "use strict";
  const config = document.getElementById("_dash-config");
  const base = (config && JSON.parse(config.textContent).requests_pathname_prefix) || "/";
  live.base = base;
  let tries = 0, offset = 0, reloading = false;
  Object.assign(live, {
    view: null, asked: null, paintId: null, shape: "", seq: 0, ws: null, build: "", lang: "zh", asof: 0,
    clock: null, fresh: true, last: performance.now(), born: 0, retryAt: 0,
    opens: 0, messages: 0, fulls: 0, gaps: 0, play() {}, leavePast() {}, // of a page that shows the past
    carryPast() { live.asked = null; }, refuseInPast() { return false; },
  });

  // the server's time: ages never use the browser's clock
  live.now = () => performance.now() + offset;
  const hear = (t) => {
    const heard = t - performance.now();
    if (heard > offset || offset - heard > 400) offset = heard; // later ones were under way longer
  };

  live.mounted = () => {
    const el = document.querySelector("[data-live-view]");
    return el && el.dataset.liveView === live.view ? el : null;
  };

  live.adopt = (el) => {
    const d = el.dataset;
    live.forget();
    live.view = d.liveView;
    live.paintId = d.liveT;
    live.shape = d.liveShape;
    live.lang = d.liveLang;
    live.asof = +d.liveAsof;
    live.build = live.build || d.liveBuild; // of the scripts, not of later paints
    if (!offset) hear(+d.liveT);
  };

  live.drop = (ms) => {
    const ws = live.ws;
    live.ws = null;
    live.retryAt = performance.now() + ms;
    if (ws) ws.close();
  };

  function newer(build) {
    const [time, digest] = build.split("-"), [oldTime, oldDigest] = live.build.split("-");
    return digest !== oldDigest && +time > +oldTime;
  }

  async function reload(build) {
    const [done, when] = (sessionStorage.liveReload || "").split(" ");
    if (reloading || !newer(build) || (done === build && Date.now() - when < 60000)) return;
    reloading = true;
    try {
      await new Promise((go) => setTimeout(go, Math.random() * 1500)); // not all screens at once
      const health = await (await fetch(base + "healthz", { cache: "no-store" })).json();
      if (newer(health.build)) {
        sessionStorage.liveReload = build + " " + Date.now();
        return location.reload();
      }
    } catch (e) { /* not healthy yet: the next message asks again */ }
    reloading = false;
  }

  // what was told may have led to another page, and closed the socket
  const answer = (ws) => { if (ws.readyState === WebSocket.OPEN) ws.send("a"); };

  function receive(ws, m) {
    live.messages++;
    live.last = performance.now();
    tries = 0;
    if (m.k === "c") { // for this screen alone, outside of the view's order
      live.obey(m);
      return answer(ws);
    }
    hear(m.t);
    if (m.k === "f") live.fulls++;
    else if ((m.k === "d" ? m.prev : m.seq) !== live.seq) {
      live.gaps++;
      return live.drop(0);
    }
    ["seq", "shape", "asof", "fresh", "clock"].forEach((name) => { live[name] = m[name]; });
    live.apply(m);
    answer(ws);
    reload(m.build);
  }

  const text = (data) => typeof data === "string" ? data :
    new Response(data.stream().pipeThrough(new DecompressionStream("deflate"))).text();

  // what the list of screens shows of this one
  const about = () => "&z=" + (window.DecompressionStream ? 1 : 0) + "&build=" + live.build +
    "&size=" + screen.width + "x" + screen.height + "&density=" + devicePixelRatio +
    "&wall=" + (document.querySelector(".wall") ? 1 : 0);

  live.connect = () => {
    const ws = live.ws = new WebSocket(location.origin.replace(/^http/, "ws") + base + "live/ws?" +
      (live.asked || live.view) + "&shape=" + live.shape + about());
    let order = Promise.resolve();
    live.opens++;
    live.born = performance.now();
    live.seq = 0;
    ws.onmessage = (e) => {
      order = order.then(() => text(e.data))
        .then((json) => { if (ws === live.ws) receive(ws, JSON.parse(json)); })
        .catch(() => { if (ws === live.ws) live.drop(1000); });
    };
    ws.onclose = (e) => {
      if (e.code === 4404) reload(e.reason); // a newer build may not know this view
      if (e.code === 4404 && ws === live.ws) live.asked = null; // what was kept of the past is gone
      if (ws === live.ws) live.drop(Math.min(3000, 300 * 2 ** tries++) * (0.5 + Math.random() / 2));
    };
  };
})(window.live = window.live || {});
