// A dashboard stays up to date by itself: it asks now and then whether anything has changed, and only then reads itself
// anew. What is the same stays the very same on screen: focus, scrolling, open parts and what was ticked or typed.
"use strict";

(() => {
  const EVERY = 30000;
  // The session is not prolonged by what nobody asked for, and a request that takes long is given up.
  const UNASKED = { "X-Unasked": "1" };
  const PATIENCE = 20000;
  let busy = false;
  let over = false;

  const root = () => document.querySelector("[data-live]");
  const fetched = (url, headers = {}) =>
    fetch(url, { headers: { ...UNASKED, ...headers }, cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });

  // Nobody looks, or somebody is just choosing: it waits for the next turn.
  function held() {
    const { activeElement } = document;
    return (
      over || busy || document.hidden || !navigator.onLine || document.querySelector("dialog[open]") !== null ||
      document.querySelector(".htmx-request") !== null ||
      (activeElement?.matches("select, input, textarea") && root()?.contains(activeElement))
    );
  }

  async function ask() {
    const shown = root();
    if (!shown || held()) return;
    busy = true;
    try {
      const answer = await fetched(shown.dataset.live);
      // Signed out, another post, or out of scope: the page stays as it is until somebody asks.
      over = answer.redirected || answer.status === 403 || answer.status === 404;
      if (answer.status === 200 && !over) await renew(shown);
    } catch {
      // No network: the next turn asks again.
    } finally {
      busy = false;
    }
  }

  async function renew(shown) {
    const address = location.href;
    const answer = await fetched(address);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(shown.id);
    // Meanwhile somebody may have gone on.
    if (!fresh || !shown.isConnected || address !== location.href) return;
    morph(shown, fresh, page);
    await renewPanel();
    const at = document.querySelector("[data-live-at]");
    if (at) at.textContent = `${new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })} 已更新`;
    document.dispatchEvent(new CustomEvent("live:renewed"));
  }

  // What scripts have drawn from data is kept while the data are the same, else drawn anew.
  const DRAWN = "[data-drawn-from], [data-chart]";
  const source = (node) => node.dataset?.drawnFrom ?? node.dataset?.chart;
  const data = (page, node) => page.getElementById(source(node))?.textContent;

  function morph(shown, fresh, page) {
    const blank = new Map([...fresh.querySelectorAll(DRAWN)].map((node) => [source(node), node.cloneNode(true)]));
    const redraw = [...shown.querySelectorAll(DRAWN)].filter((node) => data(document, node) !== data(page, node));
    Idiomorph.morph(shown, fresh, {
      morphStyle: "outerHTML",
      callbacks: {
        beforeNodeMorphed: (node) => !(node.id === "why" || source(node) !== undefined),
        // What the reader has opened, ticked, typed or chosen stays.
        beforeAttributeUpdated: (name, node) => !(
          (name === "open" && node.matches("details, dialog")) ||
          (["value", "checked", "selected"].includes(name) && node.matches("input, textarea, option")) ||
          (name === "class" && node.matches(".is-selected-cell"))
        ),
      },
    });
    for (const node of redraw) node.replaceWith(blank.get(source(node)) ?? "");
    htmx.process(root());
  }

  // The panel beside the table has an address of its own; one in which somebody is writing is left alone.
  async function renewPanel() {
    const panel = document.getElementById("why");
    const url = new URLSearchParams(location.search).get("panel");
    if (!panel?.childElementCount || !url?.startsWith("/") || panel.querySelector("input:checked, textarea:not(:placeholder-shown)")) return;
    const answer = await fetched(url, { "HX-Request": "true", "HX-Current-URL": location.href });
    if (!answer.ok || answer.redirected) return;
    const fresh = document.createElement("aside");
    fresh.innerHTML = await answer.text();
    Idiomorph.morph(panel, [...fresh.childNodes], { morphStyle: "innerHTML" });
    htmx.process(panel);
  }

  const turn = () => setTimeout(async () => {
    await ask();
    turn();
  }, EVERY);
  // Back at the page one does not wait for the next turn.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  turn();
})();
