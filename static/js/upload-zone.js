// The place for files in a form: chosen, dropped, pasted or photographed, each is sent at once and the form carries its ticket.
// Without this script the picker sends them with the form.
"use strict";

(() => {
  const AT_ONCE = 2;
  const CHOICE = "shrink-pictures";
  const THUMB = 80;
  const sizeOf = (bytes) =>
    bytes < 1048576 ? `${Math.max(Math.round(bytes / 1024), 1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function begin(zone) {
    const form = zone.closest("form");
    const picker = zone.querySelector("[type='file']");
    const list = zone.querySelector("[data-files]");
    const said = zone.querySelector("[data-said]");
    const shrink = zone.querySelector("[data-shrink]");
    const { limit, most, endpoint, account, exifReader } = zone.dataset;
    const pictures = zone.dataset.pictures === "yes";
    const items = new Set();
    let submitter;

    function say(text, bad = false) {
      said.textContent = text;
      said.classList.toggle("is-bad", bad);
    }

    const under = (...states) => [...items].filter((item) => states.includes(item.state));
    const carried = () => zone.querySelectorAll("[name='kept']:checked").length + under("queued", "sending").length;

    // --- One file ----------------------------------------------------------------------------------------------------
    function refusal(file) {
      if (file.size > Number(limit)) return `${sizeOf(file.size)},超过单个文件上限 ${sizeOf(Number(limit))},请压缩或拆分`;
      if (!pictures && file.type.startsWith("image/")) return "此类登记不收照片";
      if (carried() >= Number(most)) return `最多 ${most} 个文件`;
      return "";
    }

    // `told` is what the device's outbox knows of a file that it keeps.
    function add(file, told = null) {
      const same = (item) => item.file.name === file.name && item.file.size === file.size && item.state !== "refused";
      if ([...items].some(same)) return;
      const item = { file, told, state: "queued", line: element("li") };
      items.add(item);
      list.append(item.line);
      const why = refusal(file);
      if (why) refuse(item, `“${file.name}”未选入:${why}。`);
      else {
        underWay(item);
        next();
      }
    }

    function button(item, text, act) {
      const made = element("button", { type: "button", className: "link-button", textContent: text });
      made.setAttribute("aria-label", `${text} ${item.file.name}`);
      made.addEventListener("click", act);
      return made;
    }

    function underWay(item) {
      item.bar = element("progress", { max: 100, value: 0 });
      item.bar.setAttribute("aria-label", `${item.file.name} 上传进度`);
      item.word = element("span", { className: "quiet", textContent: "等待上传" });
      const name = element("span", { textContent: item.file.name });
      const size = element("span", { className: "quiet", textContent: sizeOf(item.file.size) });
      item.line.replaceChildren(name, size, item.bar, item.word, button(item, "取消", () => remove(item)));
      draw(item);
    }

    async function draw(item) {
      if (!window.uploads.PICTURES.includes(item.file.type) || item.file.size > 30 * 1048576) return;
      try {
        const bitmap = await createImageBitmap(item.file, { resizeHeight: THUMB, resizeQuality: "medium" });
        const side = Math.min(bitmap.width, bitmap.height);
        item.picture = element("canvas", { width: THUMB, height: THUMB });
        item.picture.setAttribute("aria-hidden", "true");
        const left = (bitmap.width - side) / 2;
        item.picture.getContext("2d").drawImage(bitmap, left, 0, side, side, 0, 0, THUMB, THUMB);
        bitmap.close();
        item.line.prepend(item.picture);
      } catch {
        // Not a picture after all: the portal says so in words.
      }
    }

    function next() {
      for (const item of under("queued").slice(0, Math.max(0, AT_ONCE - under("sending").length))) send(item);
    }

    function send(item) {
      item.state = "sending";
      item.shrunk = item.told?.shrunk ?? Boolean(shrink?.checked);
      item.word.textContent = item.shrunk ? "正在压缩" : "正在上传";
      item.sending = new window.uploads.Sending(item.file, {
        endpoint,
        account,
        shrinking: item.shrunk,
        exif: exifReader,
        tell: {
          progress: (share) => progress(item, share),
          waiting: () => {
            item.word.textContent = "网络中断,恢复后自动续传";
            window.connection?.check();
          },
          done: (result) => done(item, result),
          refused: (text) => refuse(item, text),
          failed: (text) => failed(item, text),
        },
      });
      item.sending.start();
    }

    function progress(item, share) {
      item.state = "sending";
      item.bar.value = Math.round(share * 100);
      item.word.textContent = share < 1 ? `${Math.round(share * 100)}%` : "正在核验";
    }

    function done(item, { ticket, name, size }) {
      item.state = "done";
      const box = element("input", { type: "checkbox", className: "form-check-input", name: "kept", value: ticket });
      box.checked = true;
      const how = item.shrunk && size < item.file.size ? ` · 已压缩(原 ${sizeOf(item.file.size)})` : "";
      const facts = element("span", { className: "quiet", textContent: `${sizeOf(size)}${how} · 已上传` });
      const parts = item.picture ? [item.picture] : [];
      item.line.replaceChildren(...parts, element("label", {}, box, ` ${name} `, facts));
      form.dispatchEvent(new Event("change", { bubbles: true }));
      settle();
    }

    function refuse(item, text) {
      item.state = "refused";
      item.line.className = "is-refused";
      const words = element("span", { textContent: `✕ ${text}` });
      item.line.replaceChildren(words, button(item, "知道了", () => remove(item)));
      holdBack();
    }

    function failed(item, text) {
      item.state = "failed";
      item.word.textContent = text;
      const again = button(item, "重试", () => {
        again.remove();
        item.state = "sending";
        item.word.textContent = "正在上传";
        item.sending.retry();
      });
      item.word.after(again);
      holdBack();
    }

    function remove(item) {
      item.sending?.cancel();
      items.delete(item);
      item.line.remove();
      picker.focus();
      settle();
    }

    // --- The form waits for its files --------------------------------------------------------------------------------
    function settle() {
      next();
      const left = under("queued", "sending").length;
      if (submitter === undefined) return;
      if (left) {
        say(`还有 ${left} 个文件在上传,传完后自动提交。`);
        return;
      }
      const by = submitter;
      submitter = undefined;
      say("");
      form.requestSubmit(by);
    }

    // Something is to be decided by the person: nothing is sent behind their back.
    function holdBack() {
      next();
      if (submitter === undefined) return;
      submitter = undefined;
      say("有文件没有传成,尚未提交;请重试或移除后再点提交。", true);
    }

    form.addEventListener("submit", (event) => {
      if (!under("queued", "sending", "failed").length) return;
      event.preventDefault();
      event.stopPropagation();
      submitter = event.submitter;
      if (under("failed").length) holdBack();
      else settle();
    });
    addEventListener("beforeunload", (event) => {
      if (under("queued", "sending").length) event.preventDefault();
    });

    // --- The outbox ----------------------------------------------------------------------------------------------------
    document.addEventListener("connection", ({ detail }) => {
      if (detail.up || submitter === undefined) return;
      submitter = undefined;
      say("网络中断,尚未提交;再点“提交”可连同文件存入本机待发送。", true);
    });
    zone.uploadZone = {
      busy: () => under("queued", "sending", "failed").length > 0,
      unsent: () =>
        under("queued", "sending", "failed").map(({ file, told, shrunk }) => ({
          file,
          kept: Boolean(told),
          shrunk: shrunk ?? Boolean(shrink?.checked),
        })),
      holds: (id) => under("queued", "sending", "failed").some(({ told }) => told?.id === id),
      take: add,
      clear: () => {
        for (const item of under("queued", "sending", "failed")) {
          item.sending?.cancel();
          items.delete(item);
          item.line.remove();
        }
      },
    };

    // --- Ways in -----------------------------------------------------------------------------------------------------
    function takeFrom(input) {
      const files = [...input.files];
      input.value = "";
      for (const file of files) add(file);
    }
    picker.addEventListener("change", () => takeFrom(picker));

    const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    for (const kind of ["dragover", "dragleave", "drop"]) {
      form.addEventListener(kind, (event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        zone.classList.toggle("is-over", kind === "dragover");
        if (kind === "drop") for (const file of event.dataTransfer.files) add(file);
      });
    }

    let pasted = 0;
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      // Words copied from Word bring a picture of themselves along.
      if (!pictures || !files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      for (const file of files) {
        pasted += 1;
        const stamp = new Date().toLocaleString("sv").replace(/\D/g, "").slice(0, 12);
        const ending = file.name.includes(".") ? file.name.split(".").pop() : "png";
        add(new File([file], `粘贴图片-${stamp}-${pasted}.${ending}`, { type: file.type, lastModified: file.lastModified }));
      }
    });

    const camera = zone.querySelector("[data-camera]");
    if (camera && matchMedia("(pointer: coarse)").matches) {
      const lens = element("input", { type: "file", accept: "image/jpeg,image/png" });
      lens.setAttribute("capture", "environment");
      lens.addEventListener("change", () => takeFrom(lens));
      camera.addEventListener("click", () => lens.click());
      camera.hidden = false;
    }

    if (shrink) {
      zone.querySelector("[data-shrink-label]").hidden = false;
      shrink.disabled = !window.uploads.canShrink();
      if (shrink.disabled) zone.querySelector("[data-shrink-note]").textContent = "本站未启用 HTTPS,浏览器不能计算原图校验值,不能压缩";
      try {
        shrink.checked = !shrink.disabled && localStorage.getItem(CHOICE) === "on";
        shrink.addEventListener("change", () => localStorage.setItem(CHOICE, shrink.checked ? "on" : "off"));
      } catch {
        // The choice then holds for this page only.
      }
    }

    window.uploads.unfinished(account).then((left) => {
      for (const each of left) {
        const name = each.metadata.filename;
        const words = element("span", { textContent: `上次未传完:${name};重新选择该文件即从断处继续。` });
        const line = element("li", { className: "quiet" }, words);
        line.append(button({ file: { name } }, "不再续传", () => {
          window.uploads.forget(each);
          line.remove();
        }));
        list.append(line);
        picker.addEventListener("change", () => line.remove(), { once: true });
      }
    });
  }

  if (window.uploads && window.tus?.isSupported) {
    // A page with several zones names this script with each of them.
    for (const zone of document.querySelectorAll("[data-upload-zone]:not([data-begun])")) {
      zone.dataset.begun = "yes";
      begin(zone);
    }
  }
})();
