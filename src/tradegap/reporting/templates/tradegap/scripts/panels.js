// Opens a number's lineage beside it: its note, what went in, and the origins at the end of it all.
// Everything is cloned from the notes that stand in the page; without script a number jumps there.
(() => {
  "use strict";
  const first = document.querySelector('main li[id^="n-"]');
  if (!first) return;
  const notes = first.closest("section, .chapter");
  const NUMBER = 'a[href^="#n-"]';
  const LEAVES = ["Assumptions", "Published figures", "Parameters", "Decisions"];
  const MOST = 8; // figures of one table that are shown at once; more of them are folded
  const OTHERWISE = /^, taken as: .*?(?=\. |\.?$)/;
  const NARROW = matchMedia("(max-width: 40rem)");
  const panel = make("dialog", "lineage");
  panel.setAttribute("aria-labelledby", "lineage-title");
  let path = [];
  let number = null;

  function make(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function button(className, text, label, act) {
    const made = make("button", className, text);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  // What an item says itself, without the items within it, and without marks to jump to.
  function own(item) {
    const copy = item.cloneNode(true);
    copy.querySelectorAll("ul, a[id]:empty").forEach((e) => e.remove());
    const text = make("span");
    text.append(...copy.childNodes);
    return text;
  }

  // The note of a node: its item, the item that it shares with others, its table, its section.
  function noteOf(id) {
    const item = document.getElementById(id)?.closest("li");
    if (!item || !notes.contains(item)) return null;
    const shared = item.parentElement.closest("li");
    let at = (shared || item).parentElement;
    const before = at.previousElementSibling;
    const table = before?.tagName === "P" ? before : null;
    while (at && !/^H[23]$/.test(at.tagName)) at = at.previousElementSibling;
    return { id, item, shared, table, section: at ? at.textContent : "" };
  }

  const isLeaf = (note) => LEAVES.includes(note.section);
  const inputsOf = (note) => {
    const ids = [...own(note.item).querySelectorAll(NUMBER)].map((a) => a.hash.slice(1));
    return [...new Set(ids)].map(noteOf).filter(Boolean);
  };

  // The value: after the mark of its own where an item tells several, else what is told last.
  function valueOf(note) {
    const mark = document.getElementById(note.id);
    let from = mark;
    while (from.previousSibling?.nodeName === "A") from = from.previousSibling;
    if (mark !== note.item && from.previousSibling) {
      let at = mark.nextElementSibling;
      while (at?.tagName === "A") at = at.nextElementSibling;
      if (at?.tagName === "B") return at.textContent;
    }
    const bold = [...own(note.item).querySelectorAll("b")];
    return bold.length ? bold[bold.length - 1].textContent : "";
  }

  // The values of a short series that was calculated; those of a published one stand with it.
  function seriesOf(note) {
    const bold = own(note.item).querySelector("b:last-of-type");
    return (!isLeaf(note) && bold?.nextSibling?.textContent.match(/^: [^a-z]*\d(?=$|;)/)?.[0]) || "";
  }

  // What tells a number from the others of its formula, and a text in which it fills the ellipsis.
  function markOf(note) {
    return own(note.item).textContent.split(isLeaf(note) ? " = " : ": ")[0].trim();
  }

  function filled(text, mark) {
    const parts = mark.split("; ");
    const all = text.replace(/\u2026([\u2081-\u2089])?/g, (_, n) => (n ? parts[n.charCodeAt() - 0x2081] : mark));
    return all === text ? `${text}: ${mark}` : all;
  }

  // The name of a number; one that shares its formula fills the ellipsis of the shared name.
  function nameOf(note) {
    const said = own(note.item);
    if (note.section === "Decisions") return said.textContent.split(": ")[0];
    if (!note.shared) return said.querySelector("b")?.textContent || "";
    const mine = markOf(note);
    const head = own(note.shared);
    const name = head.querySelector("b")?.textContent;
    if (name) return filled(name, mine);
    if (note.section !== "Published figures") return mine;
    const of = head.textContent.split(/; |: /)[0].split(", ").slice(1).join(", ").trim();
    return of ? `${of}, ${mine}` : mine;
  }

  // An item that lists the values of one name, with those alone that the number is made of.
  function onlyUsed(item, used) {
    const copy = item.cloneNode(true);
    const marks = [...copy.children].filter((e) => e.matches("a[id]:empty"));
    const firsts = marks.filter((e) => e.previousSibling?.nodeName !== "A");
    const runs = firsts.map((first, n) => {
      const run = [];
      for (let at = first; at && at !== firsts[n + 1]; at = at.nextSibling) run.push(at);
      return run;
    });
    const kept = runs.filter((run) => run.some((e) => e.id && used.has(e.id)));
    if (runs.length < 2 || !kept.length) return copy;
    const last = runs[runs.length - 1];
    const value = last.findIndex((e) => e.nodeName === "B");
    const rest = value < 0 ? [] : last.splice(value + 1); // what follows the values
    runs.filter((run) => !kept.includes(run)).flat().forEach((e) => e.remove());
    if (kept.includes(last)) return copy;
    if (rest.length) rest[0].textContent = rest[0].textContent.replace(OTHERWISE, "");
    const end = kept.pop().pop();
    if (end.nodeName !== "B") end.textContent = end.textContent.replace(/[;,] $/, "");
    return copy;
  }

  // A single leaf as it is told: an assumption with its ratings, a figure with column and vintage.
  function told(note) {
    const item = make("li", "", own(note.shared ? note.item : onlyUsed(note.item, note.used)));
    if (note.shared) item.append(make("span", "of", "column ", own(note.shared)));
    return item;
  }

  function originsOf(note) {
    const seen = new Map();
    const found = [];
    const waiting = [note];
    while (waiting.length) {
      const at = waiting.shift();
      at.used = seen.get(at.item) || new Set();
      at.used.add(at.id);
      if (seen.has(at.item)) continue;
      seen.set(at.item, at.used);
      if (isLeaf(at)) found.push(at);
      else waiting.push(...inputsOf(at));
    }
    return found;
  }

  function formula(note) {
    const said = own(note.item);
    const nodes = [...said.childNodes];
    const turn = nodes.findIndex((node) => node.nodeName === "BR");
    const head = note.shared ? own(note.shared) : make("span", "", ...nodes.slice(0, turn));
    const name = head.querySelector("b");
    if (name) name.remove();
    let words = head.textContent.replace(/^: /, "").trim();
    if (name && (!words || words.startsWith("; "))) words = name.textContent + words;
    if (note.shared && words.includes("\u2026")) words = filled(words, markOf(note));
    const list = make("dl", "");
    if (words) list.append(make("dt", "", "Formula"), make("dd", "", words));
    const numbers = note.shared ? [said] : nodes.slice(turn + 1);
    list.append(make("dt", "", "In numbers"), make("dd", "", ...numbers));
    return list;
  }

  function inputs(note) {
    const rows = inputsOf(note).map((input) => {
      const link = make("a", "", valueOf(input) || "see its note");
      link.href = `#${input.id}`;
      return make("li", "", link, `${seriesOf(input)} ${nameOf(input) || own(input.item).textContent}`);
    });
    return rows.length ? [make("h3", "", "Inputs"), make("ul", "", ...rows)] : [];
  }

  // Many figures in a line: how many, and of one column from which to which.
  function summed(rows) {
    const marks = rows.map(markOf);
    const one = rows.every((leaf) => leaf.shared && leaf.shared === rows[0].shared);
    return `${rows.length} in all${one ? `: ${marks[0]} to ${marks[marks.length - 1]}` : ""}`;
  }

  function origins(leaves) {
    const parts = [];
    for (const section of LEAVES) {
      const mine = leaves.filter((leaf) => leaf.section === section);
      if (!mine.length) continue;
      parts.push(make("h3", "", section));
      for (const table of new Set(mine.map((leaf) => leaf.table))) {
        if (table) parts.push(own(table));
        const rows = mine.filter((leaf) => leaf.table === table);
        const list = make("ul", "", ...rows.map(told));
        const all = rows.length > MOST;
        parts.push(all ? make("details", "", make("summary", "", summed(rows)), list) : list);
      }
    }
    return parts;
  }

  function show() {
    const note = path[path.length - 1];
    const title = make("h2", "", make("b", "", valueOf(note)), " ", nameOf(note));
    title.id = "lineage-title";
    title.tabIndex = -1;
    const back = button("back", "\u2190 Back", "", () => { path.pop(); show(); });
    back.hidden = path.length < 2;
    const shut = button("shut", "\u00d7", "Close", () => close(true));
    const jump = make("a", "jump", "Its note in the report");
    jump.href = `#${note.id}`;
    const made = isLeaf(note) ? [] : [formula(note), ...inputs(note)];
    const bar = make("div", "bar", back, shut);
    panel.replaceChildren(bar, title, ...made, ...origins(originsOf(note)), make("p", "", jump));
    panel.style.top = `${scrollY}px`; // in sight, so that focus moves without a jump
    panel.open || panel.show();
    place();
    panel.scrollTop = 0;
    title.focus({ preventScroll: true });
  }

  // Near the number where there is room for both; on a phone at the bottom, the number above it.
  function place() {
    panel.style.left = panel.style.top = "";
    if (!number.getClientRects().length) return;
    const at = number.getBoundingClientRect();
    if (NARROW.matches) {
      const hidden = at.bottom + 16 - panel.getBoundingClientRect().top;
      if (hidden > 0) scrollBy(0, hidden);
      return;
    }
    const size = panel.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const below = at.bottom + 8;
    const over = below + size.height > innerHeight && at.top - 8 - size.height > 0;
    const top = over ? at.top - 8 - size.height : below;
    panel.style.left = `${Math.max(8, Math.min(at.left - 16, wide - size.width - 8)) + scrollX}px`;
    panel.style.top = `${top + scrollY}px`;
    const hidden = top + size.height + 8 - innerHeight;
    if (hidden > 0) scrollBy(0, Math.min(hidden, Math.max(0, at.top - 16)));
  }

  function open(link, id) {
    const note = noteOf(id);
    if (!note) return false;
    number?.classList.remove("traced");
    number = link;
    number.classList.add("traced");
    path = [note];
    show();
    return true;
  }

  function close(giveBack) {
    if (!panel.open) return;
    panel.close();
    number.classList.remove("traced");
    if (!giveBack) return;
    const link = linkOf(number) || number; // a label has no focus of its own
    (link.closest("figure details:not([open])")?.firstElementChild || link).focus({ preventScroll: true });
  }

  // The link by a drawing that a label in it stands for.
  function linkOf(label) {
    return label.closest("figure")?.querySelectorAll(NUMBER)[label.dataset.n];
  }

  function leaving(event) {
    const stops = [...panel.querySelectorAll("a[href], button:not([hidden])")];
    const at = document.activeElement;
    if (!event.shiftKey && at === stops[stops.length - 1]) close(true);
    if (event.shiftKey && at === stops[0]) {
      event.preventDefault();
      close(true);
    }
  }

  document.body.append(panel);
  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.(NUMBER);
    const label = event.target.closest?.("[data-n]");
    if (label && open(label, linkOf(label)?.hash.slice(1))) return;
    if (!link) {
      if (!panel.contains(event.target)) close(false);
    } else if (link.className === "jump") {
      close(false);
    } else if (panel.contains(link)) {
      const note = noteOf(link.hash.slice(1));
      if (!note) return;
      event.preventDefault();
      path.push(note);
      show();
    } else if (!notes.contains(link) && open(link, link.hash.slice(1))) {
      event.preventDefault();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!panel.open) return;
    if (event.key === "Escape") close(true);
    else if (event.key === "Tab" && panel.contains(document.activeElement)) leaving(event);
  });
  addEventListener("resize", () => panel.open && place());
  for (const link of document.querySelectorAll(NUMBER))
    if (!notes.contains(link)) link.setAttribute("aria-haspopup", "dialog");
})();
