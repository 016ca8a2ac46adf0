// What every entry form needs: Enter never sends half a form. The form works without it too.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type='file'])")) return;
    event.preventDefault();
  });

  // Who was chosen while the list was being read again stays chosen.
  let chosen = "";
  form.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "leader") return;
    const now = form.elements.leader?.value ?? "";
    chosen = now === (event.detail.requestConfig.parameters.leader ?? "") ? "" : now;
  });
  form.addEventListener("htmx:afterSwap", (event) => {
    const list = form.elements.leader;
    if (event.detail.target.id !== "leader" || !chosen || !list) return;
    if ([...list.options].some((option) => option.value === chosen)) list.value = chosen;
    chosen = "";
  });
})();
