// Choosing and typing change the view, and the view changes the page.

const part = id => document.getElementById(id);
let view = read(location.hash.slice(1));

const fields = fillChoices(part("choices"), change), controls = fillAxes(part("axes"), change);
const table = fillTable(document.querySelector("table.sortable"), part("more"), change);
const comparison = fillComparison(part("beside"));
part("explorer").hidden = false;
const chart = fillChart(part("chart"), part("pointed"), change);
const parallel = fillParallel(part("parallel"), change);

function change(parts) {
  view = {...view, part: "", ...parts(view)};
  history.replaceState(null, "", `#${written(view) || "explore"}`);
  show();
}

function show() {
  const {shown, fault, hints} = shownBy(view);
  part("where").value = part("where") === document.activeElement ? part("where").value : view.where;
  part("where").setAttribute("aria-invalid", Boolean(fault));
  part("fault").textContent = fault;
  part("hint").textContent = hints.join(" ");
  part("shown").textContent = `${shown.length} of ${data.cells.length} configurations are shown.`;
  part("count").textContent = `${view.chosen.length} chosen`;
  part("bar").hidden = view.chosen.length === 0;
  part("none").hidden = view.chosen.length > 0;
  fields(view);
  controls(view);
  table(view, shown);
  chart(view, shown);
  parallel(view, shown);
  comparison(view);
}

// A part of the page, or what a view without one shows.
function goTo(id, behavior) {
  const target = part(id);
  target.scrollIntoView({behavior});
  target.setAttribute("tabindex", "-1");
  target.focus({preventScroll: true});
}

// Links lead to a part and keep the view in the URL.
document.addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  view = {...view, part: link.hash.slice(1)};
  history.pushState(null, "", `#${written(view)}`);
  goTo(view.part);
});

const asked = () => {
  part("where").blur();
  view = read(location.hash.slice(1));
  show();
  const id = view.part || (location.hash.includes("=") ? "explore" : "");
  if (id) goTo(id, "instant");
};

part("where").addEventListener("input", soon(() => change(() => ({where: part("where").value}))));
part("filter").addEventListener("submit", event => event.preventDefault());
part("all").addEventListener("click", () => {
  part("where").value = "";
  change(() => ({where: "", only: {}, range: {}}));
});
for (const clear of document.querySelectorAll(".clear")) clear.addEventListener("click", () => change(() => ({chosen: []})));
const inOrder = () => sorted(view.sort.replace("-", ""), view.sort.startsWith("-")).filter(cell => shownBy(view).shown.includes(cell));
fillCopies(part("copies"), "the table", format => tableOf(inOrder(), format));
for (const table of document.querySelectorAll("table.overview")) {
  const place = element("p", {class: "buttons copies"});
  table.after(place);
  fillCopies(place, table.rows[0].cells[0].textContent, () => readTable(table));
}
fillSaves(part("saves"), () => chart.saved());
addEventListener("hashchange", asked);
asked();
performance.mark("usable");
