/** The legend: what the marks and colours mean, how many of each are shown; a click hides or shows a kind. */
explorer.legend = (() => {
  "use strict";

  const { page, element, svg, said, button, mark } = explorer.dom;
  const { kinds } = explorer.data;
  const { view } = explorer.shown;
  const { now, change } = explorer.state;

  // How many suppliers: the name of the colour, what it means, which counts belong to it, how many rings tell it.
  const SUPPLY = [
    ["one", "one supplier", (count) => count === 1, 2],
    ["few", "two or three", (count) => count === 2 || count === 3, 1],
    ["many", "four or more", (count) => count > 3, 0],
    ["unsupplied", "none known, or nothing that is supplied", (count) => !count, 0],
  ];

  function toggleKind(kind, alone) {
    const others = kinds.map((it) => it.id).filter((id) => id !== kind.id);
    const off = new Set(now.kindsOff);
    if (alone) change({ kindsOff: off.size === others.length && !off.has(kind.id) ? [] : others });
    else {
      change({ kindsOff: off.has(kind.id) ? now.kindsOff.filter((id) => id !== kind.id) : [...now.kindsOff, kind.id] });
    }
  }

  const kindCounts = kinds.map((kind) => {
    const count = element("b", "");
    const made = button("kind", (event) => toggleKind(kind, event.shiftKey), mark(kind), said(kind.label), count);
    made.title = "Click to hide or show, with Shift to show these alone";
    page("kinds").append(element("li", "", made));
    return { kind, count, made };
  });

  function showKinds() {
    const shown = new Map();
    for (const node of view.nodes) shown.set(node.class, (shown.get(node.class) || 0) + 1);
    for (const { kind, count, made } of kindCounts) {
      count.textContent = String(shown.get(kind.id) || 0);
      made.setAttribute("aria-pressed", String(!now.kindsOff.includes(kind.id)));
    }
  }

  const supplyCounts = SUPPLY.map(([name, text, belongs, rings]) => {
    const count = element("b", "");
    const sample = svg(
      "svg",
      { viewBox: "-12 -12 24 24", "aria-hidden": "true", class: `supply ${name}` },
      svg("circle", { r: 6 }),
    );
    for (let ring = 1; ring <= rings; ring += 1) sample.append(svg("circle", { class: "ring", r: 6 + 2.4 * ring }));
    page("supply").append(element("li", "", sample, text, " ", count));
    return { belongs, count };
  });

  function showSupply() {
    page("supply").hidden = now.colour !== "suppliers";
    for (const { belongs, count } of supplyCounts) {
      count.textContent = String(view.nodes.filter((node) => belongs(node.suppliers)).length);
    }
  }

  function show() {
    showKinds();
    showSupply();
  }

  show();

  return { onChange: show };
})();
