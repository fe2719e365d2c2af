// Configurations side by side: their learning curves in one chart, below it a column for each.

function fillComparison(place) {
  let before = "";
  return view => {
    if (view.chosen.join() === before) return;
    before = view.chosen.join();
    const chosen = view.chosen.map(stem => cells.get(stem));
    place.replaceChildren(...(chosen.length ? [curves(chosen, place.clientWidth), sideBySide(chosen)] : []));
  };
}

function curves(chosen, width) {
  const points = chosen.flatMap(({stem, curve}) => [["loss", "training"], ["val_loss", "validation"]].flatMap(([line, word]) =>
    curve[line].map(([epoch, loss]) => ({stem, line, epoch, loss, text: `${stem}\n${word} loss: ${rounded(loss)}\nepoch ${epoch}`}))));
  const losses = points.map(point => point.loss), stems = chosen.map(cell => cell.stem);
  const wide = Math.min(...losses) > 0 && Math.max(...losses) > SQUEEZED * Math.min(...losses);
  const line = (name, dash) => Plot.line(points.filter(point => point.line === name), {
    x: "epoch", y: "loss", z: "stem", stroke: "stem", strokeWidth: 2, strokeDasharray: dash,
  });
  const ends = chosen.map(({stem}) => points.filter(point => point.stem === stem && point.line === "loss").at(-1));
  const drawn = Plot.plot({
    width: Math.max(300, Math.min(width, 760)), height: 300, marginLeft: 62, style: {fontSize: "13px", maxWidth: "100%"},
    x: {label: "epoch", tickFormat: value => (Number.isInteger(value) ? String(value) : "")},
    y: scaleOf("loss", wide, losses),
    ...looks(stems, false),
    marks: [
      ...(wide ? axisMarks("Y", ticksOf(losses)) : []),
      line("loss"), line("val_loss", "6 4"), Plot.dot(ends, {x: "epoch", y: "loss", fill: "stem", symbol: "stem", r: 5}),
      Plot.tip(points, Plot.pointer({x: "epoch", y: "loss", title: "text"})),
    ],
  });
  drawn.setAttribute("aria-hidden", "true");
  return element("figure", {class: "curves", "aria-label": `Learning curves of ${stems.join(", ")}; below are their numbers`},
    legendOf(looks(stems, false), width), drawn, element("figcaption", {}, "Learning curves: loss on training images (line) and on validation images (dashed)."));
}

function sideBySide(chosen) {
  const row = (label, values, differ) => element("tr", differ ? {class: "differs"} : {},
    element("th", {scope: "row"}, ...[label].flat(), ...(differ ? [element("span", {class: "mark"}, " differs")] : [])),
    ...values.map(value => element("td", {}, value)));
  const body = element("tbody");
  const same = !different(chosen.map(cell => JSON.stringify(whole(cell).data_sha256)));
  const original = same ? [element("span", {}, data.titles.restored), cut(chosen[0], "first", "test images")] : data.titles.images;
  body.append(row(original, chosen.map(cell => (same ? cut(cell, "rest", data.titles.restored) : picture(cell, "images"))), false));
  const settings = settingsOf(chosen);
  for (const [name, values] of settings.filter(([, values]) => different(values))) body.append(row(name, values, true));
  for (const column of measures) {
    const values = chosen.map(cell => printed(at(cell, column.name), column));
    if (chosen.some(cell => at(cell, column.name) !== null)) body.append(row(column.label, values, false));
  }
  body.append(row(data.titles.units, chosen.map(cell => picture(cell, "units")), false));
  body.append(row("metrics, digests and versions", chosen.map(recordOf), false));
  const alike = settings.filter(([, values]) => !different(values)).map(([name, [value]]) => `${name}: ${value}`);
  const head = element("thead", {}, element("tr", {}, element("td"), ...chosen.map(cell => element("th", {scope: "col"}, ...breakable(cell.stem)))));
  return element("div", {},
    element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Side by side"}, element("table", {class: "beside"}, head, body)),
    alike.length ? element("p", {class: "note"}, `The same in all of them: ${alike.join("; ")}.`) : "");
}

const picture = (cell, kind) => element("img", {src: cell[kind], alt: `${cell.stem}: ${data.titles[kind]}`, class: "pixels"});

// The first row of a configuration's pictures, the originals, or the rows below it: a noisy one of a denoiser, and the restored.
function cut(cell, rows, alt) {
  const all = whole(cell).configuration.corruption ? 3 : 2, first = rows === "rest" ? 1 : 0, count = first ? all - 1 : 1;
  const box = element("div", {class: "cut"}, element("img", {src: cell.images, alt: first ? `${cell.stem}: ${alt}` : alt, class: "pixels", load: event => {
    const {naturalWidth, naturalHeight} = event.target;
    Object.assign(box.style, {aspectRatio: `${naturalWidth} / ${(naturalHeight / all) * count}`, width: `max(7rem, ${naturalWidth}px)`});
    event.target.style.marginTop = `${(-100 * first * naturalHeight) / all / naturalWidth}%`;
  }}));
  return box;
}

const different = values => new Set(values).size > 1;
const whole = cell => Object.fromEntries(data.names.map(name => [name, {...data.shared, ...cell.record}[name]]));

// All that was set for their trainings, by name, with the value of each.
function settingsOf(chosen) {
  const flat = chosen.map(cell => {
    const record = whole(cell), {optimizer, validation, patience, divide_by, configuration} = record;
    const folder = columns.has("folder") ? {folder: at(cell, "folder")} : {};
    return {...folder, ...configuration, ...named("optimizer", optimizer), ...named("validation", validation), patience, divide_by};
  });
  const all = [...new Set(flat.flatMap(Object.keys))];
  const text = value => (Array.isArray(value) ? value.join("-") || "none" : String(value ?? "none").replaceAll("_", " "));
  return all.map(name => [name === "dimension" ? "d'" : name.replaceAll("_", " "), flat.map(of => text(of[name]))]);
}

const named = (word, settings) => Object.fromEntries(Object.entries(settings ?? {}).map(([name, value]) => [`${word} ${name}`, value]));

function recordOf(cell) {
  return element("details", {}, element("summary", {}, "show"), element("pre", {tabindex: 0, role: "region", "aria-label": `metrics of ${cell.stem}`}, JSON.stringify(whole(cell), null, 2)));
}
