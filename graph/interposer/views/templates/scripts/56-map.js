/** The map on the screen: vis-network pans, zooms and culls; the painter draws. */
explorer.map = (() => {
  "use strict";

  const { page } = explorer.dom;
  const { view } = explorer.shown;
  const { drawn, isLayered, isGrouped } = explorer.layouts;
  const { lit } = explorer.focus;
  const { MARK, hover, drawNode } = explorer.things;
  const { HEADER } = explorer.grounds;
  const { drawUnder, drawOver } = explorer.painter;

  const MARGIN = 18;
  const LARGEST = 1.6;
  const SMALLEST_FOCUS = 0.5;
  const LEAST_AT_FIRST = 0.62;
  const NARROW = 760;
  const SMALLEST_SCALE = 0.05;
  const LARGEST_SCALE = 4;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const sight = { home: true, moving: false };

  const camera = {
    get scale() {
      return network.getScale();
    },
    get width() {
      return page("canvas").clientWidth;
    },
    get height() {
      return page("canvas").clientHeight;
    },
    get ratio() {
      return window.devicePixelRatio || 1;
    },
    toScreen: (x, y) => network.canvasToDOM({ x, y }),
  };

  // ---------------------------------------------------------------- vis-network

  function visNode(node) {
    const dimensions = { width: 2 * node.width, height: 24 }; // both ways, so that vis-network does not cull the label
    const ctxRenderer = ({ ctx }) => ({ drawNode: () => drawNode(ctx, camera, node), nodeDimensions: dimensions });
    return { id: node.id, x: node.x, y: node.y, shape: "custom", ctxRenderer };
  }

  const visData = () => ({ nodes: view.nodes.map(visNode), edges: [] });

  function makeNetwork() {
    const made = new vis.Network(page("canvas"), visData(), {
      physics: { enabled: false },
      layout: { improvedLayout: false },
      nodes: { chosen: false },
      interaction: { keyboard: false, hover: false, selectable: false, dragNodes: false },
    });
    page("canvas").querySelector(".vis-network").tabIndex = -1;
    return made;
  }

  /**
   * Give vis-network the shown things again. It would fit them into view, so the camera is put back, moved along with
   * the picked thing: what the reader looks at stays where it is while things open around it.
   */
  function update() {
    const main = lit.nodes.has(lit.main) ? lit.main : null;
    const before = main && network.getPositions([main.id])[main.id];
    const position = network.getViewPosition();
    if (before) Object.assign(position, { x: position.x + main.x - before.x, y: position.y + main.y - before.y });
    const at = { position, scale: network.getScale(), animation: false };
    network.setData(visData());
    network.moveTo(at);
  }

  const redraw = () => network.redraw();

  // ---------------------------------------------------------------- camera

  const headerHeight = () => (isLayered() ? HEADER : 0);

  /** The part of the stage that neither the column headings nor an overlaid panel cover. */
  function freeArea() {
    const stage = page("canvas").getBoundingClientRect();
    const panel = page("panel").getBoundingClientRect();
    const covered = !page("panel").hidden && panel.top < stage.bottom - 1 ? Math.max(0, stage.right - panel.left) : 0;
    return { width: stage.width - covered, height: stage.height - headerHeight(), stage };
  }

  function extent(shown) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    const take = (left, right, top, bottom) => {
      box.left = Math.min(box.left, left);
      box.right = Math.max(box.right, right);
      box.top = Math.min(box.top, top);
      box.bottom = Math.max(box.bottom, bottom);
    };
    for (const node of shown) take(node.x - MARK, node.x - MARK + node.width, node.y - 12, node.y + 12);
    if (isGrouped()) {
      for (const group of drawn.groups) {
        take(group.x - group.r, group.x + group.r, group.y - group.r - 20, group.y + group.r);
      }
    }
    return Number.isFinite(box.left) ? box : { left: -100, right: 100, top: -50, bottom: 50 };
  }

  /** Show this box beside the panel; where it would come out too small, show what is around `centre`. */
  function fit(box, { largest, smallest = 0, centre = null, moving }) {
    network.redraw(); // takes up the size that the stage has now
    const area = freeArea();
    const wanted = Math.min(
      (area.width - 2 * MARGIN) / (box.right - box.left),
      (area.height - 2 * MARGIN) / (box.bottom - box.top),
      largest,
    );
    const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    network.moveTo({
      position: wanted < smallest && centre ? centre : middle,
      scale: Math.max(wanted, smallest, SMALLEST_SCALE),
      offset: { x: (area.width - area.stage.width) / 2, y: headerHeight() / 2 },
      animation: moving && !calm.matches ? { duration: 350, easingFunction: "easeInOutCubic" } : false,
    });
  }

  function showAll(moving) {
    sight.home = true;
    fit(extent(view.nodes), { largest: LARGEST, moving });
  }

  /** At first names must be legible: where the window is too narrow for all columns, the middle of them is shown. */
  function showFirst() {
    showAll(false);
    if (!isLayered() || camera.scale >= LEAST_AT_FIRST || camera.width > NARROW) return;
    const best = drawn.byWeight[0];
    sight.home = false;
    fit(extent(view.nodes), {
      largest: LARGEST,
      smallest: LEAST_AT_FIRST,
      centre: { x: best.x + best.width / 2, y: best.y },
    });
  }

  function reveal(shown) {
    const [first] = shown;
    if (!first) return;
    sight.home = false;
    fit(extent(shown), {
      largest: 1.25,
      smallest: SMALLEST_FOCUS,
      centre: { x: first.x + first.width / 2, y: first.y },
      moving: true,
    });
  }

  function inSight(node) {
    const area = freeArea();
    const at = camera.toScreen(node.x, node.y);
    const end = at.x + (isLayered() ? (node.width - MARK) * camera.scale : 60);
    return at.x > MARGIN && end < area.width - 4 && at.y > headerHeight() + 8 && at.y < area.stage.height - 8;
  }

  function zoom(factor) {
    const area = freeArea();
    const centre = network.DOMtoCanvas({ x: area.width / 2, y: (area.stage.height + headerHeight()) / 2 });
    sight.home = false;
    network.moveTo({
      position: centre,
      scale: Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, camera.scale * factor)),
      offset: { x: (area.width - area.stage.width) / 2, y: headerHeight() / 2 },
    });
  }

  // ---------------------------------------------------------------- together

  /** Bring what is picked into sight: always when it was reached by search, link or key, else only from outside. */
  function showPicked() {
    const { main } = lit;
    if (main === null) {
      if (sight.home) showAll(false);
      return;
    }
    const kept = [...lit.nodes];
    const mustSee = lit.path || !kept.includes(main) ? kept : [main];
    const wanted = sight.wanted || mustSee.some((node) => !inSight(node));
    sight.wanted = false;
    if (wanted) reveal(kept);
  }

  /** A community that was opened comes near, one that was closed gives the overview back. */
  function showGroups() {
    const open = drawn.groups.find((group) => group.open && group.number === explorer.state.now.groups.at(-1));
    if (!open) showAll(true);
    else {
      const { x, y, r } = open;
      sight.home = false;
      fit({ left: x - r, right: x + r, top: y - r - 30, bottom: y + r }, { largest: LARGEST, moving: true });
    }
  }

  /** The next pick moves the map to it, even where it lies in sight. */
  const bringNext = () => {
    sight.wanted = true;
  };

  function listen() {
    network.on("beforeDrawing", (pen) => drawUnder(pen, camera, sight));
    network.on("afterDrawing", (pen) => drawOver(pen, camera, sight));
    network.on("dragStart", () => Object.assign(sight, { moving: true, home: false }));
    network.on("dragEnd", () => {
      sight.moving = false;
      redraw();
    });
    network.on("zoom", () => {
      sight.home = false;
    });
    network.on("resize", () => {
      if (sight.home) showAll(false);
    });
    page("zoom-in").addEventListener("click", () => zoom(1.4));
    page("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
    page("zoom-fit").addEventListener("click", () => showAll(true));
  }

  function onChange(changed) {
    if (hover.node && !hover.node.shown) hover.node = null;
    const reshaped = explorer.shown.SHAPING.some((name) => changed.has(name));
    if (reshaped) update();
    if (changed.has("groups") && isGrouped() && !changed.has("layout")) showGroups();
    else if (changed.has("layout") || (reshaped && sight.home && !explorer.focus.isOn())) showAll(false);
    else if (sight.wanted || ["node", "edge", "path"].some((name) => changed.has(name))) showPicked();
    redraw();
  }

  const network = makeNetwork();
  listen();

  return { network, camera, extent, showAll, showFirst, redraw, bringNext, onChange };
})();
