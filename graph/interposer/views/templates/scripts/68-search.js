/** Answers the search box: every name in every language, of things that are on the map and of those that are not. */
(() => {
  "use strict";

  const { page, element, said, mark } = explorer.dom;
  const { nodes, edgesOf } = explorer.data;

  const SUGGESTIONS = 12;
  const found = { hits: [], active: -1 };

  /** One spelling for all: width, case and accents do not count. */
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
  }

  const index = nodes.flatMap((node) =>
    [...new Set([node.label, ...node.names])].map((name) => ({ node, name, key: fold(name) })),
  );

  function nearness(key, wanted) {
    if (key === wanted) return 0;
    if (key.startsWith(wanted)) return 1;
    const at = key.indexOf(wanted);
    if (at < 0) return -1;
    return /[\s\-(/.]/.test(key[at - 1]) ? 2 : 3;
  }

  function find(query) {
    const wanted = fold(query);
    const best = new Map();
    if (!wanted) return [];
    for (const { node, name, key } of index) {
      const rank = nearness(key, wanted);
      if (rank >= 0 && !(best.get(node)?.rank <= rank)) best.set(node, { node, name, rank });
    }
    const degree = (hit) => edgesOf[hit.node.id].length;
    return [...best.values()]
      .sort((one, other) => one.rank - other.rank || degree(other) - degree(one) || one.node.id - other.node.id)
      .slice(0, SUGGESTIONS);
  }

  function suggest() {
    const query = page("query").value;
    found.hits = find(query);
    found.active = found.hits.length ? 0 : -1;
    const rows = found.hits.map(suggestion);
    if (!rows.length && fold(query)) {
      rows.push(element("li", "none", "Nothing in this picture has that name."));
      rows[0].setAttribute("role", "presentation");
    }
    page("suggestions").replaceChildren(...rows);
    showSuggestions(rows.length > 0);
    markActive();
  }

  function suggestion({ node, name }, number) {
    const other = name === node.label ? "" : said(node.label, "other");
    const kind = said(node.shown ? node.kind : `${node.kind} · not on the map yet`, "kind");
    const row = element("li", "", mark(node), said(name, "name"), other, kind);
    row.id = `suggestion-${number}`;
    row.setAttribute("role", "option");
    row.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the search box focused
    row.addEventListener("click", () => choose(number));
    return row;
  }

  function showSuggestions(open) {
    page("suggestions").hidden = !open;
    page("query").setAttribute("aria-expanded", String(open));
  }

  function markActive() {
    [...page("suggestions").querySelectorAll("[role=option]")].forEach((row, number) => {
      row.setAttribute("aria-selected", String(number === found.active));
      if (number === found.active) row.scrollIntoView({ block: "nearest" });
    });
    if (found.active < 0) page("query").removeAttribute("aria-activedescendant");
    else page("query").setAttribute("aria-activedescendant", `suggestion-${found.active}`);
  }

  function choose(number) {
    const hit = found.hits[number];
    if (!hit) return;
    page("query").value = hit.name;
    showSuggestions(false);
    explorer.picking.bring(hit.node);
    page("panel").focus({ preventScroll: true });
  }

  function step(by) {
    if (page("suggestions").hidden) suggest();
    else if (found.hits.length) found.active = (found.active + by + found.hits.length) % found.hits.length;
    markActive();
  }

  function onKey(event) {
    if (event.isComposing) return; // Enter and arrows belong to the input method
    const open = !page("suggestions").hidden;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && open) choose(found.active);
    else if (event.key === "Enter") suggest();
    else if (event.key === "Escape" && (open || page("query").value)) {
      page("query").value = "";
      showSuggestions(false);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }

  page("query").addEventListener("input", suggest);
  page("query").addEventListener("keydown", onKey);
  page("query").addEventListener("blur", () => showSuggestions(false));
})();
