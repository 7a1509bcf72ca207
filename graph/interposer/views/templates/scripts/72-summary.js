/** The line that says what is shown and what is hidden, and the switches of view, layout and colour. */
explorer.summary = (() => {
  "use strict";

  const { page, element, said, button, counted, number, announce } = explorer.dom;
  const { picture, nodes, factCount } = explorer.data;
  const { view, hiddenBy } = explorer.shown;
  const { now, opening, change } = explorer.state;

  const LAYOUT_NAMES = new Map([
    ["layered", "Layers"],
    ["force", "Forces"],
    ["communities", "Groups"],
  ]);
  const REASONS = [
    ["status", "by status"],
    ["asOf", "not at that time"],
    ["min", "with too few sources"],
    ["kind", "of kinds switched off"],
    ["country", "of other countries"],
    ["opened", "not opened yet"],
  ];

  function tellHidden([why, words]) {
    const { facts, things } = hiddenBy(why);
    const counts = [things && counted(things, "thing"), facts && counted(facts, "fact")].filter(Boolean);
    return counts.length ? `${counts.join(" and ")} ${words}` : "";
  }

  function showSummary() {
    const line = page("summary");
    const strong = (value) => element("b", "", number(value));
    line.replaceChildren(
      "Shown ",
      strong(view.nodes.length),
      ` of ${number(nodes.length)} things, `,
      strong(view.facts),
      ` of ${number(factCount)} facts`,
    );
    const told = REASONS.map(tellHidden).filter(Boolean);
    const absent = Object.entries(picture.hidden || {}).map(([reason, count]) => `${number(count)} ${reason}`);
    if (told.length) line.append(" · hidden: ", said(told.join(", ")));
    if (absent.length) line.append(" · not in this file: ", said(absent.join(", ")));
  }

  // ---------------------------------------------------------------- switches

  /** What is picked stays in sight: among communities its own is opened. */
  function chooseLayout(layout) {
    const picked = nodes[now.node];
    const choices = { layout };
    if (layout === "communities" && picked && !now.groups.includes(picked.community)) {
      choices.groups = [...now.groups, picked.community];
    }
    change(choices);
  }

  function fillSwitch(id, choose, choices) {
    for (const [value, text] of choices) {
      const made = button("", () => choose(value), text);
      made.dataset.value = value;
      page(id).append(made);
    }
    page(id).hidden = choices.length < 2;
  }

  function showSwitch(id, value) {
    for (const made of page(id).children) made.setAttribute("aria-pressed", String(made.dataset.value === value));
  }

  // ---------------------------------------------------------------- together

  function show() {
    const things = counted(view.nodes.length, "thing");
    page("canvas").setAttribute("aria-label", `Map of ${things} and ${counted(view.edges.length, "relation")}`);
    page("reset-steps").hidden = !now.steps.length;
    page("nothing").hidden = view.nodes.length > 0 || explorer.layouts.isGrouped();
    page("colour").value = now.colour;
    showSwitch("layouts", now.layout);
    showSwitch("views", now.view);
    showSummary();
  }

  function onChange(changed) {
    show();
    if (explorer.filters.NAMES.some((name) => changed.has(name))) announce(page("summary").textContent);
  }

  const layouts = explorer.layouts.available.map((name) => [name, LAYOUT_NAMES.get(name) || name]);
  fillSwitch("layouts", chooseLayout, layouts);
  fillSwitch("views", (chosen) => change({ view: chosen }), [
    ["map", "Map"],
    ["table", "Table"],
  ]);
  page("colour").addEventListener("change", () => change({ colour: page("colour").value }));
  page("reset-steps").addEventListener("click", () => change({ steps: [...opening.steps] }));
  show();

  return { onChange };
})();
