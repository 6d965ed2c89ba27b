/* Entries travel one by one and never pass through Dash: whoever draws them hears what changed.
   They outlive what is on the page, so a map that is mounted late finds them here. */
((live) => {
  "use strict";
  const kept = new Map();

  live.entries = (id) => {
    if (!kept.has(id)) kept.set(id, new Map());
    return kept.get(id);
  };

  live.forgetEntries = () => kept.forEach((entries) => entries.clear());

  live.putEntries = (id, change, whole) => {
    const entries = live.entries(id);
    change.rm.forEach((key) => entries.delete(key));
    change.up.forEach((entry) => entries.set(entry[0], entry));
    document.dispatchEvent(new CustomEvent("live-entries", { detail: { id, change, whole } }));
  };
})(window.live = window.live || {});
