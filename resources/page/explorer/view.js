// What is looked at. It is kept in the fragment of the page's URL, so that a view can be sent.

const SQUEEZED = 4; // largest through smallest value from which on an axis is logarithmic automatically

const START = {
  where: "",
  only: {}, // by column, the values that are shown
  range: {}, // by column, the smallest and the largest value that are shown, null for any
  y: columns.has("error") ? "error" : measures[0].name,
  x: axes.find(axis => axis.number && valuesOf(axis.name).length > 1)?.name ?? axes[0].name,
  by: columns.has("folder") ? "folder" : "pair",
  scales: {}, // log or linear, of x and y; left out, it follows from the values
  sort: "", // the name of a column, behind a minus if it descends
  chosen: [], // the stems of those side by side
  part: "", // the part of the page that a link has led to
};

function written(view) {
  const params = new URLSearchParams();
  for (const name of ["where", "y", "x", "by", "sort", "part"]) {
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
  const text = params.toString();
  return text === `part=${view.part}` ? view.part : text;
}

// What the axes of the chart and its colours can be: what has several values, and what there is without any.
const several = data.columns.filter(column => valuesOf(column.name).length > 1);
const offered = (name, list) => [...(list.some(column => column.name === name) ? [] : [columns.get(name)]), ...list];
const OFFERED = {
  y: offered(START.y, several.filter(column => column.number && column.measure)),
  x: offered(START.x, several),
  by: [{name: "pair", label: "encoder → decoder"}, ...axes.filter(axis => several.includes(axis) || axis.name === START.by)],
};

// The view of a fragment; what the page does not have is left out.
function read(fragment) {
  if (!fragment.includes("=")) return {...START, part: document.getElementById(fragment) ? fragment : ""};
  const view = {...START, only: {}, range: {}, scales: {}, chosen: []};
  for (const [key, value] of new URLSearchParams(fragment)) {
    const [kind, name] = key.split(/\.(.*)/s);
    if (key === "where") view.where = value;
    if (key === "part" && document.getElementById(value)) view.part = value;
    if (key === "sort" && columns.has(value.replace("-", ""))) view.sort = value;
    if (OFFERED[key]?.some(column => column.name === value)) view[key] = value;
    if (kind === "scale" && ["x", "y"].includes(name) && ["log", "linear"].includes(value)) view.scales[name] = value;
    if (key === "chosen" && cells.has(value) && !view.chosen.includes(value)) view.chosen.push(value);
    if (!columns.has(name)) continue;
    if (kind === "only" && valuesOf(name).some(there => String(there) === value)) (view.only[name] ??= []).push(value);
    if ((kind === "min" || kind === "max") && columns.get(name).number && NUMBER.test(value)) {
      view.range[name] ??= [null, null];
      view.range[name][kind === "min" ? 0 : 1] = Number(value);
    }
  }
  return view;
}

// Whether an axis of the chart is logarithmic.
function isLog(view, axis) {
  const column = columns.get(view[axis]);
  return column.number && canBeLog(column.name) && (view.scales[axis] ? view.scales[axis] === "log" : isWide(column.name));
}
const canBeLog = name => valuesOf(name).length > 0 && valuesOf(name)[0] > 0;
const isWide = name => canBeLog(name) && valuesOf(name).at(-1) > SQUEEZED * valuesOf(name)[0];

// The configurations that a view shows, and why what was typed was not understood.
function shownBy(view) {
  let typed = () => true, fault = "", hints = [];
  try {
    if (view.where.trim()) ({holds: typed, hints} = condition(view.where));
  } catch (error) {
    fault = error.message;
  }
  const only = Object.entries(view.only).map(([name, values]) => [name, new Set(values)]);
  const within = cell =>
    only.every(([name, values]) => values.has(String(at(cell, name)))) &&
    Object.entries(view.range).every(([name, [least, most]]) =>
      at(cell, name) !== null && at(cell, name) >= (least ?? -Infinity) && at(cell, name) <= (most ?? Infinity));
  return {shown: data.cells.filter(cell => within(cell) && typed(cell)), fault, hints};
}
