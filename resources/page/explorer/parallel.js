// Parallel coordinates: an axis for each column that varies in the grid and for the measure of the chart, a line for each
// configuration. A range that is drawn along an axis filters.

const TALL = 260, HEAD = 34, FOOT = 14; // pixels
const LEAST = 3; // axes of the grid, from which on they are drawn
const LONGEST = 20; // letters of a value beside its axis
const APART = 96; // pixels from one axis to the next, or more: where there is no room they scroll

// Along an axis, where each of its values is: words and few numbers evenly spaced, others by their value.
function scaleAlong(column) {
  const values = valuesOf(column.name), ranged = column.number && (column.measure || values.length > MANY);
  if (!ranged) return {values, scale: d3.scalePoint(column.number ? values : values.toReversed(), [TALL - FOOT, HEAD]).padding(0.3)};
  const scale = (isWide(column.name) ? d3.scaleLog : d3.scaleLinear)(d3.extent(values), [TALL - FOOT, HEAD]);
  return {values, scale, ranged};
}

function fillParallel(place, change) {
  const varying = axes.filter(column => several.includes(column));
  place.hidden = varying.length < LEAST;
  if (place.hidden) return () => {};
  const canvas = element("canvas"), svg = d3.select(place).select(".coordinates").append(() => canvas).select(function () {
    return this.parentNode;
  }).append("svg").attr("aria-hidden", "true");
  const box = place.querySelector(".coordinates");
  let view, shown, drawnOf = "", room = 0, width = 0;

  function redraw() {
    room = Math.floor(box.clientWidth);
    const drawn = [...varying, ...(columns.get(view.y).number ? [columns.get(view.y)] : [])].map(column => ({column, ...scaleAlong(column)}));
    const left = drawn[0].ranged ? 50 : Math.max(50, 14 + 7.5 * d3.max(drawn[0].values, value => ended(value).length));
    width = Math.max(room, left + APART * (drawn.length - 1) + 60);
    const x = d3.scalePoint(d3.range(drawn.length), [left, width - 60]);
    lines(drawn, x);
    svg.attr("width", width).attr("height", TALL).attr("viewBox", [0, 0, width, TALL]).selectAll("*").remove();
    drawn.forEach(({column, scale, ranged, values}, i) => {
      const group = svg.append("g").attr("transform", `translate(${x(i)},0)`);
      const axis = ranged ? d3.axisLeft(scale).ticks(5, "~g") : d3.axisLeft(scale).tickValues(d3.range(Math.min(values.length, 12)).map(k =>
        values[Math.round((k * (values.length - 1)) / Math.max(1, Math.min(values.length, 12) - 1))])).tickFormat(ended);
      group.append("g").call(axis).attr("font-size", 12).selectAll("text").attr("class", "onlines");
      group.append("text").attr("y", 14).attr("text-anchor", i === 0 ? "start" : i === drawn.length - 1 ? "end" : "middle").attr("x", i === 0 ? 5 - left : i === drawn.length - 1 ? 55 : 0)
        .attr("fill", "currentColor").attr("font-weight", 700).attr("font-size", 13).text(short(column.label));
      brush(group, column, scale, ranged, values);
    });
  }

  // A brush sets the filter of its column, and shows the one that is set.
  function brush(group, column, scale, ranged, values) {
    const {name} = column, made = d3.brushY().extent([[-14, HEAD - 8], [14, TALL - FOOT + 8]]).on("end", ({selection, sourceEvent}) => {
      if (!sourceEvent) return;
      change(view => {
        const {[name]: _, ...only} = view.only, {[name]: __, ...range} = view.range;
        if (!selection) return {only, range};
        const [top, bottom] = selection;
        if (ranged) return {only, range: {...range, [name]: [bottom, top].map(y => Number(scale.invert(y).toPrecision(4)))}};
        const inside = values.filter(value => scale(value) >= top && scale(value) <= bottom).map(String);
        return {range, only: {...only, [name]: inside}};
      });
    });
    const place = group.append("g").call(made), [least, most] = view.range[name] ?? [null, null];
    const chosen = view.only[name]?.map(value => scale(column.number ? Number(value) : value)).sort((a, b) => a - b);
    if (ranged && (least !== null || most !== null)) {
      made.move(place, [most ?? scale.domain()[1], least ?? scale.domain()[0]].map(value => clamped(scale(value), HEAD, TALL - FOOT)));
    } else if (chosen?.length) made.move(place, [chosen[0] - 8, chosen.at(-1) + 8]);
  }

  function lines(drawn, x) {
    const ratio = devicePixelRatio || 1, context = canvas.getContext("2d"), {domain, color} = groupsOf(view.by);
    Object.assign(canvas, {width: width * ratio, height: TALL * ratio});
    Object.assign(canvas.style, {width: `${width}px`, height: `${TALL}px`});
    context.scale(ratio, ratio);
    const inside = new Set(shown), colours = new Map(domain.map((group, i) => [group, color.range[i]]));
    const soft = getComputedStyle(place).getPropertyValue("--line");
    for (const cell of [...data.cells.filter(cell => !inside.has(cell)), ...shown]) {
      context.strokeStyle = inside.has(cell) ? colours.get(groupOf(cell, view.by)) : soft;
      context.globalAlpha = inside.has(cell) ? Math.max(0.25, Math.min(0.9, 60 / shown.length)) : 0.5;
      context.beginPath();
      let begun = false;
      drawn.forEach(({column, scale}, i) => {
        const value = at(cell, column.name), y = value === null ? NaN : scale(value);
        if (!Number.isFinite(y)) begun = false;
        else if (begun) context.lineTo(x(i), y);
        else context.moveTo(x(i), y);
        begun = Number.isFinite(y);
      });
      context.stroke();
    }
  }

  new ResizeObserver(() => view && box.clientWidth && Math.floor(box.clientWidth) !== room && redraw()).observe(box);
  return (now, cells) => {
    [view, shown] = [now, cells];
    const of = JSON.stringify([now.y, now.by, now.only, now.range, cells.map(cell => cell.stem)]);
    if (of !== drawnOf) redraw();
    drawnOf = of;
  };
}

// A value in words, of a long one the end: folders often begin alike.
function ended(value) {
  const words = String(value).replaceAll("_", " ");
  return words.length > LONGEST ? `…${words.slice(1 - LONGEST)}` : words;
}

const clamped = (value, low, high) => Math.min(Math.max(value, low), high);
