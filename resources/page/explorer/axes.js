// What the chart is of: a choice for each of its axes, and for the colour.

function fillAxes(place, change) {
  const several = data.columns.filter(column => valuesOf(column.name).length > 1);
  const grouping = [["pair", "encoder → decoder"], ...axes.filter(axis => several.includes(axis)).map(axis => [axis.name, axis.label])];
  const select = (name, label, options) => {
    const made = element("select", {change: () => change(() => ({[name]: made.value}))},
      ...options.map(([value, text]) => element("option", {value}, text)));
    return {name, made, element: element("label", {}, `${label} `, made)};
  };
  const named = list => list.map(column => [column.name, column.label]);
  const known = name => [columns.get(name)].filter(column => !several.includes(column));
  const selects = [
    select("y", "Chart of", named([...known(START.y), ...several.filter(column => column.number && column.measure)])),
    select("x", "against", named([...known(START.x), ...several])),
    select("by", "coloured by", grouping),
  ];
  const logs = ["y", "x"].map(axis => {
    const box = element("input", {type: "checkbox", change: () =>
      change(view => ({scales: {...view.scales, [axis]: box.checked ? "log" : "linear"}}))});
    return {axis, box, element: element("label", {}, box, ` ${axis === "y" ? "vertical" : "horizontal"} axis logarithmic`)};
  });
  place.append(...[...selects, ...logs].map(control => control.element));
  return view => {
    for (const {name, made} of selects) made.value = view[name];
    for (const {axis, box} of logs) {
      box.checked = isLog(view, axis);
      box.disabled = !columns.get(view[axis]).number;
    }
  };
}
