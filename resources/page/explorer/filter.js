// A typed condition, such as  d' <= 16 and (encoder = relu or error < 0.2)  as a function of a configuration.
// either := both {or both};  both := one {and one};  one := not one | (either) | name operator value {, value}

const TOKEN = /\s*(?:(<=|>=|!=|==|[<>=≤≥≠(),])|"([^"]*)"|([^\s<>=!≤≥≠(),"]+))/y;
const SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="};
const OPERATORS = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b,
  "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b,
};
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const TYPED = [[/[’‘ʼ′`´]/g, "'"], [/[“”„«»]/g, '"'], [/−/g, "-"]]; // as keyboards and word processors have them

const short = label => label.replace(/ \(.*\)/, ""); // without its unit
const plain = word => word.toLowerCase().replaceAll("_", " ").trim();
const names = new Map(data.columns.flatMap(({name, label}) =>
  [name, short(label)].map(known => [plain(known), name])));
if (columns.has("dimension")) names.set("d", "dimension");

// The condition that a text says, and hints on values in it that no configuration has.
function condition(text) {
  const tokens = tokensOf(TYPED.reduce((typed, [signs, sign]) => typed.replace(signs, sign), text)), hints = [];
  const next = word => tokens.length > 0 && tokens[0].sign && tokens[0].text === word;
  const take = word => next(word) && tokens.shift();

  function either() {
    const parts = [both()];
    while (take("or")) parts.push(both());
    return cell => parts.some(part => part(cell));
  }
  function both() {
    const parts = [one()];
    while (take("and")) parts.push(one());
    return cell => parts.every(part => part(cell));
  }
  function one() {
    if (take("not")) {
      const part = one();
      return cell => !part(cell);
    }
    if (take("(")) {
      const part = either();
      if (!take(")")) throw new Error("a bracket is not closed");
      return part;
    }
    return comparison();
  }
  function words() {
    const found = [];
    while (tokens.length && !tokens[0].sign) found.push(tokens.shift().text);
    return found.join(" ");
  }
  function comparison() {
    const said = words();
    if (!said) throw new Error(tokens.length ? `“${tokens[0].text}” is where a name should be` : "a condition is missing");
    const name = names.get(plain(said));
    if (!name) throw new Error(unknown(said));
    const sign = tokens.length && OPERATORS[tokens[0].text] ? tokens.shift().text : null;
    if (!sign) throw new Error(`“${said}” needs one of ${Object.keys(OPERATORS).join(" ")} after it`);
    const values = [words()];
    while (take(",")) values.push(words());
    return compared(said, columns.get(name), sign, values, hints);
  }

  const holds = either();
  if (tokens.length) throw new Error(`“${tokens[0].text}” is not understood here`);
  return {holds, hints};
}

function unknown(said) {
  const nearest = nearestWord(said, [...names.keys()]), near = nearest.startsWith(plain(said)) || changes(plain(said), nearest) <= 2;
  return `there is no column “${said}”; ${near ? `did you mean ${nearest}? C` : "c"}olumns are ${data.columns.map(column => short(column.label)).join(", ")}`;
}

function tokensOf(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const [all, sign, quoted, word] = TOKEN.exec(text) ?? [];
    if (all === undefined) throw new Error("a sign is not understood");
    const keyword = word && /^(and|or|not)$/i.test(word) ? word.toLowerCase() : undefined;
    found.push({text: SAME[sign] ?? sign ?? keyword ?? quoted ?? word, sign: (sign ?? keyword) !== undefined});
  }
  return found;
}

function compared(said, column, sign, values, hints) {
  const equal = sign === "=" || sign === "!=", {name} = column;
  if (values.includes("")) throw new Error(`“${said} ${sign}” needs a value after it`);
  if (!column.number && !equal) throw new Error(`“${said}” has words: use = or !=`);
  if (!equal && values.length > 1) {
    throw new Error(`“${sign}” takes one number, but “${values.join(", ")}” is ${values.length}; write decimals with a point, and thousands without a separator`);
  }
  const compare = column.number ? values.map(value => numberOf(value, said, column)) : values.map(plain);
  const known = valuesOf(name), own = column.number ? value => value : value => plain(String(value ?? ""));
  if (equal) values.forEach((value, i) => known.some(there => own(there) === compare[i]) || hints.push(hint(said, value, compare[i], column, known)));
  if (equal) return cell => compare.includes(own(at(cell, name))) === (sign === "=");
  return cell => at(cell, name) !== null && OPERATORS[sign](at(cell, name), compare[0]);
}

// A typed number; with a percent sign where the column is in percent.
function numberOf(text, said, column) {
  const [, digits, percent] = /^(.*?)\s*(%?)$/.exec(text), share = column.form.endsWith("%}");
  if (!NUMBER.test(digits)) throw new Error(`“${said}” has numbers, and “${text}” is not one`);
  if (percent && !share && !column.label.includes("%")) throw new Error(`“${said}” is not in percent`);
  return percent && share ? Number(digits) / 100 : Number(digits);
}

function hint(said, value, wanted, column, known) {
  if (!known.length) return `No configuration has a value for ${said}.`;
  const nearest = column.number ? d3.least(known, there => Math.abs(there - wanted)) : nearestWord(value, known);
  return `No configuration has ${said} = ${value}; the nearest is ${column.number ? rounded(nearest) : nearest}.`;
}

// The word with the fewest letters to change, of those that begin alike the first.
const nearestWord = (word, known) =>
  d3.least(known.map(String), other => (plain(other).startsWith(plain(word)) ? 0 : changes(plain(word), plain(other))));

// Letters to add, remove or replace between two words (Levenshtein).
function changes(word, other) {
  let row = d3.range(other.length + 1);
  [...word].forEach((letter, i) => {
    const before = row;
    row = [i + 1];
    for (let j = 1; j <= other.length; j += 1) row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter !== other[j - 1]));
  });
  return row.at(-1);
}
