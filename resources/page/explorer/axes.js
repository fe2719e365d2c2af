// What the chart is of: a choice for each of its axes, and for the colour.

function fillAxes(place, change) {
  const select = (name, label) => {
    const made = element("select", {change: () => change(() => ({[name]: made.value}))},
      ...OFFERED[name].map(column => element("option", {value: column.name}, column.label)));
    return {name, made, element: element("label", {}, `${label} `, made)};
  };
  const selects = [select("y", "Chart of"), select("x", "against"), select("by", "coloured by")];
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
      box.disabled = !columns.get(view[axis]).number || !canBeLog(view[axis]);
    }
  };
}
