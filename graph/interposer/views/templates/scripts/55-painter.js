/** Draws the picture, layer upon layer: what lies under the things, and what lies over them. */
explorer.painter = (() => {
  "use strict";

  const { view } = explorer.shown;
  const { lit } = explorer.focus;
  const { colours } = explorer.theme;
  const { onScreen } = explorer.pens;
  const { hover, named, chooseNames, drawNode, drawFreeLabels } = explorer.things;
  const { drawEdges, drawEdge, drawArrow } = explorer.relations;
  const { drawBands, drawHeaders, drawGroups, drawGroupNames } = explorer.grounds;

  const ARROWS_FROM = 1.15;

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
    if (lit.nodes.size) {
      drawVeil(pen, camera);
      drawLit(pen, camera);
    } else {
      if (camera.scale >= ARROWS_FROM && !moving) {
        for (const edge of view.edges) drawArrow(pen, camera, edge, colours.edge);
      }
      drawFreeLabels(pen, camera, named);
    }
    drawGroupNames(pen, camera);
    if (hover.node?.shown) drawHover(pen, camera);
    drawHeaders(pen, camera);
  }

  return { drawUnder, drawOver };
})();
