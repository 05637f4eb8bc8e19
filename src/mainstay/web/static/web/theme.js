// Before the first paint: what only scripts can use is shown, and where nobody chose a theme the system's is taken.
// Without this file the theme is the light one.
"use strict";
(() => {
  const page = document.documentElement;
  page.classList.add("scripts");
  if (!page.hasAttribute("data-follows-system")) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => page.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
})();
