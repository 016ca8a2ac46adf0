// The form of a meeting: lines of the agenda, the chair's chip, files dropped or chosen. Without it the form works too.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;

  // --- Agenda ----------------------------------------------------------------------------------------------------
  const agenda = form.querySelector("[data-agenda]");
  const template = form.querySelector("[data-agenda-template]");
  const more = form.querySelector("[data-agenda-more]");

  function tell() {
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function addRow() {
    const numbers = [...agenda.querySelectorAll("[type='text']")].map((input) => Number(input.name.split("-")[1]));
    const number = Math.max(-1, ...numbers) + 1;
    const row = template.content.cloneNode(true);
    for (const input of row.querySelectorAll("[name]")) input.name = input.name.replace("-N-", `-${number}-`);
    agenda.append(row);
    showRemovers();
    return agenda.lastElementChild.querySelector("[type='text']");
  }

  function showRemovers() {
    const rows = agenda.querySelectorAll("[data-agenda-row]");
    for (const row of rows) row.querySelector("[data-agenda-remove]").hidden = rows.length === 1;
  }

  more.type = "button";
  more.addEventListener("click", () => addRow().focus());
  agenda.addEventListener("click", (event) => {
    if (!event.target.closest("[data-agenda-remove]")) return;
    const row = event.target.closest("[data-agenda-row]");
    const next = row.previousElementSibling ?? row.nextElementSibling;
    row.remove();
    showRemovers();
    next.querySelector("[type='text']").focus();
    tell();
  });
  // Several lines pasted at once become several items.
  agenda.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2 || !event.target.matches("[type='text']")) return;
    event.preventDefault();
    event.target.value += lines[0];
    for (const line of lines.slice(1)) addRow().value = line;
    tell();
  });
  // Enter never sends half a form: in the agenda it opens the next line.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type='file'])")) return;
    event.preventDefault();
    if (event.target.matches("[data-agenda] [type='text']") && event.target.value) addRow().focus();
  });
  showRemovers();

  // --- The chair attends anyway ------------------------------------------------------------------------------------
  function hideChair() {
    const chair = form.elements.leader?.value;
    for (const chip of form.querySelectorAll("[data-person]")) chip.hidden = chip.dataset.person === chair;
  }
  form.addEventListener("change", hideChair);
  document.body.addEventListener("seats-reloaded", hideChair);
  hideChair();

  // --- Files -------------------------------------------------------------------------------------------------------
  const drop = form.querySelector("[data-drop]");
  const picker = drop.querySelector("[type='file']");
  const list = drop.querySelector("[data-chosen]");
  const limit = Number(drop.dataset.limit);
  const most = Number(drop.dataset.most);
  let chosen = [];

  const megabytes = (bytes) => `${Math.max(bytes / 1048576, 0.1).toFixed(1)} MB`;
  const same = (one, other) => one.name === other.name && one.size === other.size;

  function refusal(file) {
    if (file.size > limit) return `${megabytes(file.size)},超过单个文件上限 ${megabytes(limit)},请压缩或拆分`;
    if (chosen.length + drop.querySelectorAll("[name='kept']:checked").length >= most) return `最多 ${most} 个文件`;
    return "";
  }

  function take(files) {
    const refused = [];
    for (const file of files) {
      if (chosen.some((other) => same(file, other))) continue;
      const why = refusal(file);
      if (why) refused.push([file, why]);
      else chosen.push(file);
    }
    show(refused);
  }

  function show(refused = []) {
    const held = new DataTransfer();
    for (const file of chosen) held.items.add(file);
    picker.files = held.files;
    list.replaceChildren();
    for (const file of chosen) list.append(line(`${file.name} ${megabytes(file.size)}`, file));
    for (const [file, why] of refused) {
      const item = line(`✕ ${file.name} 未选入:${why}`);
      item.classList.add("is-refused");
      list.append(item);
    }
  }

  function line(text, file) {
    const item = document.createElement("li");
    item.append(text);
    if (file) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link-button";
      button.textContent = "移除";
      button.setAttribute("aria-label", `移除 ${file.name}`);
      button.addEventListener("click", () => {
        chosen = chosen.filter((other) => other !== file);
        show();
        picker.focus();
      });
      item.append(button);
    }
    return item;
  }

  picker.addEventListener("change", () => take([...picker.files]));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  }
})();
