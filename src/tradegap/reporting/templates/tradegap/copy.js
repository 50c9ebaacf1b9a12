"use strict";
(() => {
  const said = document.querySelector("[data-said]");
  const bySelection = (place) => {
    const details = place.closest("details");
    const open = details ? details.open : true;
    if (details) details.open = true;
    getSelection().selectAllChildren(place);
    const done = document.execCommand("copy");
    getSelection().removeAllRanges();
    if (details) details.open = open;
    return done;
  };
  const copied = async (place) => {
    try {
      await navigator.clipboard.writeText(place.textContent);
      return true;
    } catch {
      return bySelection(place);
    }
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copied(document.getElementById(button.dataset.copy));
      button.textContent = done ? "Copied" : "Not copied: open “How to cite”";
      if (said) said.textContent = button.textContent;
      setTimeout(() => {
        button.textContent = words;
        if (said) said.textContent = "";
      }, 3000);
    });
  }
})();
