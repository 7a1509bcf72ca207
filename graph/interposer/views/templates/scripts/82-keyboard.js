/** Lets a reader do everything without a pointer. */
(() => {
  "use strict";

  const { page, announce, counted } = explorer.dom;
  const { view, neighbours, hiddenNeighbours, expand, collapse, closable } = explorer.shown;
  const { lit } = explorer.focus;
  const { hover } = explorer.things;
  const { now } = explorer.state;

  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const WORDS = { ArrowLeft: "to the left", ArrowRight: "to the right", ArrowUp: "above", ArrowDown: "below" };

  const pickedNode = () => (lit.nodes.has(lit.main) ? lit.main : null);
  const bestConnected = () =>
    view.nodes.reduce((best, node) => (!best || node.weight > best.weight ? node : best), null);

  /** The neighbour that lies best in a direction: near, and not too far off the axis. */
  function towards(node, [dx, dy]) {
    let best = null;
    let least = Infinity;
    for (const other of neighbours(node)) {
      const [x, y] = [other.x - node.x, other.y - node.y];
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy - y * dx);
      if (along <= 1 || aside > along * (dx ? 3 : 1.2)) continue;
      if (along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
    }
    return best;
  }

  function walk(key) {
    const from = pickedNode();
    const to = from ? towards(from, DIRECTIONS[key]) : bestConnected();
    if (to) explorer.picking.take(to);
    else announce(`No neighbour ${WORDS[key]}. Tab goes through all neighbours, Enter picks one.`);
  }

  /** Tab goes through the neighbours of the picked thing, then on to the rest of the page. */
  function tab(event) {
    const from = pickedNode();
    if (!from) return;
    const around = neighbours(from).sort((one, other) => one.x - other.x || one.y - other.y);
    const next = around.indexOf(hover.node) + (event.shiftKey ? -1 : 1);
    if (next < 0 || next >= around.length) {
      explorer.pointer.hoverOn(null);
      return;
    }
    event.preventDefault();
    explorer.pointer.hoverOn(around[next]);
    announce(`${around[next].label}, ${around[next].kind}, ${next + 1} of ${around.length}. Enter picks it.`);
  }

  function enter() {
    if (hover.node && hover.node !== pickedNode()) explorer.picking.take(hover.node);
    else if (!page("panel").hidden) page("panel").focus({ preventScroll: true });
    else walk("ArrowRight");
  }

  function openOrClose(key) {
    const node = pickedNode();
    if (!node) return;
    const hidden = hiddenNeighbours(node).length;
    if (key === "+" && hidden) expand(node);
    else if (key === "-" && closable(node)) collapse(node);
    else announce(key === "+" ? "No more neighbours to open." : "No neighbours to close.");
  }

  function escape() {
    if (explorer.picking.cancel()) return;
    if (hover.node) explorer.pointer.hoverOn(null);
    if (explorer.focus.isOn()) explorer.state.clearPick();
  }

  function startPath() {
    const node = pickedNode();
    if (node) explorer.picking.begin(node);
  }

  function toSearch() {
    page("query").focus();
    page("query").select();
  }

  const KEYS = new Map([
    ["/", toSearch],
    ["?", () => page("help").showModal()],
    ["p", startPath],
    ["+", () => openOrClose("+")],
    ["-", () => openOrClose("-")],
    ["0", () => explorer.map.showAll(true)],
    ["t", () => explorer.state.change({ view: now.view === "table" ? "map" : "table" })],
  ]);

  function onStageKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in DIRECTIONS) walk(event.key);
    else if (event.key === "Enter") enter();
    else {
      if (event.key === "Tab") tab(event);
      return;
    }
    event.preventDefault();
  }

  /** An arrow pressed in the panel or on the page itself walks too; lists, fields and the slider keep their own. */
  function walksFrom(target) {
    return target === document.body || target === page("panel");
  }

  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || page("help").open) return;
    const typing = event.target.closest?.(
      "input:not([type=checkbox], [type=range]), textarea, select, [contenteditable]",
    );
    if (event.key === "Escape") closeOrClear();
    else if (typing) return;
    else if (KEYS.has(event.key)) KEYS.get(event.key)();
    else if (event.key in DIRECTIONS && walksFrom(event.target) && now.view === "map") walk(event.key);
    else return;
    event.preventDefault();
  }

  /** Escape closes what is uppermost: an open menu, then the pick. */
  function closeOrClear() {
    const menu = document.querySelector("details.menu[open]");
    if (!menu) escape();
    else {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }

  /** A click elsewhere closes an open menu. */
  function closeMenus(event) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  }

  page("stage").addEventListener("keydown", onStageKey);
  page("stage").addEventListener("focus", () =>
    announce(`Map of ${counted(view.nodes.length, "thing")}. Arrow keys walk, question mark lists all keys.`),
  );
  page("stage").addEventListener("blur", () => explorer.pointer.hoverOn(null));
  page("help-open").addEventListener("click", () => page("help").showModal());
  page("help-close").addEventListener("click", () => page("help").close());
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", closeMenus);
})();
