// A tick for each value of an axis, and a range for each measure: what can be typed, for those who would rather not.

const MANY = 24; // values of an axis, from which on it has a range as well

function fillChoices(place, change) {
  const fields = [];
  for (const {name, label, number, measure} of data.columns) {
    const values = valuesOf(name);
    if (values.length < 2) continue;
    const ranged = number && (measure || values.length > MANY);
    fields.push(ranged ? range(name, label, values, change) : ticks(name, label, values, change));
  }
  place.append(...fields.map(field => field.element));
  return view => fields.forEach(field => field.set(view));
}

function ticks(name, label, values, change) {
  const boxes = values.map(value => element("input", {type: "checkbox", value: String(value), change: chosen}));
  function chosen() {
    const ticked = boxes.filter(box => box.checked).map(box => box.value);
    change(view => {
      const {[name]: _, ...only} = view.only;
      return {only: ticked.length === boxes.length ? only : {...only, [name]: ticked}};
    });
  }
  return {
    element: element("fieldset", {}, element("legend", {}, label),
      ...boxes.map(box => element("label", {}, box, ` ${box.value.replaceAll("_", " ")}`))),
    set: view => boxes.forEach(box => (box.checked = view.only[name]?.includes(box.value) ?? true)),
  };
}

function range(name, label, values, change) {
  const ends = [values[0], values.at(-1)];
  const inputs = ["from", "to"].map((word, end) => element("input", {
    type: "number", step: "any", "aria-label": `${label} ${word}`, placeholder: printed(ends[end]).replaceAll(",", ""), input: soon(given),
  }));
  function given() {
    const [least, most] = inputs.map(input => (input.value === "" ? null : Number(input.value)));
    change(view => {
      const {[name]: _, ...others} = view.range;
      return {range: least === null && most === null ? others : {...others, [name]: [least, most]}};
    });
  }
  return {
    element: element("fieldset", {}, element("legend", {}, label), inputs[0], " to ", inputs[1]),
    set: view => inputs.forEach((input, end) => {
      if (input !== document.activeElement) input.value = view.range[name]?.[end] ?? "";
    }),
  };
}
