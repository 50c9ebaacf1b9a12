// The contents follow the reading position, and fold away again where they cover the text.
(() => {
  "use strict";
  const nav = document.querySelector("nav.contents");
  if (!nav) return;
  const details = nav.querySelector("details");
  const here = nav.querySelector(".here");
  const links = new Map([...nav.querySelectorAll("a")].map((a) => [a.hash.slice(1), a]));
  const heads = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
  const wide = matchMedia("(min-width: 70rem)");
  const summary = nav.querySelector("summary");
  // beside the text the list is always there: nothing is folded, and no one is told that it is
  const fit = () => {
    details.open = wide.matches;
    summary.tabIndex = wide.matches ? -1 : 0;
  };
  fit();
  wide.addEventListener("change", fit);

  let marked = null;
  const inSight = (link) => {
    const box = nav.getBoundingClientRect();
    const line = link.getBoundingClientRect();
    if (line.top < box.top + 48) nav.scrollTop += line.top - box.top - 48;
    if (line.bottom > box.bottom - 48) nav.scrollTop += line.bottom - box.bottom + 48;
  };
  const mark = () => {
    const limit = innerHeight * 0.3;
    let now = null;
    for (const head of heads) {
      if (head.getBoundingClientRect().top > limit) break;
      now = head;
    }
    const link = now && links.get(encodeURIComponent(now.id)) || now && links.get(now.id) || null;
    if (link === marked) return;
    if (marked) marked.removeAttribute("aria-current");
    nav.querySelectorAll("li.open").forEach((li) => li.classList.remove("open"));
    marked = link;
    const chapter = link && link.closest("nav > details > ol > li");
    here.textContent = chapter ? chapter.querySelector("a").textContent : "";
    if (!link) return;
    link.setAttribute("aria-current", "location");
    chapter.classList.add("open");
    if (wide.matches) inSight(link);
  };
  // whatever stands above the line of reading counts as seen, however far one jumped
  const watch = new IntersectionObserver(mark, { rootMargin: "9999999px 0px -70% 0px" });
  heads.forEach((head) => watch.observe(head));
  mark();

  details.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches) return;
    details.open = false;
    summary.focus();
  });
})();
