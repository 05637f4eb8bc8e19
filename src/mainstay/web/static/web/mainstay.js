// Keys for the search field at the head of every page: / ↓ ↑ Escape ?. Everything works without this file.
"use strict";
(() => {
  const field = document.getElementById("search");
  const place = document.getElementById("search-place");
  const keys = document.getElementById("keys");
  if (!field || !place) return;

  const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  const found = () => document.getElementById("results") || document.getElementById("search-found");
  const isSearching = (element) => place.contains(element) || found().contains(element);

  const walk = (step) => {
    const links = [...found().querySelectorAll("a")];
    const here = links.indexOf(document.activeElement) + step;
    (here < 0 ? field : links[Math.min(here, links.length - 1)] || field).focus();
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/" && !isTyping(at)) {
      field.focus();
      field.select();
    } else if (event.key === "?" && !isTyping(at) && keys) {
      keys.showModal();
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
