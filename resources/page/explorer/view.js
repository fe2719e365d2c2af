// What is looked at. It is kept in the fragment of the page's address, so that a view can be sent.

const SQUEEZED = 4; // largest through smallest value from which on an axis is logarithmic by itself

const START = {
  where: "",
  only: {}, // by axis, the values that are shown
  range: {}, // by measure, the smallest and the largest value that are shown, null for any
  y: columns.has("error") ? "error" : measures[0].name,
  x: axes.find(axis => axis.number && valuesOf(axis.name).length > 1)?.name ?? axes[0].name,
  by: columns.has("folder") ? "folder" : "pair",
  scales: {}, // log or linear, of x and y; left out, it follows from the values
  sort: "", // the name of a column, behind a minus if it descends
  chosen: [], // the stems of those side by side
};

function written(view) {
  const params = new URLSearchParams();
  for (const name of ["where", "y", "x", "by", "sort"]) {
    if (view[name] !== START[name]) params.set(name, view[name]);
  }
  for (const [name, values] of Object.entries(view.only)) {
    for (const value of values) params.append(`only.${name}`, value);
  }
  for (const [name, [least, most]] of Object.entries(view.range)) {
    if (least !== null) params.set(`min.${name}`, least);
    if (most !== null) params.set(`max.${name}`, most);
  }
  for (const [axis, scale] of Object.entries(view.scales)) params.set(`scale.${axis}`, scale);
  for (const stem of view.chosen) params.append("chosen", stem);
  return params.toString();
}

// The view of a fragment; what the page does not have is left out. Null if it is no view.
function read(fragment) {
  if (!fragment.includes("=")) return null;
  const view = {...START, only: {}, range: {}, scales: {}, chosen: []};
  for (const [key, value] of new URLSearchParams(fragment)) {
    const [kind, name] = key.split(/\.(.*)/s);
    if (key === "where") view.where = value;
    if (key === "sort" && columns.has(value.replace("-", ""))) view.sort = value;
    if ((key === "x" || key === "y") && columns.has(value)) view[key] = value;
    if (key === "by" && (value === "pair" || columns.has(value))) view.by = value;
    if (kind === "scale" && ["log", "linear"].includes(value)) view.scales[name] = value;
    if (key === "chosen" && cells.has(value) && !view.chosen.includes(value)) view.chosen.push(value);
    if (!columns.has(name)) continue;
    if (kind === "only") (view.only[name] ??= []).push(value);
    if (kind === "min" || kind === "max") {
      view.range[name] ??= [null, null];
      view.range[name][kind === "min" ? 0 : 1] = Number(value);
    }
  }
  return view;
}

// Whether an axis of the chart is logarithmic.
function isLog(view, axis) {
  const column = columns.get(view[axis]);
  if (!column.number) return false;
  const positive = valuesOf(column.name).filter(value => value > 0);
  const wide = positive.length === valuesOf(column.name).length && positive.at(-1) > SQUEEZED * positive[0];
  return positive.length > 0 && (view.scales[axis] ? view.scales[axis] === "log" : wide);
}

// The configurations that a view shows, and why what was typed was not understood.
function shownBy(view) {
  let typed = () => true, fault = "";
  try {
    if (view.where.trim()) typed = condition(view.where);
  } catch (error) {
    fault = error.message;
  }
  const within = cell =>
    Object.entries(view.only).every(([name, values]) => values.includes(String(at(cell, name)))) &&
    Object.entries(view.range).every(([name, [least, most]]) =>
      at(cell, name) !== null && at(cell, name) >= (least ?? -Infinity) && at(cell, name) <= (most ?? Infinity));
  return {shown: data.cells.filter(cell => within(cell) && typed(cell)), fault};
}
