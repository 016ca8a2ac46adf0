// What every entry form needs: Enter never sends half a form. The form works without it too.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type='file'])")) return;
    event.preventDefault();
  });
})();
