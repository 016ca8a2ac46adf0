// The search box over any page: opened by Ctrl-K or its button, moved in by arrow keys, left by Enter or Esc.
"use strict";

(() => {
  const box = document.getElementById("palette");
  if (!box) return;
  const input = box.querySelector("input");
  const list = document.getElementById("palette-list");
  const said = box.querySelector("[data-palette-said]");
  let asked = null;
  let entered = false;

  const lines = () => [...list.querySelectorAll("[role='option']")];
  const chosen = () => list.querySelector("[aria-selected='true']");

  function choose(line) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!line) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    line.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  }

  function move(by) {
    const all = lines();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[(at + by + all.length) % all.length]);
  }

  function open() {
    if (box.open || document.body.classList.contains("is-locked")) return;
    box.showModal();
    input.select();
    asked = null;
    htmx.trigger(input, "palette:open");
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-close]")) box.close();
    // Opening it elsewhere (Ctrl, the middle button) leads to the search page.
    if (!event.target.closest("[data-palette-open]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (box.open) box.close();
    else open();
  });
  // What lies around the box is its backdrop.
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  box.addEventListener("close", () => {
    input.setAttribute("aria-expanded", "false");
    entered = false;
  });

  input.addEventListener("keydown", (event) => {
    // Enter that takes over what an input method proposes is no choice yet.
    if (event.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") {
      // Whoever types and enters at once means what is found for all that was typed.
      if (asked === input.value) chosen()?.click();
      else entered = true;
    } else return;
    event.preventDefault();
  });
  input.addEventListener("input", () => {
    entered = false;
  });
  input.addEventListener("htmx:beforeRequest", () => {
    box.dataset.asking = input.value;
  });
  list.addEventListener("htmx:afterSwap", () => {
    asked = box.dataset.asking;
    input.setAttribute("aria-expanded", "true");
    choose(lines()[0]);
    list.scrollTop = 0;
    const number = list.firstElementChild?.dataset.number ?? "0";
    said.textContent = number === "0" ? "没有找到" : `找到${number}项`;
    if (entered && asked === input.value) chosen()?.click();
  });
  list.addEventListener("mousemove", (event) => {
    const line = event.target.closest("[role='option']");
    if (line && line !== chosen()) {
      chosen()?.setAttribute("aria-selected", "false");
      line.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", line.id);
    }
  });
})();
