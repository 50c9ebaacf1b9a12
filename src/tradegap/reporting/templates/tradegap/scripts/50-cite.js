// The headline and the citations can be copied.
(() => {
  "use strict";
  const { button, copy } = document.documentElement.tradegap;
  const cite = document.getElementById("cite");
  if (!cite) return;
  const told = cite.querySelector(".sentence");
  cite.querySelectorAll("[data-copy]").forEach((text) => {
    const what = text.dataset.copy;
    const tools = document.createElement("p");
    tools.className = "tools";
    tools.append(button("Copy", `Copy: ${what}`, () => copy(text.textContent.trim(), what)));
    text.after(tools);
  });
  const more = document.querySelector(".headline") && document.querySelector(".more");
  if (!more || !told) return;
  const tools = document.createElement("p");
  tools.className = "tools";
  tools.append(button("Copy the answer with its citation", "", () => copy(told.textContent.trim(), "Answer and citation")));
  more.insertBefore(tools, more.querySelector(".recency"));
})();
