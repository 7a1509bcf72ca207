/** Starts the page: who hears of a change, in which order, and what is shown first. */
(() => {
  "use strict";

  const { page } = explorer.dom;
  const { nodes } = explorer.data;

  /** Two different characters that come out as the same picture are the box of a missing font. */
  function lacksChineseFont() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 24;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.font = `18px ${explorer.theme.colours.font}`;
    const [one, other] = ["积", "鱼"].map((char) => {
      pen.clearRect(0, 0, 24, 24);
      pen.fillText(char, 2, 19);
      return pen.getImageData(0, 0, 24, 24).data.join();
    });
    return one === other;
  }

  const hasChinese = () =>
    nodes.some((node) => [node.label, ...node.names].some((name) => /\p{Script=Han}/u.test(name)));

  // The panel before the map: what is picked must come into sight beside it.
  const { panel, table, filters, legend, summary, map, address } = explorer;
  for (const part of [panel, table, filters, legend, summary, map, address]) {
    explorer.state.onChange((changed, how) => part.onChange(changed, how));
  }
  page("font-note").hidden = !(hasChinese() && lacksChineseFont());
  for (const made of document.querySelectorAll(".needs-script")) made.hidden = false;
  explorer.map.showFirst();
  explorer.address.follow();
  document.documentElement.dataset.ready = "true";
})();
