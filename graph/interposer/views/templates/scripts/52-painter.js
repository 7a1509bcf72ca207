/**
 * Draws the picture with a pen and a camera. The pen is a canvas' context or the one of 54-svg-pen.js; the camera says
 * where a point of the picture lies on the medium: { scale, width, height, ratio, toScreen(x, y) }.
 */
explorer.painter = (() => {
  "use strict";

  const { nodes, picture } = explorer.data;
  const { view } = explorer.shown;
  const { drawn, isLayered } = explorer.layouts;
  const { lit } = explorer.focus;
  const { colours } = explorer.theme;
  const { now } = explorer.state;

  const MARK = explorer.layered.ANCHOR; // from the left side of a label's box to the centre of its mark
  const HEADER = 30;
  const LEGIBLE = 5.5;
  const LONGEST = 300;
  const ARROWS_FROM = 1.15;
  const FREE_LABEL = 12;
  const MOST_FREE_LABELS = 220;
  const ROOMY_GROUP = 30; // pixels of radius from which a community has room for its name
  const DASHES = [5, 4];
  const RINGED_MARK = 0.72; // leaves room for rings between a mark and its label
  const marks = new Map(Object.entries(picture.shapes).map(([name, path]) => [name, new Path2D(path)]));
  const isFirm = (status) => !status || status === "reported";

  /** What the pointer is on; the map sets it. */
  const hover = { node: null };

  // ---------------------------------------------------------------- text and marks

  /** Draw in pixels of the medium instead of units of the picture. */
  function onScreen(pen, camera, draw) {
    pen.save();
    pen.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
    draw(camera.width, camera.height);
    pen.restore();
  }

  function cut(pen, text, width) {
    if (pen.measureText(text).width <= width) return text;
    const chars = Array.from(text);
    let low = 0;
    let high = chars.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pen.measureText(`${chars.slice(0, middle).join("").trimEnd()}…`).width <= width) low = middle;
      else high = middle - 1;
    }
    return `${chars.slice(0, low).join("").trimEnd()}…`;
  }

  const oneLine = (text) => text.slice(0, 300).replace(/\s+/g, " ");

  /** Cut a label to the room that its column leaves; measured anew only when that has changed. */
  function measure(pen, node) {
    if (node.measuredFor === node.width) return;
    node.measuredFor = node.width;
    node.whole = oneLine(node.label);
    node.shortened = cut(pen, node.whole, node.width - 2 * MARK); // the width is an estimate, with some room to spare
    node.shortWidth = pen.measureText(node.shortened).width;
    node.whole = cut(pen, node.whole, LONGEST);
    node.wholeWidth = pen.measureText(node.whole).width;
  }

  function setFont(pen, size, weight = "") {
    pen.font = `${weight}${size}px ${colours.font}`;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.direction = "ltr";
  }

  function fillMark(pen, node, colour, size) {
    pen.save();
    pen.translate(node.x, node.y);
    if (size !== 1) pen.scale(size, size);
    pen.fillStyle = colour;
    if (pen.fillPath) pen.fillPath(picture.shapes[node.group]);
    else pen.fill(marks.get(node.group));
    pen.restore();
  }

  const supplyOf = ({ suppliers }) => (!suppliers ? "unsupplied" : suppliers === 1 ? "one" : suppliers <= 3 ? "few" : "many");
  const byKind = () => now.colour !== "suppliers";
  const colourOf = (node) => (byKind() ? colours.layers[node.layer] : colours[supplyOf(node)]);

  /** The second cue beside the colour: one supplier has a double ring, two or three a single one. */
  function drawRings(pen, node, size) {
    const rings = byKind() ? 0 : { one: 2, few: 1 }[supplyOf(node)] || 0;
    pen.strokeStyle = colourOf(node);
    pen.lineWidth = 1.3 * size;
    for (let ring = 1; ring <= rings; ring += 1) {
      pen.beginPath();
      pen.arc(node.x, node.y, (6 + 2.8 * ring) * size, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  // ---------------------------------------------------------------- things

  function look(node) {
    const colour = colourOf(node);
    if (lit.main === node) return { plate: 1, fill: byKind() ? colour : colours.ink, ink: colours.ground, mark: colours.ground, whole: true };
    const card = { plate: 1, fill: colours.ground, stroke: colour, ink: colours.ink, mark: colour, whole: hover.node === node };
    if (card.whole || lit.nodes.has(node)) return card;
    return { plate: 0.88, fill: stripe(node.layer), ink: colours.ink, mark: colour };
  }

  function stripe(layer) {
    return drawn.columns.findIndex((column) => column.layer === layer) % 2 ? colours.ground : colours.band;
  }

  function drawPlate(pen, node, style, width) {
    pen.globalAlpha = style.plate;
    pen.fillStyle = style.fill;
    pen.beginPath();
    pen.roundRect(node.x - MARK, node.y - 10, width, 20, 5);
    pen.fill();
    pen.globalAlpha = 1;
    if (!style.stroke) return;
    pen.strokeStyle = style.stroke;
    pen.lineWidth = 1.2;
    pen.stroke();
  }

  function drawLabel(pen, node, style) {
    setFont(pen, picture.fontSize);
    measure(pen, node);
    const more = style.whole && hover.node === node ? explorer.shown.hiddenNeighbours(node).length : 0;
    const suffix = more ? ` +${more}` : "";
    const textWidth = style.whole ? node.wholeWidth : node.shortWidth;
    drawPlate(pen, node, style, 2 * MARK + textWidth + 5 + (suffix ? pen.measureText(suffix).width : 0));
    pen.fillStyle = style.ink;
    pen.fillText(style.whole ? node.whole : node.shortened, node.x + MARK, node.y + 0.5);
    if (!suffix) return;
    pen.fillStyle = lit.main === node ? style.ink : colours["soft-ink"];
    pen.fillText(suffix, node.x + MARK + textWidth, node.y + 0.5);
  }

  function drawColumnNode(pen, camera, node) {
    const style = look(node);
    if (picture.fontSize * camera.scale >= LEGIBLE) drawLabel(pen, node, style);
    const size = byKind() ? 1 : RINGED_MARK;
    fillMark(pen, node, style.mark, size);
    if (lit.main !== node) drawRings(pen, node, size);
  }

  /** Marks grow more slowly than the picture as one zooms in, so that they are neither dots nor blots. */
  const freeSize = (node, { scale }) => node.size / scale ** 0.7;

  /** In the free layouts names keep their size on the screen; those that would lie over another are left out. */
  function drawFreeNode(pen, camera, node) {
    const main = lit.main === node;
    const size = freeSize(node, camera) * (main ? 1.35 : 1);
    fillMark(pen, node, colourOf(node), size);
    drawRings(pen, node, size);
    if (main || hover.node === node) {
      pen.strokeStyle = colours.ink;
      pen.lineWidth = 1.6 / camera.scale;
      pen.beginPath();
      pen.arc(node.x, node.y, 10 * size, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  function drawFreeLabel(pen, camera, node) {
    const strong = lit.main === node || hover.node === node;
    const at = camera.toScreen(node.x, node.y);
    setFont(pen, FREE_LABEL, strong ? "600 " : "");
    const text = freeText(pen, node);
    const left = at.x + 7 * freeSize(node, camera) * camera.scale * (lit.main === node ? 1.5 : 1) + 4;
    pen.globalAlpha = 0.78;
    pen.fillStyle = colours.ground;
    pen.fillRect(left - 2, at.y - 8, pen.measureText(text).width + 4, 16);
    pen.globalAlpha = 1;
    pen.fillStyle = colours.ink;
    pen.fillText(text, left, at.y + 0.5);
  }

  /** Names stand over all marks. */
  function drawFreeLabels(pen, camera, some) {
    if (isLayered()) return;
    onScreen(pen, camera, () => {
      for (const node of some) drawFreeLabel(pen, camera, node);
    });
  }

  const freeText = (pen, node) => cut(pen, oneLine(node.label), 190);
  const named = new Set();

  /** Choose which names have room, the best connected things first. */
  function chooseNames(pen, camera) {
    named.clear();
    if (isLayered()) return;
    const taken = [];
    const candidates = drawn.byWeight.filter((node) => !lit.nodes.size || lit.nodes.has(node));
    if (lit.nodes.has(lit.main)) candidates.unshift(lit.main);
    setFont(pen, FREE_LABEL);
    for (const node of candidates) {
      const at = camera.toScreen(node.x, node.y);
      if (at.x < -200 || at.x > camera.width || at.y < 0 || at.y > camera.height) continue;
      node.freeWidth ??= pen.measureText(freeText(pen, node)).width;
      const left = at.x - 6;
      const right = at.x + 7 * freeSize(node, camera) * camera.scale + 10 + node.freeWidth;
      if (named.has(node) || taken.some((box) => left < box.right && box.left < right && Math.abs(at.y - box.y) < 17)) continue;
      taken.push({ left, right, y: at.y });
      named.add(node);
      if (taken.length === MOST_FREE_LABELS) return;
    }
  }

  const drawNode = (pen, camera, node) => (isLayered() ? drawColumnNode : drawFreeNode)(pen, camera, node);

  // ---------------------------------------------------------------- relations

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

  /** How far from a thing's centre a line at this angle leaves its mark and label. */
  function plateEdge(node, angle, camera) {
    if (!isLayered()) return 8 * freeSize(node, camera);
    const sideways = Math.cos(angle) > 0 ? MARK + (node.shortWidth || 0) + 7 : MARK + 1;
    return Math.min(sideways / Math.abs(Math.cos(angle)), 11 / Math.abs(Math.sin(angle)));
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

  // ---------------------------------------------------------------- columns and communities

  function drawBands(pen, camera) {
    onScreen(pen, camera, (width, height) => {
      drawn.columns.forEach((column, number) => {
        if (number % 2) return;
        const [before, after] = [drawn.columns[number - 1], drawn.columns[number + 1]];
        const start = camera.toScreen(before ? (before.right + column.left) / 2 : column.left - 24, 0).x;
        const end = camera.toScreen(after ? (column.right + after.left) / 2 : column.right + 24, 0).x;
        if (end < 0 || start > width) return;
        pen.fillStyle = colours.band;
        pen.fillRect(start, 0, end - start, height);
      });
    });
  }

  function drawHeaders(pen, camera) {
    if (!isLayered()) return;
    onScreen(pen, camera, (width) => {
      pen.fillStyle = colours.ground;
      pen.fillRect(0, 0, width, HEADER);
      pen.fillStyle = colours.line;
      pen.fillRect(0, HEADER - 1, width, 1);
      pen.textBaseline = "middle";
      pen.textAlign = "center";
      for (const column of drawn.columns) drawHeader(pen, camera, column);
    });
  }

  function drawHeader(pen, camera, column) {
    const left = camera.toScreen(column.left - 20, 0).x;
    const right = camera.toScreen(column.right + 20, 0).x;
    if (right < 0 || left > camera.width) return;
    // A column wider than the window keeps its heading in sight.
    const wide = right - left >= camera.width;
    const middle = wide ? (Math.max(left, 0) + Math.min(right, camera.width)) / 2 : (left + right) / 2;
    const room = Math.min(right - left, camera.width) - 6;
    pen.fillStyle = colours.layers[column.layer];
    pen.font = `600 12.5px ${colours.font}`;
    if (pen.measureText(column.label).width <= room) {
      pen.fillText(column.label, middle, HEADER / 2);
      return;
    }
    const [first, ...rest] = column.label.split(" ");
    pen.font = `600 10.5px ${colours.font}`;
    pen.fillText(cut(pen, first, room), middle, rest.length ? HEADER / 2 - 6 : HEADER / 2);
    if (rest.length) pen.fillText(cut(pen, rest.join(" "), room), middle, HEADER / 2 + 7);
  }

  function drawLinks(pen, camera) {
    pen.strokeStyle = colours.edge;
    pen.globalAlpha = 0.3;
    for (const link of drawn.links) {
      const [from, to] = [drawn.groups[link.from], drawn.groups[link.to]];
      pen.lineWidth = (0.6 + 1.3 * Math.log2(link.count)) / camera.scale;
      pen.beginPath();
      pen.moveTo(from.x, from.y);
      pen.lineTo(to.x, to.y);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  function drawGroup(pen, camera, group) {
    pen.beginPath();
    pen.arc(group.x, group.y, group.r, 0, 2 * Math.PI);
    pen.fillStyle = group.open ? colours.ground : colours.band;
    pen.fill();
    const hovered = hover.group === group.number;
    pen.lineWidth = Math.min(group.r * 0.2, (hovered ? 7 : 4.5) / camera.scale);
    for (const { layer, start, end } of group.rim) {
      pen.strokeStyle = colours.layers[layer];
      pen.globalAlpha = hovered ? 1 : 0.75;
      pen.beginPath();
      pen.arc(group.x, group.y, group.r - pen.lineWidth / 2, start, end);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /** The name stands inside; over an open community, and over one too small for it that the pointer is on, above. */
  function drawGroupName(pen, camera, group) {
    const at = camera.toScreen(group.x, group.y);
    const radius = group.r * camera.scale;
    const above = group.open || radius < ROOMY_GROUP;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `600 13px ${colours.font}`;
    const name = cut(pen, oneLine(group.label), above ? LONGEST : radius * 2 - 22);
    const count = explorer.dom.counted(group.count, "thing");
    if (above) drawSign(pen, `${name} · ${count}`, at.x, at.y - radius - 11);
    else {
      pen.fillStyle = colours.ink;
      pen.fillText(name, at.x, at.y - 7);
      pen.font = `11.5px ${colours.font}`;
      pen.fillStyle = colours["soft-ink"];
      pen.fillText(count, at.x, at.y + 9);
    }
  }

  function drawSign(pen, text, x, y) {
    const width = pen.measureText(text).width + 12;
    pen.fillStyle = colours.card;
    pen.beginPath();
    pen.roundRect(x - width / 2, y - 10, width, 20, 5);
    pen.fill();
    pen.fillStyle = colours.ink;
    pen.fillText(text, x, y);
  }

  function drawGroups(pen, camera) {
    drawLinks(pen, camera);
    for (const group of drawn.groups) drawGroup(pen, camera, group);
  }

  function drawGroupNames(pen, camera) {
    onScreen(pen, camera, () => {
      const roomy = (group) => group.open || group.r * camera.scale >= ROOMY_GROUP || hover.group === group.number;
      for (const group of drawn.groups.filter(roomy)) drawGroupName(pen, camera, group);
    });
  }

  // ---------------------------------------------------------------- layers of the drawing

  function drawUnder(pen, camera, { moving = false } = {}) {
    chooseNames(pen, camera);
    drawBands(pen, camera);
    drawGroups(pen, camera);
    if (!moving) drawEdges(pen, camera, view.edges);
  }

  function drawVeil(pen, camera) {
    onScreen(pen, camera, (width, height) => {
      pen.globalAlpha = 0.84;
      pen.fillStyle = colours.ground;
      pen.fillRect(0, 0, width, height);
    });
  }

  function drawLit(pen, camera) {
    const { main } = lit;
    const strong = main === lit.path || lit.edges.has(main);
    for (const edge of lit.edges) {
      drawEdge(pen, camera, edge, strong ? 2.4 : 1.3, strong ? colours.accent : colours.edge);
      drawArrow(pen, camera, edge, strong ? colours.accent : colours.edge);
    }
    for (const node of lit.nodes) if (node !== main) drawNode(pen, camera, node);
    if (lit.nodes.has(main)) drawNode(pen, camera, main);
    drawFreeLabels(pen, camera, named);
  }

  function drawHover(pen, camera) {
    if (!explorer.focus.isOn()) {
      for (const edge of explorer.shown.shownEdgesOf(hover.node)) drawEdge(pen, camera, edge, 1.6, colours.accent);
      for (const node of explorer.shown.neighbours(hover.node)) drawNode(pen, camera, node);
    }
    drawNode(pen, camera, hover.node);
    drawFreeLabels(pen, camera, [hover.node]);
  }

  function drawOver(pen, camera, { moving = false } = {}) {
    if (explorer.focus.isOn()) {
      drawVeil(pen, camera);
      drawLit(pen, camera);
    } else {
      if (camera.scale >= ARROWS_FROM && !moving) for (const edge of view.edges) drawArrow(pen, camera, edge, colours.edge);
      drawFreeLabels(pen, camera, named);
    }
    drawGroupNames(pen, camera);
    if (hover.node?.shown) drawHover(pen, camera);
    drawHeaders(pen, camera);
  }

  return { MARK, HEADER, hover, control, isFirm, freeSize, drawUnder, drawNode, drawOver };
})();
