/* Messages merge into `pending`; one flush writes them: docs/live.md, "In the page". */
((live) => {
  "use strict";
  const HEAVY = { figure: 1000, data: 1000, rowData: 1000 };
  const BUSY = 3;
  const pending = new Map(), layers = new Map(), due = new Map(), flushes = [];
  let timer = 0, calm = 0, at = Infinity, cost = 0, ended = 0;
  live.missed = 0;

  function queue(id, props) {
    if (props.data) layers.delete(id);
    pending.set(id, Object.assign(pending.get(id) || {}, props));
  }

  function merge(id, change) {
    const known = layers.get(id) || new Map();
    const key = (f) => String(f.id === undefined ? f.properties.id : f.id);
    change.rm.forEach((gone) => known.delete(gone));
    change.up.forEach((f) => known.set(key(f), f));
    queue(id, { data: known });
    layers.set(id, known);
  }

  function schedule(ms) {
    const when = performance.now() + ms;
    if (when >= at) return;
    clearTimeout(timer);
    at = when;
    timer = setTimeout(flush, ms);
  }

  function write(id, props) {
    if (props.data instanceof Map)
      props.data = { type: "FeatureCollection", features: Array.from(props.data.values()) };
    try {
      dash_clientside.set_props(id[0] === "{" ? JSON.parse(id) : id, props);
    } catch (e) { live.missed++; } // not mounted
  }

  live.write = write;

  function take(id, props, now, all) {
    const out = {};
    let wait = Infinity;
    for (const name of Object.keys(props)) {
      const slot = id + " " + name, left = (due.get(slot) || 0) - now;
      if (left > 0 && !all) { wait = Math.min(wait, left); continue; }
      if (HEAVY[name]) due.set(slot, now + HEAVY[name]);
      out[name] = props[name];
      delete props[name];
    }
    if (wait === Infinity) pending.delete(id);
    if (Object.keys(out).length) write(id, out);
    return wait;
  }

  /* in a rush motion would never end: style sheets leave it out */
  function pace(now) {
    flushes.push(now);
    if (flushes.length > BUSY) flushes.shift();
    if (flushes.length < BUSY || now - flushes[0] > 1000) return;
    const { dataset } = document.documentElement;
    dataset.busy = "";
    clearTimeout(calm);
    calm = setTimeout(() => { delete dataset.busy; }, 1000);
  }

  function flush(all) {
    const now = performance.now();
    pace(now);
    let wait = Infinity;
    clearTimeout(timer);
    at = Infinity;
    if (!live.mounted()) return live.forget();
    live.batch(() => {
      pending.forEach((props, id) => { wait = Math.min(wait, take(id, props, now, all)); });
    });
    setTimeout(() => { // after React has run
      live.paint(live.isStale, true);
      ended = performance.now();
      cost = ended - now;
      if (pending.size) schedule(Math.max(cost / 2, wait < Infinity ? wait : 0));
    }, 0);
  }

  live.forget = () => { pending.clear(); layers.clear(); due.clear(); live.forgetEntries(); };

  live.apply = (m) => {
    if (m.k === "f") live.forget();
    if (m.re) flush(true); // its children hold newer values than what waits
    for (const id in m.set) queue(id, m.set[id]);
    for (const id in m.layers) merge(id, m.layers[id]);
    for (const id in m.entries) live.putEntries(id, m.entries[id], m.k === "f");
    if (m.re) flush(true);
    // at once after quiet; else when the page has had half a flush's time for itself
    else if (pending.size)
      schedule(Math.min(2000, Math.max(0, ended + cost / 2 - performance.now())));
  };
})(window.live = window.live || {});
