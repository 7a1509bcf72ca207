// The explorer's script: draws the picture on vis-network's canvas, answers the search box, fills the evidence panel.
// Text from data reaches the page through textContent and the canvas only. Ids are numbers given by the page.
(() => {
  "use strict";

  const picture = JSON.parse(document.getElementById("picture").textContent);
  const { nodes, edges, columns, sources } = picture;
  const shapes = Object.fromEntries(Object.entries(picture.shapes).map(([name, path]) => [name, new Path2D(path)]));

  const MARK = 10; // from the left side of a box to the centre of its mark, as in network/layout.py
  const HEADER = 30;
  const MARGIN = 18;
  const LEGIBLE = 5.5;
  const LONGEST = 300;
  const SMALLEST_FOCUS = 0.5;
  const ARROWS_FROM = 1.15;
  const SUGGESTIONS = 12;
  const FIRM = new Set(["", "reported"]);

  const page = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const darkness = matchMedia("(prefers-color-scheme: dark)");

  const state = { focus: null, hover: null, home: true, dragging: false };
  const edgesOf = nodes.map(() => []);
  edges.forEach((edge, number) => {
    edge.id = number;
    edgesOf[edge.from].push(edge);
    if (edge.to !== edge.from) edgesOf[edge.to].push(edge);
  });
  let theme = readTheme();

  // ---------------------------------------------------------------- small things

  function element(tag, className, ...content) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...content.filter((part) => part !== "" && part != null));
    return made;
  }

  /** Text from data, in its own direction so that it cannot reorder what stands beside it. */
  function said(text, className) {
    const made = element("bdi", className);
    made.textContent = text;
    return made;
  }

  function button(className, action, ...content) {
    const made = element("button", className, ...content);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  function mark(node) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "-8 -8 16 16");
    svg.setAttribute("class", "mark");
    svg.setAttribute("aria-hidden", "true");
    svg.style.setProperty("--light", picture.colours[node.layer][0]);
    svg.style.setProperty("--dark", picture.colours[node.layer][1]);
    path.setAttribute("d", picture.shapes[node.group]);
    svg.append(path);
    return svg;
  }

  function counted(number, one, many) {
    return `${number} ${number === 1 ? one : many}`;
  }

  function webAddress(text) {
    try {
      const url = new URL(text);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch {
      return null;
    }
  }

  // ---------------------------------------------------------------- drawing

  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      ground: read("--ground"),
      band: read("--band"),
      ink: read("--ink"),
      softInk: read("--soft-ink"),
      line: read("--line"),
      accent: read("--accent"),
      edge: read("--edge"),
      disputed: read("--disputed"),
      font: read("--font"),
      colours: picture.colours.map((pair) => pair[darkness.matches ? 1 : 0]),
    };
  }

  /** Draw in pixels of the page instead of units of the map. */
  function onScreen(ctx, draw) {
    const ratio = window.devicePixelRatio || 1;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(page("canvas").clientWidth, page("canvas").clientHeight);
    ctx.restore();
  }

  function cut(ctx, text, width) {
    if (ctx.measureText(text).width <= width) return text;
    const chars = Array.from(text);
    let low = 0;
    let high = chars.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (ctx.measureText(chars.slice(0, middle).join("").trimEnd() + "…").width <= width) low = middle;
      else high = middle - 1;
    }
    return chars.slice(0, low).join("").trimEnd() + "…";
  }

  function measureLabel(ctx, node) {
    if (node.shown !== undefined) return;
    node.whole = node.label.slice(0, 300).replace(/\s+/g, " ");
    node.shown = cut(ctx, node.whole, node.width - 2 * MARK - 6);
    node.shownWidth = ctx.measureText(node.shown).width;
    node.whole = cut(ctx, node.whole, LONGEST);
    node.wholeWidth = ctx.measureText(node.whole).width;
  }

  function drawLabel(ctx, node, look) {
    ctx.font = `${picture.fontSize}px ${theme.font}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.direction = "ltr";
    measureLabel(ctx, node);
    ctx.globalAlpha = look.plate;
    ctx.fillStyle = look.fill;
    ctx.beginPath();
    ctx.roundRect(node.x - MARK, node.y - 10, 2 * MARK + (look.whole ? node.wholeWidth : node.shownWidth) + 5, 20, 5);
    ctx.fill();
    ctx.globalAlpha = 1;
    if (look.stroke) {
      ctx.strokeStyle = look.stroke;
      ctx.lineWidth = 1.2;
      ctx.stroke();
    }
    ctx.fillStyle = look.ink;
    ctx.fillText(look.whole ? node.whole : node.shown, node.x + MARK, node.y + 0.5);
  }

  function drawNode(ctx, node, look) {
    if (picture.fontSize * scale() >= LEGIBLE) drawLabel(ctx, node, look);
    ctx.save();
    ctx.translate(node.x, node.y);
    ctx.fillStyle = look.mark;
    ctx.fill(shapes[node.group]);
    ctx.restore();
  }

  function look(node) {
    const colour = theme.colours[node.layer];
    if (state.focus?.main === node) return { plate: 1, fill: colour, ink: theme.ground, mark: theme.ground, whole: true };
    const card = { plate: 1, fill: theme.ground, stroke: colour, ink: theme.ink, mark: colour, whole: state.hover === node };
    if (card.whole || state.focus?.nodes.has(node)) return card;
    return { plate: 0.88, fill: stripe(node.layer), ink: theme.ink, mark: colour };
  }

  function stripe(layer) {
    return columns.findIndex((column) => column.layer === layer) % 2 ? theme.ground : theme.band;
  }

  /** The control point that vis-network gives a curve of this bend. */
  function control(edge) {
    const from = nodes[edge.from];
    const to = nodes[edge.to];
    const reach = (Math.abs(edge.bend) + 1) / 2;
    const turn = (edge.bend + 1) / 2;
    const angle = Math.atan2(from.y - to.y, to.x - from.x) + turn * Math.PI;
    const length = Math.hypot(to.x - from.x, to.y - from.y) * reach;
    return { x: from.x + length * Math.sin(angle), y: from.y + length * Math.cos(angle) };
  }

  function traceEdge(ctx, edge) {
    const from = nodes[edge.from];
    const to = nodes[edge.to];
    ctx.beginPath();
    if (edge.from === edge.to) {
      ctx.arc(from.x - MARK, from.y - MARK, MARK, 0, 2 * Math.PI);
      return;
    }
    ctx.moveTo(from.x, from.y);
    if (edge.bend) ctx.quadraticCurveTo(control(edge).x, control(edge).y, to.x, to.y);
    else ctx.lineTo(to.x, to.y);
  }

  function drawEdge(ctx, edge, width, colour) {
    ctx.strokeStyle = edge.disputed ? theme.disputed : colour;
    ctx.lineWidth = (width + thickness(edge) - 1) / Math.max(1, scale());
    ctx.setLineDash(FIRM.has(edge.status) ? [] : [5, 4]);
    traceEdge(ctx, edge);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  /** How far from a node's centre a line at this angle leaves its mark and label. */
  function plateEdge(node, angle) {
    const sideways = Math.cos(angle) > 0 ? MARK + (node.shownWidth || 0) + 7 : MARK + 1;
    return Math.min(sideways / Math.abs(Math.cos(angle)), 11 / Math.abs(Math.sin(angle)));
  }

  function drawArrow(ctx, edge, colour) {
    if (edge.from === edge.to) return;
    const to = nodes[edge.to];
    const tail = edge.bend ? control(edge) : nodes[edge.from];
    const angle = Math.atan2(tail.y - to.y, tail.x - to.x);
    ctx.save();
    ctx.translate(to.x, to.y);
    ctx.rotate(angle);
    ctx.translate(plateEdge(to, angle), 0);
    ctx.fillStyle = edge.disputed ? theme.disputed : colour;
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(7, -3);
    ctx.lineTo(7, 3);
    ctx.fill();
    ctx.restore();
  }

  function thickness(edge) {
    return 1 + 0.45 * (Math.min(edge.sources, 4) - 1);
  }

  function drawBands(ctx) {
    onScreen(ctx, (width, height) => {
      columns.forEach((column, number) => {
        if (number % 2) return;
        const left = number ? (columns[number - 1].right + column.left) / 2 : column.left - 24;
        const right = number + 1 < columns.length ? (column.right + columns[number + 1].left) / 2 : column.right + 24;
        const start = network.canvasToDOM({ x: left, y: 0 }).x;
        const end = network.canvasToDOM({ x: right, y: 0 }).x;
        if (end < 0 || start > width) return;
        ctx.fillStyle = theme.band;
        ctx.fillRect(start, 0, end - start, height);
      });
    });
  }

  function drawHeaders(ctx) {
    onScreen(ctx, (width) => {
      ctx.fillStyle = theme.ground;
      ctx.fillRect(0, 0, width, HEADER);
      ctx.fillStyle = theme.line;
      ctx.fillRect(0, HEADER - 1, width, 1);
      ctx.textBaseline = "middle";
      ctx.textAlign = "center";
      for (const column of columns) drawHeader(ctx, column, width);
    });
  }

  function drawHeader(ctx, column, width) {
    const left = network.canvasToDOM({ x: column.left - 20, y: 0 }).x;
    const right = network.canvasToDOM({ x: column.right + 20, y: 0 }).x;
    if (right < 0 || left > width) return;
    // A column wider than the window keeps its heading in sight.
    const wide = right - left >= width;
    const middle = wide ? (Math.max(left, 0) + Math.min(right, width)) / 2 : (left + right) / 2;
    const room = Math.min(right - left, width) - 6;
    const font = (size) => `600 ${size}px ${theme.font}`;
    ctx.fillStyle = theme.colours[column.layer];
    ctx.font = font(12.5);
    if (ctx.measureText(column.label).width <= room) {
      ctx.fillText(column.label, middle, HEADER / 2);
      return;
    }
    const [first, ...rest] = column.label.split(" ");
    ctx.font = font(10.5);
    ctx.fillText(cut(ctx, first, room), middle, rest.length ? HEADER / 2 - 6 : HEADER / 2);
    if (rest.length) ctx.fillText(cut(ctx, rest.join(" "), room), middle, HEADER / 2 + 7);
  }

  function drawVeil(ctx) {
    onScreen(ctx, (width, height) => {
      ctx.globalAlpha = 0.84;
      ctx.fillStyle = theme.ground;
      ctx.fillRect(0, 0, width, height);
    });
  }

  function drawFocus(ctx) {
    const { main, nodes: kept, edges: lit } = state.focus;
    for (const edge of lit) {
      drawEdge(ctx, edge, edge === main ? 2.4 : 1.3, edge === main ? theme.accent : theme.edge);
      drawArrow(ctx, edge, edge === main ? theme.accent : theme.edge);
    }
    for (const node of kept) if (node !== main) drawNode(ctx, node, look(node));
    if (kept.has(main)) drawNode(ctx, main, look(main));
  }

  function drawHover(ctx) {
    if (!state.focus) {
      for (const edge of edgesOf[state.hover.id]) drawEdge(ctx, edge, 1.6, theme.accent);
      for (const edge of edgesOf[state.hover.id]) for (const end of [edge.from, edge.to]) drawNode(ctx, nodes[end], look(nodes[end]));
    }
    drawNode(ctx, state.hover, look(state.hover));
  }

  function drawOver(ctx) {
    if (state.focus) drawVeil(ctx);
    if (state.focus) drawFocus(ctx);
    else if (scale() >= ARROWS_FROM && !state.dragging) for (const edge of edges) drawArrow(ctx, edge, theme.edge);
    if (state.hover) drawHover(ctx);
    drawHeaders(ctx);
  }

  // ---------------------------------------------------------------- the map

  function visNode(node) {
    const dimensions = { width: 2 * node.width, height: 24 }; // both ways, so that vis-network does not cull the label
    const ctxRenderer = ({ ctx }) => ({ drawNode: () => drawNode(ctx, node, look(node)), nodeDimensions: dimensions });
    return { id: node.id, x: node.x, y: node.y, shape: node.shape, ctxRenderer };
  }

  function visEdge(edge) {
    const curve = { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend || 0) };
    return {
      id: edge.id,
      from: edge.from,
      to: edge.to,
      width: thickness(edge) * 0.8,
      dashes: FIRM.has(edge.status) ? false : [5, 4],
      smooth: edge.bend ? curve : false,
      color: edge.disputed ? { color: "#d55e00", opacity: 0.7 } : { color: "#7f8da5", opacity: 0.42 },
    };
  }

  function makeNetwork() {
    const options = {
      physics: { enabled: false },
      layout: { improvedLayout: false },
      nodes: { chosen: false },
      edges: { chosen: false, smooth: false, color: { inherit: false }, hoverWidth: 0, selectionWidth: 0 },
      interaction: {
        keyboard: false,
        hover: false,
        selectable: false,
        dragNodes: false,
        hideEdgesOnDrag: true,
      },
    };
    const data = { nodes: nodes.map(visNode), edges: edges.map(visEdge) };
    const made = new vis.Network(page("canvas"), data, options);
    page("canvas").querySelector(".vis-network").tabIndex = -1;
    return made;
  }

  function scale() {
    return network ? network.getScale() : 1;
  }

  /** The part of the stage that neither the column headings nor an overlaid panel cover. */
  function freeArea() {
    const stage = page("canvas").getBoundingClientRect();
    const panel = page("panel").getBoundingClientRect();
    const covered = !page("panel").hidden && panel.top < stage.bottom - 1 ? Math.max(0, stage.right - panel.left) : 0;
    return { width: stage.width - covered, height: stage.height - HEADER, stage };
  }

  function extent(shown) {
    return {
      left: Math.min(...shown.map((node) => node.x - MARK)),
      right: Math.max(...shown.map((node) => node.x - MARK + node.width)),
      top: Math.min(...shown.map((node) => node.y - 12)),
      bottom: Math.max(...shown.map((node) => node.y + 12)),
    };
  }

  /** Show these nodes beside the panel; where they would come out too small, show the first and what is around it. */
  function fit(shown, { largest, smallest = 0, moving }) {
    network.redraw(); // takes up the size that the stage has now
    const area = freeArea();
    const box = extent(shown);
    const wanted = Math.min(
      (area.width - 2 * MARGIN) / (box.right - box.left),
      (area.height - 2 * MARGIN) / (box.bottom - box.top),
      largest,
    );
    const whole = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    network.moveTo({
      position: wanted < smallest ? { x: shown[0].x + shown[0].width / 2, y: shown[0].y } : whole,
      scale: Math.max(wanted, smallest),
      offset: { x: (area.width - area.stage.width) / 2, y: HEADER / 2 },
      animation: moving && !calm.matches ? { duration: 350, easingFunction: "easeInOutCubic" } : false,
    });
  }

  function showAll(moving) {
    state.home = true;
    fit(nodes, { largest: 1.6, moving });
  }

  function inSight(node) {
    const area = freeArea();
    const at = network.canvasToDOM({ x: node.x, y: node.y });
    const end = at.x + (node.width - MARK) * scale();
    return at.x > MARGIN && end < area.width - 4 && at.y > HEADER + 8 && at.y < area.stage.height - 8;
  }

  function zoom(factor) {
    const area = freeArea();
    const centre = network.DOMtoCanvas({ x: area.width / 2, y: (area.stage.height + HEADER) / 2 });
    state.home = false;
    network.moveTo({
      position: centre,
      scale: Math.min(4, Math.max(0.05, scale() * factor)),
      offset: { x: (area.width - area.stage.width) / 2, y: HEADER / 2 },
    });
  }

  // ---------------------------------------------------------------- picking

  function nodeAt(point) {
    const close = Math.max(11, 9 / scale());
    const hit = (node) =>
      Math.abs(point.y - node.y) <= close && point.x >= node.x - close && point.x <= node.x + MARK + (node.shownWidth || 0);
    const near = (state.focus ? [...state.focus.nodes] : []).filter(hit);
    const found = near.length ? near : nodes.filter(hit);
    return found.sort((one, other) => Math.abs(point.y - one.y) - Math.abs(point.y - other.y))[0] || null;
  }

  function segmentDistance(point, start, end) {
    const dx = end.x - start.x;
    const dy = end.y - start.y;
    const along = ((point.x - start.x) * dx + (point.y - start.y) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, along));
    return Math.hypot(point.x - start.x - t * dx, point.y - start.y - t * dy);
  }

  function edgeDistance(point, edge) {
    const from = nodes[edge.from];
    const to = nodes[edge.to];
    if (!edge.bend) return segmentDistance(point, from, to);
    const via = control(edge);
    const at = (t) => ({
      x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * via.x + t * t * to.x,
      y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * via.y + t * t * to.y,
    });
    let nearest = Infinity;
    for (let step = 0; step < 12; step += 1) {
      nearest = Math.min(nearest, segmentDistance(point, at(step / 12), at((step + 1) / 12)));
    }
    return nearest;
  }

  function edgeAt(point) {
    let best = null;
    let nearest = 7 / scale();
    for (const edge of state.focus ? state.focus.edges : edges) {
      const distance = edgeDistance(point, edge);
      if (distance < nearest) [best, nearest] = [edge, distance];
    }
    return best;
  }

  function pickNode(node, moving = true) {
    const lit = new Set(edgesOf[node.id]);
    const kept = new Set([node]);
    for (const edge of lit) kept.add(nodes[edge.from]).add(nodes[edge.to]);
    state.focus = { main: node, nodes: kept, edges: lit };
    openPanel(nodePanel(node));
    if (moving || !inSight(node)) reveal([...kept]);
    network.redraw();
  }

  function pickEdge(edge, moving = true) {
    const kept = new Set([nodes[edge.from], nodes[edge.to]]);
    state.focus = { main: edge, nodes: kept, edges: new Set([edge]) };
    openPanel(edgePanel(edge));
    if (moving || ![...kept].every(inSight)) reveal([...kept]);
    network.redraw();
  }

  function reveal(shown) {
    state.home = false;
    fit(shown, { largest: 1.25, smallest: SMALLEST_FOCUS, moving: true });
  }

  function clearFocus() {
    const hadFocus = page("panel").contains(document.activeElement);
    state.focus = null;
    page("panel").hidden = true;
    page("panel-body").replaceChildren();
    if (hadFocus) page("query").focus();
    if (state.home) showAll(false);
    network.redraw();
  }

  // ---------------------------------------------------------------- evidence panel

  function openPanel(content) {
    const panel = page("panel");
    const wasInside = panel.contains(document.activeElement);
    page("panel-body").replaceChildren(...content);
    panel.hidden = false;
    panel.scrollTop = 0;
    if (wasInside) panel.focus({ preventScroll: true });
  }

  function heading(text) {
    const made = element("h3", "");
    made.textContent = text;
    return made;
  }

  function nodePanel(node) {
    const title = element("h2", "", said(node.label));
    const kind = element("div", "kindline", mark(node), said(node.kind), node.country && said(`· ${node.country}`));
    const parts = [title, kind];
    if (node.definition) parts.push(element("p", "", said(node.definition)));
    const others = (node.names || []).filter((name) => name !== node.label);
    if (others.length) parts.push(element("p", "names", "Also: ", ...others.map((name) => said(name))));
    for (const [words, group] of relationGroups(node)) parts.push(heading(words), relationList(node, group));
    if (!edgesOf[node.id].length) parts.push(element("p", "names", "No relation of this thing is shown in this picture."));
    if (node.facts) parts.push(heading("Numbers and dates"), ...node.facts.map(claimCard));
    return parts;
  }

  function relationGroups(node) {
    const groups = new Map();
    for (const edge of edgesOf[node.id]) {
      const words = edge.from === node.id ? `${edge.label} →` : `← ${edge.label}`;
      if (!groups.has(words)) groups.set(words, []);
      groups.get(words).push(edge);
    }
    return groups;
  }

  function relationList(node, group) {
    const list = element("ul", "relations");
    for (const edge of group) {
      const other = nodes[edge.from === node.id ? edge.to : edge.from];
      const notes = [counted(edge.sources, "source", "sources")];
      if (!FIRM.has(edge.status)) notes.unshift(edge.status);
      const count = said(notes.join(" · "), "count");
      const flag = edge.disputed ? element("span", "badge alert", "disputed") : "";
      const evidence = button("evidence", () => pickEdge(edge), mark(other), said(other.label, "name"), flag, count);
      const go = button("go", () => pickNode(other), "→");
      go.setAttribute("aria-label", `Go to ${other.label}`);
      list.append(element("li", "", evidence, go));
    }
    return list;
  }

  function edgePanel(edge) {
    const end = (node) => button("", () => pickNode(node), said(node.label));
    const relation = said(` ${edge.label} `, "relation");
    const ends = element("h2", "ends", end(nodes[edge.from]), relation, end(nodes[edge.to]));
    const badges = element("div", "badges", badge(counted(edge.sources, "independent source", "independent sources")));
    if (edge.status) badges.append(badge(edge.status));
    if (edge.disputed) badges.append(badge("disputed: sources disagree", "alert"));
    const claims = edge.claims.map(claimCard);
    if (!claims.length) claims.push(element("p", "names", "The evidence of this relation is not part of this picture."));
    return [ends, badges, heading(counted(edge.claims.length, "claim", "claims")), ...claims];
  }

  function badge(text, className = "") {
    const made = element("span", `badge ${className}`.trim());
    made.textContent = text;
    return made;
  }

  function claimCard(claim) {
    const card = element("article", claim.denies ? "claim denies" : "claim", element("p", "text", said(claim.text || "")));
    const badges = element("div", "badges");
    if (claim.denies) badges.append(badge("denies", "alert"));
    if (claim.status) badges.append(badge(claim.status));
    if (claim.grade) badges.append(badge(`grade ${claim.grade}`));
    if (claim.period) badges.append(badge(claim.period));
    card.append(badges, ...sourceLines(sources[claim.source]));
    const where = [claim.stated_on && `stated ${claim.stated_on}`, claim.locator && `at: ${claim.locator}`].filter(Boolean);
    if (where.length) card.append(element("p", "details", said(where.join(" · "))));
    if (claim.note) card.append(element("p", "note", said(claim.note)));
    if (claim.claim) card.append(element("p", "id", said(claim.claim)));
    return card;
  }

  function sourceLines(source) {
    const address = webAddress(source.url || "");
    const title = source.title || source.url || "Source without a title";
    const lines = [element("p", "source", address ? link(address, title) : said(title))];
    const about = [source.publisher, source.published].filter(Boolean);
    if (about.length) lines.push(element("p", "details", said(about.join(" · "))));
    if (source.url && !address && source.title) lines.push(element("p", "details", said(source.url)));
    return lines;
  }

  function link(address, text) {
    const made = element("a", "", said(text));
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return made;
  }

  // ---------------------------------------------------------------- search

  /** One spelling for all: width, case and accents do not count. */
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
  }

  const nameIndex = nodes.flatMap((node) =>
    [...new Set([node.label, ...(node.names || [])])].map((name) => ({ node, name, key: fold(name) })),
  );

  function nearness(key, wanted) {
    if (key === wanted) return 0;
    if (key.startsWith(wanted)) return 1;
    const at = key.indexOf(wanted);
    if (at < 0) return -1;
    return /[\s\-(/.]/.test(key[at - 1]) ? 2 : 3;
  }

  function find(query) {
    const wanted = fold(query);
    const best = new Map();
    if (!wanted) return [];
    for (const { node, name, key } of nameIndex) {
      const rank = nearness(key, wanted);
      if (rank >= 0 && !(best.get(node)?.rank <= rank)) best.set(node, { node, name, rank });
    }
    const degree = (hit) => edgesOf[hit.node.id].length;
    return [...best.values()]
      .sort((one, other) => one.rank - other.rank || degree(other) - degree(one) || one.node.id - other.node.id)
      .slice(0, SUGGESTIONS);
  }

  const search = { hits: [], active: -1 };

  function suggest() {
    const query = page("query").value;
    search.hits = find(query);
    search.active = search.hits.length ? 0 : -1;
    const rows = search.hits.map(suggestion);
    if (!rows.length && fold(query)) {
      rows.push(element("li", "none", "Nothing in this picture has that name."));
      rows[0].setAttribute("role", "presentation");
    }
    page("suggestions").replaceChildren(...rows);
    showSuggestions(rows.length > 0);
    markActive();
  }

  function suggestion(hit, number) {
    const other = hit.name === hit.node.label ? "" : said(hit.node.label, "other");
    const row = element("li", "", mark(hit.node), said(hit.name, "name"), other, said(hit.node.kind, "kind"));
    row.id = `suggestion-${number}`;
    row.setAttribute("role", "option");
    row.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the search box focused
    row.addEventListener("click", () => choose(number));
    return row;
  }

  function showSuggestions(open) {
    page("suggestions").hidden = !open;
    page("query").setAttribute("aria-expanded", String(open));
  }

  function markActive() {
    [...page("suggestions").querySelectorAll("[role=option]")].forEach((row, number) => {
      row.setAttribute("aria-selected", String(number === search.active));
      if (number === search.active) row.scrollIntoView({ block: "nearest" });
    });
    if (search.active < 0) page("query").removeAttribute("aria-activedescendant");
    else page("query").setAttribute("aria-activedescendant", `suggestion-${search.active}`);
  }

  function choose(number) {
    const hit = search.hits[number];
    if (!hit) return;
    page("query").value = hit.name;
    showSuggestions(false);
    pickNode(hit.node);
    page("panel").focus({ preventScroll: true });
  }

  function step(by) {
    if (page("suggestions").hidden) suggest();
    else if (search.hits.length) search.active = (search.active + by + search.hits.length) % search.hits.length;
    markActive();
  }

  function onSearchKey(event) {
    if (event.isComposing) return; // Enter and arrows belong to the input method
    const open = !page("suggestions").hidden;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter") open ? choose(search.active) : suggest();
    else if (event.key === "Escape" && (open || page("query").value)) {
      page("query").value = "";
      showSuggestions(false);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }

  // ---------------------------------------------------------------- page

  function onKey(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      page("query").focus();
      page("query").select();
    } else if (event.key === "Escape" && state.focus) clearFocus();
  }

  function onClick({ pointer }) {
    const node = nodeAt(pointer.canvas);
    const edge = node ? null : edgeAt(pointer.canvas);
    if (node) pickNode(node, false);
    else if (edge) pickEdge(edge, false);
    else if (state.focus) clearFocus();
  }

  function onMove(event) {
    if (event.buttons || onMove.waiting) return;
    onMove.waiting = true;
    requestAnimationFrame(() => {
      onMove.waiting = false;
      const stage = page("canvas").getBoundingClientRect();
      const point = network.DOMtoCanvas({ x: event.clientX - stage.left, y: event.clientY - stage.top });
      hover(event.type === "mouseleave" ? null : nodeAt(point), state.focus ? edgeAt(point) : null);
    });
  }

  function hover(node, edge) {
    page("canvas").classList.toggle("over", Boolean(node || edge));
    if (state.hover === node) return;
    state.hover = node;
    network.redraw();
  }

  /** Two different characters that come out as the same picture are the box of a missing font. */
  function lacksChineseFont() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 24;
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    ctx.font = `18px ${theme.font}`;
    const [one, other] = ["积", "鱼"].map((char) => {
      ctx.clearRect(0, 0, 24, 24);
      ctx.fillText(char, 2, 19);
      return ctx.getImageData(0, 0, 24, 24).data.join();
    });
    return one === other;
  }

  function listen() {
    network.on("beforeDrawing", drawBands);
    network.on("afterDrawing", drawOver);
    network.on("click", onClick);
    network.on("dragStart", () => Object.assign(state, { dragging: true, home: false }));
    network.on("dragEnd", () => { state.dragging = false; });
    network.on("zoom", () => { state.home = false; });
    network.on("resize", () => { if (state.home) showAll(false); });
    page("canvas").addEventListener("mousemove", onMove);
    page("canvas").addEventListener("mouseleave", onMove);
    page("zoom-in").addEventListener("click", () => zoom(1.4));
    page("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
    page("zoom-fit").addEventListener("click", () => showAll(true));
    page("panel-close").addEventListener("click", clearFocus);
    page("query").addEventListener("input", suggest);
    page("query").addEventListener("keydown", onSearchKey);
    page("query").addEventListener("blur", () => showSuggestions(false));
    document.addEventListener("keydown", onKey);
    darkness.addEventListener("change", () => { theme = readTheme(); network.redraw(); });
  }

  let network = null;
  network = makeNetwork();
  listen();
  page("search").hidden = page("zoom").hidden = false;
  const spoken = nodes.some((node) => [node.label, ...(node.names || [])].some((name) => /\p{Script=Han}/u.test(name)));
  page("font-note").hidden = !(spoken && lacksChineseFont());
  showAll(false);
  document.documentElement.dataset.ready = "true";
})();
