// The first tour of a role: from place to place, over several pages; ended by its last step, its cross or Esc.
"use strict";

(() => {
  const { steps: address, driver: script, look } = document.currentScript.dataset;
  const KEY = "tour-step";
  const offer = document.getElementById("tour-offer");
  let steps = [];
  let running = null;
  let leaving = false;

  function keep(step) {
    try {
      if (step === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, String(step));
    } catch {
      // The tour then ends with this page.
    }
  }

  function kept() {
    try {
      const step = sessionStorage.getItem(KEY);
      return step === null ? null : Number(step);
    } catch {
      return null;
    }
  }

  function load(tag, attributes) {
    return new Promise((done, failed) => {
      const element = document.createElement(tag);
      element.addEventListener("load", done);
      element.addEventListener("error", failed);
      Object.assign(element, attributes);
      document.head.append(element);
    });
  }

  const isSeen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  const place = (step) => step.at.flatMap((at) => [...document.querySelectorAll(at)]).find(isSeen);
  const isHere = (step) => !step.url || step.url === location.pathname;

  function go(number) {
    const step = steps[number];
    if (!step) {
      running?.destroy();
    } else if (isHere(step)) {
      running.moveTo(number);
      keep(number);
    } else {
      keep(number);
      leaving = true;
      location.assign(step.url);
    }
  }

  // The place is a heading or a table as often as a button: that it opens a dialog would be said of it wrongly.
  function plain(element) {
    for (const name of ["aria-haspopup", "aria-expanded", "aria-controls"]) element?.removeAttribute(name);
  }

  function begin(number) {
    running = window.driver.js.driver({
      animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      duration: 200,
      stagePadding: 6,
      overlayOpacity: 0.45,
      disableActiveInteraction: true,
      showProgress: true,
      progressText: "第{{current}}步,共{{total}}步",
      nextBtnText: "下一步",
      prevBtnText: "上一步",
      doneBtnText: "看完了",
      steps: steps.map((step) => ({
        element: () => place(step),
        popover: { title: step.title, description: step.text },
      })),
      onNextClick: (element, step, { driver }) => go(driver.getActiveIndex() + 1),
      onPrevClick: (element, step, { driver }) => go(driver.getActiveIndex() - 1),
      onHighlighted: plain,
      popoverClass: "tour",
      onPopoverRender: (popover) => {
        popover.closeButton.setAttribute("aria-label", "结束导览");
        // Enter goes on, not out.
        setTimeout(() => popover.nextButton.focus());
      },
      onDestroyed: () => {
        running = null;
        if (!leaving) keep(null);
      },
    });
    running.drive(number);
  }

  async function start(number) {
    if (running) return;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      steps = (await answer.json()).steps;
      if (number >= steps.length) return keep(null);
      if (!window.driver) {
        await Promise.all([load("link", { rel: "stylesheet", href: look }), load("script", { src: script })]);
      }
    } catch {
      keep(null);
      const live = document.getElementById("live");
      if (live) {
        live.textContent = "导览没有打开:网络不通或平台出现故障,请稍后从“帮助”里再试。";
        live.classList.add("is-shown");
      }
      return;
    }
    if (!isHere(steps[number])) {
      keep(number);
      leaving = true;
      location.assign(steps[number].url);
      return;
    }
    keep(number);
    begin(number);
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-tour-start]")) return;
    if (offer) offer.hidden = true;
    start(0);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !offer?.isConnected || offer.hidden || running) return;
    if (document.querySelector("dialog[open], details.menu[open]") || event.target.closest("input, textarea, select")) return;
    offer.querySelector("[data-tour-refuse]").click();
  });
  if (kept() !== null && !document.body.classList.contains("is-locked")) start(kept());
})();
