"use strict";
// Finds and filters the lines that models decide otherwise. It only hides and shows what is there.
(() => {
  const form = document.getElementById("line-filters");
  if (!form) return;
  const PAGE = 25;
  const more = document.getElementById("more-lines");
  const count = document.getElementById("line-count");
  const lines = [...document.querySelectorAll("#changed-lines > li")].map((node) => ({
    node,
    text: node.textContent.toLowerCase(),
  }));
  let room = PAGE;

  function show() {
    const words = form.elements.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = [...form.querySelectorAll("select")].filter((select) => select.value !== "");
    let found = 0;
    for (const line of lines) {
      const fits =
        words.every((word) => line.text.includes(word)) &&
        chosen.every((select) => line.node.getAttribute("data-" + select.name) === select.value);
      found += fits ? 1 : 0;
      line.node.hidden = !fits || found > room;
    }
    const shown = Math.min(found, room);
    count.textContent =
      found === 0
        ? "No line fits."
        : shown + " of " + found + " fitting lines shown" + (found < lines.length ? ", " + lines.length + " in the page." : ".");
    more.hidden = found <= room;
  }

  form.addEventListener("input", () => {
    room = PAGE;
    show();
  });
  form.addEventListener("reset", () => {
    room = PAGE;
    setTimeout(show);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => {
    const first = lines.filter((line) => !line.node.hidden).length;
    room += PAGE;
    show();
    const next = lines.filter((line) => !line.node.hidden)[first];
    if (next) next.node.querySelector("summary").focus();
  });
  window.addEventListener("beforeprint", () => {
    room = lines.length;
    show();
  });
  form.hidden = false;
  show();
})();
