// A screen that nobody works at is covered, and its session ended; signing in again as the same person uncovers it as it was.
"use strict";

self.screenLock = (() => {
  const { owner, username, who, sessionSeconds } = document.getElementById("device")?.dataset ?? {};
  const idle = Number(sessionSeconds) * 1000;
  const ACTIVE = "portal-active";
  const LOCKED = "portal-locked";
  const OWNER = "portal-owner";
  const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"];
  const LOOK = 5000;
  if (!owner || !idle) return null;
  const copy = "copy" in document.getElementById("device").dataset;
  const blank = copy && new URLSearchParams(location.search).has("blank");
  let cover = null;
  let here = Date.now();

  // --- When was somebody last at work, in any page of this browser? ---------------------------------------------------
  function read(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  function write(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // Then each page counts for itself.
    }
  }

  const active = () => Math.max(copy ? 0 : here, Number(read(ACTIVE)) || 0) || here;

  function work() {
    if (cover) return;
    here = Date.now();
    if (here - (Number(read(ACTIVE)) || 0) > 2000) write(ACTIVE, String(here));
  }

  // --- The cover -------------------------------------------------------------------------------------------------------
  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function build(why) {
    const password = element("input", { type: "password", name: "password", id: "lock-password", className: "form-control", autocomplete: "current-password", required: true });
    const user = element("input", { type: "text", name: "username", value: username, autocomplete: "username", hidden: true, readOnly: true });
    const said = element("p", { className: "field-errors", id: "lock-said" });
    said.setAttribute("role", "alert");
    const form = element(
      "form",
      { className: "lock-form" },
      user,
      element("label", { className: "form-label", htmlFor: "lock-password", textContent: "密码" }),
      password,
      said,
      element("button", { type: "submit", className: "btn btn-primary", textContent: "解锁" }),
    );
    form.method = "post";
    form.setAttribute("data-stays", "");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      unlock(password, said);
    });
    const offline = element("p", { className: "lock-offline" });
    const other = element("p", { className: "quiet lock-other" }, "不是本人?", element("a", { href: "/login/", textContent: "换人登录" }));
    const box = element(
      "dialog",
      { className: "lock" },
      element("h1", { textContent: "屏幕已锁定" }),
      element("p", { textContent: `${why}正在填写的内容和待发送的登记都保留在本机。` }),
      element("p", { className: "lock-who", textContent: who }),
      form,
      offline,
      other,
    );
    box.setAttribute("aria-labelledby", "lock-title");
    box.querySelector("h1").id = "lock-title";
    box.addEventListener("cancel", (event) => event.preventDefault());
    return { box, form, offline, other, password };
  }

  // Without network nobody can be asked for a password; a blank form can still be filled in, what was there stays covered.
  function showOffline({ form, offline, other }) {
    const up = self.connection?.up() ?? navigator.onLine;
    form.hidden = other.hidden = !up;
    offline.hidden = up;
    const blankForm = element("a", { className: "btn btn-outline-secondary", href: "/entries/new/?kind=meeting&blank=1", textContent: "新开一张空白登记单" });
    offline.replaceChildren("没有网络,暂时不能核对密码;联网后在此解锁。", ...(navigator.serviceWorker?.controller ? [element("br"), blankForm] : []));
  }

  function lock(why = "较长时间没有操作。", { asked = true } = {}) {
    if (cover) return;
    const made = build(why);
    cover = made;
    write(LOCKED, owner);
    document.body.classList.add("is-locked");
    document.body.append(made.box);
    made.box.showModal();
    showOffline(made);
    if (asked) end();
    made.password.focus();
  }

  async function end() {
    try {
      const { csrf, owner: now } = await self.outbox.who();
      if (now === owner) await fetch("/lock/", { method: "POST", headers: { "X-CSRFToken": csrf } });
    } catch {
      // Without network the session ends by its own time.
    }
  }

  function open() {
    write(LOCKED, null);
    document.body.classList.remove("is-locked");
    cover.box.close();
    cover.box.remove();
    cover = null;
    work();
    self.outbox?.send({ now: true });
  }

  const REFUSED = "密码不正确的次数过多,该账号在本机暂停登录15分钟;内容仍保留在本机,请稍后再试。";

  async function unlock(password, said) {
    said.textContent = "正在核对…";
    try {
      const { csrf } = await self.outbox.who();
      const [, post] = owner.split(":");
      const answer = await fetch("/unlock/", {
        method: "POST",
        headers: { "X-CSRFToken": csrf },
        body: new URLSearchParams({ username, password: password.value, post }),
      });
      if (answer.status === 422) said.textContent = (await answer.json()).reason;
      else if (!answer.ok) said.textContent = REFUSED;
      else await opened(said);
    } catch {
      said.textContent = "网络不通,没有完成核对;请稍后再试。";
    }
    password.value = "";
  }

  async function opened(said) {
    const told = await self.outbox.who();
    if (told.owner !== owner) {
      said.textContent = "您已不在原来的岗位;未发送的内容仍保留在本机,请点“换人登录”进入现在的岗位。";
      return;
    }
    for (const input of document.querySelectorAll("[name='csrfmiddlewaretoken']")) input.value = told.csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": told.csrf }));
    const store = self.offlineStore;
    await store.begin(owner);
    write(OWNER, JSON.stringify(owner));
    await store.takeKey(store.accountOf(owner), told.key);
    open();
  }

  // --- Looking -------------------------------------------------------------------------------------------------------
  function look() {
    if (cover || blank) return;
    if (copy && read(LOCKED) === owner) lock(undefined, { asked: false });
    else if (read(LOCKED) === owner) lock();
    else if (Date.now() - active() > idle) lock();
  }

  // Another page of this browser was unlocked, or somebody else has signed in.
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (key === LOCKED && newValue === owner) look();
    if (key === LOCKED && oldValue === owner && newValue === null && cover) open();
    if (key === OWNER && newValue && newValue !== JSON.stringify(owner)) lock("本机已换了账号或岗位登录。", { asked: false });
  });
  document.addEventListener("connection", () => cover && showOffline(cover));
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  for (const sign of SIGNS) addEventListener(sign, () => (Date.now() - active() > idle ? look() : work()), { passive: true, capture: true });
  setInterval(look, LOOK);

  // The portal has just answered with a page of this account: its session lives.
  if (!copy) {
    if (read(LOCKED) === owner) write(LOCKED, null);
    work();
  }
  look();

  return { lock, isLocked: () => Boolean(cover) || read(LOCKED) === owner };
})();
