/** Writes tables as CSV (RFC 4180), safe to open in a spreadsheet. */
explorer.csv = (() => {
  "use strict";

  const FORMULA = /^[=+\-@＝＋－＠\t\r]/;
  const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;

  /** Keep a spreadsheet from reading text as a formula, as the command line's tables do. */
  const guard = (text) => (FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text);

  function cell(value) {
    const text = guard(value === null || value === undefined ? "" : String(value));
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  const write = (rows) => rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

  return { write };
})();
