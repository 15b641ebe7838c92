"use strict";
// Shows the modules and objects whose names contain every word that is typed.
document.documentElement.classList.add("live");
const find = document.getElementById("find");
const matches = (element, words) => words.every((word) => element.id.toLowerCase().includes(word));

find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of document.querySelectorAll("section.module")) {
    const articles = [...section.querySelectorAll("article")];
    for (const article of articles) article.hidden = !matches(article, words);
    section.hidden = !matches(section, words) && articles.every((article) => article.hidden);
  }
});
document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
