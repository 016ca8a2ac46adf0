// Ticks that last while one pages through a list and filters it: kept in this tab until they are sent or taken back.
"use strict";

(() => {
  const dropped = document.querySelector("[data-drop-ticks]");
  if (dropped) sessionStorage.removeItem(`ticks:${dropped.dataset.dropTicks}`);

  for (const form of document.querySelectorAll("[data-keep-ticks]")) {
    const name = `ticks:${form.dataset.keepTicks}`;
    const kept = new Set(JSON.parse(sessionStorage.getItem(name) || "[]"));
    const boxes = [...document.querySelectorAll(`input[type="checkbox"][form="${form.id}"]`)];
    const note = form.querySelector("[data-kept]");

    function show() {
      const here = new Set(boxes.map((box) => box.value));
      const elsewhere = [...kept].filter((value) => !here.has(value)).length;
      note.hidden = kept.size === 0;
      note.querySelector("[data-kept-count]").textContent = elsewhere ? `其他页已勾选 ${elsewhere} 项` : "";
    }

    function keep() {
      for (const box of boxes) box.checked ? kept.add(box.value) : kept.delete(box.value);
      sessionStorage.setItem(name, JSON.stringify([...kept]));
      show();
    }

    function sendAll(event) {
      for (const old of form.querySelectorAll("[data-kept-cell]")) old.remove();
      if (event.submitter?.name === "all") return;
      const here = new Set(boxes.map((box) => box.value));
      for (const value of kept) {
        if (here.has(value)) continue;
        const cell = document.createElement("input");
        Object.assign(cell, { type: "hidden", name: "cell", value });
        cell.dataset.keptCell = "";
        form.append(cell);
      }
    }

    for (const box of boxes) box.checked = kept.has(box.value);
    document.addEventListener("change", keep);
    form.addEventListener("submit", sendAll);
    note.querySelector("[data-kept-clear]").addEventListener("click", () => {
      for (const box of boxes) box.checked = false;
      kept.clear();
      keep();
      document.dispatchEvent(new Event("ticks:changed"));
    });
    show();
    document.dispatchEvent(new Event("ticks:changed"));
  }
})();
