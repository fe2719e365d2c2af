// A chart of any column against any other: one point per configuration, lines through the means over the seeds.

// Okabe and Ito's palette and two more, which colour-blind readers can distinguish; symbols serve print.
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#888888"];
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "cross", "wye", "hexagon"];
const MOST_LINES = 60;
const SMALL = {columns: 4, height: 190}; // charts beside each other where one would have more colours than can be distinguished

const labelOf = name => (name === "pair" ? "encoder → decoder" : columns.get(name).label);
const groupOf = (cell, by) => (by === "pair" ? pair(cell) : String(at(cell, by)));

// The groups of points, in order, with a colour and a symbol for each; of numbers the smaller, the darker.
function groupsOf(by) {
  const domain = by === "pair" ? [...new Set(data.cells.map(pair))] : valuesOf(by).map(String);
  const ordered = by !== "pair" && columns.get(by).number;
  return {domain, ordered, ...looks(domain, ordered), apart: !ordered && domain.length > COLOURS.length};
}

function looks(domain, ordered) {
  const colours = ordered ? d3.quantize(t => d3.interpolateViridis(0.9 * t), Math.max(domain.length, 2)) : COLOURS;
  return {
    color: {domain, range: domain.map((_, i) => colours[i % colours.length])},
    symbol: {domain, range: domain.map((_, i) => SYMBOLS[i % SYMBOLS.length])},
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

const axisMarks = (axis, ticks) => [Plot[`grid${axis}`](ticks), Plot[`axis${axis}`](ticks, {text: rounded})];

function axisOf(name, axis, isLog, values) {
  const {label, number} = columns.get(name);
  if (!number) return {scale: {type: "point", label, domain: valuesOf(name), padding: 0.5}, marks: []};
  const ticks = hasFew(name) ? valuesOf(name) : isLog ? ticksOf(values) : [];
  const scale = {...scaleOf(label, isLog, values), ...(ticks.length && {grid: false, nice: false})};
  return {scale, marks: ticks.length ? axisMarks(axis, ticks) : []};
}

function pointsOf(shown, view) {
  const can = axis => cell => at(cell, view[axis]) !== null && !(isLog(view, axis) && at(cell, view[axis]) <= 0);
  const order = new Map(groupsOf(view.by).domain.map((group, i) => [group, i]));
  return shown.filter(can("x")).filter(can("y")).map(cell => {
    const group = groupOf(cell, view.by), place = order.get(group);
    return {cell, x: at(cell, view.x), y: at(cell, view.y), group, ...placed(place)};
  });
}
const textsOf = ({cell}, view) =>
  [cell.stem, ...["y", "x"].map(axis => `${labelOf(view[axis])}: ${printed(at(cell, view[axis]), columns.get(view[axis]))}`)];
const placed = place => ({fx: place % SMALL.columns, fy: Math.floor(place / SMALL.columns)});

// The means of points that differ only in the horizontal axis and the seed.
function meansOf(points, view) {
  if (columns.get(view.x).measure || !columns.get(view.x).number || !columns.get(view.y).number) return [];
  const line = ({cell}) => axes.filter(({name}) => name !== view.x && name !== "seed").map(({name}) => at(cell, name)).join();
  const lines = d3.groups(points, line);
  if (lines.length > MOST_LINES) return [];
  return lines.flatMap(([z, of]) => d3.rollups(of, some => d3.mean(some, point => point.y), point => point.x)
    .map(([x, y]) => ({...of[0], z, x, y})).sort((a, b) => a.x - b.x));
}

function draw(shown, view, width) {
  const points = pointsOf(shown, view), groups = groupsOf(view.by);
  const [x, y] = ["x", "y"].map(axis =>
    axisOf(view[axis], axis.toUpperCase(), isLog(view, axis), points.map(point => point[axis])));
  const facet = groups.apart ? {fx: "fx", fy: "fy"} : {}, titles = groups.domain.map((group, i) => ({group, ...placed(i)}));
  const plot = Plot.plot({
    width, marginLeft: 62, marginBottom: 44, marginRight: 24, marginTop: groups.apart ? 46 : 20,
    height: groups.apart ? 76 + SMALL.height * Math.ceil(groups.domain.length / SMALL.columns) : Math.max(320, Math.min(460, width * 0.55)),
    style: {fontSize: "13px"},
    x: x.scale, y: y.scale, fx: {axis: null}, fy: {axis: null},
    color: groups.color, symbol: groups.symbol,
    marks: [
      ...x.marks, ...y.marks,
      ...(groups.apart ? [Plot.text(titles, {...facet, text: "group", frameAnchor: "top", dy: -14, fontWeight: "bold"})] : []),
      Plot.line(meansOf(points, view), {x: "x", y: "y", z: "z", ...facet, stroke: "group", strokeOpacity: 0.45}),
      Plot.dot(points, {
        x: "x", y: "y", ...facet, fill: "group", symbol: "group", r: points.length > 200 ? 3.5 : 5, stroke: "currentColor", strokeWidth: 0.4,
      }),
      Plot.dot(points, Plot.pointer({x: "x", y: "y", ...facet, r: 9, stroke: "currentColor"})),
    ],
  });
  return {plot, points, groups};
}

// Where the dot of each point is in the chart, by the point's number.
function dotsOf(svg) {
  const found = new Map();
  for (const dot of svg.querySelector("[aria-label=dot]")?.querySelectorAll("path, circle") ?? []) {
    let [x, y] = [0, 0];
    for (let shape = dot; shape !== svg; shape = shape.parentNode) {
      const move = shape.transform.baseVal.consolidate()?.matrix;
      if (move) [x, y] = [x + move.e, y + move.f];
    }
    found.set(dot.__data__, {x, y});
  }
  return found;
}

// What the colours and symbols stand for, as an SVG.
function legendOf({color: {domain, range}, symbol}, width) {
  const SHAPES = {
    circle: d3.symbolCircle, square: d3.symbolSquare, triangle: d3.symbolTriangle, diamond: d3.symbolDiamond,
    star: d3.symbolStar, cross: d3.symbolCross, wye: d3.symbolWye, hexagon: HEXAGON,
  };
  const legend = d3.create("svg").attr("font-size", 13).attr("role", "img").attr("aria-label", `colours: ${domain.join(", ")}`);
  let [x, y] = [14, 14];
  domain.forEach((group, i) => {
    const wide = 34 + 7.5 * group.length;
    if (x + wide > width && x > 14) [x, y] = [14, y + 22];
    const entry = legend.append("g").attr("transform", `translate(${x},${y})`);
    entry.append("path").attr("d", d3.symbol(SHAPES[symbol.range[i % symbol.range.length]], 70)()).attr("fill", range[i % range.length]);
    entry.append("text").attr("x", 12).attr("dy", "0.35em").attr("fill", "currentColor").text(group);
    x += wide;
  });
  return legend.attr("width", width).attr("height", y + 16).node();
}
const HEXAGON = {
  draw(context, size) {
    const radius = Math.sqrt(size / 2.6);
    d3.range(6).forEach(i => context[i ? "lineTo" : "moveTo"](radius * Math.sin((i * Math.PI) / 3), radius * Math.cos((i * Math.PI) / 3)));
    context.closePath();
  },
};

function fillChart(place, said, change) {
  const legend = element("div", {class: "legend"}), tip = element("div", {class: "tip", hidden: true, "aria-hidden": true});
  const body = element("div", {class: "plot", tabindex: 0, role: "group", "aria-roledescription": "chart"});
  const empty = element("p", {class: "empty", hidden: true}, "No configuration is shown.");
  place.append(legend, empty, element("div", {class: "around"}, body, tip));
  let view, shown, drawn, dots, drawnOf = "", width = 0, current = -1, pointed = null;
  const svg = () => body.querySelector("figure > svg:last-of-type, :scope > svg");

  function redraw() {
    width = Math.floor(body.clientWidth);
    drawn = draw(shown, view, Math.max(width, 300));
    [current, dots] = [-1, null];
    body.replaceChildren(drawn.plot);
    svg().setAttribute("aria-hidden", "true");
    svg().style.maxWidth = "100%";
    drawn.plot.addEventListener("input", () => tell(drawn.plot.value));
    tell(null);
    legend.hidden = drawn.groups.apart;
    legend.replaceChildren(legendOf(drawn.groups, width));
    const left = shown.length - drawn.points.length;
    body.setAttribute("aria-label", `${labelOf(view.y)} against ${labelOf(view.x)}: ${drawn.points.length} points` +
      `${left ? `, ${left} have no value on such an axis` : ""}. Arrow keys go from one to the next, Enter chooses.`);
    empty.hidden = drawn.points.length > 0;
    body.hidden = drawn.points.length === 0;
    if (shown.length && left === shown.length) empty.textContent = "No configuration has a value on these axes.";
    else empty.textContent = "No configuration is shown.";
  }

  // Rings around chosen points, on top of the chart: a choice redraws nothing else.
  function ring() {
    if (view.chosen.length) dots ??= dotsOf(svg());
    d3.select(svg()).selectAll(".rings").data([0]).join("g").attr("class", "rings").selectAll("circle")
      .data(drawn.points.map((point, i) => [point, i]).filter(([point]) => view.chosen.includes(point.cell.stem)), ([point]) => point.cell.stem)
      .join("circle").attr("r", 10).attr("fill", "none").attr("stroke", "currentColor").attr("stroke-width", 2)
      .attr("cx", ([, i]) => dots.get(i).x).attr("cy", ([, i]) => dots.get(i).y);
  }

  // The name, the values and the pictures of a point, beside it.
  function tell(point) {
    pointed = point;
    tip.hidden = !point;
    if (!point) return;
    dots ??= dotsOf(svg());
    const {x, y} = dots.get(drawn.points.indexOf(point)), [name, ...values] = textsOf(point, view);
    tip.replaceChildren(element("b", {}, ...breakable(name)), ...values.map(value => element("div", {}, value)),
      element("img", {src: point.cell.images, alt: "", class: "pixels"}));
    Object.assign(tip.style, {top: `${y + 14}px`, ...(x > width / 2 ? {left: "", right: `${width - x + 8}px`} : {left: `${x + 8}px`, right: ""})});
  }

  function step(by) {
    const inOrder = d3.sort(drawn.points, of => of.x, of => of.y);
    if (!inOrder.length) return;
    current = (current + by + inOrder.length) % inOrder.length;
    tell(inOrder[current]);
    said.textContent = textsOf(inOrder[current], view).join(", ");
  }
  const choose = () => {
    const stem = pointed?.cell.stem;
    if (stem) change(view => ({chosen: toggled(view.chosen, stem)}));
  };
  body.addEventListener("click", choose);
  body.addEventListener("blur", () => tell(null));
  body.addEventListener("keydown", event => {
    const by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (by) step(by < 0 && current < 0 ? 0 : by);
    if (event.key === "Enter") choose();
    if (by || event.key === "Enter") event.preventDefault();
  });
  new ResizeObserver(() => {
    if (!shown || !body.clientWidth || Math.floor(body.clientWidth) === width) return;
    redraw();
    ring();
  }).observe(place);

  const update = (now, cells) => {
    const of = JSON.stringify([now.y, now.x, now.by, now.scales, cells.map(cell => cell.stem)]);
    [view, shown] = [now, cells];
    if (of !== drawnOf) {
      body.hidden = false; // its width is measured
      redraw();
    }
    drawnOf = of;
    ring();
  };
  update.saved = () => ({svg: svg(), groups: drawn.groups, name: `${view.y} against ${view.x}`});
  return update;
}
