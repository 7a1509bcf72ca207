/** The filters of claims and things: status, time, sources, country; each says how many facts it hides. */
explorer.filters = (() => {
  "use strict";

  const { page, element, said, counted, number } = explorer.dom;
  const { nodes, edges, countries } = explorer.data;
  const { STATUSES, hiddenBy } = explorer.shown;
  const { now, change } = explorer.state;
  const { monthNumber, monthText, read } = explorer.period;

  const MINIMA = [0, 1, 2, 3, 4];
  const CLEARED = { statuses: STATUSES, asOf: "", min: 0, country: "", kindsOff: [] };
  const NAMES = Object.keys(CLEARED);
  const PLACES = [
    ["hides-status", "status"],
    ["hides-as-of", "asOf"],
    ["hides-min", "min"],
    ["hides-country", "country"],
    ["hides-kinds", "kind"],
  ];

  // ---------------------------------------------------------------- time

  const allClaims = [...edges.flatMap((edge) => edge.claims), ...nodes.flatMap((node) => node.facts)];

  /** The months that the slider spans: from the first to the last day on which anything that the file holds begins. */
  const months = (() => {
    const starts = allClaims
      .filter((claim) => /^\d{4}-\d{2}/.test(claim.since || ""))
      .map((claim) => monthNumber(claim.since));
    return starts.length
      ? { first: starts.reduce((a, b) => Math.min(a, b)), last: starts.reduce((a, b) => Math.max(a, b)) }
      : null;
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

  // ---------------------------------------------------------------- statuses, countries, sources

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
    change({
      statuses: statusBoxes()
        .filter((box) => box.checked)
        .map((box) => box.value),
    });
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
  }

  function show() {
    for (const box of statusBoxes()) box.checked = now.statuses.includes(box.value);
    page("status-text").textContent = statusText();
    page("country").value = now.country;
    if (!MINIMA.includes(now.min) && !page("min").querySelector(`option[value="${now.min}"]`)) {
      page("min").append(option(String(now.min), `${now.min} or more`));
    }
    page("min").value = String(now.min);
    showSlider();
    showHiddenCounts();
    const active = NAMES.filter((name) => JSON.stringify(now[name]) !== JSON.stringify(CLEARED[name])).length;
    page("clear").setAttribute("aria-disabled", String(active === 0));
    page("filters-active").textContent = active ? String(active) : "";
  }

  /** Beside each filter: how many facts it hides. */
  function showHiddenCounts() {
    for (const [id, why] of PLACES) {
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
    page("clear").focus({ preventScroll: true });
  }

  fillStatuses();
  fillSelects();
  fillSlider();
  page("clear").addEventListener("click", clearFilters);
  page("nothing-clear").addEventListener("click", clearFilters);
  page("filters-toggle").addEventListener("click", toggleFilters);
  show();

  return { NAMES, onChange: show };
})();
