/** Places things in columns by layer, with the same arithmetic as network/layout.py. */
explorer.layered = (() => {
  "use strict";

  const ANCHOR = 10;
  const ROW = 20;
  const LOOSEST_ROW = 44;
  const GUTTER = 48;
  const INNER_GUTTER = 14;
  const ARC = 30;
  const ASPECT = 2;

  const lanesUsed = (count, rows) => Math.max(1, Math.ceil(count / rows));
  const rowsUsed = (count, rows) => Math.ceil(count / lanesUsed(count, rows));
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const most = (values) => values.reduce((largest, value) => Math.max(largest, value), 1);

  function byLayer(shown) {
    const columns = new Map();
    for (const node of shown) {
      if (!columns.has(node.layer)) columns.set(node.layer, []);
      columns.get(node.layer).push(node);
    }
    const ordered = [...columns].sort(([one], [other]) => one - other);
    for (const [, column] of ordered) column.sort((one, other) => one.rank - other.rank || one.id - other.id);
    return ordered;
  }

  function laneWidths(column, rows) {
    const widths = new Array(lanesUsed(column.length, rows)).fill(0);
    column.forEach((node, index) => {
      const lane = index % widths.length;
      widths[lane] = Math.max(widths[lane], node.box);
    });
    return widths.map(Math.ceil);
  }

  const columnWidth = (widths) => sum(widths) + INNER_GUTTER * (widths.length - 1);
  const widthWith = (columns, rows) =>
    sum(columns.map(([, column]) => columnWidth(laneWidths(column, rows)))) + GUTTER * (columns.length - 1);

  /** The height of column, in rows, with which the picture can be shown largest. */
  function bestRows(columns) {
    const tallest = most(columns.map(([, column]) => column.length));
    const step = Math.max(1, Math.floor(tallest / 200));
    let best = 1;
    let smallest = Infinity;
    for (let rows = 1; rows <= tallest; rows += step) {
      const high = ROW * most(columns.map(([, column]) => rowsUsed(column.length, rows)));
      const smallness = Math.max(widthWith(columns, rows), high * ASPECT);
      if (smallness < smallest) [best, smallest] = [rows, smallness];
    }
    return best;
  }

  function placeColumn(column, widths, left, height) {
    const lanes = widths.length;
    const used = Math.ceil(column.length / lanes);
    const pitch = Math.min(LOOSEST_ROW, Math.max(ROW, height / used));
    const starts = widths.map((_, lane) => left + sum(widths.slice(0, lane)) + INNER_GUTTER * lane);
    column.forEach((node, index) => {
      const lane = index % lanes;
      node.x = starts[lane] + ANCHOR;
      node.y = Math.floor((Math.floor(index / lanes) - (used - 1) / 2) * pitch + 0.5);
      node.width = widths[lane];
    });
  }

  /** Give every shown thing its place; returns the columns from left to right. */
  function place(shown) {
    const columns = byLayer(shown);
    const rows = bestRows(columns);
    const tallest = most(columns.map(([, column]) => rowsUsed(column.length, rows)));
    const height = Math.min(LOOSEST_ROW * tallest, Math.max(ROW * tallest, widthWith(columns, rows) / ASPECT));
    let left = 0;
    return columns.map(([layer, column]) => {
      const widths = laneWidths(column, rows);
      const right = left + columnWidth(widths);
      placeColumn(column, widths, left, height);
      const made = { layer, left, right, count: column.length };
      left = right + GUTTER;
      return made;
    });
  }

  /** Curve relations inside one column out to the left, and fan out those that join the same two things. */
  function bend(edges, ends) {
    const twins = new Map();
    for (const edge of edges) {
      const [start, end] = ends(edge);
      const pair = start.id < end.id ? `${start.id} ${end.id}` : `${end.id} ${start.id}`;
      const before = twins.get(pair) || 0;
      const distance = Math.hypot(end.x - start.x, end.y - start.y);
      const reach = ARC * 0.6 * before + (start.layer === end.layer ? ARC : 0);
      twins.set(pair, before + 1);
      const roundness = distance ? Math.min(0.6, reach / (0.4 * distance)) : 0;
      const upwards = end.y < start.y || (end.y === start.y && end.x > start.x);
      edge.bend = upwards ? roundness : -roundness;
    }
  }

  return { place, bend, ANCHOR };
})();
