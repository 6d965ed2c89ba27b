/* Texts and looks of plain elements go into the page at once, Dash hears of them later: it asks every
   component whenever it hears of one. Only where the new children stand as the old ones do. */
((live) => {
  "use strict";
  const PANEL = "section, header, footer";
  const PLAIN = /^(data-.*|aria-.*|title|role|className|href)$/;
  const FOREIGN = /\b(leaflet-container|dash-graph|js-plotly-plot)\b/; // they dress themselves
  const UNITLESS = /^(--.*|flexGrow|opacity|order)$/;
  const NODE = { dash_html_components: (type) => type, dash_core_components: (type) => type === "Link" && "A" };

  const isText = (value) => typeof value === "string" || typeof value === "number";
  const isShown = (value) => value !== null && value !== "" && typeof value !== "boolean";

  /* each adds to `todo` what must be written, and says whether that is all there is to do */
  function children(el, value, todo) {
    const given = (Array.isArray(value) ? value : [value]).filter(isShown), nodes = el.childNodes;
    return given.length === nodes.length && given.every((child, at) => {
      const node = nodes[at];
      if (!isText(child)) return whole(node, child, todo);
      if (node.nodeType !== 3) return false;
      if (!live.runs(el) && node.nodeValue !== String(child)) todo.push(() => { node.nodeValue = child; });
      return true;
    });
  }

  function whole(el, { type, namespace, props }, todo) {
    const name = NODE[namespace] && NODE[namespace](type);
    if (!name || el.nodeName !== name.toUpperCase()) return false;
    const given = Object.keys(props).filter((key) => key !== "children" && props[key] !== null);
    return given.length === el.attributes.length && own(el, props, todo);
  }

  function style(el, value, todo) {
    const names = Object.keys(value || {});
    return names.length === el.style.length && names.every((name) => {
      const key = name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
      const old = el.style.getPropertyValue(key), text = String(value[name]);
      if (!old || !(typeof value[name] === "string" || UNITLESS.test(name))) return false;
      if (old !== text) todo.push(() => el.style.setProperty(key, text));
      return true;
    });
  }

  function attribute(el, name, value, todo) {
    const key = name === "className" ? "class" : name, old = el.getAttribute(key);
    if (value === null) return old === null;
    if (!PLAIN.test(name) || old === null || !isText(value)) return false;
    if (old === String(value)) return true;
    todo.push(() => el.setAttribute(key, value));
    return name !== "href"; // the component goes where it was told to
  }

  function own(el, props, todo) {
    return Object.keys(props).every((name) => {
      const value = props[name];
      if (live.HEAVY[name]) return true; // not a look
      if (FOREIGN.test(el.className)) return false;
      if (name === "children") return children(el, value, todo);
      if (name === "style") return style(el, value, todo);
      return attribute(el, name, value, todo);
    });
  }

  /* Whether the page shows all of these now. A panel is written whole or not at all, and nothing in it
     overtakes what waits for Dash (`held`): its numbers add up at every moment. */
  live.direct = (sets, held) => {
    const panels = new Map();
    sets.forEach(([id, props]) => {
      const el = document.getElementById(id), panel = el && (el.closest(PANEL) || el);
      if (!panels.has(panel)) panels.set(panel, []);
      panels.get(panel).push([el, props]);
    });
    panels.forEach((parts, panel) => {
      const todo = [];
      if (!panel || held.has(panel) || !parts.every(([el, props]) => own(el, props, todo))) held.add(panel);
      else todo.forEach((write) => write());
    });
    return !Array.from(panels.keys()).some((panel) => held.has(panel));
  };
})(window.live = window.live || {});
