/** A pen with the calls of a canvas' context that the painter uses, which writes an SVG picture. */
explorer.SvgPen = (() => {
  "use strict";

  const { svg } = explorer.dom;
  const ANCHORS = { left: "start", center: "middle", right: "end" };
  const KEPT = ["fillStyle", "strokeStyle", "lineWidth", "globalAlpha", "font", "textAlign", "dash", "matrix"];
  const ruler = document.createElement("canvas").getContext("2d");
  const short = (value) => String(Math.round(value * 100) / 100);

  return class SvgPen {
    constructor(width, height) {
      this.root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
      Object.assign(this, {
        fillStyle: "#000",
        strokeStyle: "#000",
        lineWidth: 1,
        globalAlpha: 1,
        font: "10px sans-serif",
      });
      Object.assign(this, { textAlign: "left", dash: [], matrix: new DOMMatrix(), path: [], saved: [] });
    }

    save() {
      this.saved.push(KEPT.map((name) => this[name]));
    }

    restore() {
      this.saved.pop().forEach((value, index) => {
        this[KEPT[index]] = value;
      });
    }

    translate(x, y) {
      this.matrix = this.matrix.translate(x, y);
    }

    rotate(angle) {
      this.matrix = this.matrix.rotate((angle * 180) / Math.PI);
    }

    scale(x, y) {
      this.matrix = this.matrix.scale(x, y);
    }

    setTransform(...values) {
      this.matrix = new DOMMatrix(values);
    }

    setLineDash(dash) {
      this.dash = dash;
    }

    measureText(text) {
      ruler.font = this.font;
      return ruler.measureText(text);
    }

    beginPath() {
      this.path = [];
    }

    moveTo(x, y) {
      this.path.push(`M${short(x)} ${short(y)}`);
    }

    lineTo(x, y) {
      this.path.push(`L${short(x)} ${short(y)}`);
    }

    quadraticCurveTo(...points) {
      this.path.push(`Q${points.map(short).join(" ")}`);
    }

    arc(x, y, radius, start, end) {
      const at = (angle) => `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`;
      const half = (start + end) / 2; // by way of the middle, as no arc may be a whole circle
      const r = short(radius);
      this.path.push(`M${at(start)}A${r} ${r} 0 0 1 ${at(half)}A${r} ${r} 0 0 1 ${at(end)}`);
    }

    roundRect(x, y, width, height, radius) {
      const [w, h, r] = [width - 2 * radius, height - 2 * radius, radius].map(short);
      this.path.push(
        `M${short(x + radius)} ${short(y)}h${w}a${r} ${r} 0 0 1 ${r} ${r}v${h}a${r} ${r} 0 0 1 -${r} ${r}`,
      );
      this.path.push(`h-${w}a${r} ${r} 0 0 1 -${r} -${r}v-${h}a${r} ${r} 0 0 1 ${r} -${r}z`);
    }

    fill() {
      this.fillPath(this.path.join(""));
    }

    fillPath(d) {
      if (d) this.put(svg("path", { d, fill: this.fillStyle }));
    }

    stroke() {
      const made = svg("path", {
        d: this.path.join(""),
        fill: "none",
        stroke: this.strokeStyle,
        "stroke-width": short(this.lineWidth),
      });
      if (this.dash.length) made.setAttribute("stroke-dasharray", this.dash.join(" "));
      if (this.path.length) this.put(made);
    }

    fillRect(x, y, width, height) {
      this.put(
        svg("rect", { x: short(x), y: short(y), width: short(width), height: short(height), fill: this.fillStyle }),
      );
    }

    fillText(text, x, y) {
      const made = svg("text", { x: short(x), y: short(y), fill: this.fillStyle, "dominant-baseline": "central" });
      made.setAttribute("text-anchor", ANCHORS[this.textAlign]);
      made.style.font = this.font;
      // XML has no control characters and no half pairs; a reader would refuse the whole file for one.
      made.textContent = text.replace(/[^\t\n\r\x20-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
      this.put(made);
    }

    put(made) {
      if (this.globalAlpha !== 1) made.setAttribute("opacity", short(this.globalAlpha));
      if (!this.matrix.isIdentity) {
        const { a, b, c, d, e, f } = this.matrix;
        made.setAttribute(
          "transform",
          `matrix(${[a, b, c, d, e, f].map((value) => Number(value.toFixed(4))).join(" ")})`,
        );
      }
      this.root.append(made);
    }
  };
})();
