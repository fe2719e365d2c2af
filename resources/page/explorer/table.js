// The table: it was in the page before any script ran. Its headings sort it, its rows are chosen by a tick.

const MOST_ROWS = 100; // of a long table, until all are requested: thousands of cells take long to lay out

function fillTable(table, more, change) {
  const rows = new Map([...table.tBodies[0].rows].map(row => [row.dataset.stem, row]));
  const heads = [...table.tHead.rows[0].cells].filter(head => head.dataset.name);
  for (const head of heads) {
    const sort = view => ({sort: view.sort === head.dataset.name ? `-${view.sort}` : head.dataset.name});
    head.append(element("button", {type: "button", click: () => change(sort)}, ...head.childNodes));
  }
  const ticks = new Map();
  for (const [stem, row] of rows) {
    const choose = () => change(view => ({chosen: toggled(view.chosen, stem)}));
    const tick = element("input", {type: "checkbox", tabindex: -1, "aria-label": stem, change: choose});
    row.cells[0].replaceChildren(element("label", {}, tick, element("span", {}, ...breakable(stem))));
    ticks.set(stem, tick);
  }

  // One tick is reached by the tabulator, the others from it by arrow keys: hundreds would bar the way.
  let reached = null;
  function reach(tick) {
    if (reached) reached.tabIndex = -1;
    reached = tick;
    if (reached) reached.tabIndex = 0;
  }
  const inOrder = () => [...table.tBodies[0].rows].filter(row => !row.hidden);
  const seen = () => inOrder().filter(row => !row.classList.contains("later")).map(row => ticks.get(row.dataset.stem));
  table.addEventListener("focusin", event => event.target.type === "checkbox" && reach(event.target));
  table.addEventListener("keydown", event => {
    const step = {ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity}[event.key];
    if (!step || event.target.type !== "checkbox") return;
    const all = seen(), to = Math.min(Math.max(all.indexOf(event.target) + step, 0), all.length - 1);
    all[to].focus();
    event.preventDefault();
  });

  let most = MOST_ROWS;
  function cut() {
    const found = inOrder();
    found.forEach((row, i) => row.classList.toggle("later", i >= most));
    more.hidden = found.length <= most;
    more.textContent = `Show all ${found.length} rows`;
  }
  more.addEventListener("click", () => {
    const next = seen().length;
    most = Infinity;
    cut();
    seen()[next].focus();
  });

  let order = "", before = null;
  return (view, shown) => {
    const stems = shown.map(cell => cell.stem).join(), isSame = view.sort === order && stems === before;
    if (stems !== before) {
      before = stems;
      const visible = new Set(shown.map(cell => cell.stem));
      for (const [stem, row] of rows) row.hidden = !visible.has(stem);
    }
    const now = new Set(view.chosen);
    for (const [stem, tick] of ticks) if (tick.checked !== now.has(stem)) tick.checked = now.has(stem);
    if (view.sort !== order) {
      order = view.sort;
      const name = order.replace("-", ""), descends = order.startsWith("-");
      for (const head of heads) {
        head.removeAttribute("aria-sort");
        if (head.dataset.name === name) head.setAttribute("aria-sort", descends ? "descending" : "ascending");
      }
      table.tBodies[0].append(...sorted(name, descends).map(cell => rows.get(cell.stem)));
    }
    if (!isSame) cut();
    if (!seen().includes(reached)) reach(seen()[0] ?? null);
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
