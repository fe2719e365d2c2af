// The chart as a file: an SVG with its legend, on white, or the same as a PNG.

function fillSaves(place, chart) {
  place.append("Save the chart as ",
    element("button", {type: "button", click: () => saveSvg(chart())}, "SVG"), " ",
    element("button", {type: "button", click: () => savePng(chart())}, "PNG"));
}

// A chart and its legend as the text of one SVG that needs no style of the page.
function wholeSvg({svg, groups}) {
  const width = Number(svg.getAttribute("width")), tall = Number(svg.getAttribute("height"));
  const legend = groups.apart ? null : legendOf(groups, width), above = legend ? Number(legend.getAttribute("height")) : 0;
  const copy = svg.cloneNode(true);
  copy.removeAttribute("style");
  d3.select(copy).attr("y", above).attr("font-size", 13).attr("overflow", "visible");
  const whole = d3.create("svg").attr("xmlns", "http://www.w3.org/2000/svg").attr("width", width).attr("height", tall + above)
    .attr("viewBox", `0 0 ${width} ${tall + above}`).attr("font-family", "system-ui, sans-serif").style("color", "#1d2329").style("--plot-background", "#fff");
  whole.append("rect").attr("width", "100%").attr("height", "100%").attr("fill", "#fff");
  if (legend) whole.append(() => legend);
  whole.append(() => copy);
  return {text: new XMLSerializer().serializeToString(whole.node()), width, height: tall + above};
}

function saveSvg(chart) {
  download(`${chart.name}.svg`, new Blob([wholeSvg(chart).text], {type: "image/svg+xml"}));
}

async function savePng(chart) {
  const {text, width, height} = wholeSvg(chart), picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: 2 * width, height: 2 * height});
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob(blob => download(`${chart.name}.png`, blob));
}

function download(name, blob) {
  const link = element("a", {href: URL.createObjectURL(blob), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
