/** Holds what the page carries: things, relations and sources, numbered by their place in the file. */
explorer.data = (() => {
  "use strict";

  const picture = JSON.parse(explorer.dom.page("picture").textContent);
  const { nodes, edges, sources } = picture;
  const communities = picture.communities || [];
  const everyFirst = !nodes.some((node) => node.first);
  const edgesOf = nodes.map(() => []);

  nodes.forEach((node, id) => {
    Object.assign(node, { id, names: node.names || [], facts: node.facts || [], box: node.width });
    if (everyFirst) node.first = true;
    for (const fact of node.facts) Object.assign(fact, { from: fact.from ?? fact.since, to: fact.to ?? fact.until });
    node.countries = node.country ? node.country.split(" / ") : [];
  });
  edges.forEach((edge, id) => {
    Object.assign(edge, { id, claims: edge.claims || [], sources: edge.sources || 0 });
    edge.claims.forEach((claim, place) => {
      claim.text ??= edge.claims[place - 1]?.text || ""; // left out where it is that of the claim before it
    });
    edgesOf[edge.from].push(edge);
    if (edge.to !== edge.from) edgesOf[edge.to].push(edge);
  });

  const bySlug = new Map(nodes.map((node) => [node.slug, node]));
  const factCount =
    nodes.reduce((sum, node) => sum + node.facts.length, 0) + edges.reduce((sum, edge) => sum + edge.claims.length, 0);

  const otherEnd = (edge, node) => nodes[edge.from === node.id ? edge.to : edge.from];

  /** The kinds of things from the left column to the right, each with the look that its things share. */
  function listKinds() {
    const found = new Map();
    for (const node of nodes) {
      const kind = found.get(node.class) || {
        id: node.class,
        label: node.kind,
        layer: node.layer,
        group: node.group,
        count: 0,
      };
      kind.count += 1;
      found.set(node.class, kind);
    }
    return [...found.values()].sort((one, other) => one.layer - other.layer || one.label.localeCompare(other.label));
  }

  function listCountries() {
    const found = new Map();
    for (const node of nodes) for (const country of node.countries) found.set(country, (found.get(country) || 0) + 1);
    return [...found].sort(([one], [other]) => one.localeCompare(other));
  }

  return {
    picture,
    nodes,
    edges,
    sources,
    communities,
    edgesOf,
    bySlug,
    factCount,
    otherEnd,
    kinds: listKinds(),
    countries: listCountries(),
  };
})();
