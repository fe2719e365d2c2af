// Elements, made in one line.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// Do something a moment after the last of many calls.
function soon(action) {
  let waiting;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(action, 120, ...given);
  };
}

// A name that may break over lines behind its underscores.
const breakable = name => name.split(/(?<=_)/).flatMap(part => [part, document.createElement("wbr")]);
