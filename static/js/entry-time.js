// How long a form is worked on (填报用时): from one sign of work to the next, a pause counts for a minute at most.
"use strict";

(() => {
  const PAUSE = 60_000;
  const SIGNS = ["input", "change", "keydown", "pointerdown", "focusin", "paste", "drop"];

  function measure(form) {
    const { filling_opened: opened, filling_seconds: told } = form.elements;
    if (!told) return;
    const before = Number(told.value) || 0;
    // The device's own clock, for what waits on it: it need not agree with the server's.
    const openedHere = new Date(Date.now() - before * 1000);
    let worked = 0;
    let last = performance.now();

    function count() {
      const now = performance.now();
      worked += Math.min(now - last, PAUSE);
      last = now;
      told.value = String(before + Math.round(worked / 1000));
    }

    for (const sign of SIGNS) form.addEventListener(sign, count, { passive: true });
    form.addEventListener("submit", count);
    // The outbox asks for the end before it takes the form.
    form.addEventListener("filling:close", () => {
      count();
      let closed = form.elements.filling_closed;
      if (!closed) {
        closed = Object.assign(document.createElement("input"), { type: "hidden", name: "filling_closed" });
        form.append(closed);
      }
      opened.value = openedHere.toISOString();
      closed.value = new Date().toISOString();
    });
  }

  for (const form of document.querySelectorAll("form[data-measured]")) measure(form);
})();
