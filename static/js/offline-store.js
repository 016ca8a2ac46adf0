// What this browser keeps for its account: unsent entries with their files, in IndexedDB, sealed with the account's key.
// Used by pages and by the worker. Without the key - signed out, or another account signed in - nothing of it can be read.
"use strict";

self.offlineStore = (() => {
  const COPIES = "portal-own";
  const HELD_FOR = 30_000;
  const news = "BroadcastChannel" in self ? new BroadcastChannel("portal-outbox") : null;
  let opened;

  function base() {
    opened ??= idb.openDB("portal", 1, {
      upgrade(made) {
        made.createObjectStore("entries", { keyPath: "token" });
        made.createObjectStore("files", { keyPath: "id" }).createIndex("token", "token");
        made.createObjectStore("device");
      },
      terminated: () => (opened = undefined),
    });
    return opened;
  }

  // --- Sealing -------------------------------------------------------------------------------------------------------
  const accountOf = (owner) => owner.split(":")[0];

  async function keyOf(account) {
    const kept = await (await base()).get("device", "key");
    return kept?.account === account ? kept.key : null;
  }

  async function seal(account, bytes) {
    const key = await keyOf(account);
    // Browsers seal on https and on this machine alone; elsewhere what is kept lies open until it is sent.
    if (!key) return { plain: bytes };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  }

  async function unseal(account, sealed) {
    if (sealed.plain) return sealed.plain;
    const key = await keyOf(account);
    if (!key) return null;
    try {
      return await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
    } catch {
      return null;
    }
  }

  const packed = (body) => new TextEncoder().encode(JSON.stringify(body));

  async function withBody(row) {
    const bytes = await unseal(row.account, row.sealed);
    return { ...row, body: bytes ? JSON.parse(new TextDecoder().decode(bytes)) : null };
  }

  // --- Whom the device belongs to ----------------------------------------------------------------------------------
  async function owner() {
    return (await (await base()).get("device", "owner")) ?? "";
  }

  async function forgetCopies() {
    if ("caches" in self) await caches.delete(COPIES);
  }

  // Another account or post: copies and key of the one before go, what is unsent stays sealed.
  async function begin(now) {
    const before = await owner();
    if (before === now) return false;
    const made = await base();
    await made.put("device", now, "owner");
    if (accountOf(before) !== accountOf(now)) await made.delete("device", "key");
    await forgetCopies();
    return true;
  }

  async function hasKey(account) {
    return !crypto.subtle || Boolean(await keyOf(account));
  }

  async function takeKey(account, text) {
    if (!crypto.subtle || !text || (await keyOf(account))) return;
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    const made = await base();
    await made.put("device", { account, key }, "key");
    for (const name of ["entries", "files"]) {
      for (const row of await made.getAll(name)) {
        if (row.account === account && row.sealed?.plain) {
          await made.put(name, { ...row, sealed: await seal(account, row.sealed.plain) });
        }
      }
    }
  }

  async function signOut() {
    const made = await base();
    await Promise.all([made.delete("device", "owner"), made.delete("device", "key"), forgetCopies()]);
  }

  // --- Entries -------------------------------------------------------------------------------------------------------
  function tell() {
    news?.postMessage("changed");
    self.dispatchEvent(new Event("outbox-changed"));
  }

  // Everything on the device; `body` is null for what cannot be read here.
  async function rows() {
    const all = await (await base()).getAll("entries");
    return all.sort((one, other) => one.made - other.made);
  }

  async function mine(of) {
    const account = accountOf(of);
    return Promise.all((await rows()).filter((row) => row.account === account).map(withBody));
  }

  async function get(token) {
    const row = await (await base()).get("entries", token);
    return row ? withBody(row) : null;
  }

  // The content anew, in a state: what was known of its sending stays with it.
  async function write(token, of, body, values) {
    const [account, post] = of.split(":");
    const sealed = await seal(account, packed(body));
    const transaction = (await base()).transaction("entries", "readwrite");
    const before = await transaction.store.get(token);
    await transaction.store.put({
      token, account, post, made: Date.now(), tried: [], attempts: 0, next: 0, handed: 0,
      ...before, ...values, sealed, changed: Date.now(), revision: (before?.revision ?? 0) + 1,
    });
    await transaction.done;
    tell();
  }

  // What is known of the sending; the content stays.
  async function mark(token, change) {
    const transaction = (await base()).transaction("entries", "readwrite");
    const row = await transaction.store.get(token);
    if (row) await transaction.store.put({ ...row, ...(typeof change === "function" ? change(row) : change) });
    await transaction.done;
    tell();
    return row;
  }

  // The content with the outcome, where the person has not changed it meanwhile.
  async function settle(row, body, values) {
    const sealed = await seal(row.account, packed(body));
    const transaction = (await base()).transaction("entries", "readwrite");
    const now = await transaction.store.get(row.token);
    if (now && now.revision === row.revision) await transaction.store.put({ ...now, ...values, sealed });
    await transaction.done;
    tell();
  }

  async function remove(token) {
    const made = await base();
    await made.delete("entries", token);
    await keepFiles(token, []);
    tell();
  }

  // --- Files ---------------------------------------------------------------------------------------------------------
  async function addFile(token, of, file, shrunk) {
    const id = uuid();
    const account = accountOf(of);
    const sealed = await seal(account, new Uint8Array(await file.arrayBuffer()));
    await (await base()).put("files", { id, token, account, sealed });
    return { id, name: file.name, type: file.type, size: file.size, modified: file.lastModified, shrunk };
  }

  async function readFile(told) {
    const row = await (await base()).get("files", told.id);
    const bytes = row ? await unseal(row.account, row.sealed) : null;
    return bytes ? new File([bytes], told.name, { type: told.type, lastModified: told.modified }) : null;
  }

  // Files of the entry that it no longer names are forgotten.
  async function keepFiles(token, ids) {
    const made = await base();
    for (const id of await made.getAllKeysFromIndex("files", "token", token)) {
      if (!ids.includes(id)) await made.delete("files", id);
    }
  }

  // --- One at a time -------------------------------------------------------------------------------------------------
  const leases = new Set();

  async function lease(name) {
    const transaction = (await base()).transaction("device", "readwrite");
    const until = await transaction.store.get(name);
    const free = !until || until < Date.now() || leases.has(name);
    if (free) await transaction.store.put(Date.now() + HELD_FOR, name);
    await transaction.done;
    if (free) leases.add(name);
    return free;
  }

  // Does `work` where nobody else on this device is at it; without Web Locks a lease that must be renewed says so.
  async function alone(name, work) {
    if (navigator.locks) return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
    if (!(await lease(`lock:${name}`))) return undefined;
    const renewing = setInterval(() => lease(`lock:${name}`), HELD_FOR / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewing);
      leases.delete(`lock:${name}`);
      await (await base()).delete("device", `lock:${name}`);
    }
  }

  // Says that the entry is open in a form of this page, until the function that it gives is called.
  function hold(token) {
    let release;
    const open = new Promise((resolve) => (release = resolve));
    alone(`form:${token}`, () => open);
    return release;
  }

  async function isHeld(token) {
    if (navigator.locks) return (await navigator.locks.query()).held.some((lock) => lock.name === `form:${token}`);
    return ((await (await base()).get("device", `lock:form:${token}`)) ?? 0) > Date.now();
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  return {
    COPIES, accountOf, owner, begin, hasKey, takeKey, signOut, forgetCopies, rows, mine, get, write, mark, settle, remove,
    addFile, readFile, keepFiles, alone, hold, isHeld, uuid, news,
  };
})();
