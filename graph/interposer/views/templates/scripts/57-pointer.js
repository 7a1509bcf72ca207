/** What lies under the pointer, and what a click, a double click and hovering do. */
explorer.pointer = (() => {
  "use strict";

  const { page } = explorer.dom;
  const { nodes } = explorer.data;
  const { view } = explorer.shown;
  const { drawn, isLayered } = explorer.layouts;
  const { lit } = explorer.focus;
  const { MARK, hover, freeSize } = explorer.things;
  const { control } = explorer.relations;
  const { camera, network } = explorer.map;

  let clicked = null;

  // ---------------------------------------------------------------- what lies under a point

  function nodeAt(point) {
    const close = Math.max(11, 9 / camera.scale);
    const reach = (node) => (isLayered() ? MARK + (node.shortWidth || 0) : Math.max(close, 8 * freeSize(node, camera)));
    const hit = (node) =>
      Math.abs(point.y - node.y) <= close && point.x >= node.x - close && point.x <= node.x + reach(node);
    const near = [...lit.nodes].filter(hit);
    const found = near.length ? near : view.nodes.filter(hit);
    return found.sort((one, other) => Math.abs(point.y - one.y) - Math.abs(point.y - other.y))[0] || null;
  }

  function segmentDistance(point, start, end) {
    const dx = end.x - start.x;
    const dy = end.y - start.y;
    const along = ((point.x - start.x) * dx + (point.y - start.y) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, along));
    return Math.hypot(point.x - start.x - t * dx, point.y - start.y - t * dy);
  }

  function edgeDistance(point, edge) {
    const from = nodes[edge.from];
    const to = nodes[edge.to];
    if (!edge.bend) return segmentDistance(point, from, to);
    const via = control(edge);
    const at = (t) => ({
      x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * via.x + t * t * to.x,
      y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * via.y + t * t * to.y,
    });
    let nearest = Infinity;
    for (let step = 0; step < 12; step += 1) {
      nearest = Math.min(nearest, segmentDistance(point, at(step / 12), at((step + 1) / 12)));
    }
    return nearest;
  }

  function edgeAt(point) {
    let best = null;
    let nearest = 7 / camera.scale;
    for (const edge of explorer.focus.isOn() ? lit.edges : view.edges) {
      const distance = edgeDistance(point, edge);
      if (distance < nearest) [best, nearest] = [edge, distance];
    }
    return best;
  }

  const groupAt = (point) =>
    drawn.groups.find((group) => Math.hypot(point.x - group.x, point.y - group.y) <= group.r) || null;

  // ---------------------------------------------------------------- the pointer

  function toggleGroup({ number }) {
    const { groups } = explorer.state.now;
    explorer.state.change({
      groups: groups.includes(number) ? groups.filter((it) => it !== number) : [...groups, number],
    });
  }

  function onClick({ pointer, event }) {
    if (event?.tapCount === 2) return; // a double click, which is told of on its own
    const point = pointer.canvas;
    const node = nodeAt(point);
    const edge = node ? null : edgeAt(point);
    const group = node || edge ? null : groupAt(point);
    clicked = node;
    if (node) explorer.picking.take(node, Boolean(event?.srcEvent?.shiftKey));
    else if (edge) explorer.state.pickEdge(edge);
    else if (explorer.focus.isOn()) explorer.state.clearPick();
    else if (group) toggleGroup(group);
  }

  /** The first click of the two may have moved the map, so what it hit is remembered. */
  function onDoubleClick() {
    if (clicked && explorer.shown.hiddenNeighbours(clicked).length) explorer.shown.expand(clicked);
  }

  function onMove(event) {
    if (event.buttons || onMove.waiting) return;
    onMove.waiting = true;
    requestAnimationFrame(() => {
      onMove.waiting = false;
      const stage = page("canvas").getBoundingClientRect();
      const point = network.DOMtoCanvas({ x: event.clientX - stage.left, y: event.clientY - stage.top });
      const left = event.type === "mouseleave";
      hoverOn(
        left ? null : nodeAt(point),
        !left && explorer.focus.isOn() ? edgeAt(point) : null,
        left ? null : groupAt(point),
      );
    });
  }

  function hoverOn(node, edge = null, group = null) {
    page("canvas").classList.toggle("over", Boolean(node || edge || group));
    const number = node ? null : (group?.number ?? null);
    if (hover.node === node && hover.group === number) return;
    Object.assign(hover, { node, group: number });
    explorer.map.redraw();
  }

  network.on("click", onClick);
  network.on("doubleClick", onDoubleClick);
  page("canvas").addEventListener("mousemove", onMove);
  page("canvas").addEventListener("mouseleave", onMove);

  return { hoverOn };
})();
