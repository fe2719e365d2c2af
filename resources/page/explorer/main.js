// What is chosen or typed changes the view, and the view what is shown.

const part = id => document.getElementById(id);
let view = read(location.hash.slice(1)) ?? START;

const fields = fillChoices(part("choices"), change), controls = fillAxes(part("axes"), change);
const table = fillTable(document.querySelector("table.sortable"), change);
const comparison = fillComparison(part("beside"));
part("explorer").hidden = false;
const chart = fillChart(part("chart"), part("pointed"), change);

function change(parts) {
  view = {...view, ...parts(view)};
  history.replaceState(null, "", `#${written(view) || "explore"}`);
  show();
}

function show() {
  const {shown, fault} = shownBy(view);
  part("where").value = part("where") === document.activeElement ? part("where").value : view.where;
  part("where").setAttribute("aria-invalid", Boolean(fault));
  part("fault").textContent = fault;
  part("shown").textContent = `${shown.length} of ${data.cells.length} configurations are shown.`;
  part("count").textContent = `${view.chosen.length} chosen`;
  part("bar").hidden = view.chosen.length === 0;
  part("none").hidden = view.chosen.length > 0;
  fields(view);
  controls(view);
  table(view, shown);
  chart(view, shown);
  comparison(view);
}

part("where").addEventListener("input", soon(() => change(() => ({where: part("where").value}))));
part("filter").addEventListener("submit", event => event.preventDefault());
part("all").addEventListener("click", () => {
  part("where").value = "";
  change(() => ({where: "", only: {}, range: {}}));
});
for (const clear of document.querySelectorAll(".clear")) clear.addEventListener("click", () => change(() => ({chosen: []})));
addEventListener("hashchange", () => {
  const sent = read(location.hash.slice(1));
  if (sent) {
    view = sent;
    show();
  }
});
show();
performance.mark("usable");
if (read(location.hash.slice(1))) part("explore").scrollIntoView({behavior: "instant"});
