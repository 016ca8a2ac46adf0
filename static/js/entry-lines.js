// Lists of lines in a form (agenda, decisions): added, removed, pasted. Without it the server adds lines.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;

  function tell() {
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // One list: fields are named part-NUMBER-field, and so they are in its template, with N for the number.
  function lines(part) {
    const list = part.querySelector("[data-line-list]");
    const template = part.querySelector("[data-line-template]");
    const more = part.querySelector("[data-line-more]");
    const least = Number(part.dataset.least ?? 0);
    const most = Number(part.dataset.most ?? 50);

    function add() {
      const numbers = [...list.querySelectorAll("[data-line-main]")].map((input) => Number(input.name.split("-")[1]));
      const number = Math.max(-1, ...numbers) + 1;
      const row = template.content.cloneNode(true);
      for (const each of row.querySelectorAll("[name], [id], [for]")) {
        for (const attribute of ["name", "id", "for"]) {
          const value = each.getAttribute(attribute);
          if (value) each.setAttribute(attribute, value.replace("-N-", `-${number}-`));
        }
      }
      list.append(row);
      showRemovers();
      return list.lastElementChild.querySelector("[data-line-main]");
    }

    function showRemovers() {
      const rows = list.querySelectorAll("[data-line]");
      for (const row of rows) row.querySelector("[data-line-remove]").hidden = rows.length <= least;
      more.hidden = rows.length >= most;
    }

    more.type = "button";
    more.addEventListener("click", () => add().focus());
    list.addEventListener("click", (event) => {
      if (!event.target.closest("[data-line-remove]")) return;
      const row = event.target.closest("[data-line]");
      const next = row.previousElementSibling ?? row.nextElementSibling;
      row.remove();
      showRemovers();
      (next?.querySelector("[data-line-main]") ?? more).focus();
      tell();
    });
    // Several lines pasted at once become several lines of the list.
    list.addEventListener("paste", (event) => {
      const pasted = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
      if (pasted.length < 2 || !event.target.matches("[data-line-main]")) return;
      event.preventDefault();
      event.target.value += pasted[0];
      for (const line of pasted.slice(1)) add().value = line;
      tell();
    });
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-line-main]")) return;
      event.preventDefault();
      if (event.target.value) add().focus();
    });
    showRemovers();
  }

  for (const part of form.querySelectorAll("[data-lines]")) lines(part);
})();
