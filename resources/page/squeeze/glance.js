// The row of pictures in the first screen: an arrow shows another test image.

for (const glance of document.querySelectorAll(".glance")) {
  const count = Number(glance.dataset.count), said = glance.querySelector("[role=status]");
  let shown = 0;
  for (const button of glance.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      shown = (shown + Number(button.value) + count) % count;
      glance.style.setProperty("--shown", shown);
      said.textContent = `test image ${shown + 1} of ${count}`;
    });
  }
  glance.querySelector(".turn").hidden = count < 2;
}
