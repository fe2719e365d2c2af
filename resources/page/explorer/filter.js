// A typed condition, such as  d' <= 16 and (encoder = relu or error < 0.2)  as a function of a configuration.
// either := both {or both};  both := one {and one};  one := not one | (either) | name operator value {, value}

const TOKEN = /\s*(?:(<=|>=|!=|==|[<>=≤≥≠(),])|"([^"]*)"|([^\s<>=!≤≥≠(),"]+))/y;
const SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="};
const OPERATORS = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b,
  "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b,
};

const short = label => label.replace(/ \(.*\)/, ""); // without its unit
const plain = word => word.toLowerCase().replaceAll("_", " ").trim();
const names = new Map(data.columns.flatMap(({name, label}) =>
  [name, short(label)].map(known => [plain(known), name])));
if (columns.has("dimension")) names.set("d", "dimension");

function condition(text) {
  const tokens = tokensOf(text);
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
    if (!name) throw new Error(`nothing is called “${said}”; there is ${data.columns.map(column => short(column.label)).join(", ")}`);
    const sign = tokens.length && OPERATORS[tokens[0].text] ? tokens.shift().text : null;
    if (!sign) throw new Error(`“${said}” needs one of ${Object.keys(OPERATORS).join(" ")} behind it`);
    const wanted = [words()];
    while (take(",")) wanted.push(words());
    return compared(said, name, sign, wanted);
  }

  const found = either();
  if (tokens.length) throw new Error(`“${tokens[0].text}” is not understood here`);
  return found;
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

function compared(said, name, sign, wanted) {
  const equal = sign === "=" || sign === "!=";
  if (wanted.includes("")) throw new Error(`“${said} ${sign}” needs a value behind it`);
  if (!columns.get(name).number) {
    if (!equal) throw new Error(`“${said}” has words, which are = or !=`);
    return cell => wanted.some(value => plain(value) === plain(at(cell, name) ?? "")) === (sign === "=");
  }
  const numbers = wanted.map(value => Number(value.replace(/\s*%$/, "")));
  if (numbers.some(Number.isNaN)) throw new Error(`“${said}” has numbers, and “${wanted.join(", ")}” is none`);
  if (sign === "!=") return cell => !numbers.includes(at(cell, name));
  return cell => at(cell, name) !== null && numbers.some(number => OPERATORS[sign](at(cell, name), number));
}
