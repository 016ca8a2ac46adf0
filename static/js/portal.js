// What every page does: large type, menus that close, one submit a form, focus on the first error, HTMX failures in words.
"use strict";

(() => {
  const root = document.documentElement;
  const live = () => document.getElementById("live");

  function say(text) {
    const region = live();
    if (!region) return;
    region.textContent = text;
    region.classList.toggle("is-shown", text !== "");
  }

  function keep(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // The choice then holds for this page only.
    }
  }

  function showLargeType() {
    for (const button of document.querySelectorAll("[data-large-type]")) {
      const large = root.classList.contains("large-type");
      button.setAttribute("aria-pressed", String(large));
      button.textContent = large ? "标准字号" : "大字显示";
    }
  }

  function focusFirstError(scope) {
    const wrong = scope.querySelector("[data-form-errors], [aria-invalid='true'], .field-errors");
    if (!wrong) return;
    const control = wrong.matches(".field-errors")
      ? wrong.closest(".field")?.querySelector("input, select, textarea") ?? wrong
      : wrong;
    control.focus();
  }

  // A form is sent once: its buttons wait until the answer is there, or the page comes back from the browser's store.
  function hold(form, held) {
    for (const button of form.querySelectorAll("button[type='submit'], button:not([type])")) {
      if (held) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    form.toggleAttribute("data-sending", held);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-sending")) {
      event.preventDefault();
      return;
    }
    if (form.method === "post" && !form.hasAttribute("data-stays")) hold(form, true);
  });
  // A page that takes its time to be made says so while one waits for it.
  document.addEventListener("submit", (event) => {
    const busy = document.getElementById("busy");
    if (!busy || event.defaultPrevented || !event.target.dataset.slow) return;
    busy.dataset.usual ??= busy.textContent;
    busy.textContent = event.target.dataset.slow;
    busy.classList.add("htmx-request");
    say(event.target.dataset.slow);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) hold(form, false);
    const busy = document.getElementById("busy");
    if (!busy?.dataset.usual) return;
    busy.textContent = busy.dataset.usual;
    busy.classList.remove("htmx-request");
    say("");
  });

  document.addEventListener("click", (event) => {
    const switcher = event.target.closest("[data-large-type]");
    if (switcher) {
      keep("large-type", root.classList.toggle("large-type") ? "on" : "off");
      showLargeType();
    }
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // The browser writes its own language on a file input: a button of ours stands for it, the input keeps focus and name.
  function dressFileInput(input) {
    const pick = document.createElement("button");
    pick.type = "button";
    pick.tabIndex = -1;
    pick.className = "btn btn-outline-secondary file-pick";
    pick.setAttribute("aria-hidden", "true");
    pick.textContent = input.multiple ? "选择文件(可多选)" : "选择文件";
    pick.addEventListener("click", () => input.click());
    const names = document.createElement("span");
    names.className = "file-names";
    const tell = () => {
      const chosen = [...input.files].map((file) => file.name);
      names.textContent = chosen.length ? chosen.join("、") : "未选择文件";
    };
    input.addEventListener("change", tell);
    input.form?.addEventListener("reset", () => setTimeout(tell));
    input.classList.add("visually-hidden", "is-dressed");
    input.after(pick);
    // A form that lists what was chosen itself says it once.
    if (input.closest("[data-drop]")) return;
    pick.after(names);
    tell();
  }

  // Three minutes before the session ends for want of work, the page says so; each request begins the time anew.
  const WARNED_BEFORE = 180;
  let ending;
  function watchSession() {
    const seconds = Number(document.getElementById("device")?.dataset.sessionSeconds);
    clearTimeout(ending);
    if (!seconds) return;
    ending = setTimeout(
      () => say("本页已较长时间没有操作,三分钟后锁定屏幕;正在填写的内容会保留。"),
      (seconds - WARNED_BEFORE) * 1000,
    );
  }

  const FAILURES = {
    400: "没有完成:请求无法读取,请刷新本页后再试。",
    403: "没有完成:当前岗位不能办理,或页面已过期,请刷新本页后再试。",
    404: "没有完成:此项不存在,或不在您的范围内,请刷新本页。",
    409: "没有完成:此项已被他人更新,请刷新本页后再办理。",
    413: "没有完成:上传的文件过大。",
    429: "没有完成:操作过于频繁,请稍后再试。",
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr.responseURL;
    // The session has ended: the sign-in page is a page, not a part of this one.
    if (answer && new URL(answer).pathname === "/login/") {
      event.detail.shouldSwap = false;
      if (window.screenLock) window.screenLock.lock("登录已过期。");
      else window.location.reload();
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    say(FAILURES[event.detail.xhr.status] ?? "没有完成:平台出现故障,请稍后再试;未保存任何不完整的内容。");
  });
  document.addEventListener("htmx:sendError", () => say("没有完成:网络不通,请检查网络后再试;已填写的内容仍在本页。"));
  document.addEventListener("htmx:beforeRequest", () => say(""));
  document.addEventListener("htmx:afterRequest", (event) => {
    watchSession();
    const form = event.detail.elt.closest("form");
    if (form) hold(form, false);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.verb !== "get") focusFirstError(event.detail.target);
  });

  for (const input of document.querySelectorAll("input[type='file']")) dressFileInput(input);
  watchSession();
  showLargeType();
  focusFirstError(document);
})();
