// Tables sort by a button in each head: numbers by their value, what is missing last.
(() => {
  "use strict";
  const { block, button, save } = document.documentElement.tradegap;
  const csvs = block("csv") || {};
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const months = "january february march april may june july august september october november december".split(" ");

  const dated = (text) => {
    const found = /^(?:(\d{1,2}) )?([A-Z][a-z]+) (\d{4})$/.exec(text);
    const month = found ? months.indexOf(found[2].toLowerCase()) : -1;
    return month < 0 ? null : Number(found[3]) * 10000 + (month + 1) * 100 + Number(found[1] || 0);
  };
  const valued = (text) => {
    const found = /^([-+\u2212]?)\D{0,4}?(\d[\d,]*\.?\d*|\.\d+)(?:e([-+]?\d+))?\s?(?:%|[bm]n)?$/.exec(text);
    if (!found) return dated(text);
    const value = Number(found[2].replaceAll(",", "") + (found[3] ? `e${found[3]}` : ""));
    return found[1] === "-" || found[1] === "\u2212" ? -value : value;
  };
  const cellOf = (row, n) => {
    const cell = row.cells[n];
    const text = cell.textContent.trim();
    if (!text || cell.querySelector(".missing") || /^(nan|none|–)$/i.test(text)) return { text: "", value: null };
    return { text, value: valued(text) };
  };

  const sortable = (table) => {
    if (!table.tHead || table.tHead.rows.length !== 1 || table.tBodies.length !== 1) return false;
    if (table.querySelector("[colspan], [rowspan]") || table.tBodies[0].rows.length < 2) return false;
    const width = table.tHead.rows[0].cells.length;
    return [...table.tBodies[0].rows].every((row) => row.cells.length === width);
  };

  const sort = (table, rows, n, way) => {
    const pinned = rows.filter((row) => row.classList.contains("total"));
    const free = rows.filter((row) => !row.classList.contains("total"));
    const keys = new Map(free.map((row) => [row, cellOf(row, n)]));
    const numbers = [...keys.values()].every((key) => !key.text || key.value !== null);
    const sign = way === "descending" ? -1 : 1;
    const order = (one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (!a.text || !b.text) return Number(!a.text) - Number(!b.text);
      return sign * (numbers ? a.value - b.value : words.compare(a.text, b.text));
    };
    table.tBodies[0].append(...(way ? [...free].sort(order) : free), ...pinned);
    if (!way) table.tBodies[0].append(...rows);
  };

  const dress = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const first = (n) => {
      const some = rows.map((row) => cellOf(row, n)).filter((key) => key.text);
      return n && some.every((key) => key.value !== null) ? "descending" : "ascending";
    };
    heads.forEach((head, n) => {
      if (!head.textContent.trim()) return;
      const made = button("", "", () => {
        const start = first(n);
        const now = head.getAttribute("aria-sort");
        const way = !now ? start : now === start ? (start === "ascending" ? "descending" : "ascending") : "";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (way) head.setAttribute("aria-sort", way);
        sort(table, rows, n, way);
      });
      made.className = "sort";
      made.title = "Sort by this column";
      made.append(...head.childNodes);
      head.append(made);
    });
  };

  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // a number without thousands and with the minus of programs; nothing where it is missing
  const plain = (cell) => {
    if (cell.querySelector(".missing")) return "";
    const text = cell.textContent.trim();
    return cell.matches("td.num") ? text.replaceAll(",", "").replace("\u2212", "-") : text;
  };
  const written = (table) =>
    [...table.rows].map((row) => [...row.cells].map((c) => quoted(plain(c))).join(",")).join("\n") + "\n";

  document.querySelectorAll(".table > table").forEach((table, n) => {
    const frame = table.parentElement;
    const caption = table.caption ? table.caption.textContent : `Table ${n + 1}`;
    const name = frame.id || `table-${n + 1}`;
    const csv = csvs[frame.id] || written(table);
    if (sortable(table)) dress(table);
    const tools = document.createElement("p");
    tools.className = "tools";
    tools.append(button("CSV", `Download as CSV: ${caption}`, () => save(`${name}.csv`, csv, "text/csv")));
    const after = frame.nextElementSibling;
    (after && after.matches(".source") ? after : frame).after(tools);
  });
})();
