// Where nobody chose a theme the system's is taken, before the first paint. Without this file it is the light one.
"use strict";
(() => {
  const page = document.documentElement;
  if (!page.hasAttribute("data-follows-system")) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => page.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
})();
