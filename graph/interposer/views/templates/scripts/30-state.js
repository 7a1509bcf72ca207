/** Holds what the reader has chosen, all of it plain values, and tells every part of the page what has changed. */
explorer.state = (() => {
  "use strict";

  const { picture } = explorer.data;
  const open = picture.open || {};

  const opening = Object.freeze({
    node: null, // number of the picked thing
    edge: null, // number of the picked relation
    path: null, // numbers of the two things to join
    statuses: open.statuses || ["reported"],
    asOf: open.asOf || "",
    min: open.minSources || 0,
    country: "",
    kindsOff: [], // class ids
    steps: [], // "+12" opens the neighbours of thing 12, "-12" closes them again, "*12" adds the thing alone
    layout: picture.layout || "layered",
    groups: [], // numbers of the communities that are open
    colour: "kind",
    view: "map",
    tab: "things",
    sort: "",
    all: false, // the table lists what is not opened too
  });

  const now = { ...opening };
  const listeners = [];
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /** Take up new choices; `how` says whether the browser's history gets a new entry ("push") or not ("replace"). */
  function change(choices, how = "push") {
    const changed = new Set(Object.keys(choices).filter((name) => !same(now[name], choices[name])));
    if (!changed.size) return;
    Object.assign(now, choices);
    for (const hear of listeners) hear(changed, how);
  }

  const onChange = (hear) => listeners.push(hear);
  const isOpening = (name) => same(now[name], opening[name]);

  const pickNode = (node) => change({ node: node.id, edge: null, path: null });
  const pickEdge = (edge) => change({ node: null, edge: edge.id, path: null });
  const pickPath = (from, to) => change({ node: null, edge: null, path: [from.id, to.id] });
  const clearPick = () => change({ node: null, edge: null, path: null });

  return { now, opening, change, onChange, isOpening, pickNode, pickEdge, pickPath, clearPick };
})();
