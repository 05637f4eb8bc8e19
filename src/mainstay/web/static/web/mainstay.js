// Keys: / and Ctrl+K for the search field at the head of every page, ↓ ↑ Escape in what was found, j k e in lists,
// ? for all of them. Everything works without this file.
"use strict";
(() => {
  const field = document.getElementById("search");
  const place = document.getElementById("search-place");
  const keys = document.getElementById("keys");
  if (!field || !place) return;

  const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  const found = () => document.getElementById("results") || document.getElementById("search-found");
  const isSearching = (element) => place.contains(element) || found().contains(element);

  // Enter opens the first of what was found, as soon as that is what was typed; a page of results shows all of it.
  const first = () => found().querySelector("a.list-group-item");
  let isWanted = false;
  let isLeaving = false;
  let asked = null; // what the answer on its way is about

  const open = () => {
    isLeaving = true;
    if (first()) location.assign(first().href);
    else field.form.submit();
  };

  field.form.addEventListener("submit", (event) => {
    if (found().id === "results" || !field.value.trim() || !window.htmx) return;
    event.preventDefault();
    if (found().dataset.of === field.value) return open();
    isWanted = true;
    if (asked !== field.value) field.dispatchEvent(new Event("palette"));
  });
  field.addEventListener("htmx:beforeRequest", (event) => {
    if (isLeaving) event.preventDefault();
    else asked = field.value;
  });
  field.addEventListener("htmx:afterRequest", () => { asked = null; });
  addEventListener("pageshow", () => { isWanted = isLeaving = false; }); // back from where it led
  found().addEventListener("htmx:afterSwap", (event) => {
    found().dataset.of = new URL(event.detail.xhr.responseURL).searchParams.get("q");
    if (isWanted && found().dataset.of === field.value) open();
  });
  for (const failed of ["htmx:sendError", "htmx:responseError"])
    field.addEventListener(failed, () => isWanted && field.form.submit());

  const walk = (step) => {
    const links = [...found().querySelectorAll("a")];
    const here = links.indexOf(document.activeElement) + step;
    (here < 0 ? field : links[Math.min(here, links.length - 1)] || field).focus();
  };

  const rows = () =>
    [...document.querySelectorAll("main tbody tr, main .list-group-item")].filter((row) => linkOf(row));
  const linkOf = (row) => (row.matches("a[href]") ? row : row.querySelector("a[href]"));

  const step = (by) => {
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
    if (next) linkOf(next).focus();
  };

  const edit = () => {
    const row = document.activeElement.closest("main tbody tr, main .list-group-item");
    const where = (row || document).querySelector("[data-edit]");
    if (where) location.assign(where.dataset.edit);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    field.focus();
    field.select();
    field.dispatchEvent(new Event("palette"));
  });

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/" && !isTyping(at)) {
      field.focus();
      field.select();
    } else if (event.key === "?" && !isTyping(at) && keys) {
      keys.showModal();
    } else if ((event.key === "j" || event.key === "k") && !isTyping(at)) {
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "e" && !isTyping(at)) {
      edit();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && isSearching(at)) {
      walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && isSearching(at)) {
      document.activeElement.blur(); // what was found shows only while the search has the focus
    } else {
      return;
    }
    event.preventDefault();
  });
})();

// Copy a text: the button names the field it copies.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  const text = button && document.getElementById(button.dataset.copy);
  if (!text) return;
  text.select();
  navigator.clipboard?.writeText(text.value).then(() => { button.textContent = button.dataset.copied; });
});

// A file is read as soon as it is chosen; without scripts the button below it sends it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (!form || event.target.type !== "file" || !event.target.files.length) return;
  form.classList.add("htmx-request");
  form.requestSubmit();
});

// Beside a field of files the names of those that were chosen.
document.addEventListener("change", (event) => {
  const names = event.target.closest(".file-choice")?.querySelector("[data-names]");
  if (names) names.textContent = [...event.target.files].map((file) => file.name).join(", ") || names.dataset.names;
});

// How far something long has come while the browser waits for its answer: the bar names where to ask.
document.addEventListener("submit", (event) => {
  const bar = event.target.querySelector("progress[data-progress]");
  if (!bar) return;
  event.target.classList.add("htmx-request");
  setInterval(async () => {
    const answer = await fetch(bar.dataset.progress).catch(() => null);
    if (answer && answer.status === 200) bar.value = Number(await answer.text());
  }, 700);
});
