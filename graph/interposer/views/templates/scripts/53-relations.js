/** Draws relations: thicker with more sources, dashed where only planned or rumoured, coloured where disputed. */
explorer.relations = (() => {
  "use strict";

  const { nodes } = explorer.data;
  const { isFirm } = explorer.shown;
  const { isLayered } = explorer.layouts;
  const { colours } = explorer.theme;
  const { MARK, plateEdge } = explorer.things;

  const DASHES = [5, 4];

  /** The control point of a curve with this bend, as vis-network would give it. */
  function control(edge) {
    const from = nodes[edge.from];
    const to = nodes[edge.to];
    const reach = (Math.abs(edge.bend) + 1) / 2;
    const turn = (edge.bend + 1) / 2;
    const angle = Math.atan2(from.y - to.y, to.x - from.x) + turn * Math.PI;
    const length = Math.hypot(to.x - from.x, to.y - from.y) * reach;
    return { x: from.x + length * Math.sin(angle), y: from.y + length * Math.cos(angle) };
  }

  function trace(pen, edge) {
    const from = nodes[edge.from];
    const to = nodes[edge.to];
    if (edge.from === edge.to) {
      pen.moveTo(from.x, from.y - MARK);
      pen.arc(from.x - MARK, from.y - MARK, MARK, 0, 2 * Math.PI);
      return;
    }
    pen.moveTo(from.x, from.y);
    if (!edge.bend) pen.lineTo(to.x, to.y);
    else {
      const via = control(edge);
      pen.quadraticCurveTo(via.x, via.y, to.x, to.y);
    }
  }

  const dashes = ({ scale }) => (isLayered() ? DASHES : DASHES.map((length) => length / scale));
  const thickness = (edge) => 1 + 0.45 * (Math.min(edge.now.sources, 4) - 1);

  /** All relations of one look are one path: a thousand single strokes take many times longer. */
  function drawEdges(pen, camera, shownEdges) {
    const looks = new Map();
    for (const edge of shownEdges) {
      const { disputed, status, sources } = edge.now;
      const key = (disputed ? 100 : 0) + (isFirm(status) ? 0 : 10) + Math.min(sources, 4);
      if (!looks.has(key)) looks.set(key, []);
      looks.get(key).push(edge);
    }
    for (const [key, alike] of [...looks].sort(([one], [other]) => one - other)) {
      pen.globalAlpha = key >= 100 ? 0.7 : 0.42;
      pen.strokeStyle = key >= 100 ? colours.disputed : colours.edge;
      pen.lineWidth = thickness(alike[0]) * (isLayered() ? 0.8 : 0.5 / camera.scale);
      pen.setLineDash(key % 100 >= 10 ? dashes(camera) : []);
      pen.beginPath();
      for (const edge of alike) trace(pen, edge);
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  function drawEdge(pen, camera, edge, width, colour) {
    pen.strokeStyle = edge.now.disputed ? colours.disputed : colour;
    pen.lineWidth = (width + thickness(edge) - 1) / (isLayered() ? Math.max(1, camera.scale) : camera.scale);
    pen.setLineDash(isFirm(edge.now.status) ? [] : dashes(camera));
    pen.beginPath();
    trace(pen, edge);
    pen.stroke();
    pen.setLineDash([]);
  }

  function drawArrow(pen, camera, edge, colour) {
    if (edge.from === edge.to) return;
    const to = nodes[edge.to];
    const tail = edge.bend ? control(edge) : nodes[edge.from];
    const angle = Math.atan2(tail.y - to.y, tail.x - to.x);
    pen.save();
    pen.translate(to.x, to.y);
    pen.rotate(angle);
    pen.translate(plateEdge(to, angle, camera), 0);
    if (!isLayered()) pen.scale(1 / camera.scale, 1 / camera.scale);
    pen.fillStyle = edge.now.disputed ? colours.disputed : colour;
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.lineTo(7, -3);
    pen.lineTo(7, 3);
    pen.fill();
    pen.restore();
  }

  return { control, drawEdges, drawEdge, drawArrow };
})();
