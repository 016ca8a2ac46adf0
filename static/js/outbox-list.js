// The list of what this device has not sent yet: on the page of the outbox, and below a form that went into it.
"use strict";

(() => {
  const { owner } = document.getElementById("device")?.dataset ?? {};
  const store = self.offlineStore;
  if (!store || !owner) return;
  const [account, post] = owner.split(":");
  const STATES = {
    writing: ["○", "未填完", "open"],
    waiting: ["◷", "等待网络", "due-soon"],
    sending: ["↑", "发送中", "pending"],
    refused: ["!", "需处理", "overdue"],
    sent: ["✓", "已发送", "met"],
  };

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  const dayOf = (text) => {
    const [year, month, day] = (text ?? "").split("-").map(Number);
    return day ? `${year}年${month}月${day}日` : "未填日期";
  };
  const timeOf = (at) => new Date(at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });

  function badge(state) {
    const [sign, word, look] = STATES[state];
    const mark = element("span", { textContent: sign });
    mark.setAttribute("aria-hidden", "true");
    return element("span", { className: `state state-${look}` }, mark, word);
  }

  // --- One entry -----------------------------------------------------------------------------------------------------
  function stateOf(row) {
    if (row.state === "waiting" && row.sending && Date.now() - row.sending < 120_000) return "sending";
    return row.state;
  }

  function why(row) {
    const { body } = row;
    if (row.post !== post && row.state !== "sent") return ["属于您的另一岗位:请切换到原岗位后发送;已不任该岗位的,请把内容转告现任经办人后删除。"];
    if (row.state === "refused") return [body.reason];
    if (row.state === "sent") return body.said ?? [];
    if (row.state === "writing") return ["填写中断,没有提交;接着填完后提交即可。"];
    if (row.attempts && !row.sending) return [`已试发 ${row.attempts} 次没有送达,${row.next > Date.now() ? `${timeOf(row.next)}再试` : "即将再试"};内容在本机,不会重复登记。`];
    return body.files?.some((file) => !file.ticket) ? [`含 ${body.files.length} 个文件,须打开本平台任一页面才会上传。`] : [];
  }

  function button(words, act, look = "btn btn-outline-secondary btn-sm") {
    const made = element("button", { type: "button", className: look, textContent: words });
    made.addEventListener("click", () => act(made));
    return made;
  }

  function dropper(row) {
    const words = row.state === "sent" ? "清除" : "删除";
    return button(words, (made) => {
      // What was sent stays with the portal; only its line goes here.
      if (row.state === "sent" || made.dataset.sure) {
        store.remove(row.token);
        return;
      }
      made.dataset.sure = "yes";
      made.textContent = "确认删除,不再发送";
      made.classList.add("is-danger");
      setTimeout(() => {
        delete made.dataset.sure;
        made.textContent = words;
        made.classList.remove("is-danger");
      }, 6000);
    });
  }

  function deeds(row) {
    const { body, state } = row;
    const own = row.post === post;
    const found = [];
    if (state === "sent") found.push(element("a", { className: "btn btn-outline-secondary btn-sm", href: body.done, textContent: "查看登记单" }));
    if (own && state === "waiting") found.push(button("立即发送", () => sendNow(row)));
    if (own && ["waiting", "refused", "writing"].includes(state)) {
      found.push(element("a", { className: "btn btn-outline-secondary btn-sm", href: `${body.page}&outbox=${row.token}`, textContent: state === "waiting" ? "修改" : state === "refused" ? "打开改正" : "接着填" }));
    }
    if (own && state === "refused") found.push(button("再次发送", () => sendNow(row)));
    if (state === "refused" && body.present) found.push(element("a", { className: "btn btn-outline-secondary btn-sm", href: body.present, textContent: "查看平台上的内容" }));
    found.push(dropper(row));
    return found;
  }

  async function sendNow(row) {
    say("正在发送…");
    await self.connection.check();
    if (!self.connection.up()) {
      say("没有网络,联网后自动发送。");
      return;
    }
    await store.mark(row.token, { state: "waiting", next: 0 });
    const how = await self.outbox.send({ byHand: true, only: row.token });
    say({ away: "平台暂时没有回应,稍后自动再发。", "signed-out": "请重新登录后发送。", other: "请以原来的账号和岗位登录后发送。" }[how] ?? "");
  }

  function content(lines) {
    const list = element("dl", { className: "facts" });
    for (const [name, value] of lines) list.append(element("dt", { textContent: name }), element("dd", { textContent: value }));
    return element("details", { className: "outbox-content" }, element("summary", { textContent: "查看内容" }), list);
  }

  function whenOf(row) {
    if (row.state === "sent") return `${timeOf(row.sent)}送达`;
    return `${timeOf(row.changed)}${row.state === "writing" ? "填到这里" : "存入"}`;
  }

  function item(row) {
    const { body } = row;
    const heading = element("h2", { textContent: `${dayOf(body.day)} ${body.what || body.kindName}` });
    const about = element("p", { className: "quiet" }, [body.kindName, row.state === "writing" ? "" : body.actionName, whenOf(row)].filter(Boolean).join(" · "));
    const reasons = why(row).filter(Boolean).map((text) => element("p", { className: row.state === "refused" ? "outbox-why is-bad" : "outbox-why", textContent: text }));
    const line = element("li", { className: "outbox-item" }, element("div", { className: "outbox-head" }, heading, badge(stateOf(row))), about, ...reasons);
    if (body.lines?.length) line.append(content(body.lines));
    line.append(element("div", { className: "outbox-deeds" }, ...deeds(row)));
    line.dataset.state = row.state;
    return line;
  }

  // What cannot be read here is counted, and its owner named by nothing.
  function unreadable(count) {
    return element("p", { className: "notice", textContent: `本机另有 ${count} 份登记属于其他账号,内容在这里看不到,也不会以您的名义发送;由本人登录后继续发送。` });
  }

  // --- The whole list --------------------------------------------------------------------------------------------------
  const places = () => document.querySelectorAll("[data-outbox-list]");

  function say(text) {
    for (const place of document.querySelectorAll("[data-outbox-said]")) place.textContent = text;
  }

  const ORDER = ["refused", "waiting", "writing", "sent"];
  let drawn = "";

  async function draw() {
    if (!places().length) return;
    const all = await store.rows();
    const own = (await store.mine(owner)).filter((row) => row.body);
    const held = new Set();
    for (const row of own) if (row.state === "writing" && (await store.isHeld(row.token))) held.add(row.token);
    const rows = own.filter((row) => !held.has(row.token) && !(row.state === "writing" && row.handed));
    rows.sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.made - other.made);
    const foreign = all.filter((row) => row.state !== "sent").length - own.filter((row) => row.state !== "sent").length;
    const locked = self.screenLock?.isLocked();
    const now = JSON.stringify([locked, foreign, self.outbox.state(), self.connection.up(), rows.map((row) => [row.token, row.changed, stateOf(row), row.attempts, row.revision, row.body.reason])]);
    if (now === drawn) return;
    drawn = now;
    for (const place of places()) place.replaceChildren(...parts(rows, foreign, locked));
    for (const all of document.querySelectorAll("[data-send-all]")) all.hidden = locked || !rows.some((row) => row.state === "waiting" && row.post === post);
  }

  function parts(rows, foreign, locked) {
    const found = [];
    const signedOut = self.outbox.state() === "signed-out";
    if (signedOut && rows.some((row) => row.state === "waiting")) {
      found.push(element("div", { className: "notice notice-warning" }, element("p", {}, "登录已过期:请重新登录后发送。 ", element("a", { href: `/login/?next=/outbox/`, textContent: "去登录" }))));
    }
    if (locked && rows.length) found.push(element("p", { className: "notice", textContent: `屏幕锁定期间不显示内容:本机有 ${rows.length} 份登记,解锁后查看。` }));
    else if (rows.length) found.push(element("ul", { className: "outbox" }, ...rows.map(item)));
    else found.push(element("p", { className: "empty-line", textContent: "没有待发送的登记。" }));
    if (foreign > 0) found.push(unreadable(foreign));
    return found;
  }

  // --- What belongs to the page alone --------------------------------------------------------------------------------
  function page() {
    for (const part of document.querySelectorAll("[data-send-all]")) {
      part.addEventListener("click", async () => {
        say("正在发送…");
        await self.connection.check();
        const how = self.connection.up() ? await self.outbox.send({ byHand: true }) : "away";
        say({ away: "没有网络,联网后自动发送。", "signed-out": "请重新登录后发送。", other: "请以原来的账号和岗位登录后发送。" }[how] ?? "");
      });
    }
    const needs = document.querySelector("[data-needs-network]");
    if (needs && location.pathname !== "/outbox/" && "copy" in document.getElementById("device").dataset) needs.hidden = false;
    const copied = document.querySelector("[data-copied]");
    const NONE = "本浏览器不能离线打开表单;已打开的表单断网后仍可提交,存入这里。";
    const tell = () => {
      const last = JSON.parse(localStorage.getItem("portal-copied") ?? "null");
      if (last?.owner === owner) copied.textContent = `本机已备好离线登记所需的表单和本单位名单(${timeOf(last.at)})。`;
      else copied.textContent = "serviceWorker" in navigator ? "离线登记的资料正在准备,请保持联网片刻。" : NONE;
    };
    if (copied) {
      tell();
      document.addEventListener("copies-kept", tell);
      document.addEventListener("copies-refused", () => (copied.textContent = NONE));
    }
  }

  self.addEventListener("outbox-changed", draw);
  document.addEventListener("outbox-list", draw);
  document.addEventListener("connection", draw);
  setInterval(draw, 5000);
  page();
  draw();
})();
