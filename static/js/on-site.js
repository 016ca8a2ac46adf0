// Forms of an inspection on site: without network they go into the device's outbox (offline-store.js, sealed), and are sent
// by outbox.js when the network is back and a page of the portal is open. The page itself is kept for opening without network.
"use strict";

(() => {
  const page = document.getElementById("on-site");
  const { owner } = document.getElementById("device")?.dataset ?? {};
  const store = self.offlineStore;
  if (!page || !store || !owner || !self.outbox) return;
  const STATIC = "portal-static";
  const [, post] = owner.split(":");
  const list = page.querySelector("[data-on-site-list]");
  const here = location.pathname;
  const root = here.replace(/on-site\/$/, "");

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function note(words, bad = false) {
    const box = page.querySelector("[data-kept-note]");
    box.hidden = !words;
    box.className = `notice notice-${bad ? "bad" : "info"}`;
    box.querySelector("[data-kept-words]").textContent = words;
  }

  // --- What waits on this device -------------------------------------------------------------------------------------
  const mine = async () => (await store.mine(owner)).filter((row) => row.post === post && row.body && row.url.startsWith(root));

  function faults(row) {
    return [...new Set(Object.values(row.body.faults ?? {}).flat())].join(" ") || row.body.reason;
  }

  function deed(words, act) {
    const made = element("button", { type: "button", className: "btn btn-outline-secondary btn-sm", textContent: words });
    made.addEventListener("click", act);
    return made;
  }

  function dropper(row) {
    const made = deed("删除", async () => {
      if (!made.dataset.sure) {
        made.dataset.sure = "yes";
        made.textContent = "确认删除,不再发送";
        return;
      }
      await store.remove(row.token);
    });
    return made;
  }

  function line(row) {
    const refused = row.state === "refused";
    const words = refused ? `没有登记成功:${faults(row)}` : "已存入本机,联网后自动发送";
    const deeds = element("p", { className: "outbox-deeds" });
    if (refused) deeds.append(deed("放回表单改正", () => putBack(row)), " ");
    deeds.append(dropper(row));
    const made = element(
      "li",
      { className: "outbox-item" },
      element("h2", { textContent: row.body.what }),
      element("p", { className: refused ? "outbox-why is-bad" : "outbox-why", textContent: words }),
      deeds,
    );
    made.dataset.state = row.state;
    return made;
  }

  async function draw() {
    const rows = (await mine()).filter((row) => ["waiting", "refused"].includes(row.state));
    list.replaceChildren(...(rows.length ? [element("ul", { className: "outbox" }, ...rows.map(line))] : []));
    const arrived = (await mine()).filter((row) => row.state === "sent");
    for (const row of arrived) await store.remove(row.token);
    if (arrived.length) note(`已发送 ${arrived.length} 份,登记成功;刷新本页可以看到。`);
  }

  // What was refused goes back into its form, the person sends it again.
  async function putBack(row) {
    const form = page.querySelector(`[data-on-site-form="${row.body.kind}"]`);
    for (const [name, value] of row.body.fields) {
      for (const control of form.elements) {
        if (control.name !== name || control.type === "file") continue;
        if (control.type === "radio" || control.type === "checkbox") control.checked = control.value === value;
        else control.value = value;
      }
    }
    await store.remove(row.token);
    form.scrollIntoView({ block: "start" });
  }

  // --- Into the outbox -----------------------------------------------------------------------------------------------
  async function keep(form) {
    const kind = form.dataset.onSiteForm;
    const token = form.elements.token?.value || store.uuid();
    const zone = form.querySelector("[data-upload-zone]")?.uploadZone;
    const files = [];
    for (const { file, shrunk, kept } of zone?.unsent() ?? []) {
      if (!kept) files.push(await store.addFile(token, owner, file, shrunk));
    }
    const fields = [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken",
    );
    const text = form.elements.text?.value.trim().slice(0, 60);
    const what = [page.dataset.inspection, form.dataset.what, text].filter(Boolean).join(" · ");
    const body = {
      kind, kindName: form.dataset.what, action: "submit", actionName: "登记", day: form.elements.found_on?.value ?? "",
      what, lines: [], fields, shown: {}, kept: [], files, faults: {}, reason: "", page: `${here}?`,
    };
    const url = form.getAttribute("action");
    await store.write(token, owner, body, { url, state: "waiting", queued: true, next: 0, attempts: 0, handed: 0 });
    navigator.storage?.persist?.();
    if (kind === "find") renew(form, zone);
    note("没有网络:已存入本机,联网后打开本平台任一页面自动发送,请不要清除浏览器数据。");
    await draw();
    page.scrollIntoView({ block: "start" });
  }

  // The form of the next finding: a token of its own, without words and files.
  function renew(form, zone) {
    form.elements.token.value = store.uuid();
    form.elements.text.value = "";
    zone?.clear();
  }

  async function reachable() {
    if (!self.connection.up()) return false;
    try {
      return (await self.outbox.who()).owner === owner;
    } catch {
      self.connection.down();
      return false;
    }
  }

  let passed = false;
  let asking = false;
  page.addEventListener(
    "submit",
    async (event) => {
      const form = event.target.closest("[data-on-site-form]");
      if (!form || passed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (asking) return;
      asking = true;
      try {
        if (await reachable()) {
          passed = true;
          form.requestSubmit(event.submitter);
          passed = false;
        } else await keep(form);
      } catch {
        note("没有网络,本机也不能暂存;已填写的内容仍在本页,请不要关闭,联网后再提交。", true);
      } finally {
        asking = false;
      }
    },
    true,
  );

  // --- The page for opening without network --------------------------------------------------------------------------
  async function keepPage() {
    if (!("serviceWorker" in navigator) || !("caches" in self) || !self.connection.up()) return;
    await navigator.serviceWorker.register("/worker.js");
    const answer = await fetch(here, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const text = await answer.clone().text();
    const cache = await caches.open(STATIC);
    const loaded = new Set(text.match(/\/static\/[^"'()\s?#]+/g) ?? []);
    await Promise.all([...loaded].map((address) => cache.add(address).catch(() => {})));
    const copies = await caches.open(store.COPIES);
    await copies.put(here, answer);
  }

  const send = () => self.connection.up() && self.outbox.send({ now: true });
  self.addEventListener("outbox-changed", () => draw().catch(() => {}));
  document.addEventListener("connection", ({ detail }) => {
    if (detail.up) send();
  });
  setInterval(send, 20_000);
  draw().then(send).catch(() => {});
  keepPage().catch(() => {});
})();
