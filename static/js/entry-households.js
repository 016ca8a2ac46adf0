// Ticking households: which are shown, all that are shown at once, a range by Shift or by its two ends. Without it each is a box.
"use strict";

(() => {
  const picks = document.querySelector("[data-picks]");
  const tools = picks?.querySelector("[data-pick-tools]");
  if (!tools) return;
  const grid = picks.querySelector("[data-grid]");
  const count = picks.querySelector("[data-pick-count]");
  const quick = picks.querySelector("[data-pick-quick]");
  const prefix = picks.querySelector("[data-pick-prefix]")?.textContent ?? "";
  let last = null;

  const items = () => [...grid.children];
  const boxOf = (item) => item.querySelector("input");
  const shownItems = () => items().filter((item) => !item.hidden);

  function tell() {
    const boxes = items().map(boxOf);
    const left = items().filter((item) => !("reached" in item.dataset)).length;
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = `已勾选 ${ticked} 户;在册 ${boxes.length} 户,今年未联系 ${left} 户`;
  }

  function show() {
    const which = picks.querySelector("[name='shown']:checked").value;
    for (const item of items()) {
      item.hidden = (which === "left" && "reached" in item.dataset) || (which === "ticked" && !boxOf(item).checked);
    }
    tell();
  }

  function set(boxes, checked) {
    for (const box of boxes) box.checked = checked;
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    tell();
  }

  // A click on a cell comes first as one on its label, with the Shift key, then as one on its box, without.
  let shift = false;
  grid.addEventListener("click", (event) => {
    const box = event.target.closest("input");
    if (!box) {
      shift = event.shiftKey;
      return;
    }
    const range = shift || event.shiftKey;
    shift = false;
    if (range && last?.isConnected) {
      const boxes = shownItems().map(boxOf);
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
      if (from >= 0) set(boxes.slice(from, to + 1), box.checked);
    }
    last = box;
  });
  grid.addEventListener("change", tell);
  tools.addEventListener("change", (event) => {
    if (event.target.name !== "shown") return;
    event.stopPropagation();
    show();
  });
  tools.querySelector("[data-pick-all]").addEventListener("click", () => set(shownItems().map(boxOf), true));
  tools.querySelector("[data-pick-none]").addEventListener("click", () => set(items().map(boxOf), false));

  // One number ticks a household, two the range between them.
  quick.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const boxes = items().map(boxOf);
    const places = quick.value.trim().split(/[\s,,、~至到]+/).filter(Boolean)
      .map((number) => boxes.findIndex((box) => [number, prefix + number].some((each) => box.value.toLowerCase() === each.toLowerCase())));
    if (!places.length || places.length > 2 || places.includes(-1)) {
      count.textContent = `没有“${quick.value.trim()}”这样的编号;填一个编号,或者填起止两个编号。`;
      return;
    }
    const [from, to] = [Math.min(...places), Math.max(...places)];
    set(boxes.slice(from, to + 1), true);
    quick.value = "";
  });

  tools.hidden = false;
  document.body.addEventListener("seats-reloaded", show);
  show();
})();
