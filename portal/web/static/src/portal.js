/*
 * What the pages do by themselves; every one of them works without it.
 * No inline code, no eval: it runs under a strict Content-Security-Policy.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");

  // States of items. Forms come and go with each answer, so everything is known by the item.
  const itemOf = (element) => element?.closest?.('[id^="item-"]')?.id;
  const formAt = (id) => document.getElementById(id)?.querySelector(".p-seg")?.form;
  const choose = (id, state) => {
    const radio = formAt(id)?.querySelector(`.p-seg input[value="${state}"]`);
    if (radio) radio.checked = true;
  };

  // A chosen state is sent at once. With the arrow keys people pass other states on their way,
  // so the keyboard waits until they have stopped or left: { state, timer } by item.
  const ARROW_PAUSE = 800;
  const waiting = new Map();
  let lastInput = "pointer";
  let swapping = false;

  document.addEventListener("pointerdown", () => (lastInput = "pointer"), true);
  document.addEventListener("keydown", () => (lastInput = "keyboard"), true);

  const send = (id) => {
    const { state, timer } = waiting.get(id);
    clearTimeout(timer);
    waiting.delete(id);
    choose(id, state);
    formAt(id)?.requestSubmit();
  };

  document.addEventListener("change", (event) => {
    if (!event.target.matches('.p-seg input[type="radio"]')) return;
    const id = itemOf(event.target);
    clearTimeout(waiting.get(id)?.timer);
    waiting.set(id, { state: event.target.value, timer: setTimeout(() => send(id), ARROW_PAUSE) });
    if (lastInput === "pointer") send(id);
  });

  // The focus also leaves a form that an answer takes out of the page; that is nobody's doing.
  document.addEventListener("focusout", (event) => {
    const id = itemOf(event.target);
    if (!swapping && waiting.has(id) && !formAt(id)?.contains(event.relatedTarget)) send(id);
  });
  document.addEventListener("htmx:before:swap", () => (swapping = true));
  document.addEventListener("htmx:finally:swap", () => (swapping = false));

  // What was chosen at an item and is not answered: by item, each request with its state, in their order. An older answer
  // draws an older state; left there, a click on that very state would be no change, and be lost.
  const underWay = new Map();

  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const id = itemOf(ctx.sourceElement);
    const state = ctx.sourceElement.matches("form:has(.p-seg)") && ctx.sourceElement.elements.state.value;
    if (!id || !state) return;
    if (!underWay.has(id)) underWay.set(id, new Map());
    underWay.get(id).set(ctx, state);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    for (const [id, requests] of underWay) {
      if (!requests.delete(event.detail.ctx)) continue;
      if (requests.size === 0) underWay.delete(id);
      const last = waiting.get(id)?.state ?? [...requests.values()].pop();
      if (last) choose(id, last);
    }
  });

  // What is typed beside a choice chooses it.
  document.addEventListener("input", (event) => {
    const choice = document.getElementById(event.target.dataset?.chooses);
    if (choice && event.target.value) choice.checked = true;
  });

  // A request of htmx that fails is said in the live region, in the words the page gave it.
  const say = (kind) => {
    const region = document.getElementById("p-live");
    if (region) region.textContent = kind ? region.dataset[kind] || "" : "";
  };

  // The control must not show a state that nobody has stored: of the item as it stands now, for an older answer may have
  // drawn it anew since this was asked.
  const restoreState = (ctx) => {
    for (const [id, requests] of underWay) {
      if (!requests.has(ctx)) continue;
      formAt(id)?.querySelectorAll(".p-seg input").forEach((radio) => (radio.checked = radio.defaultChecked));
    }
  };

  const fail = (event, kind) => {
    restoreState(event.detail.ctx);
    say(kind);
  };

  // Answers from 400 to 499 bring their own message: at the item, or in the live region where nothing was stored.
  document.addEventListener("htmx:before:request", () => say(null));
  document.addEventListener("htmx:error", (event) => fail(event, "offline"));
  document.addEventListener("htmx:response:error", (event) => {
    const { response } = event.detail.ctx;
    if (response.status >= 500) fail(event, "failed");
    else if (response.headers.has("HX-Retarget")) restoreState(event.detail.ctx);
  });

  // The item named in the address is open, and an opened one is named in the address, so that
  // sending its form or coming back leads to the same place.
  const openNamed = () => {
    const named = document.getElementById(location.hash.slice(1));
    if (!named) return;
    for (let part = named; part; part = part.parentElement?.closest("details")) {
      if (part.matches("details")) part.open = true;
    }
    const own = named.querySelector(":scope > .p-item__more > details, :scope > details");
    if (own) own.open = true;
    named.scrollIntoView({ block: "start" });
  };

  document.addEventListener("click", (event) => {
    const details = event.target.closest("summary")?.parentElement;
    const item = details?.closest('[id^="item-"]');
    if (!item) return;
    // The click comes before the change: what is open now is about to close.
    if (!details.open) history.replaceState(history.state, "", `#${item.id}`);
    else if (location.hash === `#${item.id}`) {
      history.replaceState(history.state, "", location.pathname + location.search);
    }
  });

  window.addEventListener("hashchange", openNamed);

  // Text that was typed and not sent, and states not yet answered, are not lost without a question.
  const sent = new WeakSet();
  const unsaved = (area) => area.form && area.value !== area.defaultValue && !sent.has(area.form);

  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent.add(event.target);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const form = event.detail.ctx?.sourceElement?.closest?.("form");
    if (form && event.detail.ctx.response?.status < 400) {
      form.querySelectorAll("textarea").forEach((area) => (area.defaultValue = area.value));
    }
    focusMessage({ preventScroll: true });
    if (form) goOnAt(form);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form").forEach((form) => sent.delete(form));
  });
  window.addEventListener("beforeunload", (event) => {
    if (underWay.size > 0 || [...document.querySelectorAll("form textarea")].some(unsaved)) event.preventDefault();
  });

  // A message about errors takes the focus once, so that it is read and the keyboard starts there.
  // One that an answer brings stands where somebody is clicking: the page stays where it is.
  const focusMessage = (options) => {
    const message = document.querySelector("[data-focus]");
    message?.removeAttribute("data-focus");
    message?.focus(options);
  };

  // What had the focus may be gone: the button that was pressed, for one. The keyboard goes on where it was.
  const goOnAt = (form) => {
    if (document.activeElement !== document.body) return;
    const item = document.getElementById(form.closest('[id^="item-"]')?.id);
    const again = form.id ? document.getElementById(form.id)?.querySelector("button") : item?.querySelector(".p-seg input:checked");
    again?.focus({ preventScroll: true });
  };

  const start = () => {
    openNamed();
    focusMessage();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
