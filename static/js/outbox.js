// Sends what waits in the outbox, each entry once: the entry's own UUID lets the portal know one that it has already.
// Used by pages and by the worker; files go up only from a page.
"use strict";

self.outbox = (() => {
  const store = self.offlineStore;
  const PAUSES = [15, 30, 60, 120, 300, 600].map((seconds) => seconds * 1000);
  const PATIENCE = 60_000;
  // A ticket is good for seven days.
  const TICKET = 6 * 24 * 3600 * 1000;
  const SENT_KEPT = 7 * 24 * 3600 * 1000;
  const BEGUN_KEPT = 30 * 24 * 3600 * 1000;
  const SIZE_OF_LIST = 20;

  // Who is signed in, by the portal's own word; throws where it cannot be reached.
  async function who() {
    const answer = await fetch("/device/", { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(10_000) });
    if (answer.status >= 500) throw new Error("away");
    return answer.ok ? answer.json() : { owner: "", csrf: "" };
  }

  // --- One entry -----------------------------------------------------------------------------------------------------
  function words(row, values) {
    return { ...row.body, reason: "", faults: {}, ...values };
  }

  async function refuse(row, reason, faults = {}, values = {}) {
    await store.settle(row, words(row, { reason, faults, ...values }), { state: "refused", attempts: 0, next: 0, sending: 0 });
    return "refused";
  }

  async function sent(row, { done, said = [] }) {
    const { kind, kindName, what, day, actionName } = row.body;
    const body = { kind, kindName, what, day, actionName, done, said, lines: [], fields: [], files: [] };
    await store.settle(row, body, { state: "sent", sent: Date.now(), handed: 0, sending: 0 });
    await store.keepFiles(row.token, []);
    return "sent";
  }

  async function wait(row) {
    const pause = PAUSES[Math.min(row.attempts, PAUSES.length - 1)];
    await store.mark(row.token, { attempts: row.attempts + 1, next: Date.now() + pause, sending: 0 });
    return "away";
  }

  // Each file becomes a ticket; gives "" where all are there.
  async function upload(row) {
    for (const told of row.body.files) {
      if (told.ticket && Date.now() - told.ticketAt < TICKET) continue;
      if (!self.outboxFiles) return "needs-page";
      const file = await store.readFile(told);
      if (!file) return refuse(row, `附件“${told.name}”在本机已读不出,请打开后重新选择。`, { evidence: [`请重新选择“${told.name}”。`] });
      const { how, value } = await self.outboxFiles.send(file, told, row.account);
      if (how === "refused") return refuse(row, value, { evidence: [value] });
      if (how !== "done") return how;
      Object.assign(told, { ticket: value, ticketAt: Date.now() });
      await store.settle(row, row.body, {});
    }
    return "";
  }

  function dataOf(row) {
    const data = new FormData();
    for (const [name, value] of row.body.fields) data.append(name, value);
    for (const told of row.body.files) data.append("kept", told.ticket);
    return data;
  }

  const REASONS = {
    400: "平台没有读懂这份登记,请打开核对后再发送。",
    403: "当前岗位不能登记这一单位的事项,或代录已取消;内容仍保留在本机。",
    404: "登记单已不存在,或不在您的岗位范围内;内容仍保留在本机。",
    413: "内容过大,请打开删减后再发送。",
  };

  async function sendOne(row, told) {
    await store.mark(row.token, { sending: Date.now() });
    const unfinished = await upload(row);
    if (unfinished) return unfinished === "away" ? wait(row) : unfinished;
    const before = row.tried;
    await store.mark(row.token, (now) => ({ tried: [...new Set([...now.tried, row.revision])].slice(-SIZE_OF_LIST) }));
    let answer;
    let result;
    try {
      answer = await fetch(row.url, {
        method: "POST",
        body: dataOf(row),
        redirect: "manual",
        headers: { "X-CSRFToken": told.csrf, "X-Outbox": told.owner },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.type === "opaqueredirect") return "signed-out";
      if (answer.ok || answer.status === 422) result = await answer.json();
    } catch {
      return wait(row);
    }
    if (answer.ok) return settled(row, result, before);
    if (answer.status === 422) return faulty(row, result);
    if (answer.status === 409) return "other";
    return REASONS[answer.status] ? refuse(row, REASONS[answer.status]) : wait(row);
  }

  // A form that had arrived before: what has arrived is what was sent then, which need not be what stands here now.
  function settled(row, result, before) {
    if (!result.repeated || before.every((revision) => revision === row.revision)) return sent(row, result);
    const reason = "修改之前的一份已经送达并登记,之后的修改没有写入。请查看已登记的内容:需要改的在那里点“更正”;核对后删除本机这一份。";
    return refuse(row, reason, { __all__: [reason] }, { present: result.done });
  }

  function faulty(row, { faults, version, present }) {
    const fields = row.body.fields.map(([name, value]) => [name, name === "version" && version ? String(version) : value]);
    const first = faults.__all__?.[0] ?? Object.values(faults)[0]?.[0] ?? REASONS[400];
    return refuse(row, first, faults, { fields, present });
  }

  // --- All of them ---------------------------------------------------------------------------------------------------
  let state = "";

  function end(now) {
    state = now;
    store.news?.postMessage({ state });
    self.dispatchEvent(new Event("outbox-changed"));
    return now;
  }

  async function due(owner, { now, only }) {
    const [account, post] = owner.split(":");
    const rows = (await store.mine(owner)).filter((row) => row.post === post && row.account === account);
    for (const row of rows) {
      const begun = row.state === "writing" && !row.queued && !row.handed;
      if (row.state === "sent" && Date.now() - row.sent > SENT_KEPT) await store.remove(row.token);
      if (begun && Date.now() - row.changed > BEGUN_KEPT) await store.remove(row.token);
    }
    return rows.filter(
      (row) =>
        row.body &&
        // What a page has just handed to the portal itself is asked after first.
        Date.now() - row.handed > PATIENCE &&
        (only ? row.token === only && ["waiting", "refused"].includes(row.state) : row.state === "waiting") &&
        (now || row.next <= Date.now()),
    );
  }

  // Who is not signed in is not asked for it every few seconds.
  let quiet = 0;

  async function sendAll(options) {
    const owner = await store.owner();
    if (!owner || (!options.now && Date.now() < quiet)) return state;
    const rows = await due(owner, options);
    if (!rows.length) return state === "away" ? end("") : state;
    let told;
    try {
      told = await who();
    } catch {
      for (const row of rows) await wait(row);
      return end("away");
    }
    if (told.owner !== owner) {
      quiet = Date.now() + PATIENCE;
      return end(told.owner ? "other" : "signed-out");
    }
    await store.takeKey(store.accountOf(owner), told.key);
    return sendRows(rows, told);
  }

  async function sendRows(rows, told) {
    let last = "";
    for (const { token } of rows) {
      const row = await store.get(token);
      if (!row?.body || !["waiting", "refused"].includes(row.state) || (await store.isHeld(token))) continue;
      end("sending");
      const outcome = await sendOne(row, told);
      await store.mark(token, { sending: 0 });
      if (["away", "signed-out", "other"].includes(outcome)) return end(outcome);
      last = outcome === "needs-page" ? outcome : last;
    }
    return end(last);
  }

  // Sends what is due; `now` does not wait for a pause between two tries to end, `only` is one entry, `byHand` waits until
  // another page of this device has done. Gives how it went.
  async function send({ now = false, byHand = false, only = "" } = {}) {
    const work = () => sendAll({ now: now || byHand, only });
    for (let tries = byHand ? 30 : 1; tries > 0; tries -= 1) {
      const how = await store.alone("outbox", work);
      if (how !== undefined) return how;
      if (tries > 1) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return "busy";
  }

  if (store.news) {
    store.news.addEventListener("message", ({ data }) => {
      if (data.state !== undefined) state = data.state;
      self.dispatchEvent(new Event("outbox-changed"));
    });
  }

  return { who, send, sent, state: () => state };
})();
