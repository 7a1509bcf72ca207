/** Saves what is shown: the picture as PNG or SVG, the tables as CSV; and prints it. */
(() => {
  "use strict";

  const { page, counted, number } = explorer.dom;
  const { picture, nodes, factCount } = explorer.data;
  const { view } = explorer.shown;
  const { colours } = explorer.theme;
  const { painter } = explorer;

  const MARGIN = 24;
  const TITLE = 58;
  const SCALE = 1.1;
  const LONGEST_SIDE = 6000;
  const SHARPNESS = 1.5;

  /** A camera that sees the whole picture, below room for its title. */
  function wholeCamera() {
    const box = explorer.map.extent(view.nodes);
    const room = { width: box.right - box.left, height: box.bottom - box.top };
    const scale = Math.min(SCALE, (LONGEST_SIDE - 2 * MARGIN) / Math.max(room.width, room.height));
    const header = explorer.layouts.isLayered() ? explorer.grounds.HEADER : 0;
    const offset = { x: MARGIN - box.left * scale, y: MARGIN + header - box.top * scale };
    return {
      scale,
      ratio: 1,
      offset,
      width: Math.ceil(room.width * scale + 2 * MARGIN),
      height: Math.ceil(room.height * scale + 2 * MARGIN + header),
      toScreen: (x, y) => ({ x: x * scale + offset.x, y: y * scale + offset.y }),
    };
  }

  function paint(pen, camera) {
    pen.save();
    pen.translate(camera.offset.x, camera.offset.y);
    pen.scale(camera.scale, camera.scale);
    painter.drawUnder(pen, camera);
    for (const node of view.nodes) explorer.things.drawNode(pen, camera, node);
    painter.drawOver(pen, camera);
    pen.restore();
  }

  function footnote() {
    const origin = picture.dataVersion ? `Interposer, data ${picture.dataVersion}` : "Interposer";
    const things = `${counted(view.nodes.length, "thing")} of ${number(nodes.length)}`;
    const facts = `${number(view.facts)} of ${counted(factCount, "fact")}`;
    const parts = [origin, `${things}, ${facts}`, "CC BY 4.0"];
    if (explorer.state.now.colour === "suppliers") parts.push("double ring: one supplier, single ring: two or three");
    return parts.join(" · ");
  }

  function drawTitle(pen, width) {
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, width, TITLE);
    Object.assign(pen, {
      fillStyle: colours.ink,
      textAlign: "left",
      textBaseline: "middle",
      font: `650 18px ${colours.font}`,
    });
    pen.fillText((picture.title || "").slice(0, 160), MARGIN, 22);
    Object.assign(pen, { fillStyle: colours["soft-ink"], font: `12px ${colours.font}` });
    pen.fillText(footnote(), MARGIN, 44);
  }

  /** The picture as a real vector drawing. */
  function toSvg() {
    const camera = wholeCamera();
    const pen = new explorer.SvgPen(camera.width, camera.height + TITLE);
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, camera.width, camera.height + TITLE);
    drawTitle(pen, camera.width);
    const body = new explorer.SvgPen(camera.width, camera.height);
    paint(body, camera);
    body.root.setAttribute("y", TITLE);
    pen.root.append(body.root);
    return pen.root;
  }

  function toCanvas() {
    const camera = wholeCamera();
    const ratio = Math.min(SHARPNESS, LONGEST_SIDE / Math.max(camera.width, camera.height));
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: camera.width * ratio, height: (camera.height + TITLE) * ratio });
    const body = document.createElement("canvas");
    Object.assign(body, { width: camera.width * ratio, height: camera.height * ratio });
    const pen = body.getContext("2d");
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, body.width, body.height);
    pen.scale(ratio, ratio);
    paint(pen, { ...camera, ratio });
    const whole = canvas.getContext("2d");
    whole.drawImage(body, 0, TITLE * ratio);
    whole.scale(ratio, ratio);
    drawTitle(whole, camera.width);
    return canvas;
  }

  // ---------------------------------------------------------------- files

  function save(blob, name) {
    const address = URL.createObjectURL(blob);
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  const fileName = (ending) =>
    `${
      (picture.title || "picture")
        .normalize("NFKD")
        .replace(/[^a-zA-Z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "")
        .slice(0, 60)
        .toLowerCase() || "picture"
    }${ending}`;

  const SAVERS = {
    png: () => toCanvas().toBlob((blob) => save(blob, fileName(".png"))),
    svg: () =>
      save(new Blob([new XMLSerializer().serializeToString(toSvg())], { type: "image/svg+xml" }), fileName(".svg")),
    things: () => saveCsv("things"),
    relations: () => saveCsv("relations"),
    facts: () => saveCsv("facts"),
    print: () => window.print(),
  };

  /** With a byte order mark, without which spreadsheets garble what is not English. */
  function saveCsv(name) {
    save(new Blob(["\uFEFF", explorer.table.toCsv(name)], { type: "text/csv" }), fileName(`-${name}.csv`));
  }

  function onMenu(event) {
    const name = event.target.closest("button")?.dataset.save;
    if (!name) return;
    page("export").open = false;
    SAVERS[name]();
    explorer.dom.announce(name === "print" ? "" : `Saved ${event.target.textContent.trim()}`);
  }

  /** On paper stands the vector drawing, whole, in place of the part that the window shows; nothing stays folded. */
  function beforePrint() {
    page("print-picture").replaceChildren(toSvg());
    for (const fold of page("panel").querySelectorAll("details")) fold.open = true;
  }

  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", () => page("print-picture").replaceChildren());
  page("export-menu").addEventListener("click", onMenu);
})();
