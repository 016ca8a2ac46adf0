// An entry form and the outbox: what is typed is kept on the device, what cannot be sent waits there, what waits is mended here.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  const { owner } = document.getElementById("device")?.dataset ?? {};
  const store = self.offlineStore;
  const fields = self.outboxFields;
  if (!form || !store || !owner) return;
  const query = new URLSearchParams(location.search);
  const KEEP_AFTER = 800;
  const SENDS = { submit: "提交", plan: "列入计划", draft: "存草稿" };
  const path = form.getAttribute("action") ?? location.pathname;
  const tokenField = form.elements.token;
  const stored = Boolean(form.elements.entry);
  let row = null;
  let touched = false;
  let mending = Promise.resolve();
  let release = () => {};

  const token = () => tokenField.value;
  const zone = () => form.querySelector("[data-upload-zone]")?.uploadZone;

  // --- Words on the page ----------------------------------------------------------------------------------------------
  function notice(kind, ...parts) {
    const box = Object.assign(document.createElement("div"), { className: `notice notice-${kind}`, role: "status" });
    box.dataset.outboxNotice = "";
    for (const part of parts) {
      const line = document.createElement("p");
      line.append(...[part].flat());
      box.append(line);
    }
    form.querySelector("[data-outbox-notice]")?.remove();
    form.querySelector(".page-top").after(box);
    return box;
  }

  function button(words, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-secondary btn-sm", textContent: words });
    made.addEventListener("click", act);
    return made;
  }

  const link = (words, href) => Object.assign(document.createElement("a"), { textContent: words, href, className: "btn btn-outline-secondary btn-sm" });

  // --- Keeping what stands in the form ---------------------------------------------------------------------------------
  // Files that wait on the device; one that went up meanwhile, or was removed, is none of them.
  const waitingFiles = () => (row?.body?.files ?? []).filter((file) => !zone() || zone().holds(file.id));

  async function keep(values, action = "submit", files = waitingFiles()) {
    const body = {
      kind: form.elements.kind.value,
      kindName: form.dataset.kindName,
      action,
      actionName: SENDS[action],
      day: form.elements.occurred_on?.value ?? "",
      what: fields.what(form),
      lines: fields.lines(form),
      fields: [...fields.fields(form), ["action", action]],
      shown: fields.shownChoices(form),
      kept: fields.kept(form),
      files,
      faults: {},
      reason: "",
      page: page(),
    };
    await store.write(token(), owner, body, { url: path, ...values });
    row = await store.get(token());
    return body;
  }

  // The address at which the form opens again.
  function page() {
    const address = new URLSearchParams(stored ? {} : { kind: form.elements.kind.value });
    if (form.elements.unit) address.set("unit", form.elements.unit.value);
    return `${path}?${address}`;
  }

  let keeping;
  function keepSoon() {
    touched = true;
    clearTimeout(keeping);
    keeping = setTimeout(() => {
      mending = keep({ state: "writing", handed: 0 }).catch(() => {});
    }, KEEP_AFTER);
  }
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", (event) => {
    if (event.isTrusted) keepSoon();
  });

  // --- Into the outbox -------------------------------------------------------------------------------------------------
  async function queue(action) {
    form.dispatchEvent(new Event("filling:close"));
    clearTimeout(keeping);
    await mending;
    const given = zone()?.unsent() ?? [];
    const files = waitingFiles();
    for (const { file, shrunk, kept } of given) {
      if (!kept) files.push(await store.addFile(token(), owner, file, shrunk));
    }
    await keep({ state: "waiting", handed: 0, queued: true, next: 0, attempts: 0 }, action, files);
    await store.keepFiles(token(), files.map((file) => file.id));
    navigator.storage?.persist?.();
    const registration = await navigator.serviceWorker?.getRegistration();
    registration?.sync?.register("outbox").catch(() => {});
    zone()?.clear();
    release();
    queued(files.length);
  }

  function queued(files) {
    const blank = query.has("blank") ? "&blank=1" : "";
    const kind = encodeURIComponent(form.elements.kind.value);
    const again = navigator.serviceWorker?.controller || self.connection.up();
    const more = again ? [link("再登记一份", `/entries/new/?kind=${kind}${blank}`), " "] : [];
    const box = notice(
      "good",
      `已存入本机“待发送”${files ? `(含 ${files} 个文件)` : ""},联网后自动发送,请不要清除浏览器数据。`,
      [...more, link("查看待发送", "/outbox/")],
    );
    for (const part of [...form.children]) if (part !== box && !part.matches(".page-top")) part.hidden = true;
    for (const control of form.elements) control.disabled = true;
    document.getElementById("preview")?.remove();
    form.after(document.getElementById("outbox-here").content.cloneNode(true));
    document.dispatchEvent(new Event("outbox-list"));
    box.tabIndex = -1;
    box.focus();
    box.scrollIntoView({ block: "center" });
    if (self.connection.up()) self.outbox.send();
  }

  async function tryQueue(action) {
    try {
      await queue(action);
    } catch (error) {
      const full = error?.name === "QuotaExceededError";
      notice("bad", full ? "本机存储空间不足,没有存入待发送;请移除部分文件后再提交,或联网后提交。" : "没有网络,本机也不能暂存;已填写的内容仍在本页,请不要关闭,联网后再提交。");
      form.querySelector("[data-outbox-notice]").scrollIntoView({ block: "center" });
    } finally {
      asking = false;
    }
  }

  // --- Sending by the form itself, once the portal has answered --------------------------------------------------------
  let asking = false;
  let passed = false;

  async function ask(submitter, action) {
    let told;
    try {
      told = await self.outbox.who();
    } catch {
      self.connection.down();
      return tryQueue(action);
    }
    asking = false;
    if (!told.owner) {
      self.screenLock?.lock("登录已过期。");
      return undefined;
    }
    if (told.owner !== owner) {
      notice("bad", "本机已换了账号或岗位登录,本页不能提交;内容仍在本页。请切换回原来的账号和岗位,再点提交。");
      return undefined;
    }
    freshen(told.csrf);
    if (touched || row) {
      clearTimeout(keeping);
      await mending;
      // Without a device store the form is sent all the same.
      await handOver(action).catch(() => {});
    }
    passed = true;
    form.requestSubmit(submitter);
    passed = false;
    return undefined;
  }

  async function handOver(action) {
    await keep({ state: row?.queued ? row.state : "writing", handed: Date.now() }, action);
    await store.mark(token(), (now) => ({ tried: [...now.tried, now.revision] }));
    sessionStorage.setItem("portal-handed", token());
  }

  function freshen(csrf) {
    for (const input of document.querySelectorAll("[name='csrfmiddlewaretoken']")) input.value = csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": csrf }));
  }

  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== form || passed) return;
      const action = event.submitter?.value ?? "submit";
      const up = self.connection.up();
      if (!(action in SENDS)) {
        if (up) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        notice("warning", "没有网络:从材料预填要联网后才能用,请直接填写。");
        return;
      }
      // While files go up the form waits for them by itself, as long as there is a line.
      if (up && zone()?.busy()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (asking) return;
      asking = true;
      if (up) ask(event.submitter, action);
      else tryQueue(action);
    },
    true,
  );

  // --- The beginning: an entry of the outbox is opened, or one that was not finished is offered --------------------------
  async function open(waiting) {
    row = waiting;
    tokenField.value = waiting.token;
    const place = fields.put(form, waiting.body);
    self.offlineForm.weekday();
    for (const told of waiting.body.files) {
      const file = await store.readFile(told);
      if (file) zone()?.take(file, told);
    }
    const general = fields.faults(form, waiting.body.faults ?? {}, place);
    showFaults(waiting, general);
    form.dispatchEvent(new Event("change", { bubbles: true }));
    if (self.connection.up() && form.elements.occurred_on) window.htmx?.trigger(form.elements.occurred_on, "change");
  }

  function showFaults({ body }, general) {
    if (!body.reason) {
      notice("good", "这是本机待发送的一份登记,改好后点提交。");
      return;
    }
    const lines = general.length ? general : ["这份登记没有发送成功,请改正标出的各处后再提交。"];
    const see = body.present ? [[link("查看平台上现有的内容(另开一页)", body.present)]] : [];
    const box = notice("bad", ...lines, ...see);
    for (const each of box.querySelectorAll("a")) Object.assign(each, { target: "_blank", rel: "noopener" });
    form.querySelector("[aria-invalid='true']")?.focus();
  }
  document.body.addEventListener("seats-reloaded", () => fields.dropCarried(form));

  async function unfinished() {
    const [, post] = owner.split(":");
    const rows = (await store.mine(owner)).filter((each) => each.post === post && each.state === "writing" && each.body && !each.handed);
    for (const each of rows) {
      if (each.body.page === page() && !(await store.isHeld(each.token))) return each;
    }
    return null;
  }

  function offer(left) {
    const at = new Date(left.changed).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
    const box = notice("info", `上次没有填完的一份还在本机:${left.body.what || left.body.kindName}(${at})。`, [
      button("接着填", async () => {
        box.remove();
        await begin(left);
      }),
      " ",
      button("不要了", async () => {
        await store.remove(left.token);
        box.remove();
      }),
    ]);
  }

  async function begin(waiting) {
    await open(waiting);
    release();
    release = store.hold(waiting.token);
    row = waiting;
  }

  async function start() {
    const wanted = query.get("outbox");
    // A form that has come back with its faults holds what was handed over, and that has not been taken in.
    const back = "bound" in form.dataset;
    if (wanted && !back && !self.screenLock?.isLocked()) {
      const waiting = await store.get(wanted);
      if (waiting?.body && waiting.account === store.accountOf(owner) && waiting.state !== "sent") return begin(waiting);
    }
    const left = back || query.has("blank") ? null : await unfinished();
    release = store.hold(token());
    row = back ? await store.get(token()) : null;
    if (row?.handed) await store.mark(row.token, { handed: 0 });
    if (left) offer(left);
    return undefined;
  }

  // Where the browser keeps nothing the form works as it does without this script.
  start().catch(() => {});
})();
