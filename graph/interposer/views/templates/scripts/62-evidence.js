/** Shows claims: what each says, how firmly, and where it was read. */
explorer.evidence = (() => {
  "use strict";

  const { element, said, link, webAddress } = explorer.dom;
  const { sources } = explorer.data;

  const DISAGREEMENTS = new Map([
    ["contradiction", "≠ sources contradict each other"],
    ["spread", "≠ sources give different figures"],
    ["revision", "↺ the source changed its word"],
  ]);
  const GRADES = new Map([
    ["A", "Confidence: a source of the first rank, or three independent ones"],
    ["B", "Confidence: two independent sources"],
    ["C", "Confidence: one good source"],
    ["D", "Confidence: less than one good source"],
  ]);

  function badge(text, className = "") {
    return said(text, `badge ${className}`.trim());
  }

  function gradeBadge(grade) {
    const made = badge(`grade ${grade}`);
    const meaning = GRADES.get(grade);
    if (meaning) made.title = meaning;
    return made;
  }

  function badges(claim) {
    const made = element("div", "badges");
    if (claim.denies) made.append(badge("denies", "alert"));
    if (claim.disputed || claim.disagreement) {
      made.append(badge(DISAGREEMENTS.get(claim.disagreement) || "≠ sources disagree", "alert"));
    }
    if (claim.status) made.append(badge(claim.status));
    if (claim.grade) made.append(gradeBadge(claim.grade));
    if (claim.weak) made.append(badge("only digests, forums or blogs say so"));
    if (claim.period) made.append(badge(claim.period));
    return made;
  }

  function sourceLines(source) {
    const address = webAddress(source.url || "");
    const title = source.title || source.url || "Source without a title";
    const lines = [element("p", "source", address ? link(address, title) : said(title))];
    const about = [source.publisher, source.published].filter(Boolean);
    if (about.length) lines.push(element("p", "details", said(about.join(" · "))));
    if (source.url && !address && source.title) lines.push(element("p", "details", said(source.url)));
    return lines;
  }

  function card(claim) {
    const made = element(
      "article",
      claim.denies ? "claim denies" : "claim",
      element("p", "text", said(claim.text || "")),
    );
    made.append(badges(claim), ...sourceLines(sources[claim.source] || {}));
    const where = [claim.stated_on && `stated ${claim.stated_on}`, claim.locator && `at: ${claim.locator}`].filter(
      Boolean,
    );
    if (where.length) made.append(element("p", "details", said(where.join(" · "))));
    if (claim.note) made.append(element("p", "note", said(claim.note)));
    if (claim.claim) made.append(element("p", "id", said(claim.claim)));
    return made;
  }

  return { badge, card };
})();
