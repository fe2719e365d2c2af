// What is shown, as text to paste: the rows and columns of the table, in its order.

const FORMATS = {CSV: asCsv, Markdown: asMarkdown, LaTeX: asLatex};

function fillCopies(place, rows) {
  const said = element("span", {role: "status"});
  const text = element("textarea", {rows: 6, readonly: true, hidden: true, "aria-label": "the table as text"});
  const shown = [...document.querySelectorAll(".sortable thead [data-name]")].map(head => columns.get(head.dataset.name));
  async function copy(name) {
    const cells = rows();
    text.value = FORMATS[name](shown, cells);
    try {
      await navigator.clipboard.writeText(text.value);
      text.hidden = true;
      said.textContent = ` ${cells.length} ${cells.length === 1 ? "row is" : "rows are"} copied.`;
    } catch { // a browser that does not let a page write to the clipboard
      text.hidden = false;
      text.select();
      said.textContent = " Copy the text below.";
    }
  }
  place.append("Copy the table as ", ...Object.keys(FORMATS).flatMap(name =>
    [element("button", {type: "button", click: () => copy(name)}, name), " "]), said, text);
}

const textOf = (cell, column) => (at(cell, column.name) === null && column.name !== "psnr" ? "" : printed(at(cell, column.name), column));

// Numbers with all of their digits.
function asCsv(shown, cells) {
  const quoted = value => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = [["stem", ...shown.map(column => column.name)], ...cells.map(cell => [cell.stem, ...shown.map(column => String(at(cell, column.name) ?? ""))])];
  return rows.map(row => row.map(quoted).join(",") + "\n").join("");
}

function asMarkdown(shown, cells) {
  const row = texts => `| ${texts.map(text => text.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return row(["configuration", ...shown.map(column => column.label)]) + row([":--", ...shown.map(column => (column.number ? "--:" : ":--"))]) +
    cells.map(cell => row([cell.stem, ...shown.map(column => textOf(cell, column))])).join("");
}

// For the package booktabs.
function asLatex(shown, cells) {
  const signs = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "→": "$\\to$", "∞": "$\\infty$", "−": "$-$", "–": "--"};
  const escaped = text => text.replace(/[\\~^→∞−–]|[&%$#_{}]/g, sign => signs[sign] ?? `\\${sign}`);
  const row = texts => `${texts.map(escaped).join(" & ")} \\\\\n`;
  return `\\begin{tabular}{l${shown.map(column => (column.number ? "r" : "l")).join("")}}\n\\toprule\n` +
    row(["configuration", ...shown.map(column => column.label)]) + "\\midrule\n" +
    cells.map(cell => row([cell.stem, ...shown.map(column => textOf(cell, column))])).join("") + "\\bottomrule\n\\end{tabular}\n";
}
