// The plane of codes with two units: test images as points, coloured by class, and the image decoded at the pointer.

// Paul Tol's colours for nine things and grey, which colour-blind readers can distinguish; names serve all.
const CLASS_COLOURS = ["#332288", "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499", "#888888"];
const PLANE = 320; // pixels along a side
const SHOWN = [0.005, 0.995]; // quantiles of a unit's values: outliers would squeeze the rest

// The range of each of the two axes: low and high, with a margin.
function windowOf(codes) {
  return [0, 1].map(unit => {
    const values = Float64Array.from(codes, code => code[unit]).sort(), [low, high] = SHOWN.map(share => d3.quantileSorted(values, share));
    const margin = (high - low) / 20 || 1;
    return [low - margin, high + margin];
  });
}

function planeOf(canvas, codes, labels, classes, pointed, chosen) {
  const bounds = windowOf(codes), context = canvas.getContext("2d");
  const [x, y] = [d3.scaleLinear(bounds[0], [0, PLANE]), d3.scaleLinear(bounds[1], [PLANE, 0])];
  Object.assign(canvas, {width: PLANE, height: PLANE});

  function draw(code) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, PLANE, PLANE);
    codes.forEach((of, i) => {
      context.fillStyle = CLASS_COLOURS[(labels[i] ?? 0) % CLASS_COLOURS.length];
      context.globalAlpha = 0.7;
      context.fillRect(x(of[0]) - 2, y(of[1]) - 2, 4, 4);
    });
    context.globalAlpha = 1;
    Object.assign(context, {font: "bold 15px system-ui, sans-serif", textAlign: "center", textBaseline: "middle", lineWidth: 4, strokeStyle: "#fff", fillStyle: "#111"});
    for (const [label, of] of d3.groups(codes.map((code, i) => ({code, label: labels[i]})), item => item.label)) {
      if (label === undefined) continue;
      const at = [x(d3.median(of, item => item.code[0])), y(d3.median(of, item => item.code[1]))];
      context.strokeText(classes[label], ...at);
      context.fillText(classes[label], ...at);
    }
    context.beginPath();
    context.arc(x(code[0]), y(code[1]), 7, 0, 2 * Math.PI);
    Object.assign(context, {lineWidth: 3, strokeStyle: "#d00"});
    context.stroke();
  }
  function codeAt(event) {
    const box = canvas.getBoundingClientRect();
    return [x.invert(((event.clientX - box.left) / box.width) * PLANE), y.invert(((event.clientY - box.top) / box.height) * PLANE)];
  }
  canvas.addEventListener("pointermove", event => pointed(codeAt(event)));
  canvas.addEventListener("pointerleave", () => pointed(null));
  canvas.addEventListener("click", event => chosen(codeAt(event)));
  return draw;
}
