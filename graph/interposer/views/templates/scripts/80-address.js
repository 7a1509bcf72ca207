/** Keeps the reader's choices in the page's address, by the things' ids, so that a link opens what its writer saw. */
explorer.address = (() => {
  "use strict";

  const { nodes, edges, bySlug, edgesOf, kinds, countries, communities } = explorer.data;
  const { now, opening, change, isOpening } = explorer.state;
  const { STATUSES } = explorer.shown;

  const encode = (text) => encodeURIComponent(text).replaceAll("~", "%7E");
  const join = (texts) => texts.map(encode).join("~");
  const split = (text) => text.split("~").filter(Boolean).map(decodeURIComponent);
  const slugs = (numbers) => join(numbers.map((id) => nodes[id].slug));
  const known = (found) => (found.every((node) => node) ? found.map((node) => node.id) : undefined);
  const among = (values) => (text) => (values.includes(text) ? text : undefined);

  const kindIds = kinds.map((kind) => kind.id);
  const countryNames = countries.map(([name]) => name);

  const edgeText = (id) => join([nodes[edges[id].from].slug, edges[id].predicate, nodes[edges[id].to].slug]);

  function readEdge(text) {
    const [from, predicate, to] = split(text);
    const start = bySlug.get(from);
    return (
      start &&
      edgesOf[start.id].find(
        (edge) => edge.from === start.id && edge.predicate === predicate && nodes[edge.to].slug === to,
      )?.id
    );
  }

  function readPath(text) {
    const ends = known(split(text).map((slug) => bySlug.get(slug)));
    return ends?.length === 2 ? ends : undefined;
  }

  /** The kinds that are shown, or "!" and those that are not, whichever is shorter. */
  function kindText(off) {
    const on = kindIds.filter((id) => !off.includes(id));
    return on.length < off.length ? join(on) : `!${join(off)}`;
  }

  function readKinds(text) {
    const listed = split(text.replace(/^!/, "")).filter((id) => kindIds.includes(id));
    return text.startsWith("!") ? listed : kindIds.filter((id) => !listed.includes(id));
  }

  function readSteps(text) {
    const steps = split(text).map((step) => ({ sign: step[0], node: bySlug.get(step.slice(1)) }));
    return steps.filter(({ sign, node }) => "+-*".includes(sign) && node).map(({ sign, node }) => sign + node.id);
  }

  const readNumber = (text) => (/^\d{1,2}$/.test(text) ? Number(text) : undefined);
  const readStatuses = (text) =>
    text === "all" ? STATUSES : STATUSES.filter((status) => split(text).includes(status));

  // Each choice: its name in the address, how it is written and read; what cannot be read is as if it were not there.
  const FIELDS = [
    {
      name: "node",
      key: "node",
      write: (id) => encode(nodes[id].slug),
      read: (text) => bySlug.get(decodeURIComponent(text))?.id,
    },
    { name: "edge", key: "edge", write: edgeText, read: readEdge },
    { name: "path", key: "path", write: slugs, read: readPath },
    {
      name: "status",
      key: "statuses",
      write: (list) => (list.length === STATUSES.length ? "all" : join(list)),
      read: readStatuses,
    },
    {
      name: "asof",
      key: "asOf",
      write: encode,
      read: (text) => (explorer.period.read(text) ? text : text === "any" ? "" : undefined),
    },
    { name: "min", key: "min", write: String, read: readNumber },
    { name: "country", key: "country", write: encode, read: (text) => among(countryNames)(decodeURIComponent(text)) },
    { name: "kind", key: "kindsOff", write: kindText, read: readKinds },
    {
      name: "steps",
      key: "steps",
      write: (steps) => join(steps.map((step) => step[0] + nodes[Number(step.slice(1))].slug)),
      read: readSteps,
    },
    { name: "layout", key: "layout", write: encode, read: among(explorer.layouts.available) },
    {
      name: "groups",
      key: "groups",
      write: (groups) => groups.join("~"),
      read: (text) =>
        split(text)
          .map(Number)
          .filter((group) => group in communities),
    },
    { name: "colour", key: "colour", write: encode, read: among(["suppliers"]) },
    { name: "view", key: "view", write: encode, read: among(["table"]) },
    { name: "tab", key: "tab", write: encode, read: among(explorer.table.names) },
    { name: "sort", key: "sort", write: encode, read: (text) => (/^-?[a-z-]{1,20}$/.test(text) ? text : undefined) },
    { name: "all", key: "all", write: () => "1", read: (text) => text === "1" },
  ];

  function write() {
    const parts = FIELDS.filter(({ key }) => !isOpening(key)).map(
      ({ name, key, write: put }) => `${name}=${now[key] === "" ? "any" : put(now[key])}`,
    );
    return parts.length ? `#${parts.join("&")}` : "";
  }

  /** The choices that an address holds; everything else is as at the opening. */
  function read(hash) {
    const choices = { ...opening };
    for (const part of hash.replace(/^#/, "").split("&")) {
      const [name, text = ""] = part.split(/=(.*)/s);
      const field = FIELDS.find((it) => it.name === name);
      try {
        const value = field?.read(text);
        if (value !== undefined) choices[field.key] = value;
      } catch {
        // a part that is no well-formed address is as if it were not there
      }
    }
    if (choices.path) Object.assign(choices, { node: null, edge: null });
    else if (choices.edge !== null) choices.node = null;
    return choices;
  }

  let reading = false;

  /** Embedded pages may not write history; the choices then simply stay out of the address. */
  function onChange(_, how) {
    const hash = write();
    if (reading || hash === location.hash) return;
    try {
      history[how === "replace" ? "replaceState" : "pushState"](null, "", hash || location.href.replace(/#.*$/s, ""));
    } catch {
      // the view is as chosen all the same
    }
  }

  function follow() {
    reading = true;
    try {
      explorer.map.bringNext();
      change(read(location.hash));
    } finally {
      reading = false;
    }
  }

  window.addEventListener("popstate", follow);

  return { onChange, follow, write };
})();
