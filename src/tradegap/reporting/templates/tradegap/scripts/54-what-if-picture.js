// Draws the waterfall: the target, what is credited of it by category, the tariff, what is left.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const ROW = 34;
  const BAR = 11;

  const element = (name, attributes, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // The steps from the target to the gap: each with its ends in US$ bn a year, and its words.
  const steps = (data, numbers) => {
    const { fixed } = window.tradegap.whatIf;
    const amount = (value) => (value === null ? "not known" : fixed(value, 1));
    if (data.partners) {
      return numbers.by_category.map(([label, value, share]) => ({
        kind: "credited", label, from: 0, to: value,
        shown: share === undefined ? amount(value) : `${amount(value)} (${window.tradegap.whatIf.percent(share, 0)})`,
      }));
    }
    const rows = [];
    let left = data.has_target ? numbers.target : 0;
    if (data.has_target) rows.push({ kind: "target", label: "Target", from: 0, to: left, shown: amount(left) });
    for (const [category, value] of numbers.by_category) {
      const told = data.controls.find((one) => one.category === category);
      const label = told ? told.told : category;
      const to = data.has_target ? left - value : left + value;
      rows.push({ kind: "credited", label: label[0].toUpperCase() + label.slice(1), from: to, to: left, shown: amount(value) });
      left = to;
    }
    if (!data.has_target) return rows;
    if (numbers.credited === null) {
      rows.push({ kind: "credited", label: "Credited", from: left, to: left, shown: "nothing can be counted" });
    }
    if (numbers.narrowing) {
      rows.push({ kind: "tariff", label: "Tariff", from: left - numbers.narrowing, to: left, shown: amount(numbers.narrowing) });
    }
    return [...rows, last(numbers, amount)];
  };

  // What is left: a gap, more than was asked for, or only the most that the gap can be.
  const last = ({ gap, upper_bound: bound }, amount) => {
    if (gap === null && bound > 0) {
      return { kind: "bound", label: "Gap", from: 0, to: bound, shown: `not known, at most ${amount(bound)}` };
    }
    const end = gap === null ? bound : gap;
    if (end >= 0) return { kind: "gap", label: "Gap", from: 0, to: end, shown: amount(end) };
    const least = gap === null ? "at least " : "";
    return { kind: "over", label: "More than was asked for", from: end, to: 0, shown: least + amount(-end) };
  };

  const inWords = (data, rows) =>
    `${data.partners ? data.caption : "Waterfall, US$ bn a year"}. ${rows.map((row) => `${row.label}: ${row.shown}`).join("; ")}.`;

  // Ends a label before its amount where both are too long for a line; the whole is in the text alternative.
  const shorten = (label) => {
    const amount = label.nextElementSibling;
    const words = label.textContent.split(" ");
    while (words.length > 1 && label.getBBox().width + 8 > amount.getBBox().x) {
      words.pop();
      label.textContent = `${words.join(" ")} …`;
    }
  };

  const draw = (svg, data, numbers, width) => {
    const rows = steps(data, numbers);
    const ends = rows.flatMap((row) => [row.from, row.to]);
    const low = Math.min(0, ...ends);
    const span = Math.max(...ends, 0) - low || 1;
    const x = (value) => ((value - low) / span) * (width - 2) + 1;
    const height = rows.length * ROW;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.setAttribute("aria-label", inWords(data, rows));
    svg.replaceChildren(
      ...rows.flatMap((row, number) => {
        const top = number * ROW;
        const [start, end] = [x(row.from), x(row.to)].sort((a, b) => a - b);
        return [
          element("text", { x: 1, y: top + 14, class: "wi-label" }, row.label),
          element("text", { x: width - 1, y: top + 14, class: "wi-amount", "text-anchor": "end" }, row.shown),
          ...(row.from === row.to
            ? []
            : [element("rect", { x: start, y: top + 20, width: Math.max(end - start, 1), height: BAR, class: `wi-${row.kind}` })]),
          element("line", { x1: x(0), x2: x(0), y1: top + 18, y2: top + ROW - 1, class: "wi-axis" }),
        ];
      }),
    );
    svg.querySelectorAll(".wi-label").forEach(shorten);
  };

  Object.assign(window.tradegap.whatIf, { draw, steps });
})();
