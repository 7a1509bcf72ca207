/** Reads periods as the command line writes them: 2026, 2026-Q1, 2026-H2, 2026-03, 2026-03-31. */
explorer.period = (() => {
  "use strict";

  const MONTH = /^(\d{4})-(\d{2})$/;
  const PART = /^(\d{4})-([QH])(\d)$/;
  const FIRST_OF_PART = { Q: 3, H: 6 };

  const twoDigits = (value) => String(value).padStart(2, "0");
  const lastDay = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

  function months(year, first, last) {
    if (first < 1 || last > 12) return null;
    return { from: `${year}-${twoDigits(first)}-01`, to: `${year}-${twoDigits(last)}-${lastDay(Number(year), last)}` };
  }

  /** The first and the last day of a period as ISO text, which compares in order of time; null for no period. */
  function read(text) {
    if (/^\d{4}$/.test(text)) return months(text, 1, 12);
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Number.isNaN(Date.parse(text)) ? null : { from: text, to: text };
    const month = MONTH.exec(text);
    if (month) return months(month[1], Number(month[2]), Number(month[2]));
    const part = PART.exec(text);
    if (!part) return null;
    const length = FIRST_OF_PART[part[2]];
    return months(part[1], length * (part[3] - 1) + 1, length * part[3]);
  }

  /** Months as running numbers, for the slider. */
  const monthNumber = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const monthText = (running) => `${Math.floor(running / 12)}-${twoDigits((running % 12) + 1)}`;

  return { read, monthNumber, monthText };
})();
