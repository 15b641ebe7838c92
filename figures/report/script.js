"use strict";
// Sorting, filtering, folding and copying. Without it everything is there, open and in the order of the run.
document.documentElement.classList.add("live");

const text = (cell) => cell.dataset.value ?? cell.textContent;

function sort(table, column, ascending) {
  const key = (body) => text(body.rows[0].cells[column]);
  const bodies = [...table.tBodies];
  const numbers = bodies.every((body) => body.rows[0].cells[column].dataset.value !== undefined
    || key(body).trim() === "–");
  const value = (body) => { const n = Number(key(body)); return Number.isFinite(n) ? n : -Infinity; };
  const compare = numbers ? (a, b) => value(a) - value(b) : (a, b) => key(a).localeCompare(key(b), "en", { numeric: true });
  bodies.sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
  table.append(...bodies);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    heading.querySelector("button")?.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") !== "ascending";
      for (const other of headings) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sort(table, column, ascending);
    });
  });
}

const find = document.getElementById("find");
const status = document.getElementById("status");
const shown = document.getElementById("shown");
const bodies = [...document.querySelectorAll("tbody[data-status]")];
for (const body of bodies) {
  const section = body.closest("section").id;
  body.dataset.words = `${section} ${body.rows[0].textContent}`.toLowerCase();
}

function filter() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const body of bodies) {
    const fits = (status.value === "all" || body.dataset.status === status.value)
      && words.every((word) => body.dataset.words.includes(word));
    body.hidden = !fits;
    count += fits;
  }
  const all = words.length === 0 && status.value === "all";
  shown.textContent = all ? "" : `${count} of ${bodies.length} rows`;
}
find.addEventListener("input", filter);
status.addEventListener("change", filter);
document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
filter();

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.classList.contains("more")) {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "−" : "+";
    document.getElementById(button.getAttribute("aria-controls")).classList.toggle("open", open);
  }
  if (button?.classList.contains("copy")) copy(button);
});

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "copied";
  } catch {  // no permission: mark it, so that it can be copied by hand
    getSelection().selectAllChildren(button.previousElementSibling);
    button.textContent = "marked";
  }
  setTimeout(() => { button.textContent = "copy"; }, 1500);
}
