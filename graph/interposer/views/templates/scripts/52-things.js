/** Draws things: a mark with its label in a box; in the free layouts a mark, and its name where there is room. */
explorer.things = (() => {
  "use strict";

  const { picture } = explorer.data;
  const { drawn, isLayered } = explorer.layouts;
  const { lit } = explorer.focus;
  const { colours } = explorer.theme;
  const { now } = explorer.state;
  const { onScreen, cut, oneLine, setFont } = explorer.pens;

  const MARK = explorer.layered.ANCHOR; // from the left side of a label's box to the centre of its mark
  const LEGIBLE = 5.5;
  const LONGEST = 300;
  const FREE_LABEL = 12;
  const MOST_FREE_LABELS = 220;
  const RINGED_MARK = 0.72; // leaves room for rings between a mark and its label
  const marks = new Map(Object.entries(picture.shapes).map(([name, path]) => [name, new Path2D(path)]));

  /** What the pointer is on: a thing, or the number of a community; the map sets it. */
  const hover = { node: null, group: null };

  /** The things whose names are written in this frame of a free layout. */
  const named = new Set();

  // ---------------------------------------------------------------- marks

  function fillMark(pen, node, colour, size) {
    pen.save();
    pen.translate(node.x, node.y);
    if (size !== 1) pen.scale(size, size);
    pen.fillStyle = colour;
    if (pen.fillPath) pen.fillPath(picture.shapes[node.group]);
    else pen.fill(marks.get(node.group));
    pen.restore();
  }

  const supplyOf = ({ suppliers }) =>
    !suppliers ? "unsupplied" : suppliers === 1 ? "one" : suppliers <= 3 ? "few" : "many";
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

  // ---------------------------------------------------------------- in columns

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

  function look(node) {
    const colour = colourOf(node);
    if (lit.main === node) {
      return {
        plate: 1,
        fill: byKind() ? colour : colours.ink,
        ink: colours.ground,
        mark: colours.ground,
        whole: true,
      };
    }
    const card = {
      plate: 1,
      fill: colours.ground,
      stroke: colour,
      ink: colours.ink,
      mark: colour,
      whole: hover.node === node,
    };
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

  // ---------------------------------------------------------------- in the free layouts

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
      if (named.has(node) || taken.some((box) => left < box.right && box.left < right && Math.abs(at.y - box.y) < 17)) {
        continue;
      }
      taken.push({ left, right, y: at.y });
      named.add(node);
      if (taken.length === MOST_FREE_LABELS) return;
    }
  }

  // ---------------------------------------------------------------- in both

  /** How far from a thing's centre a line at this angle leaves its mark and label. */
  function plateEdge(node, angle, camera) {
    if (!isLayered()) return 8 * freeSize(node, camera);
    const sideways = Math.cos(angle) > 0 ? MARK + (node.shortWidth || 0) + 7 : MARK + 1;
    return Math.min(sideways / Math.abs(Math.cos(angle)), 11 / Math.abs(Math.sin(angle)));
  }

  const drawNode = (pen, camera, node) => (isLayered() ? drawColumnNode : drawFreeNode)(pen, camera, node);

  return { MARK, hover, named, freeSize, plateEdge, chooseNames, drawNode, drawFreeLabels };
})();
