/** The table view: things, relations and facts with everything that the map and the panel say, sorted by any column. */
explorer.table = (() => {
  "use strict";

  const { page, element, said, button, mark, link, webAddress, counted, number } = explorer.dom;
  const { nodes, edges, sources, picture } = explorer.data;
  const { view, relationsOf } = explorer.shown;
  const { isGrouped } = explorer.layouts;
  const { now, change } = explorer.state;

  const PAGE = 200;
  const byText = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  /** A map of communities stands for everything in them. */
  const listsAll = () => now.all || isGrouped();

  // A column: how it is called, what its value is. `file` columns stand in the CSV file only.
  const TABLES = {
    things: {
      rows: () => (listsAll() ? nodes.filter((node) => !node.why) : view.nodes),
      pick: (node) => explorer.picking.bring(node),
      columns: [
        { id: "name", label: "Name", of: (node) => node.label, mark: (node) => node },
        { id: "id", label: "Id", of: (node) => node.slug, file: true },
        { id: "kind", label: "Kind", of: (node) => node.kind },
        { id: "column", label: "Column", of: (node) => picture.headings[node.layer] },
        { id: "country", label: "Country", of: (node) => node.country || "" },
        { id: "relations", label: "Relations", of: (node) => relationsOf(node).length },
        { id: "numbers", label: "Facts", of: (node) => node.passing.length },
        { id: "suppliers", label: "Suppliers", of: (node) => node.suppliers || "" },
        { id: "names", label: "Other names", of: (node) => node.names.join("; "), file: true },
        { id: "definition", label: "Definition", of: (node) => node.definition || "", file: true },
      ],
    },
    relations: {
      rows: () =>
        listsAll() ? edges.filter((edge) => !edge.why && !nodes[edge.from].why && !nodes[edge.to].why) : view.edges,
      pick: (edge) => pickRelation(edge),
      columns: [
        { id: "from", label: "From", of: (edge) => nodes[edge.from].label, mark: (edge) => nodes[edge.from] },
        { id: "from-id", label: "From id", of: (edge) => nodes[edge.from].slug, file: true },
        { id: "relation", label: "Relation", of: (edge) => edge.label },
        { id: "predicate", label: "Predicate", of: (edge) => edge.predicate, file: true },
        { id: "to", label: "To", of: (edge) => nodes[edge.to].label },
        { id: "to-id", label: "To id", of: (edge) => nodes[edge.to].slug, file: true },
        { id: "status", label: "Status", of: (edge) => edge.now.status || "" },
        { id: "sources", label: "Sources", of: (edge) => edge.now.sources },
        { id: "claims", label: "Claims", of: (edge) => edge.passing.length },
        { id: "disputed", label: "Disputed", of: (edge) => (edge.now.disputed ? "disputed" : "") },
      ],
    },
    facts: {
      rows: () => [...TABLES.relations.rows().flatMap(claimsOf), ...TABLES.things.rows().flatMap(factsOf)],
      pick: ({ edge, node }) => (edge ? pickRelation(edge) : explorer.picking.bring(node)),
      columns: [
        { id: "fact", label: "Fact", of: ({ claim }) => claim.text || "" },
        { id: "about", label: "About", of: ({ edge, node }) => (edge ? nodes[edge.from] : node).slug, file: true },
        { id: "denies", label: "Denies", of: ({ claim }) => (claim.denies ? "denies" : ""), file: true },
        { id: "status", label: "Status", of: ({ claim }) => claim.status || "" },
        { id: "grade", label: "Grade", of: ({ claim }) => claim.grade || "" },
        {
          id: "disagreement",
          label: "Disagreement",
          of: ({ claim }) => claim.disagreement || (claim.disputed ? "disputed" : ""),
          file: true,
        },
        { id: "period", label: "Period", of: ({ claim }) => claim.period || claim.from || "" },
        { id: "metric", label: "Metric", of: ({ claim }) => claim.metric || "", file: true },
        { id: "low", label: "Low", of: ({ claim }) => claim.low ?? "", file: true },
        { id: "high", label: "High", of: ({ claim }) => claim.high ?? "", file: true },
        { id: "unit", label: "Unit", of: ({ claim }) => claim.unit || "", file: true },
        { id: "stated", label: "Stated on", of: ({ claim }) => claim.stated_on || "", file: true },
        { id: "publisher", label: "Publisher", of: (row) => sourceOf(row).publisher || "" },
        { id: "source", label: "Source", of: (row) => sourceOf(row).title || "", address: (row) => sourceOf(row).url },
        { id: "url", label: "Address", of: (row) => sourceOf(row).url || "", file: true },
        { id: "published", label: "Published", of: (row) => sourceOf(row).published || "" },
        { id: "locator", label: "Where in the source", of: ({ claim }) => claim.locator || "", file: true },
        { id: "note", label: "Note", of: ({ claim }) => claim.note || "", file: true },
        { id: "claim", label: "Claim", of: ({ claim }) => claim.claim || "", file: true },
      ],
    },
  };

  const sourceOf = ({ claim }) => sources[claim.source] || {};
  const claimsOf = (edge) => edge.passing.map((claim) => ({ claim, edge }));
  const factsOf = (node) => node.passing.map((claim) => ({ claim, node }));

  function pickRelation(edge) {
    const ends = [nodes[edge.from], nodes[edge.to]].filter((node) => !node.shown);
    if (ends.length) change(explorer.shown.revealing(ends), "replace");
    explorer.map.bringNext();
    explorer.state.pickEdge(edge);
  }

  // ---------------------------------------------------------------- sorting

  const compare = (one, other) =>
    typeof one === "number" && typeof other === "number" ? one - other : byText.compare(one, other);

  /** Sort by the column in the choices; what has no value comes last either way. */
  function sorted(name) {
    const { rows, columns } = TABLES[name];
    const down = now.sort.startsWith("-");
    const column = columns.find((it) => it.id === now.sort.replace("-", ""));
    const list = [...rows()];
    if (!column) return list;
    const keyed = list.map((row) => ({ row, key: column.of(row) }));
    const empty = ({ key }) => Number(key === "");
    keyed.sort((one, other) => empty(one) - empty(other) || (down ? -1 : 1) * compare(one.key, other.key));
    return keyed.map(({ row }) => row);
  }

  /** Numbers begin with the largest, words with A; a second click turns the order round. */
  function sortBy(column, rows) {
    const numeric = rows.some((row) => typeof column.of(row) === "number");
    const [first, second] = numeric ? [`-${column.id}`, column.id] : [column.id, `-${column.id}`];
    change({ sort: now.sort === first ? second : first });
    page("table").querySelector(`th[data-column="${column.id}"] button`).focus();
  }

  // ---------------------------------------------------------------- drawing

  function head(columns, rows) {
    const headings = columns.map((column) => {
      const on = now.sort.replace("-", "") === column.id;
      const arrow = on ? (now.sort.startsWith("-") ? "↓" : "↑") : "";
      const made = element(
        "th",
        "",
        button("", () => sortBy(column, rows), column.label, element("span", "arrow", arrow)),
      );
      made.scope = "col";
      made.dataset.column = column.id;
      if (on) made.setAttribute("aria-sort", now.sort.startsWith("-") ? "descending" : "ascending");
      return made;
    });
    return element("thead", "", element("tr", "", ...headings));
  }

  function cell(column, row, pick) {
    const value = column.of(row);
    const made = element("td", typeof value === "number" ? "number" : "");
    const address = column.address && webAddress(column.address(row) || "");
    if (pick) {
      made.append(button("pick", () => pick(row), column.mark ? mark(column.mark(row)) : "", said(String(value))));
    } else if (address) made.append(link(address, String(value)));
    else made.append(said(typeof value === "number" ? number(value) : String(value)));
    return made;
  }

  function append(body, rows, columns, pick) {
    const from = body.children.length;
    const next = rows.slice(from, from + PAGE);
    body.append(
      ...next.map((row) =>
        element("tr", "", ...columns.map((column, place) => cell(column, row, place === 0 && pick))),
      ),
    );
    page("table-more").hidden = body.children.length >= rows.length;
    page("table-more").textContent =
      `Show ${number(Math.min(PAGE, rows.length - body.children.length))} more of ${number(rows.length)}`;
  }

  function show() {
    const { columns, pick } = TABLES[now.tab];
    const seen = columns.filter((column) => !column.file);
    const rows = sorted(now.tab);
    const body = element("tbody", "");
    append(body, rows, seen, pick);
    page("table").replaceChildren(
      element("caption", "unseen", `${now.tab}: ${counted(rows.length, "row")}`),
      head(seen, rows),
      body,
    );
    page("table-more").onclick = () => {
      const before = body.children.length;
      append(body, rows, seen, pick);
      body.children[before].querySelector("button").focus();
    };
  }

  function showTabs() {
    for (const tab of page("tabs").querySelectorAll("button")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.tab === now.tab));
      tab.querySelector("b").textContent = number(TABLES[tab.dataset.tab].rows().length);
    }
    Object.assign(page("table-all"), { checked: listsAll(), disabled: isGrouped() });
  }

  /** Rows as they stand in the table, with the columns that only the file has. */
  function toCsv(name) {
    const { columns } = TABLES[name];
    const rows = now.tab === name ? sorted(name) : TABLES[name].rows();
    return explorer.csv.write([
      columns.map((column) => column.label),
      ...rows.map((row) => columns.map((column) => column.of(row))),
    ]);
  }

  const PARTS = [...explorer.shown.SHAPING, "view", "tab", "sort", "all"];

  function onChange(changed) {
    if (!PARTS.some((name) => changed.has(name))) return;
    const open = now.view === "table";
    page("table-view").hidden = !open;
    page("stage").hidden = open;
    if (!open) return;
    showTabs();
    show();
  }

  for (const tab of page("tabs").querySelectorAll("button")) {
    tab.addEventListener("click", () => change({ tab: tab.dataset.tab, sort: "" }));
  }
  page("table-all").addEventListener("change", () => change({ all: page("table-all").checked }));

  return { onChange, toCsv, names: Object.keys(TABLES) };
})();
