// Squeeze an image yourself: through each network of the best line, code included, while it is drawn.

const MOST_BARS = 128; // units of a code that can be changed

function fillSqueeze(place, given) {
  const {shape, count, across, labels, classes} = given, [height, width, colours = 1] = shape, measure = columns.get(given.measure);
  const networks = given.networks.map(network => ({
    ...network, ranges: Array.from({length: network.dimension}, () => ({low: 0, high: 1})),
  }));
  const one = name => place.querySelector(`[data-part=${name}]`);
  let images = [], current = 0, image, selected = networks.find(network => network.dimension > 2) ?? networks[0], edited = null;

  // The panels: a choice of a network each, with what it makes of the image.
  for (const network of networks) {
    const radio = element("input", {type: "radio", name: "network", value: network.dimension, change: () => {
      edited = null;
      select(network);
      show();
    }});
    Object.assign(network, {
      radio, canvas: element("canvas", {class: "pixels", role: "img", "aria-label": `the image restored from ${network.dimension} numbers`}), units: element("canvas", {class: "units", "aria-hidden": true, width: 120, height: 36}),
      said: element("span", {class: "lost"}),
    });
    network.panel = element("label", {class: "network"}, element("span", {}, radio, ` d' = ${network.dimension}`),
      network.canvas, network.units, network.said, element("small", {}, `all test images ${printed(network.error, measure)}`));
    one("networks").append(network.panel);
  }

  const pen = () => (one("erase").checked ? "#000" : colours === 3 ? one("pen").value : "#fff");
  const drawing = drawingOn(one("drawing"), given, pen, () => {
    edited = null;
    one("which").textContent = given.centred ? "Drawn, and centred as MNIST's digits are." : "Drawn.";
    soonShown();
  });
  let waiting = 0;
  const soonShown = () => (waiting ||= requestAnimationFrame(() => { // once a frame, however fast the pointer is
    waiting = 0;
    show();
  }));

  function take(step) {
    current = (current + step + images.length) % images.length;
    edited = null;
    drawing.show(images[current]);
    one("which").textContent = `Test image ${current + 1} of ${images.length}${labels.length ? `: ${classes[labels[current]]}` : ""}.`;
    show();
  }

  // The codes of the test images say between which values a unit's bar goes.
  function encodeAll() {
    for (const network of networks) {
      [network.encode, network.decode] = [applied(network.encoder), applied(network.decoder)];
      network.codes = images.map(values => network.encode(values));
      network.ranges = Array.from({length: network.dimension}, (_, unit) => {
        const values = network.codes.map(code => code[unit]), [low, high] = d3.extent(values);
        return {low, high: high > low ? high : low + 1};
      });
    }
  }

  function show() {
    image = drawing.image();
    paint(one("seen"), image, shape);
    for (const network of networks) {
      network.own = network.encode(image);
      network.code = network === selected && edited ? edited : network.own;
      network.restored = network.decode(network.code);
      paint(network.canvas, network.restored, shape);
      const lost = `${short(measure.label)} ${printed(LOST[given.measure](image, network.restored), measure)}`;
      network.said.textContent = lost;
      network.canvas.setAttribute("aria-label", `the image restored from ${network.dimension} numbers, ${lost}`);
      drawUnits(network);
    }
    setBars();
    if (plane) plane(flat.code);
  }

  function drawUnits({units, code, ranges}) {
    const context = units.getContext("2d"), wide = units.width / code.length;
    context.clearRect(0, 0, units.width, units.height);
    context.fillStyle = getComputedStyle(place).getPropertyValue("--accent");
    code.forEach((value, unit) => {
      const {low, high} = ranges[unit], tall = Math.max(1, clip((value - Math.min(low, 0)) / (high - Math.min(low, 0)), 0, 1) * units.height);
      context.fillRect(unit * wide, units.height - tall, Math.max(1, wide - 1), tall);
    });
  }

  // The bars of the chosen network: a slider for each unit.
  let sliders = [];
  function bars() {
    sliders = selected.ranges.slice(0, MOST_BARS).map(({low, high}, unit) => {
      const does = selected.inactive.includes(unit) ? ", inactive" : "";
      const slider = element("input", {
        type: "range", min: low, max: high, step: "any", class: does ? "inactive" : "", title: `unit ${unit + 1}${does}`,
        "aria-label": `code unit ${unit + 1} of ${selected.dimension}${does}`,
        input: () => {
          edited = Float64Array.from(selected.code);
          edited[unit] = slider.valueAsNumber;
          show();
        },
      });
      return slider;
    });
    one("bars").replaceChildren(...sliders);
    one("coded").textContent = `Code of d' = ${selected.dimension}`;
    const left = selected.dimension - sliders.length;
    one("more").textContent = left > 0 ? `${left} more units have no bar.` : "";
  }
  function setBars() {
    sliders.forEach((slider, unit) => {
      const value = selected.code[unit];
      if (value < slider.min) slider.min = value;
      if (value > slider.max) slider.max = value;
      if (slider !== document.activeElement || !edited) slider.value = value;
    });
    one("reset").disabled = !edited;
  }

  // Choose the network whose code has bars.
  function select(network) {
    selected = network;
    network.radio.checked = true;
    for (const {panel} of networks) panel.classList.toggle("selected", panel === network.panel);
    bars();
  }

  const flat = networks.find(network => network.dimension === 2);
  let plane = null;
  function fillPlane() {
    if (!flat) return;
    const decoded = code => paint(one("decoded"), flat.decode(code ?? flat.code), shape);
    plane = planeOf(one("plane"), flat.codes, labels, classes, decoded, code => {
      edited = Float64Array.from(code);
      select(flat);
      show();
    });
    decoded(flat.encode(images[0]));
  }

  one("clear").addEventListener("click", () => {
    edited = null;
    drawing.clear();
    one("which").textContent = "Empty: draw.";
    show();
  });
  one("reset").addEventListener("click", () => {
    edited = null;
    show();
  });
  for (const [name, step] of [["previous", -1], ["next", 1]]) one(name).addEventListener("click", () => take(step));
  one("colour").hidden = colours !== 3;
  one("flat").hidden = !flat;
  select(selected);

  // Everything with a place on the page exists now, so that nothing below it moves when it is filled.
  return () => decodedPicture(given.pictures).then(sheet => {
    images = Array.from({length: count}, (_, i) =>
      valuesIn(sheet, colours, [(i % across) * width, Math.floor(i / across) * height, width, height]));
    encodeAll();
    bars();
    fillPlane();
    take(0);
    place.dataset.ready = "";
  });
}

// A picture as a canvas with its pixels.
async function decodedPicture(uri) {
  const picture = new Image();
  picture.src = uri;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: picture.naturalWidth, height: picture.naturalHeight});
  canvas.getContext("2d", {willReadFrequently: true}).drawImage(picture, 0, 0);
  return canvas;
}

// It computes when it comes near the window: the rest of the page should not wait for it.
const squeezer = document.getElementById("squeezer");
if (squeezer) {
  const begin = fillSqueeze(squeezer, JSON.parse(document.getElementById("networks").textContent));
  const watch = new IntersectionObserver(entries => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    watch.disconnect();
    begin();
  }, {rootMargin: "600px"});
  watch.observe(squeezer);
}
