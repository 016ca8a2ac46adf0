// The help of a page: opened and closed by its button and by "?", closed by Esc; the page stays at hand beside it.
"use strict";

(() => {
  const panel = document.getElementById("help");
  if (!panel) return;
  const button = document.querySelector("[data-help-open]");
  let before = null;

  function show(open) {
    if (open === panel.open) return;
    if (open) {
      before = document.activeElement;
      panel.show();
      document.getElementById("help-title").focus();
    } else {
      panel.close();
      const back = before && before !== document.body && before.isConnected ? before : button;
      back?.focus({ preventScroll: true });
    }
    button?.setAttribute("aria-expanded", String(open));
  }

  const types = (element) => element?.closest("input, textarea, select, [contenteditable='true']");
  const isCovered = () => document.body.classList.contains("is-locked") || document.querySelector("dialog[open]:modal");

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help-close], [data-tour-start]")) show(false);
    // Opening it elsewhere (Ctrl, the middle button) leads to the manual.
    if (!event.target.closest("[data-help-open]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(!panel.open);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && panel.open && !isCovered()) {
      show(false);
      event.preventDefault();
    }
    // The second is what a Chinese keyboard types.
    if ((event.key === "?" || event.key === "？") && !types(event.target) && !isCovered()) {
      show(!panel.open);
      event.preventDefault();
    }
  });
})();
