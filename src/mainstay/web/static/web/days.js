// The calendar beside a day that is typed: what is chosen there is written as the page writes days.
"use strict";
(() => {
  const written = new Intl.DateTimeFormat(document.documentElement.lang === "tr" ? "tr-TR" : "en-GB", {
    day: "numeric", month: "short", year: "numeric",
  });

  const ready = (root) => {
    for (const box of root.querySelectorAll(".day-input")) {
      const button = box.querySelector(".day-button");
      if (button && HTMLInputElement.prototype.showPicker) button.hidden = false;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".day-button");
    if (button) button.parentElement.querySelector(".day-picker").showPicker();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".day-picker") || !event.target.value) return;
    const text = event.target.parentElement.querySelector("input[type=text]");
    text.value = written.format(new Date(`${event.target.value}T12:00:00`));
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.dispatchEvent(new Event("change", { bubbles: true }));
    text.focus();
  });
  // A new form asks for the time zone: the browser knows it.
  for (const choice of document.querySelectorAll("select[data-guessed=time-zone]")) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!choice.closest("form").querySelector(".is-invalid") && [...choice.options].some((one) => one.value === own)) {
      choice.value = own;
    }
  }
  document.addEventListener("htmx:load", (event) => ready(event.target));
  ready(document);
})();
