/* Dash 4.4 asks every component after every action; here they are asked once for many:
   docs/live.md, "In the page". */
((live) => {
  "use strict";
  const stores = window.dash_stores = window.dash_stores || [], waiting = new Set();
  let held = 0;

  function release() {
    if (--held) return;
    const told = Array.from(waiting);
    waiting.clear();
    told.forEach((listener) => listener());
  }

  // Dash puts its store here before anything subscribes to it
  stores.push = function (store) {
    const { subscribe, dispatch } = store;
    store.subscribe = (listener) => subscribe(() => { held ? waiting.add(listener) : listener(); });
    store.dispatch = (action) => {
      // each component that a new child brings sends one of these, all in one task
      if (action.type === "RESET_COMPONENT_STATE") {
        const known = store.getState().layoutHashes, at = action.payload.itempath.join();
        // what never changed has nothing to reset
        if (known && !Object.keys(known).some((key) => key.startsWith(at))) return action;
        held++;
        queueMicrotask(release);
      }
      return dispatch(action);
    };
    return Array.prototype.push.call(stores, store);
  };

  live.batch = (work) => {
    held++;
    try { work(); } finally { release(); }
  };
})(window.live = window.live || {});
