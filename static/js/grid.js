// Grids of many small cells: one stop of the tab key, arrows move within; without it every cell is a stop of its own.
"use strict";

(() => {
  const CELLS = "a, input[type='checkbox']";

  function cellsOf(grid) {
    return [...grid.querySelectorAll(CELLS)].filter((cell) => cell.offsetParent !== null || cell.closest("li:not([hidden])"));
  }

  function across(cells) {
    const top = (cell) => cell.closest("li").offsetTop;
    const second = cells.findIndex((cell) => top(cell) !== top(cells[0]));
    return second < 0 ? cells.length : second;
  }

  function rove(grid, target) {
    for (const cell of grid.querySelectorAll(CELLS)) cell.tabIndex = cell === target ? 0 : -1;
  }

  function key(event) {
    const grid = event.currentTarget;
    const cells = cellsOf(grid);
    const at = cells.indexOf(event.target);
    if (at < 0) return;
    const row = across(cells);
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row };
    let next = at;
    if (event.key in steps) next = at + steps[event.key];
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = cells.length - 1;
    else return;
    event.preventDefault();
    const cell = cells[Math.min(Math.max(next, 0), cells.length - 1)];
    rove(grid, cell);
    cell.focus();
  }

  for (const grid of document.querySelectorAll("[data-grid]")) {
    grid.addEventListener("keydown", key);
    grid.addEventListener("focusin", (event) => {
      if (event.target.matches(CELLS)) rove(grid, event.target);
    });
    grid.addEventListener("click", (event) => {
      const cell = event.target.closest("a");
      if (!cell) return;
      for (const other of grid.querySelectorAll(".is-at")) other.classList.remove("is-at");
      cell.classList.add("is-at");
    });
    const first = grid.querySelector(".is-at") ?? grid.querySelector(CELLS);
    if (first) rove(grid, first);
  }
})();
