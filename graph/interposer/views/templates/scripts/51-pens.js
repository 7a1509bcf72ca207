/**
 * What all drawing needs. It is done with a pen and a camera: the pen is a canvas' context or the one of
 * 58-svg-pen.js; the camera says where a point of the picture lies on the medium:
 * { scale, width, height, ratio, toScreen(x, y) }.
 */
explorer.pens = (() => {
  "use strict";

  const { colours } = explorer.theme;

  /** Draw in pixels of the medium instead of units of the picture. */
  function onScreen(pen, camera, draw) {
    pen.save();
    pen.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
    draw(camera.width, camera.height);
    pen.restore();
  }

  function cut(pen, text, width) {
    if (pen.measureText(text).width <= width) return text;
    const chars = Array.from(text);
    let low = 0;
    let high = chars.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pen.measureText(`${chars.slice(0, middle).join("").trimEnd()}…`).width <= width) low = middle;
      else high = middle - 1;
    }
    return `${chars.slice(0, low).join("").trimEnd()}…`;
  }

  const oneLine = (text) => text.slice(0, 300).replace(/\s+/g, " ");

  function setFont(pen, size, weight = "") {
    pen.font = `${weight}${size}px ${colours.font}`;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.direction = "ltr";
  }

  return { onScreen, cut, oneLine, setFont };
})();
