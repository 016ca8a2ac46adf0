// The board: the panel beside the table, and one cell a company drawn from one array.
"use strict";

(() => {
  const NARROW = window.matchMedia("(max-width: 1099.98px)");
  const SVG = "http://www.w3.org/2000/svg";
  const [CELL, GAP, LABEL, PER_ROW] = [12, 2, 14, 13];
  const SLICE = 8; // milliseconds

  const panel = () => document.getElementById("why");

  function markSelected() {
    const asked = new URLSearchParams(location.search).get("panel");
    for (const cell of document.querySelectorAll(".is-selected-cell")) cell.classList.remove("is-selected-cell");
    if (!asked) return;
    for (const link of document.querySelectorAll(".board-table td.cell a")) {
      if (link.getAttribute("href") === asked) link.closest("td").classList.add("is-selected-cell");
    }
  }

  document.addEventListener("pointerover", (event) => {
    const link = event.target.closest?.(".board-table td.cell a");
    if (link && !link.title) link.title = link.getAttribute("aria-label");
  });

  // Where there is no room beside the table, a cell opens its own page: back leads to the same place of the list.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    if (target?.id !== "why") return;
    // A swap of the panel's own list is no new choice in the table.
    if (elt.closest(".board-table, .board-figures") && elt.matches("a")) {
      for (const cell of document.querySelectorAll(".is-selected-cell")) cell.classList.remove("is-selected-cell");
      elt.closest("td")?.classList.add("is-selected-cell");
      if (NARROW.matches) {
        event.preventDefault();
        location.assign(elt.href);
      }
    }
  });
  // A folded or unfolded line leaves the table where it was.
  let place = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const wrap = document.querySelector(".board-wrap");
    if (event.detail.target.id === "board" && wrap) place = [wrap.scrollLeft, wrap.scrollTop];
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const wrap = document.querySelector(".board-wrap");
    if (event.detail.target.id === "board" && wrap && place) wrap.scrollTo(...place);
    if (event.detail.target.id === "why") panel().focus({ preventScroll: true });
    if (event.detail.target.id === "board") start();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close-panel]") || !panel()) return;
    event.preventDefault();
    history.replaceState(history.state, "", event.target.closest("a").href);
    panel().replaceChildren();
    document.querySelector(".is-selected-cell a")?.focus();
    markSelected();
  });

  function make(name, attributes, parent) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
  }

  class Companies {
    constructor(svg, groups) {
      this.svg = svg;
      this.groups = groups;
      this.url = svg.dataset.unitUrl;
      this.states = new Map(svg.dataset.states.split(";").filter(Boolean).map((entry) => {
        const [code, sign, word] = entry.split("=");
        return [code, { sign, word }];
      }));
      this.cells = [];
      this.at = -1;
      this.draw();
      new ResizeObserver(() => this.arrange()).observe(svg.parentElement);
      svg.addEventListener("keydown", (event) => this.key(event));
      svg.addEventListener("pointermove", (event) => this.over(event));
      svg.addEventListener("click", (event) => this.open(this.indexOf(event.target)));
      svg.addEventListener("focus", () => { if (this.at < 0) this.move(0); });
    }

    draw() {
      this.blocks = this.groups.map(([name, units]) => {
        const block = make("g", {}, this.svg);
        make("text", { x: 0, y: 10 }, block).textContent = name;
        return { block, name, units, rows: Math.ceil(units.length / PER_ROW) };
      });
      this.fill(0);
    }

    // Thousands of companies would keep the page from answering: some blocks are drawn, then what is asked for is done first.
    fill(from) {
      const began = performance.now();
      let next = from;
      while (next < this.blocks.length && performance.now() - began < SLICE) this.units(this.blocks[next++]);
      if (next < this.blocks.length) setTimeout(() => this.fill(next));
    }

    units({ block, name, units }) {
      const drawn = document.createDocumentFragment();
      units.forEach(([id, label, state, done, owed], index) => {
        const { sign, word } = this.states.get(state);
        const x = (index % PER_ROW) * (CELL + GAP);
        const y = LABEL + Math.floor(index / PER_ROW) * (CELL + GAP);
        const number = this.cells.length;
        const says = owed ? `${label}(${name}):${done}/${owed},${word}` : `${label}(${name}):${word}`;
        const option = make("g", {
          id: `company-${number}`, role: "option", "aria-label": says, "aria-selected": "false",
          class: `state-${state.replaceAll("_", "-")}`, transform: `translate(${x} ${y})`, "data-index": number,
        }, drawn);
        make("rect", { width: CELL, height: CELL, rx: 2 }, option);
        if (state !== "met") make("text", { class: "sign", x: CELL / 2, y: 9.5 }, option).textContent = sign;
        this.cells.push({ option, id, says });
      });
      block.append(drawn);
    }

    arrange() {
      const width = this.svg.parentElement.clientWidth - 6;
      const step = PER_ROW * (CELL + GAP) + 10;
      const across = Math.max(1, Math.floor(width / step));
      let y = 0;
      for (let first = 0; first < this.blocks.length; first += across) {
        const line = this.blocks.slice(first, first + across);
        line.forEach(({ block }, index) => block.setAttribute("transform", `translate(${index * step + 2} ${y + 2})`));
        y += LABEL + Math.max(...line.map(({ rows }) => rows)) * (CELL + GAP) + 8;
      }
      this.svg.setAttribute("height", y + 4);
    }

    indexOf(element) {
      const option = element.closest("[data-index]");
      return option ? Number(option.dataset.index) : -1;
    }

    over(event) {
      const index = this.indexOf(event.target);
      if (index >= 0 && index !== this.at) this.move(index);
    }

    move(index) {
      const before = this.cells[this.at];
      before?.option.classList.remove("is-at");
      before?.option.setAttribute("aria-selected", "false");
      this.at = Math.min(Math.max(index, 0), this.cells.length - 1);
      const { option, says } = this.cells[this.at];
      option.classList.add("is-at");
      if (document.activeElement === this.svg) option.scrollIntoView({ block: "nearest" });
      option.setAttribute("aria-selected", "true");
      this.svg.setAttribute("aria-activedescendant", option.id);
      document.getElementById("companies-at").textContent = says;
    }

    key(event) {
      const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW };
      if (event.key in steps) this.move(this.at + steps[event.key]);
      else if (event.key === "Home") this.move(0);
      else if (event.key === "End") this.move(this.cells.length - 1);
      else if (event.key === "Enter") this.open(this.at);
      else return;
      event.preventDefault();
    }

    open(index) {
      const cell = this.cells[index];
      if (cell) location.assign(this.url.replace("00000000-0000-0000-0000-000000000000", cell.id));
    }
  }

  function start() {
    const svg = document.getElementById("companies");
    const data = document.getElementById("companies-data");
    if (svg && data && !svg.childElementCount) new Companies(svg, JSON.parse(data.textContent)).arrange();
    markSelected();
  }

  document.addEventListener("live:renewed", start);
  start();
})();
