/** Takes the reader's picks: one thing, or the two ends of a path. */
explorer.picking = (() => {
  "use strict";

  const { page, said, announce } = explorer.dom;
  const { lit } = explorer.focus;
  let start = null;

  function showBar() {
    page("path-bar").hidden = start === null;
    if (start === null) return;
    page("path-from").replaceChildren(said(start.label));
    announce(`Path from ${start.label}: pick the other end on the map or by search. Escape cancels.`);
  }

  function begin(node) {
    start = node;
    showBar();
    page("query").focus();
    page("query").select();
  }

  function cancel() {
    const was = start !== null;
    start = null;
    showBar();
    return was;
  }

  /** Pick a thing; it ends a path that was begun, or with `extend` one from the thing that is picked. */
  function take(node, extend = false) {
    const from = start || (extend && lit.nodes.has(lit.main) ? lit.main : null);
    cancel();
    if (from && from !== node) explorer.state.pickPath(from, node);
    else explorer.state.pickNode(node);
  }

  /** Pick a thing that may not be on the map yet: it is opened first, then brought into sight. */
  function bring(node) {
    explorer.map.bringNext();
    if (!node.shown) explorer.state.change(explorer.shown.revealing([node]), "replace");
    take(node);
  }

  page("path-cancel").addEventListener("click", cancel);

  return { begin, cancel, take, bring };
})();
