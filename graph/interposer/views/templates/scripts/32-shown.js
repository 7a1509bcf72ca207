/** Works out what is shown: which claims pass the filters, which relations they carry, which things are open. */
explorer.shown = (() => {
  "use strict";

  const { nodes, edges, edgesOf, sources, picture, factCount, otherEnd } = explorer.data;
  const { now } = explorer.state;

  const STATUSES = ["reported", "planned", "forecast", "rumoured"]; // the firmest first, as in Python
  const SHAPING = ["statuses", "asOf", "min", "country", "kindsOff", "steps", "layout", "groups"];

  const view = { nodes: [], edges: [], opened: new Set(), hidden: new Map(), facts: 0 };

  // ---------------------------------------------------------------- filters

  /** The days that the reader asks about; those of the opening stand in the file. */
  function daysAsked() {
    const { asOf, from, to } = picture.open || {};
    if (now.asOf === (asOf || "")) return from ? { from, to } : null;
    return now.asOf ? explorer.period.read(now.asOf) : null;
  }

  function holds({ since, until, denied }, when) {
    if (!since) return !picture.open?.datedOnly;
    return since <= when.to && (!until || until >= when.from) && (!denied || denied > when.to);
  }

  /** Which filter hides a claim, "" when none does. */
  function failing(claim, statuses, when) {
    if (claim.status && !statuses.has(claim.status)) return "status";
    return when && !holds(claim, when) ? "asOf" : "";
  }

  /** How many independent sources speak: digests do not count beside others, the editors never. */
  function voices(claims) {
    const own = new Set();
    let digest = false;
    for (const claim of claims) {
      const source = sources[claim.source] || {};
      if (source.kind === "digest") digest = true;
      else if (source.kind !== "editorial") own.add(source.family);
    }
    return own.size || Number(digest);
  }

  const isFirm = (status) => !status || status === STATUSES[0];
  const firmest = (claims) =>
    claims.reduce(
      (best, { status }) => (STATUSES.indexOf(status) < STATUSES.indexOf(best) ? status : best),
      claims[0].status,
    );

  /** Weigh a relation by the claims that pass; `why` says which filter hides it, "" when none does. */
  function weigh(edge, statuses, when) {
    const passing = edge.claims.filter((claim) => !failing(claim, statuses, when));
    const asserting = passing.filter((claim) => !claim.denies);
    edge.passing = passing;
    edge.now = { sources: edge.sources, status: edge.status, disputed: Boolean(edge.disputed) };
    if (asserting.length) {
      edge.now = {
        sources: voices(asserting),
        status: firmest(asserting),
        disputed: asserting.some((claim) => claim.disputed),
      };
    } else if (edge.claims.length) {
      edge.why = failing(edge.claims.find((claim) => !claim.denies) || edge.claims[0], statuses, when) || "status";
      return;
    }
    edge.why = edge.now.sources < now.min ? "min" : "";
  }

  /** What has no country passes every country. */
  const isElsewhere = (node) =>
    now.country !== "" && node.countries.length > 0 && !node.countries.includes(now.country);

  /** Which filter hides a thing, "" when none does. */
  function nodeFailing(node, off) {
    if (off.has(node.class)) return "kind";
    return isElsewhere(node) ? "country" : "";
  }

  // ---------------------------------------------------------------- opened things

  const isGrouped = () => now.layout === "communities";
  const passingNeighbours = (node) => edgesOf[node.id].filter((edge) => !edge.why).map((edge) => otherEnd(edge, node));

  /** The neighbours that closing a thing would take away: those that hang on nothing else that is open. */
  function hangingOn(node, opened) {
    const hangs = (other) =>
      other !== node && passingNeighbours(other).every((next) => next === node || next === other || !opened.has(next));
    return [...new Set(passingNeighbours(node))].filter((other) => opened.has(other) && hangs(other));
  }

  /** Replay the reader's steps over the opening set. */
  function openedNow() {
    if (isGrouped()) {
      return new Set(now.groups.flatMap((group) => nodes.filter((node) => node.community === group)));
    }
    const opened = new Set(nodes.filter((node) => node.first));
    for (const taken of now.steps) {
      const node = nodes[Number(taken.slice(1))];
      if (taken[0] === "-") for (const other of hangingOn(node, opened)) opened.delete(other);
      else opened.add(node);
      if (taken[0] === "+") for (const other of passingNeighbours(node)) opened.add(other);
    }
    return opened;
  }

  // ---------------------------------------------------------------- all together

  const NONE = Object.freeze({ facts: 0, things: 0 });

  function count(hidden, why, facts, things) {
    const sum = hidden.get(why) || NONE;
    hidden.set(why, { facts: sum.facts + facts, things: sum.things + things });
  }

  /** Count facts and things under the first filter that hides each; what only waits to be opened comes last. */
  function countHidden(statuses, when) {
    const hidden = new Map();
    const claimsHidden = (claims, behind) => {
      for (const claim of claims) {
        const why = failing(claim, statuses, when) || behind;
        if (why) count(hidden, why, 1, 0);
      }
    };
    for (const node of nodes) {
      const why = node.why || (view.opened.has(node) ? "" : "opened");
      if (why) count(hidden, why, 0, 1);
      claimsHidden(node.facts, why);
    }
    for (const edge of edges) {
      const ends = [nodes[edge.from], nodes[edge.to]];
      const why = edge.why || ends[0].why || ends[1].why || (edge.shown ? "" : "opened");
      claimsHidden(edge.claims, why);
    }
    return hidden;
  }

  /** A relation that is no part of the answer which the page opens on waits until one of its ends is expanded. */
  function isDrawn(edge, expanded) {
    if (edge.why || !nodes[edge.from].shown || !nodes[edge.to].shown) return false;
    return !edge.aside || expanded.has(edge.from) || expanded.has(edge.to);
  }

  function look() {
    const statuses = new Set(now.statuses);
    const when = daysAsked();
    const off = new Set(now.kindsOff);
    for (const edge of edges) weigh(edge, statuses, when);
    for (const node of nodes) {
      node.why = nodeFailing(node, off);
      node.passing = node.facts.filter((fact) => !failing(fact, statuses, when));
    }
    view.opened = openedNow();
    view.nodes = nodes.filter((node) => !node.why && view.opened.has(node));
    for (const node of nodes) node.shown = false;
    for (const node of view.nodes) node.shown = true;
    const expanded = new Set(now.steps.filter((it) => it[0] === "+").map((it) => Number(it.slice(1))));
    for (const edge of edges) edge.shown = isDrawn(edge, expanded);
    view.edges = edges.filter((edge) => edge.shown);
    view.hidden = countHidden(statuses, when);
    view.facts = factCount - [...view.hidden.values()].reduce((sum, { facts }) => sum + facts, 0);
  }

  const hiddenBy = (why) => view.hidden.get(why) || NONE;

  /** Relations of a thing that pass the filters, on the map or not. */
  const relationsOf = (node) => edgesOf[node.id].filter((edge) => !edge.why && !otherEnd(edge, node).why);
  const shownEdgesOf = (node) => edgesOf[node.id].filter((edge) => edge.shown);
  const neighbours = (node) =>
    [...new Set(shownEdgesOf(node).map((edge) => otherEnd(edge, node)))].filter((other) => other !== node);
  const hiddenNeighbours = (node) =>
    [...new Set(relationsOf(node).map((edge) => otherEnd(edge, node)))].filter((other) => !other.shown);

  /** Relations to things on the map that wait, as no part of the answer, until the thing is expanded. */
  const waitingRelations = (node) => relationsOf(node).filter((edge) => !edge.shown && otherEnd(edge, node).shown);

  // ---------------------------------------------------------------- opening and closing

  const closable = (node) =>
    !isGrouped() && (now.steps.includes(`+${node.id}`) || hangingOn(node, view.opened).length > 0);

  /** A thing is expanded or closed once: its last step stands. */
  function step(sign, node) {
    const others = now.steps.filter((it) => it !== `+${node.id}` && it !== `-${node.id}`);
    explorer.state.change({ steps: [...others, sign + node.id] });
  }

  /** Open a thing's neighbours; among communities, those that they are in. */
  function expand(node) {
    if (isGrouped()) explorer.state.change(revealing(hiddenNeighbours(node)));
    else step("+", node);
  }

  /** Close what was opened from a thing, or else what hangs on it alone. */
  function collapse(node) {
    if (!now.steps.includes(`+${node.id}`)) step("-", node);
    else explorer.state.change({ steps: now.steps.filter((it) => it !== `+${node.id}`) });
  }

  /** The choices under which things are on the map: opened, and no filter of kinds or countries in their way. */
  function revealing(wanted) {
    const choices = {};
    const kinds = new Set(wanted.map((node) => node.class));
    choices.kindsOff = now.kindsOff.filter((kind) => !kinds.has(kind));
    if (wanted.some(isElsewhere)) choices.country = "";
    const closed = wanted.filter((node) => !view.opened.has(node));
    if (isGrouped()) {
      choices.groups = [...new Set([...now.groups, ...closed.map((node) => node.community)])];
    } else if (closed.length) choices.steps = [...now.steps, ...closed.map((node) => `*${node.id}`)];
    return choices;
  }

  explorer.state.onChange((changed) => {
    if (SHAPING.some((name) => changed.has(name))) look();
  });
  look();

  return {
    view,
    STATUSES,
    SHAPING,
    isFirm,
    hiddenBy,
    relationsOf,
    shownEdgesOf,
    neighbours,
    hiddenNeighbours,
    waitingRelations,
    closable,
    expand,
    collapse,
    revealing,
  };
})();
