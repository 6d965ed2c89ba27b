/* Messages merge into `pending`; one flush tells Dash: docs/live.md, "In the page". */
((live) => {
  "use strict";
  const HEAVY = live.HEAVY = { figure: 1000, data: 1000, rowData: 1000 };
  const BUSY = 3, SHOWN = 1000, UNSEEN = 400; // ms after a flush: what the page shows already, what not
  const pending = new Map(), layers = new Map(), due = new Map(), told = new Map();
  const changes = [], held = new Set();
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

  const dueAt = (id, name) => due.get(id + " " + name) || 0;

  function take(id, props, now, all) {
    const out = {};
    let wait = Infinity;
    for (const name of Object.keys(props)) {
      const left = dueAt(id, name) - now;
      if (left > 0 && !all) { wait = Math.min(wait, left); continue; }
      if (HEAVY[name]) due.set(id + " " + name, now + HEAVY[name]);
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
    const now = performance.now();
    let wait = Infinity;
    clearTimeout(timer);
    at = Infinity;
    if (!live.mounted()) return live.forget();
    telling = true;
    ended = now;
    held.clear();
    live.batch(() => {
      pending.forEach((props, id) => { wait = Math.min(wait, take(id, props, now, all)); });
    });
    setTimeout(() => { // after React has run
      telling = false;
      // React leaves alone what it takes to be there
      told.forEach((props, id) => live.direct([[id, props]], new Set()));
      told.clear();
      if (live.mounted()) live.direct(Array.from(pending), held);
      live.paint(live.isStale, true);
      ended = performance.now();
      cost = ended - now;
      if (pending.size) schedule(Math.max(cost / 2, Math.min(wait, held.size ? UNSEEN : SHOWN)));
    }, 0);
  }

  live.forget = () => {
    [pending, layers, due, told, held].forEach((each) => each.clear());
    live.forgetEntries();
  };

  /* the ms until Dash must hear of a message */
  function patience(m, now) {
    if (m.k === "f") return 0;
    const shown = !telling && !!live.mounted() && live.direct(Object.entries(m.set), held);
    let until = ended + (shown ? SHOWN : UNSEEN);
    for (const id in m.layers) until = Math.min(until, dueAt(id, "data"));
    for (const id in m.set)
      for (const name in m.set[id]) if (HEAVY[name]) until = Math.min(until, dueAt(id, name));
    return until - now;
  }

  /* new children hold newer values than what waits, and than what was just told */
  function supersede(sets) {
    flush(true);
    const owners = Object.keys(sets).map((id) => document.getElementById(id));
    told.forEach((props, id) => {
      const el = document.getElementById(id);
      if (owners.some((owner) => owner && owner.contains(el))) told.delete(id);
    });
  }

  live.apply = (m) => {
    const now = performance.now(), whole = m.k === "f";
    if (whole) live.forget();
    if (m.re) supersede(m.set);
    const wait = m.re ? 0 : patience(m, now);
    for (const id in m.set) queue(id, m.set[id]);
    for (const id in m.layers) merge(id, m.layers[id]);
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
