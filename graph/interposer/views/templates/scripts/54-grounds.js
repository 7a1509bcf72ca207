/** Draws what things stand on: the columns with their headings, or the communities. */
explorer.grounds = (() => {
  "use strict";

  const { drawn, isLayered } = explorer.layouts;
  const { colours } = explorer.theme;
  const { onScreen, cut, oneLine } = explorer.pens;
  const { hover } = explorer.things;

  const HEADER = 30;
  const LONGEST = 300;
  const ROOMY_GROUP = 30; // pixels of radius from which a community has room for its name

  function drawBands(pen, camera) {
    onScreen(pen, camera, (width, height) => {
      drawn.columns.forEach((column, number) => {
        if (number % 2) return;
        const [before, after] = [drawn.columns[number - 1], drawn.columns[number + 1]];
        const start = camera.toScreen(before ? (before.right + column.left) / 2 : column.left - 24, 0).x;
        const end = camera.toScreen(after ? (column.right + after.left) / 2 : column.right + 24, 0).x;
        if (end < 0 || start > width) return;
        pen.fillStyle = colours.band;
        pen.fillRect(start, 0, end - start, height);
      });
    });
  }

  function drawHeaders(pen, camera) {
    if (!isLayered()) return;
    onScreen(pen, camera, (width) => {
      pen.fillStyle = colours.ground;
      pen.fillRect(0, 0, width, HEADER);
      pen.fillStyle = colours.line;
      pen.fillRect(0, HEADER - 1, width, 1);
      pen.textBaseline = "middle";
      pen.textAlign = "center";
      for (const column of drawn.columns) drawHeader(pen, camera, column);
    });
  }

  function drawHeader(pen, camera, column) {
    const left = camera.toScreen(column.left - 20, 0).x;
    const right = camera.toScreen(column.right + 20, 0).x;
    if (right < 0 || left > camera.width) return;
    // A column wider than the window keeps its heading in sight.
    const wide = right - left >= camera.width;
    const middle = wide ? (Math.max(left, 0) + Math.min(right, camera.width)) / 2 : (left + right) / 2;
    const room = Math.min(right - left, camera.width) - 6;
    pen.fillStyle = colours.layers[column.layer];
    pen.font = `600 12.5px ${colours.font}`;
    if (pen.measureText(column.label).width <= room) {
      pen.fillText(column.label, middle, HEADER / 2);
      return;
    }
    const [first, ...rest] = column.label.split(" ");
    pen.font = `600 10.5px ${colours.font}`;
    pen.fillText(cut(pen, first, room), middle, rest.length ? HEADER / 2 - 6 : HEADER / 2);
    if (rest.length) pen.fillText(cut(pen, rest.join(" "), room), middle, HEADER / 2 + 7);
  }

  function drawLinks(pen, camera) {
    pen.strokeStyle = colours.edge;
    pen.globalAlpha = 0.3;
    for (const link of drawn.links) {
      const [from, to] = [drawn.groups[link.from], drawn.groups[link.to]];
      pen.lineWidth = (0.6 + 1.3 * Math.log2(link.count)) / camera.scale;
      pen.beginPath();
      pen.moveTo(from.x, from.y);
      pen.lineTo(to.x, to.y);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  function drawGroup(pen, camera, group) {
    pen.beginPath();
    pen.arc(group.x, group.y, group.r, 0, 2 * Math.PI);
    pen.fillStyle = group.open ? colours.ground : colours.band;
    pen.fill();
    const hovered = hover.group === group.number;
    pen.lineWidth = Math.min(group.r * 0.2, (hovered ? 7 : 4.5) / camera.scale);
    for (const { layer, start, end } of group.rim) {
      pen.strokeStyle = colours.layers[layer];
      pen.globalAlpha = hovered ? 1 : 0.75;
      pen.beginPath();
      pen.arc(group.x, group.y, group.r - pen.lineWidth / 2, start, end);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /** The name stands inside; over an open community, and over one too small for it that the pointer is on, above. */
  function drawGroupName(pen, camera, group) {
    const at = camera.toScreen(group.x, group.y);
    const radius = group.r * camera.scale;
    const above = group.open || radius < ROOMY_GROUP;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `600 13px ${colours.font}`;
    const name = cut(pen, oneLine(group.label), above ? LONGEST : radius * 2 - 22);
    const count = explorer.dom.counted(group.count, "thing");
    if (above) drawSign(pen, `${name} · ${count}`, at.x, at.y - radius - 11);
    else {
      pen.fillStyle = colours.ink;
      pen.fillText(name, at.x, at.y - 7);
      pen.font = `11.5px ${colours.font}`;
      pen.fillStyle = colours["soft-ink"];
      pen.fillText(count, at.x, at.y + 9);
    }
  }

  function drawSign(pen, text, x, y) {
    const width = pen.measureText(text).width + 12;
    pen.fillStyle = colours.card;
    pen.beginPath();
    pen.roundRect(x - width / 2, y - 10, width, 20, 5);
    pen.fill();
    pen.fillStyle = colours.ink;
    pen.fillText(text, x, y);
  }

  function drawGroups(pen, camera) {
    drawLinks(pen, camera);
    for (const group of drawn.groups) drawGroup(pen, camera, group);
  }

  function drawGroupNames(pen, camera) {
    onScreen(pen, camera, () => {
      const roomy = (group) => group.open || group.r * camera.scale >= ROOMY_GROUP || hover.group === group.number;
      for (const group of drawn.groups.filter(roomy)) drawGroupName(pen, camera, group);
    });
  }

  return { HEADER, drawBands, drawHeaders, drawGroups, drawGroupNames };
})();
