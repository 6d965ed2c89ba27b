/* Messages merge into `pending`; one flush tells Dash: docs/live.md, "In the page". */
((live) => {
  "use strict";
  const HEAVY = live.HEAVY = { figure: 1000, data: 1000, rowData: 1000 };
  const BUSY = 3, SHOWN = 1000, UNSEEN = 400; // since the flush before: what shows already, what does not
  const pending = new Map(), layers = new Map(), due = new Map(), changes = [];
  let timer = 0, calm = 0, at = Infinity, cost = 0, ended = 0, telling = false;
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

  function take(id, props, told, now, all) {
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
    if (Object.keys(out).length) {
      write(id, out);
      told.set(id, out);
    }
    return wait;
  }

  /* in a rush motion would never end: style sheets leave it out */
  function pace(now) {
    changes.push(now);
    if (changes.length > BUSY) changes.shift();
    if (changes.length < BUSY || now - changes[0] > 1000) return;
    const { dataset } = document.documentElement;
    dataset.busy = "";
    clearTimeout(calm);
    calm = setTimeout(() => { delete dataset.busy; }, 1000);
  }

  function flush(all) {
    const now = performance.now(), told = new Map();
    let wait = Infinity;
    clearTimeout(timer);
    at = Infinity;
    if (!live.mounted()) return live.forget();
    telling = true;
    live.batch(() => {
      pending.forEach((props, id) => { wait = Math.min(wait, take(id, props, told, now, all)); });
    });
    setTimeout(() => { // after React has run
      telling = false;
      // React leaves alone what it takes to be there, and has put back what came since
      [told, pending].forEach((each) => each.forEach((props, id) => live.direct(id, props)));
      live.paint(live.isStale, true);
      ended = performance.now();
      cost = ended - now;
      if (pending.size) schedule(Math.max(cost / 2, wait < Infinity ? wait : UNSEEN));
    }, 0);
  }

  /* the ms until Dash must know */
  function left(id, names, base, now) {
    const heavy = names.filter((name) => HEAVY[name]);
    return Math.min(base, ...heavy.map((name) => (due.get(id + " " + name) || 0))) - now;
  }

  live.forget = () => { pending.clear(); layers.clear(); due.clear(); live.forgetEntries(); };

  live.apply = (m) => {
    const now = performance.now(), whole = m.k === "f";
    let wait = whole ? 0 : Infinity;
    if (whole) live.forget();
    if (m.re) flush(true); // its children hold newer values than what waits
    for (const id in m.set) {
      queue(id, m.set[id]);
      const shown = !whole && !telling && live.direct(id, m.set[id]);
      wait = Math.min(wait, left(id, Object.keys(m.set[id]), ended + (shown ? SHOWN : UNSEEN), now));
    }
    for (const id in m.layers) {
      merge(id, m.layers[id]);
      wait = Math.min(wait, left(id, ["data"], Infinity, now));
    }
    for (const id in m.entries) live.putEntries(id, m.entries[id], whole);
    if (pending.size) pace(now);
    if (m.re) flush(true);
    else if (pending.size) {
      live.paint(live.isStale, true);
      // at once after quiet; else when the page has had half a flush's time for itself
      schedule(Math.min(2000, Math.max(0, wait, ended + cost / 2 - now)));
    }
  };
})(window.live = window.live || {});
