// Every page: is there a network, what waits in the outbox, and - for who logs - the copies for work without network.
"use strict";

self.connection = (() => {
  const AGAIN = 15_000;
  const copy = "copy" in (document.getElementById("device")?.dataset ?? {});
  let up = navigator.onLine && !copy;
  let timer;

  function show() {
    const strip = document.getElementById("offline-strip");
    if (strip) strip.hidden = up;
    clearTimeout(timer);
    if (!up) timer = setTimeout(check, AGAIN);
  }

  function set(now) {
    const changed = now !== up;
    up = now;
    show();
    if (changed) document.dispatchEvent(new CustomEvent("connection", { detail: { up } }));
  }

  async function check() {
    if (!navigator.onLine) return set(false);
    try {
      const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) });
      return set(answer.status < 500);
    } catch {
      return set(false);
    }
  }

  addEventListener("online", check);
  addEventListener("offline", () => set(false));
  document.addEventListener("htmx:sendError", () => {
    set(false);
    clearTimeout(timer);
    timer = setTimeout(check, 2000);
  });
  // Without network nothing is asked for: what depends on it says so in its own words.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!up) event.preventDefault();
  });
  show();
  if (copy) check();

  return { up: () => up, down: () => set(false), check };
})();

(() => {
  const { owner, outbox: outboxPage, version } = document.getElementById("device")?.dataset ?? {};
  const store = self.offlineStore;
  if (!store || !owner) return;
  const copy = "copy" in document.getElementById("device").dataset;
  const HOURS = 4;
  const AGAIN = 60_000;
  const COPIED = "portal-copied";
  const HANDED = "portal-handed";

  function kept(name) {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null;
    }
  }

  function keep(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // The browser keeps nothing: copies are then made again with the next page.
    }
  }

  // --- The device belongs to who is signed in ----------------------------------------------------------------------
  async function begin() {
    if (!copy) {
      if (await store.begin(owner)) keep("portal-owner", owner);
      if (!(await store.hasKey(store.accountOf(owner)))) {
        const told = await self.outbox.who();
        if (told.owner === owner) await store.takeKey(store.accountOf(owner), told.key);
      }
    }
    await arrived();
    await count();
    // Whoever opens a page need not wait for a pause between two tries to end.
    if (outboxPage && self.connection.up()) self.outbox.send({ now: true });
  }

  // --- Copies for work without network -----------------------------------------------------------------------------
  async function prepare() {
    if (!outboxPage || copy || !("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register("/worker.js");
    } catch {
      document.dispatchEvent(new Event("copies-refused"));
      return;
    }
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data.copied === owner) {
        keep(COPIED, { owner, version: data.version, at: Date.now() });
        document.dispatchEvent(new Event("copies-kept"));
      } else if (data.uncopied === owner) setTimeout(refresh, AGAIN);
    });
    if (stale(kept(COPIED)) || !(await caches.has(store.COPIES))) await refresh();
  }

  async function refresh() {
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ refresh: owner });
  }

  function stale(last) {
    if (last?.owner !== owner || last.version !== version) return true;
    const old = Date.now() - last.at > HOURS * 3600 * 1000;
    return old || new Date(last.at).toDateString() !== new Date().toDateString();
  }

  // --- Forms that were handed to the portal by the page itself: have they arrived? ---------------------------------
  // What has not, though it was sent, waits in the outbox from now on.
  async function arrived() {
    if (copy || !self.connection.up()) return;
    const last = sessionStorage.getItem(HANDED);
    const rows = (await store.mine(owner)).filter((row) => row.handed && row.state !== "sent");
    const sure = [];
    for (const row of rows) {
      const settled = row.token === last || Date.now() - row.handed > 60_000;
      if (settled && !document.querySelector(`[name="token"][value="${row.token}"]`) && !(await store.isHeld(row.token))) sure.push(row);
    }
    if (!sure.length) return;
    const query = new URLSearchParams(sure.map((row) => ["token", row.token]));
    const answer = await fetch(`/outbox/received/?${query}`, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return;
    const found = await answer.json();
    for (const row of sure) {
      if (!(row.token in found)) await store.mark(row.token, { state: "waiting", handed: 0, next: 0 });
      else if (row.queued) await self.outbox.sent(row, { done: found[row.token] });
      else await store.remove(row.token);
    }
    sessionStorage.removeItem(HANDED);
  }

  // --- The counter ---------------------------------------------------------------------------------------------------
  async function count() {
    const rows = await store.rows();
    const account = store.accountOf(owner);
    const unsent = rows.filter((row) => row.account === account && ["waiting", "refused"].includes(row.state)).length;
    for (const link of document.querySelectorAll("[data-outbox-link]")) {
      link.querySelector("[data-outbox-count]").textContent = String(unsent);
      link.hidden = !unsent;
    }
  }

  self.addEventListener("outbox-changed", count);
  document.addEventListener("connection", ({ detail }) => {
    if (detail.up && outboxPage) arrived().then(() => self.outbox.send({ now: true }));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && outboxPage) self.outbox.send();
  });
  setInterval(() => {
    if (outboxPage && self.connection.up() && document.visibilityState === "visible") self.outbox.send();
  }, 20_000);

  // What fails here fails for want of network, and is done again by the next page.
  begin().catch(() => {});
  prepare().catch(() => {});
})();
