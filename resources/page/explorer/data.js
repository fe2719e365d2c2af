// The configurations, as the page has them, and the properties of their columns.

const data = JSON.parse(document.getElementById("data").textContent);
const columns = new Map(data.columns.map((column, index) => [column.name, {...column, index}]));
const cells = new Map(data.cells.map(cell => [cell.stem, cell]));

const at = (cell, name) => cell.values[columns.get(name).index];
const pair = cell => `${at(cell, "encoder")} → ${at(cell, "decoder")}`;
const axes = data.columns.filter(column => !column.measure);
const measures = data.columns.filter(column => column.measure);

// The values that occur in each column: numbers in order, words as they come.
const values = new Map(data.columns.map(({name, number}) => {
  const found = [...new Set(data.cells.map(cell => at(cell, name)).filter(value => value !== null))];
  return [name, number ? found.sort((a, b) => a - b) : found];
}));
const valuesOf = name => values.get(name);

// A value as the table prints it, by the form that Python's format has for its column.
const FORM = /^\{:#?(,?)(?:\.(\d+))?([dfg%])\}$/;
function printed(value, {name, form = ""} = {}) {
  if (value === null || value === undefined) return name === "psnr" ? "∞" : "–";
  if (typeof value !== "number") return String(value);
  const [, grouped, digits, kind] = FORM.exec(form) ?? [];
  if (kind === "%") return `${(100 * value).toFixed(digits)}%`;
  if (kind === "f") return value.toFixed(digits);
  if (kind === "d") return value.toLocaleString("en", {useGrouping: Boolean(grouped)});
  return kind === "g" && digits ? significant(value, Number(digits)) : String(value);
}

// A number with a number of digits, small and large ones with an exponent of two digits.
function significant(value, digits) {
  const [number, exponent] = value.toExponential(digits - 1).split("e").map(Number);
  if (exponent >= -4 && exponent < digits) return value.toFixed(digits - 1 - exponent);
  return `${number.toFixed(digits - 1)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

// A number with four digits, or more before the point.
const rounded = value =>
  Number.isInteger(value) ? value.toLocaleString("en") :
  Math.abs(value) >= 0.001 ? String(+value.toPrecision(4)) : value.toExponential(2);
