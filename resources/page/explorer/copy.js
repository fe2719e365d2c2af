// Tables as text to paste: their heads, the alignment of their columns, and rows of texts.

const FORMATS = {CSV: asCsv, Markdown: asMarkdown, LaTeX: asLatex};

// Buttons that copy a table of some name; `read` returns it for a format.
function fillCopies(place, name, read) {
  const said = element("span", {role: "status"});
  const text = element("textarea", {rows: 6, readonly: true, hidden: true, "aria-label": `${name} as text`});
  async function copy(format) {
    const copied = read(format), count = copied.rows.length;
    text.value = FORMATS[format](copied);
    try {
      await navigator.clipboard.writeText(text.value);
      text.hidden = true;
      said.textContent = ` ${count} ${count === 1 ? "row is" : "rows are"} copied.`;
    } catch { // a browser that does not let a page write to the clipboard
      text.hidden = false;
      text.select();
      said.textContent = " Copy the text below.";
    }
  }
  place.append("Copy the table as ", ...Object.keys(FORMATS).flatMap(format =>
    [element("button", {type: "button", "aria-label": `${format}: ${name}`, click: () => copy(format)}, format), " "]), said, text);
}

// The table of some configurations as it is shown; for CSV numbers have all of their digits.
function tableOf(cells, format) {
  const shown = [...document.querySelectorAll(".sortable thead [data-name]")].map(head => columns.get(head.dataset.name));
  const exact = format === "CSV";
  const textOf = (cell, column) => (at(cell, column.name) === null && column.name !== "psnr" ? "" : printed(at(cell, column.name), column));
  return {
    heads: [exact ? "stem" : "configuration", ...shown.map(column => (exact ? column.name : column.label))],
    align: ["l", ...shown.map(column => (column.number ? "r" : "l"))],
    rows: cells.map(cell => [cell.stem, ...shown.map(column => (exact ? String(at(cell, column.name) ?? "") : textOf(cell, column)))]),
  };
}

// A table of the page, without its small print.
function readTable(table) {
  const textOf = cell => [...cell.childNodes].filter(node => node.nodeName !== "SMALL").map(node => node.textContent).join("").trim();
  const [heads, ...rows] = [...table.rows].map(row =>
    [...row.cells].flatMap(cell => [textOf(cell), ...Array(cell.colSpan - 1).fill("")]));
  return {heads, align: heads.map((_, i) => (i ? "r" : "l")), rows};
}

function asCsv({heads, rows}) {
  const quoted = value => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [heads, ...rows].map(row => row.map(quoted).join(",") + "\n").join("");
}

function asMarkdown({heads, align, rows}) {
  const row = texts => `| ${texts.map(text => text.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return row(heads) + row(align.map(side => (side === "r" ? "--:" : ":--"))) + rows.map(row).join("");
}

// For the package booktabs.
function asLatex({heads, align, rows}) {
  const signs = {
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "→": "$\\to$", "∞": "$\\infty$",
    "−": "$-$", "–": "--", "±": "$\\pm$", "†": "$^\\dagger$", "\u00a0": "~",
  };
  const escaped = text => text.replace(/[\\~^→∞−–±†\u00a0]|[&%$#_{}]/g, sign => signs[sign] ?? `\\${sign}`);
  const row = texts => `${texts.map(escaped).join(" & ")} \\\\\n`;
  return `\\begin{tabular}{${align.join("")}}\n\\toprule\n${row(heads)}\\midrule\n${rows.map(row).join("")}\\bottomrule\n\\end{tabular}\n`;
}
