/** The filters, the switches of layout and colour, the legend, and the line that says what is shown and what is hidden. */
explorer.controls = (() => {
  "use strict";

  const { page, element, svg, said, button, mark, counted, number } = explorer.dom;
  const { picture, nodes, edges, kinds, countries, factCount } = explorer.data;
  const { view, STATUSES, hiddenBy } = explorer.shown;
  const { now, opening, change } = explorer.state;
  const { monthNumber, monthText, read } = explorer.period;

  const LAYOUT_NAMES = { layered: "Layers", force: "Forces", communities: "Groups" };
  const MINIMA = [0, 1, 2, 3, 4];
  const SUPPLY = [
    ["one", "one supplier", (count) => count === 1, 2],
    ["few", "two or three", (count) => count === 2 || count === 3, 1],
    ["many", "four or more", (count) => count > 3, 0],
    ["unsupplied", "none known, or nothing that is supplied", (count) => !count, 0],
  ];
  const FILTERS = ["statuses", "asOf", "min", "country", "kindsOff"];
  const CLEARED = { statuses: STATUSES, asOf: "", min: 0, country: "", kindsOff: [] };

  // ---------------------------------------------------------------- time

  const allClaims = [...edges.flatMap((edge) => edge.claims), ...nodes.flatMap((node) => node.facts)];

  /** The months that the slider spans: from the first to the last day on which anything that the file holds begins. */
  const months = (() => {
    const starts = allClaims.filter((claim) => /^\d{4}-\d{2}/.test(claim.since || "")).map((claim) => monthNumber(claim.since));
    return starts.length ? { first: starts.reduce((a, b) => Math.min(a, b)), last: starts.reduce((a, b) => Math.max(a, b)) } : null;
  })();

  function fillSlider() {
    page("as-of").parentElement.hidden = !months;
    if (!months) return;
    Object.assign(page("as-of"), { min: months.first, max: months.last + 1, step: 1 });
    page("as-of").addEventListener("input", onSlide);
  }

  /** The right end of the slider, past the last month, stands for any time. */
  function onSlide() {
    const running = Number(page("as-of").value);
    change({ asOf: running > months.last ? "" : monthText(running) }, "replace");
  }

  function showSlider() {
    if (!months) return;
    const asked = now.asOf && read(now.asOf);
    page("as-of").value = asked ? monthNumber(asked.to) : months.last + 1;
    page("as-of").setAttribute("aria-valuetext", now.asOf || "any time");
    page("as-of-text").textContent = now.asOf || "any time";
  }

  // ---------------------------------------------------------------- filters

  function fillStatuses() {
    const counts = new Map();
    for (const claim of allClaims) counts.set(claim.status, (counts.get(claim.status) || 0) + 1);
    for (const status of STATUSES) {
      const box = element("input");
      Object.assign(box, { type: "checkbox", value: status });
      box.addEventListener("change", onStatuses);
      page("statuses").append(element("label", "", box, said(status), said(number(counts.get(status) || 0), "count")));
    }
  }

  const statusBoxes = () => [...page("statuses").querySelectorAll("input")];

  function onStatuses() {
    change({ statuses: statusBoxes().filter((box) => box.checked).map((box) => box.value) });
  }

  function statusText() {
    if (now.statuses.length === STATUSES.length) return "all";
    return now.statuses.length ? now.statuses.join(", ") : "none";
  }

  function option(value, text) {
    const made = element("option");
    made.value = value;
    made.textContent = text;
    return made;
  }

  function fillSelects() {
    page("country").append(option("", "all"), ...countries.map(([name, count]) => option(name, `${name} (${count})`)));
    page("country").addEventListener("change", () => change({ country: page("country").value }));
    page("min").append(...MINIMA.map((least) => option(String(least), least ? `${least} or more` : "any")));
    page("min").addEventListener("change", () => change({ min: Number(page("min").value) }));
    page("colour").addEventListener("change", () => change({ colour: page("colour").value }));
  }

  function showFilters() {
    for (const box of statusBoxes()) box.checked = now.statuses.includes(box.value);
    page("status-text").textContent = statusText();
    page("country").value = now.country;
    if (!MINIMA.includes(now.min) && !page("min").querySelector(`option[value="${now.min}"]`)) page("min").append(option(String(now.min), `${now.min} or more`));
    page("min").value = String(now.min);
    page("colour").value = now.colour;
    showSlider();
    showHiddenCounts();
    const active = FILTERS.filter((name) => JSON.stringify(now[name]) !== JSON.stringify(CLEARED[name])).length;
    page("clear").disabled = active === 0;
    page("filters-active").textContent = active ? String(active) : "";
  }

  /** Beside each filter: how many facts it hides. */
  function showHiddenCounts() {
    for (const [id, why] of [["hides-status", "status"], ["hides-as-of", "asOf"], ["hides-min", "min"], ["hides-country", "country"], ["hides-kinds", "kind"]]) {
      const { facts } = hiddenBy(why);
      page(id).textContent = facts ? `−${number(facts)}` : "";
      page(id).title = facts ? `hides ${counted(facts, "fact")}` : "";
      if (facts) page(id).setAttribute("aria-label", `hides ${counted(facts, "fact")}`);
      else page(id).removeAttribute("aria-label");
    }
  }

  /** In a narrow window the filters fold away. */
  function toggleFilters() {
    const open = page("filters").classList.toggle("open");
    page("filters-toggle").setAttribute("aria-expanded", String(open));
  }

  function clearFilters() {
    change({ ...CLEARED });
    page("query").focus();
  }

  // ---------------------------------------------------------------- switches

  function fillSwitch(id, name, choices) {
    for (const [value, text] of choices) {
      const made = button("", () => change({ [name]: value }), text);
      made.dataset.value = value;
      page(id).append(made);
    }
    page(id).hidden = choices.length < 2;
  }

  function showSwitch(id, value) {
    for (const made of page(id).children) made.setAttribute("aria-pressed", String(made.dataset.value === value));
  }

  // ---------------------------------------------------------------- legend

  function toggleKind(kind, alone) {
    const others = kinds.map((it) => it.id).filter((id) => id !== kind.id);
    const off = new Set(now.kindsOff);
    if (alone) change({ kindsOff: off.size === others.length && !off.has(kind.id) ? [] : others });
    else change({ kindsOff: off.has(kind.id) ? now.kindsOff.filter((id) => id !== kind.id) : [...now.kindsOff, kind.id] });
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
    const sample = svg("svg", { viewBox: "-12 -12 24 24", "aria-hidden": "true", class: `supply ${name}` }, svg("circle", { r: 6 }));
    for (let ring = 1; ring <= rings; ring += 1) sample.append(svg("circle", { class: "ring", r: 6 + 2.4 * ring }));
    page("supply").append(element("li", "", sample, text, " ", count));
    return { belongs, count };
  });

  function showSupply() {
    page("supply").hidden = now.colour !== "suppliers";
    for (const { belongs, count } of supplyCounts) count.textContent = String(view.nodes.filter((node) => belongs(node.suppliers)).length);
  }

  // ---------------------------------------------------------------- what is shown, what is hidden

  const REASONS = [
    ["status", "by status"],
    ["asOf", "not at that time"],
    ["min", "with too few sources"],
    ["kind", "of kinds switched off"],
    ["country", "of other countries"],
    ["opened", "not opened yet"],
  ];

  function showSummary() {
    const line = page("summary");
    const strong = (value) => element("b", "", number(value));
    line.replaceChildren("Shown ", strong(view.nodes.length), ` of ${number(nodes.length)} things, `, strong(view.facts), ` of ${number(factCount)} facts`);
    const hidden = REASONS.map(([why, words]) => [hiddenBy(why), words]).filter(([sum]) => sum.facts || sum.things);
    const told = hidden.map(([{ facts, things }, words]) => [things && counted(things, "thing"), facts && counted(facts, "fact")].filter(Boolean).join(" and ").concat(" ", words));
    const absent = Object.entries(picture.hidden || {}).map(([reason, count]) => `${number(count)} ${reason}`);
    if (told.length) line.append(" · hidden: ", said(told.join(", ")));
    if (absent.length) line.append(" · not in this file: ", said(absent.join(", ")));
  }

  // ---------------------------------------------------------------- together

  function show() {
    page("canvas").setAttribute("aria-label", `Map of ${counted(view.nodes.length, "thing")} and ${counted(view.edges.length, "relation")}`);
    page("reset-steps").hidden = !now.steps.length;
    page("nothing").hidden = view.nodes.length > 0 || now.layout === "communities";
    showFilters();
    showSwitch("layouts", now.layout);
    showSwitch("views", now.view);
    showKinds();
    showSupply();
    showSummary();
  }

  function tellFilters(changed) {
    if (FILTERS.some((name) => changed.has(name))) explorer.dom.announce(page("summary").textContent);
  }

  function onChange(changed) {
    show();
    tellFilters(changed);
  }

  fillSwitch("layouts", "layout", explorer.layouts.available.map((name) => [name, LAYOUT_NAMES[name] || name]));
  fillSwitch("views", "view", [["map", "Map"], ["table", "Table"]]);
  fillStatuses();
  fillSelects();
  fillSlider();
  page("clear").addEventListener("click", clearFilters);
  page("nothing-clear").addEventListener("click", clearFilters);
  page("filters-toggle").addEventListener("click", toggleFilters);
  page("reset-steps").addEventListener("click", () => change({ steps: [...opening.steps] }));
  show();

  return { onChange };
})();
