// Marks the page when the day has passed on which newer figures could be expected.
(() => {
  "use strict";
  const line = document.querySelector(".recency");
  const next = line && line.querySelector("time.next");
  if (!next) return;
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  if (today <= next.dateTime) return;
  line.classList.add("past");
  line.querySelector("strong").textContent = "That day has passed: newer figures may be out.";
})();
