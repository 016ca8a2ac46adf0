// Files of an entry: dropped or chosen, refused by size before they are sent. Without it the picker works by itself.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;
  const drop = form.querySelector("[data-drop]");
  if (!drop) return;
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
