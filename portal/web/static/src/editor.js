/*
 * The editor of texts: saves while one types, shows who else is here, jumps to lines, and gives the
 * text a toolbar and clean pasting. Every page of the editor works without it.
 */
(() => {
  "use strict";

  const form = document.getElementById("text-form");
  const area = document.getElementById("body");
  if (!form || !area) return;
  const saved = document.getElementById("saved");
  const state = document.getElementById("text-state");
  const others = document.getElementById("others");
  const position = document.getElementById("position");

  const PAUSE = 2000;
  const VISIT = 45000;
  const PATIENCE = 15000;
  let waiting = null;
  // What is under way to be saved, else null.
  let saving = null;
  // What was pressed meanwhile.
  let pressed = null;
  // Where the text is kept beside the one that somebody else saved.
  let kept = null;
  // Whether the form is on its way, and the page goes with it.
  let leaving = false;

  document.querySelector("markdown-toolbar")?.removeAttribute("hidden");

  // The keys that everybody knows from writing letters.
  const BUTTONS = { b: "md-bold", i: "md-italic" };
  area.addEventListener("keydown", (event) => {
    const name = BUTTONS[event.key.toLowerCase()];
    if (!name || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    document.querySelector(name)?.click();
  });
  pasting.listen(area);

  const contents = () => {
    const data = new URLSearchParams(new FormData(form));
    data.delete("stamp");
    data.delete("reference");
    return data.toString();
  };
  let stored = contents();
  // What the page says while nothing waits to be saved.
  let settled = [...saved.childNodes];
  let refused = null;
  const tooMuch = (now = contents()) => now.length > Number(form.dataset.most);

  /** What stands there already stays as it is: a link that is made anew under a finger is not pressed. */
  const put = (...nodes) => {
    const other = document.createElement("span");
    other.append(...nodes);
    if (other.innerHTML !== saved.innerHTML) saved.replaceChildren(...other.childNodes);
  };

  const say = (words) => {
    saved.classList.toggle("p-flag", Boolean(kept));
    if (!kept) return put(words);
    const link = document.createElement("a");
    link.href = kept;
    link.textContent = form.dataset.choose;
    put(words, " ", link);
  };

  const post = (address, body) =>
    fetch(address, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });

  const save = () => {
    clearTimeout(waiting);
    if (saving || leaving) return;
    const now = contents();
    if (now === stored || now === refused) return;
    if (tooMuch(now)) return say(form.dataset.tooMuch);
    saving = send(now).finally(() => (saving = null));
  };

  const send = async (now) => {
    let reached = false;
    try {
      const answer = await post(form.dataset.autosave, new FormData(form));
      const told = await answer.json();
      reached = true;
      // Refused because somebody else saved: then the server keeps the text beside theirs, always the latest.
      if (answer.ok || told.url) stored = now;
      if (answer.ok) {
        kept = null;
        form.elements.stamp.value = told.stamp;
        document.querySelectorAll('input[name="stamp"]').forEach((one) => (one.value = told.stamp));
        if (contents() === now) area.defaultValue = area.value;
        if (state && told.draft) state.textContent = state.dataset.draft;
        say(told.message);
      } else {
        kept = told.url || kept;
        refused = now;
        say(told.message || form.dataset.lost);
      }
      if (stored === now) settled = [...saved.childNodes];
    } catch {
      say(form.dataset.lost);
    }
    if (contents() !== stored) later(reached ? PAUSE : PATIENCE);
  };

  const later = (pause = PAUSE) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  };

  const changed = () => {
    leaving = false;
    const now = contents();
    if (now === stored) return put(...settled.map((one) => one.cloneNode(true)));
    say(tooMuch(now) ? form.dataset.tooMuch : form.dataset.unsaved);
    later();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  // What no form may bring would come back as a page without the text, so it is not sent at all.
  area.addEventListener("htmx:before:request", (event) => tooMuch() && event.preventDefault());
  form.addEventListener("submit", (event) => {
    if (tooMuch()) {
      event.preventDefault();
      return say(form.dataset.tooMuch);
    }
  });
  // Whatever the pressed button does, it comes after what is being saved: else the page would be behind itself.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(waiting);
    if (saving) {
      event.preventDefault();
      say(form.dataset.saving);
      if (!pressed) saving.then(submit);
      pressed = event;
    } else if (event.target === form) {
      leaving = true;
      setTimeout(stay, PATIENCE);
    }
  });
  const submit = () => {
    const { target, submitter } = pressed;
    pressed = null;
    target.requestSubmit(submitter);
  };
  // Escape, or a network that is down, can stop a form on its way. Nothing tells that but the page, which is still here.
  const stay = () => {
    if (leaving) changed();
  };
  document.addEventListener("keydown", (event) => event.key === "Escape" && stay());
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && contents() !== stored) event.preventDefault();
  });

  // Who else is here.
  const visit = async () => {
    if (document.hidden || !form.dataset.here) return;
    try {
      const whose = ["csrf_token", "typed_by"].map((name) => [name, form.elements[name].value]);
      const answer = await post(form.dataset.here, whose);
      if (answer.ok) others.textContent = (await answer.json()).message;
    } catch {
      // The next visit says it again.
    }
  };
  setTimeout(visit, 1500);
  setInterval(visit, VISIT);

  // A link to one of our texts: on the chosen words, else with its title. A yearly figure: behind them.
  const reference = document.getElementById("reference");
  document.getElementById("refer")?.addEventListener("click", (event) => {
    const { link, figure } = reference.selectedOptions[0].dataset;
    if (!link && !figure) return;
    event.preventDefault();
    if (figure) area.setSelectionRange(area.selectionEnd, area.selectionEnd);
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    const onWords = chosen.trim() && !/[\n[\]]/.test(chosen);
    pasting.put(area, onWords ? chosen.replace(chosen.trim(), (words) => `[${words}](${reference.value})`) : link || figure);
    reference.value = "";
  });

  // Lines: where the cursor is, and where a problem is.
  const lineOf = (offset) => area.value.slice(0, offset).split("\n").length;

  const show = () => {
    position.textContent = (form.dataset.line || "0").replace("0", lineOf(area.selectionStart));
  };
  for (const name of ["keyup", "click", "focus"]) area.addEventListener(name, show);

  const jump = (line) => {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start);
    // As high as the text before it, measured where lines wrap as they do here.
    const height = area.scrollHeight / Math.max(lines.length, 1);
    area.scrollTop = Math.max(0, (line - 3) * height);
    show();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    jump(Number(link.dataset.line));
  });

  // What was typed before this ran is not stored, either.
  if (area.value !== area.defaultValue) {
    stored = "";
    changed();
  }
})();
