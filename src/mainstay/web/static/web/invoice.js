// Keys for the lines of an invoice: Enter, Alt ↑ ↓, Ctrl Enter. Everything works without this file.
"use strict";
(() => {
  const form = document.getElementById("invoice");
  if (!form) return;
  const body = form.querySelector("tbody");
  const rows = () => [...body.querySelectorAll("tr")].filter((row) => row.querySelector("input"));
  const cells = (row) => [...row.querySelectorAll("input")];
  document.getElementById("invoice-keys").hidden = false;

  const added = () => {
    const place = rows().length;
    const row = rows()[0].cloneNode(true);
    for (const cell of cells(row)) {
      cell.id = cell.name = cell.name.replace(/-\d+-/, `-${place}-`);
      cell.value = "";
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace("1", place + 1));
      cell.classList.remove("is-invalid");
      for (const name of ["aria-invalid", "aria-describedby", "autofocus"]) cell.removeAttribute(name);
    }
    const amount = row.querySelector("output");
    amount.id = `amount-${place}`;
    amount.textContent = "";
    body.append(row);
    return row;
  };

  const swap = (one, other) => {
    const texts = cells(one).map((cell) => cell.value);
    cells(other).forEach((cell, place) => {
      cells(one)[place].value = cell.value;
      cell.value = texts[place];
    });
    one.dispatchEvent(new Event("input", { bubbles: true }));
  };

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit(form.querySelector("[name=issue]"));
    } else if (event.key === "Enter" && row) {
      cells(rows()[rows().indexOf(row) + 1] || added())[0].focus();
    } else if (event.altKey && row && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const other = rows()[rows().indexOf(row) + (event.key === "ArrowUp" ? -1 : 1)];
      if (other) {
        swap(row, other);
        cells(other)[cells(row).indexOf(event.target)].focus();
      }
    } else {
      return;
    }
    event.preventDefault();
  });
})();
