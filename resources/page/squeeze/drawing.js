// A canvas to draw on, and what of it a network sees: as many pixels as the images have.

const CANVAS = 280; // pixels along its longer side, at least
const DIGIT = {side: 28, longest: 20, centre: 14}; // pixels: how MNIST fits a digit into an image

// Numbers from 0 to 1, as pixels of a canvas; in grey or, three for each pixel, in colour.
function paint(canvas, values, [height, width, colours = 1]) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
  const context = canvas.getContext("2d"), image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = Math.round(255 * clip(values[i * colours + (colours === 3 ? c : 0)], 0, 1));
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// The pixels of a canvas as numbers from 0 to 1.
function valuesIn(canvas, colours, [left, top, width, height] = [0, 0, canvas.width, canvas.height]) {
  const {data: bytes} = canvas.getContext("2d", {willReadFrequently: true}).getImageData(left, top, width, height);
  const found = new Float32Array(width * height * colours);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < colours; c += 1) found[i * colours + c] = bytes[4 * i + c] / 255;
  }
  return found;
}

// A part of a canvas, smoothly scaled onto a black one.
function scaledTo(source, [left, top, width, height], [toWidth, toHeight], [x, y, w, h]) {
  const small = Object.assign(document.createElement("canvas"), {width: toWidth, height: toHeight});
  const context = small.getContext("2d", {willReadFrequently: true});
  context.fillRect(0, 0, toWidth, toHeight);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, left, top, width, height, x, y, w, h);
  return small;
}

// The box around everything that is not black: left, top, width, height; null for a black canvas.
function boxOf(canvas) {
  const {width, height} = canvas, values = valuesIn(canvas, 1);
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (values[y * width + x] < 0.1) continue;
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
}

// A drawing as an MNIST digit: its longer side has 20 pixels, its centre of mass is in the middle of 28 × 28.
function asDigit(canvas) {
  const {side, longest, centre} = DIGIT, box = boxOf(canvas);
  if (!box) return new Float32Array(side * side);
  const scale = longest / Math.max(box[2], box[3]), size = [box[2] * scale, box[3] * scale].map(length => Math.max(1, Math.round(length)));
  const drawn = valuesIn(scaledTo(canvas, box, size, [0, 0, ...size]), 1), [width, height] = size;
  const mass = total(drawn), middle = along => drawn.reduce((sum, value, i) => sum + value * along(i), 0) / mass;
  const corner = [middle(i => i % width), middle(i => Math.floor(i / width))].map(at => Math.round(centre - at));
  const image = new Float32Array(side * side);
  drawn.forEach((value, i) => {
    const x = corner[0] + (i % width), y = corner[1] + Math.floor(i / width);
    if (x >= 0 && x < side && y >= 0 && y < side) image[y * side + x] = value;
  });
  return image;
}

// The canvas for people. `changed` is called as they draw; `image` is what a network sees, `show` puts an image there.
function drawingOn(canvas, {shape, centred}, pen, changed) {
  const [height, width, colours = 1] = shape, scale = Math.max(1, Math.ceil(CANVAS / Math.max(height, width)));
  Object.assign(canvas, {width: width * scale, height: height * scale});
  const context = canvas.getContext("2d", {willReadFrequently: true});
  let taken = null, last = null;

  function show(image) {
    taken = image;
    const small = document.createElement("canvas");
    paint(small, image, shape);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
  }
  const clear = () => show(new Float32Array(height * width * colours));
  function image() {
    if (taken) return taken;
    return centred ? asDigit(canvas) : valuesIn(scaledTo(canvas, [0, 0, canvas.width, canvas.height], [width, height], [0, 0, width, height]), colours);
  }
  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  }
  function stroke(event) {
    const to = place(event);
    Object.assign(context, {lineCap: "round", lineJoin: "round", lineWidth: Math.max(canvas.width / 12, canvas.height / 12, 1.5 * scale), strokeStyle: pen()});
    context.beginPath();
    context.moveTo(...(last ?? to));
    context.lineTo(...to);
    context.stroke();
    last = to;
    changed();
  }
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    if (centred && taken) clear(); // a digit is drawn from scratch, anything else is continued
    taken = null;
    stroke(event);
  });
  canvas.addEventListener("pointermove", event => last && event.getCoalescedEvents().concat(event).forEach(stroke));
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = null));
  return {show, clear, image};
}
