// An entry form without the portal: a copy becomes a form of its own; what only the portal can say is said later.
"use strict";

self.offlineForm = (() => {
  const form = document.getElementById("entry-form");
  if (!form) return null;
  const copy = "copy" in document.getElementById("device").dataset;
  const ZONE = "Asia/Shanghai";
  const connected = () => self.connection?.up() ?? true;

  // --- What depends on the portal ------------------------------------------------------------------------------------
  function showConnection() {
    const preview = document.getElementById("preview");
    const forecast = document.getElementById("forecast");
    if (!preview) return;
    if (connected()) {
      if (window.htmx && preview.querySelector("[data-later]")) window.htmx.trigger(preview, "load");
      return;
    }
    const part = Object.assign(document.createElement("div"), { className: "panel-part" });
    part.dataset.later = "";
    part.append(
      Object.assign(document.createElement("h2"), { textContent: "这次登记将计入" }),
      Object.assign(document.createElement("p"), { textContent: "联网后核算。" }),
      Object.assign(document.createElement("p"), {
        className: "quiet",
        textContent: "没有网络时可照常填写和提交,内容先存入本机“待发送”,联网后自动发送并按台账规则核算。",
      }),
    );
    preview.replaceChildren(part);
    if (forecast) forecast.textContent = "没有网络:是否计入,联网后核算。";
  }

  function weekday() {
    const place = document.getElementById("weekday");
    const day = new Date(`${form.elements.occurred_on?.value}T12:00:00+08:00`);
    if (!place) return;
    const known = !Number.isNaN(day.getTime());
    place.textContent = known ? new Intl.DateTimeFormat("zh-CN", { weekday: "long", timeZone: ZONE }).format(day) : "";
  }

  function otherDay(field) {
    weekday();
    const hint = form.querySelector("[data-seats-later]") ?? document.createElement("p");
    hint.className = "form-hint";
    hint.dataset.seatsLater = "";
    hint.textContent = "任职名单是本机保存的最近一份,这一天的任职联网后核对。";
    field.closest(".field").append(hint);
  }

  // --- Who usually chairs what is chosen, as the portal works it out (selectors/seats.py) -----------------------------
  const told = document.getElementById("usual-chairs");
  const chairs = told ? JSON.parse(told.textContent) : null;

  function usualChair() {
    const chosen = [...form.querySelectorAll("[name='forms']:checked")].map((box) => box.value);
    let roles = null;
    for (const [asked, mayLead] of chairs.readings) {
      if (asked.length && !asked.some((each) => chosen.includes(each))) continue;
      const both = roles?.filter((role) => mayLead.includes(role)) ?? mayLead;
      roles = both.length ? both : roles;
    }
    return [...(roles ?? []), ...chairs.answers].map((role) => chairs.holders[role]).find(Boolean) ?? "";
  }

  function followChair() {
    const { leader, usual_leader: usual } = form.elements;
    if (!chairs || !leader || !usual || leader.value !== usual.value) return;
    leader.value = usualChair();
    usual.value = leader.value;
    document.body.dispatchEvent(new Event("seats-reloaded"));
  }

  form.addEventListener("change", (event) => {
    if (connected()) return;
    if (event.target.name === "occurred_on") otherDay(event.target);
    if (event.target.name === "forms") followChair();
  });
  document.addEventListener("connection", showConnection);
  // An answer that was still on its way when the network went would hide that nothing is worked out any more.
  document.getElementById("preview")?.addEventListener("htmx:afterSwap", showConnection);

  // --- A copy is no form of its own yet ------------------------------------------------------------------------------
  function begin() {
    form.elements.token.value = self.offlineStore.uuid();
    if (form.elements.filling_opened) form.elements.filling_opened.value = "";
    const today = new Intl.DateTimeFormat("sv", { timeZone: ZONE }).format(new Date());
    if (form.elements.occurred_on?.value) form.elements.occurred_on.value = today;
    weekday();
    const asked = new URLSearchParams(location.search).get("form");
    for (const box of form.querySelectorAll("[name='forms']")) if (box.value === asked) box.checked = true;
    followChair();
  }

  if (copy) begin();
  showConnection();
  return { weekday };
})();
