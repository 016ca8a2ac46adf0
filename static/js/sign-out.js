// Signing out: what is unsent is asked about, what the device keeps of the unit goes.
"use strict";

(() => {
  const { owner } = document.getElementById("device")?.dataset ?? {};
  const store = self.offlineStore;
  if (!store || !owner) return;
  let passed = false;

  const UNSENT = ["waiting", "refused"];

  // What was given to the outbox is asked about; a form that was only begun stays on the device, sealed, without a word.
  async function left() {
    const rows = (await store.rows()).filter((row) => row.account === store.accountOf(owner));
    return {
      unsent: rows.filter((row) => UNSENT.includes(row.state)),
      unfinished: rows.filter((row) => row.state === "writing" && row.queued),
    };
  }

  function words({ unsent, unfinished }) {
    const parts = [];
    if (unsent.length) parts.push(`${unsent.length} 份登记没有发送`);
    if (unfinished.length) parts.push(`${unfinished.length} 份没有填完`);
    return parts.join("、");
  }

  async function leave(form) {
    await store.signOut();
    try {
      for (const name of ["portal-copied", "portal-owner", "portal-locked"]) localStorage.removeItem(name);
    } catch {
      // Nothing was kept there.
    }
    passed = true;
    form.requestSubmit();
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function ask(form, found) {
    const said = element("p", { className: "quiet" });
    said.setAttribute("role", "status");
    const choice = (text, primary, act) => {
      const made = element("button", { type: "button", className: `btn ${primary ? "btn-primary" : "btn-outline-secondary"}`, textContent: text });
      made.addEventListener("click", () => act(made));
      return made;
    };
    const close = () => {
      box.close();
      box.remove();
    };
    const send = choice("先发送", true, async () => {
      said.textContent = "正在发送…";
      const how = await self.outbox.send({ byHand: true });
      const now = await left();
      if (!now.unsent.length && !now.unfinished.length) {
        await leave(form);
        return;
      }
      const why = how === "away" ? "没有网络" : "有的需要您处理";
      box.querySelector("h1").textContent = `还有 ${words(now)}`;
      said.textContent = now.unsent.length ? `${why},没有全部发送;请到“待发送”查看,或选择下面的办法。` : "都已发送;没有填完的请到“待发送”接着填,或选择下面的办法。";
    });
    const stay = choice("保留在本机,退出登录", false, () => leave(form));
    const drop = choice("删除后退出", false, (button) => {
      if (button.dataset.sure) {
        Promise.all([...found.unsent, ...found.unfinished].map((row) => store.remove(row.token))).then(() => leave(form));
        return;
      }
      button.dataset.sure = "yes";
      button.textContent = "确认删除,不再发送";
      button.classList.add("is-danger");
      said.textContent = "删除后无法恢复。";
    });
    const cancel = choice("不退出", false, close);
    if (!found.unsent.length) send.hidden = true;
    const box = element(
      "dialog",
      { className: "ask" },
      element("h1", { textContent: `还有 ${words(found)}` }),
      element("p", { textContent: "保留的,由您本人再次登录后继续发送;其他人在本机登录看不到内容。" }),
      element("div", { className: "ask-choices" }, send, stay, drop, cancel),
      said,
    );
    box.setAttribute("aria-labelledby", "ask-title");
    box.querySelector("h1").id = "ask-title";
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (passed || form.getAttribute("action") !== "/logout/") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!self.connection.up()) {
        self.screenLock?.lock("没有网络,暂时不能退出登录,先锁定屏幕;联网后解锁再退出。", { asked: true });
        return;
      }
      left()
        .then((found) => (found.unsent.length || found.unfinished.length ? ask(form, found) : leave(form)))
        .catch(() => {
          passed = true;
          form.requestSubmit();
        });
    },
    true,
  );
})();
