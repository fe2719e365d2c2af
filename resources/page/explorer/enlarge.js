// A figure at its full size, for screens that show it small.

const dialog = element("dialog", {class: "enlarged", "aria-label": "Figure, enlarged", click: () => dialog.close()},
  element("button", {type: "button", autofocus: true}, "Close"));
document.body.append(dialog);
for (const picture of document.querySelectorAll(".figures figure > img")) {
  const enlarge = element("button", {type: "button", class: "enlarge", "aria-label": `Enlarge: ${picture.alt.slice(0, 60)}`, click: () => {
    dialog.querySelector("img")?.remove();
    dialog.append(element("img", {src: picture.src, alt: picture.alt}));
    dialog.showModal();
  }});
  picture.replaceWith(enlarge);
  enlarge.append(picture);
}
