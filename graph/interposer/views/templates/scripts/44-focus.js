/** Holds what is in focus: the picked thing, relation or path with everything that is lit around it. */
explorer.focus = (() => {
  "use strict";

  const { nodes, edges } = explorer.data;
  const { shownEdgesOf } = explorer.shown;
  const { now } = explorer.state;

  const lit = { main: null, nodes: new Set(), edges: new Set(), path: null };

  /** The shortest way between two things, whichever way its relations point; null when there is none. */
  function route(from, to, edgesAt, allowed) {
    const cameBy = new Map([[from, null]]);
    const queue = [from];
    for (const node of queue) {
      if (node === to) return backwards(to, cameBy);
      for (const edge of edgesAt(node)) {
        const other = explorer.data.otherEnd(edge, node);
        if (cameBy.has(other) || !allowed(other)) continue;
        cameBy.set(other, { edge, node });
        queue.push(other);
      }
    }
    return null;
  }

  function backwards(to, cameBy) {
    const hops = [];
    for (let at = cameBy.get(to), node = to; at; node = at.node, at = cameBy.get(node)) {
      hops.unshift({ ...at, to: node });
    }
    return hops;
  }

  const visibleRoute = (from, to) =>
    from.shown && to.shown ? route(from, to, shownEdgesOf, (node) => node.shown) : null;

  /** The shortest way through everything in the file that passes the filters, opened or not. */
  const fileRoute = (from, to) =>
    route(
      from,
      to,
      (node) => explorer.data.edgesOf[node.id].filter((edge) => !edge.why),
      (node) => !node.why || node === from || node === to,
    );

  function lightNode(node) {
    lit.main = node;
    lit.edges = new Set(shownEdgesOf(node));
    lit.nodes = new Set(node.shown ? [node] : []);
    for (const edge of lit.edges) lit.nodes.add(nodes[edge.from]).add(nodes[edge.to]);
  }

  function lightEdge(edge) {
    lit.main = edge;
    lit.edges = new Set(edge.why ? [] : [edge]);
    lit.nodes = new Set([nodes[edge.from], nodes[edge.to]].filter((node) => node.shown));
  }

  function lightPath([from, to]) {
    lit.path = { from: nodes[from], to: nodes[to], hops: visibleRoute(nodes[from], nodes[to]) };
    const hops = lit.path.hops || [];
    lit.main = lit.path;
    lit.edges = new Set(hops.map((hop) => hop.edge));
    lit.nodes = new Set([lit.path.from, lit.path.to, ...hops.map((hop) => hop.to)].filter((node) => node.shown));
  }

  function light() {
    Object.assign(lit, { main: null, path: null, nodes: new Set(), edges: new Set() });
    if (now.node !== null) lightNode(nodes[now.node]);
    else if (now.edge !== null) lightEdge(edges[now.edge]);
    else if (now.path) lightPath(now.path);
  }

  explorer.state.onChange(light);

  return { lit, fileRoute, isOn: () => lit.main !== null };
})();
