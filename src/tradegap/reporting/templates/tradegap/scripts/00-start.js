// Says that scripts run: what only they can work is hidden without this class.
// What several scripts need stands here, under one name.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const block = (id) => {
    const found = document.getElementById(id);
    return found ? JSON.parse(found.textContent) : null;
  };

  const button = (words, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  const save = (name, content, type) => {
    const report = document.body.dataset.report;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = report ? `${report}-${name}` : name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  document.body.append(said);
  const say = (words) => {
    said.textContent = words;
    setTimeout(() => { if (said.textContent === words) said.textContent = ""; }, 4000);
  };

  const copyByHand = (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  const copy = async (text, what) => {
    const back = document.activeElement;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = copyByHand(text);
      if (back) back.focus();
    }
    say(done ? `${what} copied.` : "This browser doesn't let a page copy; select the text instead.");
  };

  root.tradegap = { block, button, save, say, copy };
})();
