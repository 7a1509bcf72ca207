/** Draws numbers over time: one mark for each claim, so that sources which disagree stand beside each other. */
explorer.chart = (() => {
  "use strict";

  const { element, svg, said, counted } = explorer.dom;
  const { sources, picture } = explorer.data;

  const WIDTH = 348;
  const LOW = 150;
  const HIGH = 230;
  const MANY = 16; // claims from which a chart is drawn higher
  const ROOM = { left: 46, right: 12, top: 14, bottom: 22 };
  const LOG_FROM = 100; // figures that differ by this factor stand on a logarithmic scale
  const SERIES = 7; // colours in the style sheet: --series-0 to --series-6
  const SHAPES = ["circle", "square", "diamond", "triangle", "hexagon", "wedge", "star"];
  const MOST_SPOKEN = 20;
  const round = (value) => Math.round(value * 10) / 10;
  const days = (iso) => Date.parse(iso) / 86_400_000;

  // ---------------------------------------------------------------- numbers

  function write(value) {
    const size = Math.abs(value);
    if (size >= 1e9) return `${round(value / 1e9)}bn`;
    if (size >= 1e6) return `${round(value / 1e6)}m`;
    if (size >= 1e4) return `${round(value / 1e3)}k`;
    return String(Number(value.toPrecision(3)));
  }

  function span(fact) {
    const { low, high } = fact;
    if (low === undefined) return `up to ${write(high)}`;
    if (high === undefined) return `${write(low)} or more`;
    return low === high ? write(low) : `${write(low)} to ${write(high)}`;
  }

  const speaker = (fact) => sources[fact.source]?.publisher || sources[fact.source]?.title || "a source";

  /** Publishers, those with most claims first. */
  function listVoices(facts) {
    const counts = new Map();
    for (const fact of facts) counts.set(speaker(fact), (counts.get(speaker(fact)) || 0) + 1);
    return [...counts].sort(([, one], [, other]) => other - one).map(([name]) => name);
  }

  /** One point for each claim with a figure and a time; each publisher has a colour and a shape. */
  function points(facts) {
    const voices = listVoices(facts);
    return facts.map((fact) => ({
      fact,
      at: (days(fact.from) + days(fact.to || fact.from)) / 2,
      low: fact.low ?? fact.high,
      high: fact.high ?? fact.low,
      voice: voices.indexOf(speaker(fact)),
    }));
  }

  const drawable = (fact) => fact.metric && fact.from && (fact.low !== undefined || fact.high !== undefined);

  // ---------------------------------------------------------------- scales

  function valueScale(found, height) {
    const low = Math.min(...found.map((point) => point.low));
    const high = Math.max(...found.map((point) => point.high));
    const log = low > 0 && high / low >= LOG_FROM;
    const bend = log ? Math.log10 : (value) => value;
    const ticks = log ? powers(low, high) : steps(low >= 0 && low < high * 0.6 ? 0 : low, high);
    const [floor, top] = log ? [low, high] : [ticks[0], ticks.at(-1)];
    const reach = bend(top) - bend(floor) || 1;
    const place = (value) =>
      height - ROOM.bottom - ((bend(value) - bend(floor)) / reach) * (height - ROOM.top - ROOM.bottom);
    return { place, ticks };
  }

  /** Round figures from at or under the lowest to at or over the highest. */
  function steps(low, high) {
    const rough = (high - low || Math.abs(high) || 1) / 3;
    const unit = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * unit).find((candidate) => candidate >= rough * 0.999);
    const first = Math.floor(low / step);
    const count = Math.max(1, Math.ceil(high / step - 1e-9) - first);
    return Array.from({ length: count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  }

  function powers(low, high) {
    const ticks = [];
    for (let power = Math.ceil(Math.log10(low)); power <= Math.log10(high); power += 1) ticks.push(10 ** power);
    return ticks.filter((_, index) => index % Math.ceil(ticks.length / 4) === 0);
  }

  function timeScale(found) {
    const first = Math.min(...found.map((point) => days(point.fact.from)));
    const last = Math.max(...found.map((point) => days(point.fact.to || point.fact.from)));
    const [from, to] = [
      new Date(first * 86_400_000).getUTCFullYear(),
      new Date(last * 86_400_000).getUTCFullYear() + 1,
    ];
    const [left, right] = [days(`${from}-01-01`), days(`${to}-01-01`)];
    const place = (at) => ROOM.left + ((at - left) / (right - left)) * (WIDTH - ROOM.left - ROOM.right);
    const every = Math.ceil((to - from) / 7);
    const years = Array.from({ length: to - from }, (_, index) => from + index).filter(
      (_, index) => index % every === 0,
    );
    return {
      place,
      ticks: years.map((year) => ({ label: String(year), at: days(`${year}-07-02`), start: days(`${year}-01-01`) })),
    };
  }

  // ---------------------------------------------------------------- drawing

  const text = (className, x, y, content, anchor) =>
    svg("text", { class: className, x: round(x), y: round(y), "text-anchor": anchor }, content);
  const grid = (d) => svg("path", { class: "grid", d });

  function axes(time, value, height) {
    const made = [];
    for (const tick of value.ticks) {
      const y = round(value.place(tick));
      made.push(
        grid(`M${ROOM.left} ${y}H${WIDTH - ROOM.right}`),
        text("tick", ROOM.left - 6, y + 3.5, write(tick), "end"),
      );
    }
    for (const tick of time.ticks) {
      made.push(grid(`M${round(time.place(tick.start))} ${height - ROOM.bottom}v4`));
      made.push(text("tick", time.place(tick.at), height - 6, tick.label, "middle"));
    }
    return made;
  }

  /** Colour and shape together tell as many publishers apart as there are pairs of them. */
  function glyph(voice, firm, x, y) {
    const path = picture.shapes[SHAPES[(voice + Math.floor(voice / SERIES)) % SHAPES.length]];
    return svg("path", {
      class: `voice-${voice % SERIES} ${firm ? "firm" : "soft"}`,
      d: path,
      transform: `translate(${round(x)} ${round(y)}) scale(0.72)`,
    });
  }

  const line = (voice, d) => svg("path", { class: `span voice-${voice % SERIES}`, d });

  /** A claim: a line over its interval, marks at its figures, an arrow towards an open end. */
  function drawPoint({ fact, low, high, voice }, x, value) {
    const group = svg("g", { class: "point" }, svg("title", {}, sentence(fact)));
    const [at, from, to] = [x, value.place(low), value.place(high)].map(round);
    if (low !== high) group.append(line(voice, `M${at} ${from}V${to}`));
    const firm = explorer.shown.isFirm(fact.status);
    for (const y of new Set([from, to])) group.append(glyph(voice, firm, at, y));
    if (fact.high === undefined) group.append(line(voice, `M${at} ${from - 6}v-8m-3 3l3 -3l3 3`));
    if (fact.low === undefined) group.append(line(voice, `M${at} ${from + 6}v8m-3 -3l3 3l3 -3`));
    return group;
  }

  /** ≠ over the highest figure of a time at which sources are known to disagree, ↺ where one changed its word. */
  function drawSigns(found, places, value) {
    const highest = new Map();
    found.forEach((point, index) => {
      if (!point.fact.disputed && !point.fact.disagreement) return;
      const before = highest.get(point.at);
      if (!before || point.high > before.point.high) highest.set(point.at, { point, x: places[index] });
    });
    return [...highest.values()].map(({ point, x }) => {
      const sign = point.fact.disagreement === "revision" ? "↺" : "≠";
      return text("differs", x, value.place(point.high) - 8, sign, "middle");
    });
  }

  /** Claims about one time stand side by side instead of on top of each other. */
  function spread(found, time) {
    const beside = new Map();
    return found.map((point) => {
      const already = beside.get(point.at) || 0;
      beside.set(point.at, already + 1);
      const x = time.place(point.at) + (already % 2 ? 1 : -1) * Math.ceil(already / 2) * 9;
      return Math.min(WIDTH - ROOM.right, Math.max(ROOM.left, x));
    });
  }

  function sentence(fact) {
    const status = explorer.shown.isFirm(fact.status) ? "" : `(${fact.status})`;
    const parts = [fact.period || fact.from, span(fact), fact.unit, status, `by ${speaker(fact)}`];
    return parts.filter(Boolean).join(" ");
  }

  function spoken(title, found) {
    const told = found.slice(0, MOST_SPOKEN).map(({ fact }) => sentence(fact));
    const more = found.length > MOST_SPOKEN ? ` And ${found.length - MOST_SPOKEN} more, listed below.` : "";
    return `${title}: ${told.join("; ")}.${more}`;
  }

  function legend(found) {
    const names = new Map(
      [...found].sort((one, other) => one.voice - other.voice).map(({ voice, fact }) => [voice, speaker(fact)]),
    );
    const sample = (voice) => svg("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }, glyph(voice, true, 0, 0));
    return element("ul", "voices", ...[...names].map(([voice, name]) => element("li", "", sample(voice), said(name))));
  }

  /** The chart of one quantity with its legend; null when fewer than two claims have a figure and a time. */
  function draw(title, facts) {
    const found = points(facts.filter(drawable)).sort((one, other) => one.at - other.at);
    if (found.length < 2) return null;
    const height = found.length < MANY ? LOW : HIGH;
    const [time, value] = [timeScale(found), valueScale(found, height)];
    const places = spread(found, time);
    const image = svg("svg", {
      class: "chart",
      viewBox: `0 0 ${WIDTH} ${height}`,
      role: "img",
      "aria-label": spoken(title, found),
    });
    image.append(
      ...axes(time, value, height),
      ...found.map((point, index) => drawPoint(point, places[index], value)),
      ...drawSigns(found, places, value),
    );
    const left = facts.length - found.length;
    const note = left
      ? element("p", "details", `${counted(left, "claim")} without a figure or a time, listed below`)
      : "";
    return element("figure", "", image, legend(found), note);
  }

  return { draw };
})();
