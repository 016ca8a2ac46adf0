// A list under the hands: arrows go from row to row, and the row that was opened last is found again on the way back.
"use strict";

(() => {
  const table = document.querySelector("[data-list]");
  if (!table) return;
  const links = [...table.querySelectorAll("tbody th[scope='row'] a")];
  const place = `opened:${location.pathname}${location.search}`;

  table.addEventListener("click", (event) => {
    const link = event.target.closest("tbody th[scope='row'] a");
    if (link) sessionStorage.setItem(place, link.getAttribute("href"));
  });

  const last = links.find((link) => link.getAttribute("href") === sessionStorage.getItem(place));
  if (last) {
    last.closest("tr").classList.add("is-last-opened");
    if (document.activeElement === document.body) last.focus({ preventScroll: true });
  }

  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tbody tr");
    if (!step || !row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.matches("input:not([type='checkbox']), select, textarea")) return;
    const rows = [...table.tBodies[0].rows];
    const next = rows[rows.indexOf(row) + step];
    if (!next) return;
    event.preventDefault();
    const same = event.target.matches("input") ? "input[type='checkbox']" : "th[scope='row'] a";
    (next.querySelector(same) ?? next.querySelector("a, input"))?.focus();
  });
})();
