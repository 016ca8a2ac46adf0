// The service worker: forms of the own unit, the outbox and static files without network; anything else goes to the portal.
"use strict";

(() => {
  const store = self.offlineStore;
  const STATIC = "portal-static";
  const META = "/offline/";
  const OUTBOX = "/outbox/";
  const FORM = "/entries/new/";
  // Pages that keep themselves: the form of an inspection on site (on-site.js).
  const ON_SITE = /^\/inspections\/[0-9a-f-]{36}\/on-site\/$/;
  const PATIENCE = 8000;
  const COLLECTED = /\.[0-9a-f]{12}\.\w+$/;
  const LOOSELY = { ignoreVary: true };

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

  // --- Keeping copies --------------------------------------------------------------------------------------------------
  async function load(address) {
    const answer = await fetch(address, { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer;
  }

  const named = (text) => new Set(text.match(/\/static\/[^"'()\s?#]+/g) ?? []);

  // The files that pages load, and what style sheets load in turn; kept ones are not fetched again, others are forgotten.
  async function keepStatic(texts) {
    const cache = await caches.open(STATIC);
    const wanted = new Set(texts.flatMap((text) => [...named(text)]));
    for (const address of wanted) {
      let kept = COLLECTED.test(address) ? await cache.match(address, LOOSELY) : null;
      if (!kept) {
        kept = await load(address);
        await cache.put(address, kept.clone());
      }
      if (!address.endsWith(".css")) continue;
      for (const [, inner] of (await kept.clone().text()).matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
        const url = new URL(inner, new URL(address, location.origin));
        if (url.origin === location.origin && url.protocol !== "data:") wanted.add(url.pathname);
      }
    }
    for (const request of await cache.keys()) {
      if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
    }
  }

  async function refresh(owner) {
    const meta = await load(META);
    const told = await meta.clone().json();
    if (told.owner !== owner) return;
    const pages = [];
    for (const [address, copy] of Object.entries(told.pages)) pages.push([address, await load(copy)]);
    await keepStatic(await Promise.all(pages.map(([, page]) => page.clone().text())));
    // Who has signed out meanwhile leaves nothing behind.
    if ((await store.owner()) !== owner) return;
    await caches.delete(store.COPIES);
    const cache = await caches.open(store.COPIES);
    for (const [address, page] of pages) await cache.put(address, page);
    await cache.put(META, meta);
    await tellPages({ copied: owner, version: told.version });
  }

  async function tellPages(news) {
    for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(news);
  }

  let refreshing = null;
  self.addEventListener("message", (event) => {
    if (!event.data.refresh) return;
    refreshing ??= refresh(event.data.refresh)
      .catch(() => tellPages({ uncopied: event.data.refresh }))
      .finally(() => (refreshing = null));
    event.waitUntil(refreshing);
  });

  // --- Answering -------------------------------------------------------------------------------------------------------
  async function staticFile(request) {
    const cache = await caches.open(STATIC);
    const kept = await cache.match(request, LOOSELY);
    if (kept && COLLECTED.test(request.url)) return kept;
    try {
      return await fetch(request);
    } catch (error) {
      if (kept) return kept;
      throw error;
    }
  }

  // The copy that stands for an address: its own, or that of the outbox, which says that the page needs the network.
  async function copyFor(url) {
    if (!(await caches.has(store.COPIES))) return null;
    const cache = await caches.open(store.COPIES);
    if (ON_SITE.test(url.pathname)) return (await cache.match(url.pathname, LOOSELY)) ?? cache.match(OUTBOX, LOOSELY);
    if (url.pathname !== FORM || url.searchParams.has("unit")) return cache.match(OUTBOX, LOOSELY);
    const kind = url.searchParams.get("kind") || "meeting";
    return (await cache.match(`${FORM}?kind=${encodeURIComponent(kind)}`, LOOSELY)) ?? cache.match(OUTBOX, LOOSELY);
  }

  const hasOwnCopy = (url) =>
    url.pathname === OUTBOX || ON_SITE.test(url.pathname) || (url.pathname === FORM && !url.searchParams.has("unit"));

  async function page(request, url) {
    const asked = fetch(request);
    // A line that hangs is no line: a form that is at hand is shown instead. Other pages are waited for.
    const late = hasOwnCopy(url) ? new Promise((resolve) => setTimeout(resolve, PATIENCE)) : new Promise(() => {});
    let answer = null;
    let fault;
    try {
      answer = await Promise.race([asked, late.then(() => null)]);
      if (answer && ![502, 503, 504].includes(answer.status)) return answer;
    } catch (error) {
      fault = error;
    }
    const copy = await copyFor(url);
    if (copy) {
      asked.catch(() => {});
      return copy;
    }
    if (fault) throw fault;
    return answer ?? asked;
  }

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== location.origin) return;
    if (request.method === "POST" && url.pathname === "/logout/") event.waitUntil(store.signOut());
    if (request.method !== "GET") return;
    if (url.pathname.startsWith("/static/")) event.respondWith(staticFile(request));
    else if (request.mode === "navigate") event.respondWith(page(request, url));
  });

  self.addEventListener("sync", (event) => {
    if (event.tag !== "outbox") return;
    const sending = self.outbox.send().then((how) => {
      // An error lets the browser try again.
      if (how === "away") throw new Error("away");
    });
    event.waitUntil(sending);
  });
})();
