/** Fills the evidence panel: of a thing, of a relation, or of a path. */
explorer.panel = (() => {
  "use strict";

  const { page, element, said, button, named, mark, counted, announce } = explorer.dom;
  const { nodes, edges, edgesOf, otherEnd } = explorer.data;
  const { relationsOf, hiddenNeighbours, waitingRelations, closable, expand, collapse } = explorer.shown;
  const { badge, card } = explorer.evidence;
  const { lit, fileRoute } = explorer.focus;
  const { now, pickEdge } = explorer.state;

  const FIRST_RELATIONS = 8;
  const whole = new Set(); // lists that the reader has asked to see whole, by thing and words

  const heading = (text) => element("h3", "", said(text));
  const quiet = (text) => element("p", "quiet", text);

  // ---------------------------------------------------------------- a thing

  function nodePanel(node) {
    const kind = element("div", "kindline", mark(node), said(node.kind), node.country && said(`· ${node.country}`));
    const parts = [element("h2", "", said(node.label)), kind];
    if (node.definition) parts.push(element("p", "", said(node.definition)));
    const others = node.names.filter((name) => name !== node.label);
    if (others.length) parts.push(element("p", "names", "Also: ", ...others.map((name) => said(name))));
    parts.push(supplyLine(node), nodeActions(node));
    for (const [words, group] of relationGroups(node)) parts.push(heading(words), ...relationList(node, words, group));
    parts.push(hiddenRelations(node), ...numbers(node));
    return parts;
  }

  function supplyLine(node) {
    if (!node.suppliers) return "";
    return element("p", "names", `${counted(node.suppliers, "independent supplier")} known to the graph`);
  }

  function nodeActions(node) {
    const row = element("div", "actions");
    const hidden = hiddenNeighbours(node).length;
    if (!node.shown) row.append(button("action", () => explorer.picking.bring(node), "Show on the map"));
    const waiting = waitingRelations(node).length;
    const more = hidden ? `Open ${counted(hidden, "more neighbour")}` : `Draw ${counted(waiting, "more relation")}`;
    if (node.shown && hidden + waiting) row.append(button("action", () => expand(node), more));
    if (node.shown && closable(node)) row.append(button("action", () => collapse(node), "Close neighbours"));
    row.append(button("action", () => explorer.picking.begin(node), "Path from here…"));
    return row;
  }

  function relationGroups(node) {
    const groups = new Map();
    for (const edge of relationsOf(node)) {
      const words = edge.from === node.id ? `${edge.label} →` : `← ${edge.label}`;
      if (!groups.has(words)) groups.set(words, []);
      groups.get(words).push(edge);
    }
    const onMap = (edge) => Number(otherEnd(edge, node).shown);
    for (const group of groups.values()) {
      group.sort((one, other) => onMap(other) - onMap(one) || other.now.sources - one.now.sources);
    }
    return groups;
  }

  function relationList(node, words, group) {
    const list = element("ul", "relations");
    const key = `${node.id} ${words}`;
    const short = group.length <= FIRST_RELATIONS + 2;
    const fill = (some) => list.append(...some.map((edge) => relationRow(node, edge)));
    if (short || whole.has(key)) {
      fill(group);
      return [list];
    }
    fill(group.slice(0, FIRST_RELATIONS));
    const more = button(
      "more",
      () => {
        whole.add(key);
        more.remove();
        fill(group.slice(FIRST_RELATIONS));
        list.children[FIRST_RELATIONS].querySelector("button").focus();
      },
      `Show all ${group.length}`,
    );
    return [list, more];
  }

  function relationRow(node, edge) {
    const other = otherEnd(edge, node);
    const notes = [counted(edge.now.sources, "source")];
    if (!explorer.shown.isFirm(edge.now.status)) notes.unshift(edge.now.status);
    if (!other.shown) notes.push("off the map");
    const flag = edge.now.disputed && badge("disputed", "alert");
    const evidence = button(
      "evidence",
      () => pickEdge(edge),
      mark(other),
      said(other.label, "name"),
      flag,
      said(notes.join(" · "), "count"),
    );
    const go = named(
      button("go", () => explorer.picking.bring(other), "→"),
      `Go to ${other.label}`,
    );
    return element("li", other.shown ? "" : "away", evidence, go);
  }

  function hiddenRelations(node) {
    const hidden = edgesOf[node.id].length - relationsOf(node).length;
    if (hidden) {
      return quiet(
        `${counted(hidden, "relation")} of this thing ${hidden === 1 ? "is" : "are"} hidden by the filters.`,
      );
    }
    return edgesOf[node.id].length ? "" : quiet("No relation of this thing is part of this picture.");
  }

  // ---------------------------------------------------------------- numbers and dates

  function numbers(node) {
    const groups = new Map();
    for (const fact of node.passing) {
      const title = fact.metric
        ? [fact.metric, fact.scope && `(${fact.scope})`, fact.unit && `in ${fact.unit}`].filter(Boolean).join(" ")
        : "Dates and other facts";
      if (!groups.has(title)) groups.set(title, []);
      groups.get(title).push(fact);
    }
    if (!node.facts.length) return [];
    const hidden = node.facts.length - node.passing.length;
    const ordered = [...groups].sort(([, one], [, other]) => other.length - one.length);
    const parts = [
      heading("Numbers and dates"),
      ...ordered.flatMap(([title, facts]) => quantity(title, facts, groups.size)),
    ];
    if (hidden) {
      parts.push(
        quiet(`${counted(hidden, "fact")} of this thing ${hidden === 1 ? "is" : "are"} hidden by the filters.`),
      );
    }
    return parts;
  }

  function quantity(title, facts, groups) {
    const chart = explorer.chart.draw(title, facts);
    const fold = element(
      "details",
      "facts",
      element("summary", "", said(title), " ", said(counted(facts.length, "claim"), "count")),
    );
    fold.open = groups === 1 && facts.length <= 3;
    fold.append(...facts.map(card));
    return chart ? [element("section", "quantity", element("h4", "", said(title)), chart, fold)] : [fold];
  }

  // ---------------------------------------------------------------- a relation

  function edgePanel(edge) {
    const end = (node) => button("", () => explorer.picking.bring(node), said(node.label));
    const relation = said(` ${edge.label} `, "relation");
    const ends = element("h2", "ends", end(nodes[edge.from]), relation, end(nodes[edge.to]));
    const badges = element("div", "badges", badge(counted(edge.now.sources, "independent source")));
    if (edge.now.status) badges.append(badge(edge.now.status));
    if (edge.now.disputed) badges.append(badge("disputed: sources disagree", "alert"));
    return [ends, badges, ...claimList(edge)];
  }

  /** Every claim, those that the filters let pass first; the others are said to be hidden, not left out. */
  function claimList(edge) {
    if (!edge.claims.length) {
      return [heading("0 claims"), quiet("The evidence of this relation is not part of this picture.")];
    }
    const passing = new Set(edge.passing);
    const parts = [heading(counted(passing.size, "claim")), ...edge.passing.map(card)];
    const rest = edge.claims.filter((claim) => !passing.has(claim));
    if (rest.length) {
      parts.push(
        element(
          "details",
          "facts",
          element("summary", "", `${counted(rest.length, "claim")} hidden by the filters`),
          ...rest.map(card),
        ),
      );
    }
    return parts;
  }

  // ---------------------------------------------------------------- a path

  function pathPanel(path) {
    const title = element("h2", "", said(path.from.label), " to ", said(path.to.label));
    if (!path.hops) return [title, ...noPath(path)];
    const steps = element("ol", "steps", ...path.hops.map(pathStep));
    return [
      title,
      element("p", "names", `The shortest path over what is shown: ${counted(path.hops.length, "relation")}.`),
      steps,
    ];
  }

  function pathStep({ edge, node, to }) {
    const forward = edge.from === node.id;
    const words = said(forward ? `${edge.label} →` : `← ${edge.label}`, "relation");
    const evidence = button(
      "evidence",
      () => pickEdge(edge),
      mark(to),
      words,
      said(to.label, "name"),
      said(counted(edge.now.sources, "source"), "count"),
    );
    return element("li", "", evidence);
  }

  /** No path over what is shown: say so, and offer to open the things of one that the file knows. */
  function noPath({ from, to }) {
    const parts = [quiet("There is no path between these two over what is shown.")];
    const longer = fileRoute(from, to);
    if (!longer) return [...parts, quiet("Nor is there one through the rest of this file within the filters.")];
    const missing = [from, ...longer.map((hop) => hop.to)].filter((node) => !node.shown);
    const words = `Open ${counted(missing.length, "thing")} that join${missing.length === 1 ? "s" : ""} them`;
    return [
      ...parts,
      element(
        "div",
        "actions",
        button("action", () => openAll(missing), words),
      ),
    ];
  }

  function openAll(missing) {
    explorer.map.bringNext();
    explorer.state.change(explorer.shown.revealing(missing));
  }

  // ---------------------------------------------------------------- the panel itself

  function open(content) {
    const panel = page("panel");
    const wasInside = panel.contains(document.activeElement);
    page("panel-body").replaceChildren(...content.filter((part) => part !== ""));
    panel.hidden = false;
    if (wasInside) panel.focus({ preventScroll: true });
  }

  function close() {
    const hadFocus = page("panel").contains(document.activeElement);
    page("panel").hidden = true;
    page("panel-body").replaceChildren();
    if (hadFocus) page("stage").focus({ preventScroll: true });
  }

  function tell() {
    const node = nodes[now.node];
    const edge = edges[now.edge];
    if (node) announce(`${node.label}, ${node.kind}, ${counted(relationsOf(node).length, "relation")}`);
    else if (edge) {
      const sentence = `${nodes[edge.from].label} ${edge.label} ${nodes[edge.to].label}`;
      announce(`${sentence}, ${counted(edge.claims.length, "claim")}`);
    } else if (lit.path?.hops) announce(`Path of ${counted(lit.path.hops.length, "relation")}`);
    else announce("There is no path over what is shown");
  }

  function onChange(changed) {
    const picked = ["node", "edge", "path"].some((name) => changed.has(name));
    if (!picked && !explorer.shown.SHAPING.some((name) => changed.has(name))) return;
    if (lit.main === null) {
      close();
      return;
    }
    open(lit.path ? pathPanel(lit.path) : now.edge !== null ? edgePanel(edges[now.edge]) : nodePanel(nodes[now.node]));
    if (!picked) return;
    page("panel").scrollTop = 0;
    tell();
  }

  page("panel-close").addEventListener("click", () => explorer.state.clearPick());

  return { onChange };
})();
