// A chart of any column against any other: a point a configuration, lines through the means over the seeds.

// Okabe and Ito's palette, told apart by colour-blind readers; symbols serve print.
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "cross", "wye"];
const MOST_LINES = 60;

const labelOf = name => (name === "pair" ? "encoder → decoder" : columns.get(name).label);
const groupOf = (cell, by) => (by === "pair" ? pair(cell) : String(at(cell, by)));

// A colour and a symbol for each of some names; of numbers the smaller, the darker.
function looks(domain, ordered) {
  const colours = ordered ? d3.quantize(t => d3.interpolateViridis(0.9 * t), Math.max(domain.length, 2)) : COLOURS;
  return {
    color: {domain, range: domain.map((_, i) => colours[i % colours.length])},
    symbol: {domain, range: domain.map((_, i) => SYMBOLS[i % SYMBOLS.length]), legend: true},
  };
}

// Whether a column has so few values that each can have a tick.
const hasFew = name => !columns.get(name).measure && columns.get(name).number && valuesOf(name).length <= 12;

// A logarithmic axis is no longer than it needs to be.
function scaleOf(label, isLog, values) {
  const [least, most] = d3.extent(values);
  return isLog && most > 0 ? {label, type: "log", domain: [least / 1.1, most * 1.1]} : {label, grid: true, nice: true};
}

// The ticks of a logarithmic axis: 1, 2 and 5 of each decade, or more of them where these are too few.
function ticksOf(values) {
  const [least, most] = d3.extent(values);
  if (!(least > 0)) return [];
  const all = d3.scaleLog([least / 1.1, most * 1.1], [0, 1]).ticks();
  const clean = all.filter(value => ["1", "2", "5"].includes(value.toExponential()[0]));
  return [clean, all, d3.ticks(least, most, 5)].find(ticks => ticks.length > 2) ?? [least, most];
}

const axisMarks = (axis, ticks) => [Plot[`grid${axis}`](ticks), Plot[`axis${axis}`](ticks, {text: printed})];

function axisOf(name, axis, isLog, values) {
  const {label, number} = columns.get(name);
  if (!number) return {scale: {type: "point", label, domain: valuesOf(name), padding: 0.5}, marks: []};
  const ticks = hasFew(name) ? valuesOf(name) : isLog ? ticksOf(values) : [];
  const scale = {...scaleOf(label, isLog, values), ...(ticks.length && {grid: false, nice: false})};
  return {scale, marks: ticks.length ? axisMarks(axis, ticks) : []};
}

function pointsOf(shown, view) {
  const can = axis => cell => at(cell, view[axis]) !== null && !(isLog(view, axis) && at(cell, view[axis]) <= 0);
  return shown.filter(can("x")).filter(can("y")).map(cell => ({
    cell, x: at(cell, view.x), y: at(cell, view.y), group: groupOf(cell, view.by),
    text: [cell.stem, ...["y", "x"].map(axis => `${labelOf(view[axis])}: ${printed(at(cell, view[axis]))}`)].join("\n"),
  }));
}

// The means of points that differ in nothing but what is along, and the seed.
function meansOf(points, view) {
  if (columns.get(view.x).measure || !columns.get(view.x).number || !columns.get(view.y).number) return [];
  const line = ({cell}) => axes.filter(({name}) => name !== view.x && name !== "seed").map(({name}) => at(cell, name)).join();
  const lines = d3.groups(points, line);
  if (lines.length > MOST_LINES) return [];
  return lines.flatMap(([z, of]) => d3.rollups(of, some => d3.mean(some, point => point.y), point => point.x)
    .map(([x, y]) => ({z, x, y, group: of[0].group})).sort((a, b) => a.x - b.x));
}

function draw(shown, view, width) {
  const points = pointsOf(shown, view), chosen = points.filter(point => view.chosen.includes(point.cell.stem));
  const ordered = view.by !== "pair" && columns.get(view.by).number;
  const domain = view.by === "pair" ? [...new Set(data.cells.map(pair))] : valuesOf(view.by).map(String);
  const [x, y] = ["x", "y"].map(axis =>
    axisOf(view[axis], axis.toUpperCase(), isLog(view, axis), points.map(point => point[axis])));
  const plot = Plot.plot({
    width, height: Math.max(320, Math.min(460, width * 0.55)), marginLeft: 62, marginBottom: 44, marginRight: 24,
    style: {fontSize: "13px"},
    x: x.scale, y: y.scale,
    ...looks(domain, ordered),
    marks: [
      ...x.marks, ...y.marks,
      Plot.line(meansOf(points, view), {x: "x", y: "y", z: "z", stroke: "group", strokeOpacity: 0.45}),
      Plot.dot(points, {
        x: "x", y: "y", fill: "group", symbol: "group", r: points.length > 200 ? 3.5 : 5, stroke: "currentColor", strokeWidth: 0.4,
        title: "text", tip: true,
      }),
      Plot.dot(chosen, {x: "x", y: "y", r: 10, stroke: "currentColor", strokeWidth: 2}),
    ],
  });
  return {plot, points};
}

function fillChart(place, said, change) {
  const body = element("div", {class: "plot", tabindex: 0, role: "group", "aria-roledescription": "chart"});
  place.append(body);
  let view, shown, drawn, width = 0, current = -1;
  const svg = () => body.querySelector("figure > svg:last-of-type, :scope > svg");

  function redraw() {
    width = Math.floor(body.clientWidth);
    drawn = draw(shown, view, Math.max(width, 300));
    current = -1;
    body.replaceChildren(drawn.plot);
    svg().setAttribute("aria-hidden", "true");
    svg().style.maxWidth = "100%";
    const left = shown.length - drawn.points.length;
    body.setAttribute("aria-label", `${labelOf(view.y)} against ${labelOf(view.x)}: ${drawn.points.length} points` +
      `${left ? `, ${left} have no value on such an axis` : ""}. Arrow keys go from one to the next, Enter chooses.`);
  }
  // A key moves the pointer that the library listens to.
  function point(step) {
    const inOrder = d3.sort(drawn.points, of => of.x, of => of.y);
    if (!inOrder.length) return;
    current = (current + step + inOrder.length) % inOrder.length;
    const {x, y, text} = inOrder[current];
    const [left, top] = [drawn.plot.scale("x").apply(x), drawn.plot.scale("y").apply(y)];
    const {x: clientX, y: clientY} = new DOMPoint(left, top).matrixTransform(svg().getScreenCTM());
    svg().dispatchEvent(new PointerEvent("pointermove", {clientX, clientY, pointerType: "mouse", bubbles: true}));
    said.textContent = text.replaceAll("\n", ", ");
  }
  const choose = () => {
    const stem = drawn.plot.value?.cell.stem;
    if (stem) change(view => ({chosen: toggled(view.chosen, stem)}));
  };
  body.addEventListener("click", choose);
  body.addEventListener("keydown", event => {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (step) point(step < 0 && current < 0 ? 0 : step);
    if (event.key === "Enter") choose();
    if (step || event.key === "Enter") event.preventDefault();
  });
  new ResizeObserver(() => shown && Math.floor(body.clientWidth) !== width && redraw()).observe(body);
  return (now, cells) => {
    [view, shown] = [now, cells];
    redraw();
  };
}
