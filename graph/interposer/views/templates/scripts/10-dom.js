// The explorer's scripts share one object. Each file adds one part to it and uses the parts of the files before it;
// what happens later (a choice, a redraw) reaches earlier parts through `explorer.state.onChange`.
// Text from data reaches the page through textContent and the canvas only, never as markup.
globalThis.explorer = {};

/** Makes the elements of the page. */
explorer.dom = (() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const number = new Intl.NumberFormat("en");

  const page = (id) => document.getElementById(id);

  function element(tag, className, ...content) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...content.filter((part) => part !== "" && part !== null && part !== undefined && part !== false));
    return made;
  }

  function svg(tag, attributes = {}, ...content) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...content);
    return made;
  }

  /** Text from data, in its own direction so that it cannot reorder what stands beside it. */
  function said(text, className) {
    const made = element("bdi", className);
    made.textContent = text;
    return made;
  }

  function button(className, action, ...content) {
    const made = element("button", className, ...content);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  function named(made, label) {
    made.setAttribute("aria-label", label);
    return made;
  }

  /** The mark of a kind: its shape in its layer's colour. */
  function mark({ group, layer }) {
    const { shapes, colours } = explorer.data.picture;
    const made = svg("svg", { viewBox: "-8 -8 16 16", class: "mark", "aria-hidden": "true" });
    made.style.setProperty("--light", colours[layer][0]);
    made.style.setProperty("--dark", colours[layer][1]);
    made.append(svg("path", { d: shapes[group] }));
    return made;
  }

  function counted(count, one, many = `${one}s`) {
    return `${number.format(count)} ${count === 1 ? one : many}`;
  }

  function webAddress(text) {
    try {
      const url = new URL(text);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch {
      return null;
    }
  }

  function link(address, text) {
    const made = element("a", "", said(text));
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return made;
  }

  /** Tell a screen reader what has changed, without moving its focus. */
  function announce(text) {
    page("announcer").textContent = text;
  }

  return {
    page,
    element,
    svg,
    said,
    button,
    named,
    mark,
    counted,
    number: (value) => number.format(value),
    webAddress,
    link,
    announce,
  };
})();
