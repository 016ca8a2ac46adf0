// Boxes to tick all of a page, and how many are ticked; without scripts each is ticked by itself.
"use strict";

(() => {
  for (const bar of document.querySelectorAll("[data-tick-bar]")) {
    const all = bar.querySelector("[data-tick-all]");
    const count = bar.querySelector("[data-tick-count]");
    const boxes = () => [...document.querySelectorAll(`input[type="checkbox"][form="${bar.id}"]`)];

    function show() {
      const every = boxes();
      const ticked = every.filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === every.length;
      all.indeterminate = ticked > 0 && ticked < every.length;
      count.textContent = ticked ? `已勾选 ${ticked} ${bar.dataset.tickUnit || "份"}` : "";
    }

    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      show();
    });
    document.addEventListener("change", (event) => {
      if (event.target.getAttribute("form") === bar.id) show();
    });
    document.addEventListener("htmx:afterSwap", show);
    document.addEventListener("ticks:changed", show);
    all.closest("[hidden]")?.removeAttribute("hidden");
    show();
  }
})();
