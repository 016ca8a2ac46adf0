// The chair attends anyway: no chip of attendance for whoever leads.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;

  function hideLeader() {
    const leader = form.elements.leader?.value;
    for (const chip of form.querySelectorAll("[data-person]")) chip.hidden = chip.dataset.person === leader;
  }
  form.addEventListener("change", hideLeader);
  document.body.addEventListener("seats-reloaded", hideLeader);
  hideLeader();
})();
