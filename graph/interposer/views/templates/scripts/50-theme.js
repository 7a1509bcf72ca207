/** Gives the canvas the colours of the style sheet, in the reader's choice of light or dark. */
explorer.theme = (() => {
  "use strict";

  const { page, element } = explorer.dom;
  const { picture } = explorer.data;

  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const NAMES = [
    "ground",
    "band",
    "card",
    "ink",
    "soft-ink",
    "line",
    "accent",
    "edge",
    "disputed",
    "one",
    "few",
    "many",
    "unsupplied",
  ];
  const colours = { font: "sans-serif", layers: [] };
  let chosen = ""; // "light", "dark" or "" as the system has it

  const isDark = () => (chosen ? chosen === "dark" : systemDark.matches);

  /** Custom properties are text; an element's colour is what the browser makes of it. */
  function read() {
    const probe = element("i", "");
    probe.hidden = true;
    document.body.append(probe);
    for (const name of NAMES) {
      probe.style.color = `var(--${name})`;
      colours[name] = getComputedStyle(probe).color;
    }
    colours.font = getComputedStyle(document.body).fontFamily;
    colours.layers = picture.colours.map((pair) => pair[Number(isDark())]);
    probe.remove();
  }

  function tellButton() {
    const other = isDark() ? "light" : "dark";
    page("theme").setAttribute("aria-label", `Use ${other} colours`);
    page("theme").title = `Use ${other} colours`;
  }

  function apply() {
    if (chosen) document.documentElement.dataset.theme = chosen;
    read();
    tellButton();
    explorer.map?.redraw();
  }

  page("theme").addEventListener("click", () => {
    chosen = isDark() ? "light" : "dark";
    apply();
  });
  systemDark.addEventListener("change", apply);
  apply();

  return { colours };
})();
