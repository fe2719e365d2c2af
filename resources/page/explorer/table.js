// The table: it was in the page before any script ran. Its headings sort it, its rows are chosen by a tick.

function fillTable(table, change) {
  const rows = new Map([...table.tBodies[0].rows].map(row => [row.dataset.stem, row]));
  const heads = [...table.tHead.rows[0].cells].filter(head => head.dataset.name);
  for (const head of heads) {
    const sort = view => ({sort: view.sort === head.dataset.name ? `-${view.sort}` : head.dataset.name});
    head.append(element("button", {type: "button", click: () => change(sort)}, ...head.childNodes));
  }
  const ticks = new Map();
  for (const [stem, row] of rows) {
    const choose = () => change(view => ({chosen: toggled(view.chosen, stem)}));
    const tick = element("input", {type: "checkbox", "aria-label": stem, change: choose});
    row.cells[0].replaceChildren(element("label", {}, tick, element("span", {}, ...breakable(stem))));
    ticks.set(stem, tick);
  }
  let order = "";
  return (view, shown) => {
    const visible = new Set(shown.map(cell => cell.stem));
    for (const [stem, row] of rows) {
      row.hidden = !visible.has(stem);
      ticks.get(stem).checked = view.chosen.includes(stem);
    }
    if (view.sort === order) return;
    order = view.sort;
    const name = order.replace("-", ""), descends = order.startsWith("-");
    for (const head of heads) {
      head.removeAttribute("aria-sort");
      if (head.dataset.name === name) head.setAttribute("aria-sort", descends ? "descending" : "ascending");
    }
    table.tBodies[0].append(...sorted(name, descends).map(cell => rows.get(cell.stem)));
  };
}

const toggled = (list, item) => (list.includes(item) ? list.filter(other => other !== item) : [...list, item]);

// Numbers by value, words by the alphabet; what is empty stays last; no name, and they are as the grid has them.
function sorted(name, descends) {
  if (!name) return data.cells;
  const {number} = columns.get(name);
  return data.cells.toSorted((one, other) => {
    const [a, b] = [at(one, name), at(other, name)];
    if (a === null || b === null) return (a === null) - (b === null);
    return (descends ? -1 : 1) * (number ? a - b : a.localeCompare(b, "en", {numeric: true}));
  });
}
