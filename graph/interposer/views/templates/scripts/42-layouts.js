/** Gives every shown thing its place in the layout that the reader has chosen. */
explorer.layouts = (() => {
  "use strict";

  const { nodes, edges, picture, communities, edgesOf } = explorer.data;
  const { view } = explorer.shown;

  const SPREAD = 1.6; // how much further apart the free layouts are drawn than they were worked out
  const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

  const available = picture.layouts || [picture.layout || "layered"];
  const drawn = { columns: [], groups: [], links: [], stamp: 0 };

  const isLayered = () => explorer.state.now.layout === "layered";
  const isGrouped = () => explorer.state.now.layout === "communities";

  function placeLayered() {
    drawn.columns = explorer.layered.place(view.nodes).map((column) => ({ ...column, label: picture.headings[column.layer] }));
    explorer.layered.bend(view.edges, (edge) => [nodes[edge.from], nodes[edge.to]]);
  }

  function placeForce() {
    for (const node of view.nodes) Object.assign(node, { x: (node.fx || 0) * SPREAD, y: (node.fy || 0) * SPREAD, width: node.box });
  }

  /** Overview: a circle for each community; the things of an open one stand inside it like the seeds of a sunflower. */
  function placeGroups() {
    const members = communities.map(() => []);
    for (const node of view.nodes) members[node.community]?.push(node);
    drawn.groups = communities.map((group, number) => {
      const made = { number, label: group.label, count: group.count, x: group.x * SPREAD, y: group.y * SPREAD, r: group.r * SPREAD };
      made.open = members[number].length > 0;
      members[number].sort((one, other) => edgesOf[other.id].length - edgesOf[one.id].length || one.id - other.id);
      members[number].forEach((node, index) => {
        const away = made.r * 0.92 * Math.sqrt(index / Math.max(1, members[number].length));
        Object.assign(node, { x: made.x + away * Math.cos(index * GOLDEN_ANGLE), y: made.y + away * Math.sin(index * GOLDEN_ANGLE), width: node.box });
      });
      return made;
    });
    drawn.links = linkGroups();
  }

  /** Relations between communities, put together: how many pass the filters. */
  function linkGroups() {
    const found = new Map();
    for (const edge of edges) {
      const [one, other] = [nodes[edge.from].community, nodes[edge.to].community].sort((a, b) => a - b);
      if (edge.why || one === other || one === undefined || other === undefined) continue;
      const key = one * communities.length + other;
      const link = found.get(key) || { from: one, to: other, count: 0 };
      link.count += 1;
      found.set(key, link);
    }
    return [...found.values()];
  }

  /** In the free layouts a thing with more relations has a larger mark and is named first. */
  function sizeMarks() {
    for (const node of view.nodes) {
      const degree = explorer.shown.shownEdgesOf(node).length;
      node.size = isLayered() ? 1 : Math.min(2.4, 0.75 + 0.22 * Math.sqrt(degree));
      node.weight = degree;
    }
    drawn.byWeight = [...view.nodes].sort((one, other) => other.weight - one.weight || one.id - other.id);
  }

  function place() {
    Object.assign(drawn, { columns: [], groups: [], links: [] });
    for (const edge of view.edges) edge.bend = 0;
    if (isLayered()) placeLayered();
    else if (isGrouped()) placeGroups();
    else placeForce();
    sizeMarks();
  }

  explorer.state.onChange((changed) => {
    if (explorer.shown.SHAPING.some((name) => changed.has(name))) place();
  });
  place();

  return { drawn, available, isLayered, isGrouped };
})();
