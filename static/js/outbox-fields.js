// What stands in an entry form, taken out of it and put back: fields, lines, files, and what the portal found wrong.
"use strict";

self.outboxFields = (() => {
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "prefill_file", "prefill_text", "action"]);
  const LINE = /^([a-z]+)-(\d+)-(\w+)$/;

  const text = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

  // The words of a label without its notes.
  function plain(label) {
    const own = [...(label?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
    return own.map((node) => node.data.trim()).join("") || text(label);
  }

  function nameOf(control) {
    const labels = [...(control.labels ?? [])];
    if (control.matches("[type='checkbox'], [type='radio']")) {
      const group = control.closest("fieldset:not(.attend), .field");
      return plain(group?.querySelector("legend, .form-label")) || text(labels[0]);
    }
    return control.getAttribute("aria-label") || plain(labels[0]) || control.placeholder || "";
  }

  function valueOf(control) {
    if (control.matches("select")) return control.value ? text(control.selectedOptions[0]) : "";
    if (control.matches("[type='checkbox'], [type='radio']")) {
      if (!control.checked) return "";
      return control.getAttribute("aria-label") || text(control.labels?.[0]) || control.value;
    }
    return control.value.trim();
  }

  // What a person can read of the form: pairs of a name and what stands there.
  function lines(form) {
    const found = new Map();
    for (const control of form.elements) {
      if (!control.name || LEFT_OUT.has(control.name) || ["hidden", "file", "submit", "button"].includes(control.type)) continue;
      if (control.name === "shown" || control.closest("template, [hidden]")) continue;
      const value = valueOf(control);
      const name = nameOf(control);
      if (value && name) found.set(name, [...(found.get(name) ?? []), value]);
    }
    return [...found].map(([name, values]) => [name, values.join("、")]);
  }

  function fields(form) {
    const data = new FormData(form);
    return [...data].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
  }

  function what(form) {
    const forms = [...form.querySelectorAll("[name='forms']:checked")].map((box) => text(box.labels?.[0]));
    const title = form.elements.title?.value || form.querySelector("[name='agenda-0-text']")?.value || "";
    return [forms.join("、"), title.trim()].filter(Boolean).join(":").slice(0, 120);
  }

  // --- Back into the form ------------------------------------------------------------------------------------------
  // Lines are numbered anew, so that those that the form has come first.
  function renumbered(pairs) {
    const numbers = new Map();
    for (const [name] of pairs) {
      const [, part, number] = name.match(LINE) ?? [];
      if (part) numbers.set(part, (numbers.get(part) ?? new Set()).add(Number(number)));
    }
    const places = new Map([...numbers].map(([part, all]) => [part, [...all].sort((one, other) => one - other)]));
    return (name) => {
      const [, part, number, field] = name.match(LINE) ?? [];
      return part && places.has(part) ? `${part}-${places.get(part).indexOf(Number(number))}-${field}` : name;
    };
  }

  function makeLine(form, name) {
    const part = name.match(LINE)?.[1];
    if (!part) return;
    for (const list of form.querySelectorAll("[data-lines]")) {
      const template = list.querySelector("[data-line-template]");
      if (!template?.content.querySelector(`[name^="${part}-N-"]`)) continue;
      for (let tries = 0; tries < 60 && !form.elements[name]; tries += 1) list.querySelector("[data-line-more]").click();
    }
  }

  const controls = (form, name) => [...form.elements].filter((control) => control.name === name && !control.closest("[data-rest]"));

  // A value that the form does not offer here - a seat of another day, a number - goes along unseen, and the portal judges it.
  function carry(form, name, value) {
    let rest = form.querySelector("[data-rest]");
    if (!rest) {
      rest = Object.assign(document.createElement("div"), { hidden: true });
      rest.dataset.rest = "";
      form.append(rest);
    }
    rest.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }

  function putOne(form, name, values, shown) {
    const found = controls(form, name);
    const ticked = found.filter((control) => ["checkbox", "radio"].includes(control.type));
    for (const control of ticked) control.checked = values.includes(control.value);
    const missing = values.filter((value) => !ticked.some((control) => control.value === value));
    if (ticked.length || !found.length) {
      for (const value of missing) carry(form, name, value);
      return;
    }
    const [control] = found;
    const [value] = values;
    if (control.matches("select") && ![...control.options].some((option) => option.value === value)) {
      control.append(new Option(shown ?? value, value));
    }
    if (control.type !== "file") control.value = value;
  }

  function put(form, body) {
    const place = renumbered(body.fields);
    const all = new Map();
    for (const [name, value] of body.fields) {
      if (name === "kept") continue;
      const now = place(name);
      all.set(now, [...(all.get(now) ?? []), value]);
    }
    for (const box of form.querySelectorAll("[type='checkbox']:not([data-shrink]):not([name='kept'])")) box.checked = false;
    for (const name of all.keys()) if (!form.elements[name]) makeLine(form, name);
    for (const [name, values] of all) putOne(form, name, values, body.shown?.[name]);
    putKept(form, body.kept ?? []);
    return place;
  }

  // What the list reads out of seats and numbers that came later from the portal needs no carrying any more.
  function dropCarried(form) {
    for (const input of form.querySelectorAll("[data-rest] input")) {
      if (controls(form, input.name).length) input.remove();
    }
  }

  // Files that the portal has already: their tickets, with the words of their lines.
  function kept(form) {
    return [...form.querySelectorAll("[name='kept']:checked")].map((box) => [box.value, text(box.closest("label"))]);
  }

  function putKept(form, tickets) {
    const list = form.querySelector("[data-files]");
    for (const [ticket, words] of list ? tickets : []) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input", name: "kept", value: ticket, checked: true });
      const label = document.createElement("label");
      label.append(box, ` ${words}`);
      const line = document.createElement("li");
      line.append(label);
      list.append(line);
    }
  }

  function shownChoices(form) {
    const lists = [...form.querySelectorAll("select[name]")].filter((list) => list.value && !list.closest("template"));
    return Object.fromEntries(lists.map((list) => [list.name, text(list.selectedOptions[0])]));
  }

  // --- What the portal found wrong ---------------------------------------------------------------------------------
  function faults(form, found, place) {
    const general = [];
    for (const [name, texts] of Object.entries(found)) {
      const control = form.elements[place(name)];
      const first = control instanceof RadioNodeList ? control[0] : control;
      const home = first?.closest("[data-line], .field, fieldset");
      if (name === "__all__" || !home) {
        general.push(...texts);
        continue;
      }
      const list = Object.assign(document.createElement("ul"), { className: "field-errors", id: `fault-${name}` });
      list.append(...texts.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
      home.append(list);
      if (first.type !== "hidden") {
        first.setAttribute("aria-invalid", "true");
        first.setAttribute("aria-describedby", list.id);
      }
      home.closest("details")?.setAttribute("open", "");
    }
    return general;
  }

  return { fields, lines, what, kept, put, dropCarried, shownChoices, faults };
})();
