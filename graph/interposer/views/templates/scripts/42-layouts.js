/** Gives every shown thing its place in the layout that the reader has chosen. */
explorer.layouts = (() => {
  "use strict";

  const { nodes, edges, picture, communities, edgesOf } = explorer.data;
  const { view } = explorer.shown;

  const SPREAD = 1.6; // how much further apart the free layouts are drawn than they were worked out
  const NEAR_SHARE = 0.85;
  const FAR_PULL = 0.3;
  const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

  const available = picture.layouts || [picture.layout || "layered"];
  const drawn = { columns: [], groups: [], links: [], stamp: 0 };

  const isLayered = () => explorer.state.now.layout === "layered";
  const isGrouped = () => explorer.state.now.layout === "communities";

  function placeLayered() {
    drawn.columns = explorer.layered
      .place(view.nodes)
      .map((column) => ({ ...column, label: picture.headings[column.layer] }));
    explorer.layered.bend(view.edges, (edge) => [nodes[edge.from], nodes[edge.to]]);
  }

  /** Places by forces; the few things that lie far out are drawn nearer, or they would make all others small. */
  function placeForce() {
    const placed = view.nodes.map((node) => ({ node, x: (node.fx || 0) * SPREAD, y: (node.fy || 0) * SPREAD }));
    const mean = (pick) => placed.reduce((sum, it) => sum + pick(it), 0) / (placed.length || 1);
    const middle = { x: mean((it) => it.x), y: mean((it) => it.y) };
    const away = ({ x, y }) => Math.hypot(x - middle.x, y - middle.y);
    const near = placed.map(away).sort((one, other) => one - other)[Math.floor(placed.length * NEAR_SHARE)] || 0;
    for (const it of placed) {
      const distance = away(it);
      const pull = distance > near ? (near + (distance - near) * FAR_PULL) / distance : 1;
      Object.assign(it.node, {
        x: middle.x + (it.x - middle.x) * pull,
        y: middle.y + (it.y - middle.y) * pull,
        width: it.node.box,
      });
    }
  }

  /** What a community is made of: the share of each layer as a stretch of its rim, from the top clockwise. */
  const rims = communities.map((_, number) => {
    const counts = new Map();
    for (const node of nodes) if (node.community === number) counts.set(node.layer, (counts.get(node.layer) || 0) + 1);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    let start = -Math.PI / 2;
    return [...counts]
      .sort(([one], [other]) => one - other)
      .map(([layer, count]) => {
        const end = start + (2 * Math.PI * count) / total;
        const stretch = { layer, start, end };
        start = end;
        return stretch;
      });
  });

  /** Overview: a circle for each community; the things of an open one stand inside it like the seeds of a sunflower. */
  function placeGroups() {
    const members = communities.map(() => []);
    for (const node of view.nodes) members[node.community]?.push(node);
    drawn.groups = communities.map((group, number) => {
      const made = {
        number,
        label: group.label,
        count: group.count,
        x: group.x * SPREAD,
        y: group.y * SPREAD,
        r: group.r * SPREAD,
        rim: rims[number],
      };
      made.open = members[number].length > 0;
      members[number].sort((one, other) => edgesOf[other.id].length - edgesOf[one.id].length || one.id - other.id);
      members[number].forEach((node, index) => {
        const away = made.r * 0.92 * Math.sqrt(index / Math.max(1, members[number].length));
        Object.assign(node, {
          x: made.x + away * Math.cos(index * GOLDEN_ANGLE),
          y: made.y + away * Math.sin(index * GOLDEN_ANGLE),
          width: node.box,
        });
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
