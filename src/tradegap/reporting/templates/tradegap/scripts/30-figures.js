// Figures download as SVG, as PNG and, where their numbers are in the page, as CSV.
(() => {
  "use strict";
  const { block, button, save, say } = document.documentElement.tradegap;
  const csvs = block("csv") || {};
  const NS = "http://www.w3.org/2000/svg";
  const MARGIN = 14;
  const FAMILY = "Inter, system-ui, sans-serif";
  const pen = document.createElement("canvas").getContext("2d");

  const folded = (text, font, width) => {
    pen.font = font;
    const lines = [];
    for (const word of text.split(/\s+/)) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };
  const element = (name, attributes, text) => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  // the drawing on white ground with its title, subtitle and source, in its light colours
  const whole = (figure) => {
    const drawing = figure.querySelector("svg").cloneNode(true);
    const box = (drawing.getAttribute("viewBox") || "").split(" ").map(Number);
    const width = Number(drawing.getAttribute("width")) || box[2] || 600;
    const height = Number(drawing.getAttribute("height")) || box[3] || 400;
    const texts = [
      [".figure-title", 15, "bold", "#1a1d21"],
      [".figure-subtitle", 12, "normal", "#5b6470"],
      ["figcaption", 10.5, "normal", "#5b6470"],
    ];
    const outer = element("svg", { xmlns: NS, "font-family": FAMILY });
    const ground = element("rect", { width: "100%", height: "100%", fill: "#ffffff" });
    outer.append(ground);
    let y = MARGIN;
    const write = ([where, size, weight, fill]) => {
      const found = figure.querySelector(where);
      if (!found) return;
      const words = found.textContent.split(/\.?\s+How its numbers/)[0]; // no link leads out of a picture
      for (const line of folded(words.trim(), `${weight} ${size}px ${FAMILY}`, width)) {
        y += size * 1.3;
        outer.append(element("text", { x: MARGIN, y: y.toFixed(1), "font-size": size, "font-weight": weight, fill }, line));
      }
      y += 4;
    };
    texts.slice(0, 2).forEach(write);
    y += 6;
    for (const [key, value] of [["x", MARGIN], ["y", y.toFixed(1)], ["width", width], ["height", height]]) drawing.setAttribute(key, value);
    drawing.removeAttribute("class");
    outer.append(drawing);
    y += height;
    texts.slice(2).forEach(write);
    const size = [width + 2 * MARGIN, Math.ceil(y + MARGIN)];
    outer.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    outer.setAttribute("width", size[0]);
    outer.setAttribute("height", size[1]);
    outer.setAttribute("role", "img");
    outer.setAttribute("aria-label", drawing.getAttribute("aria-label") || "");
    return { text: new XMLSerializer().serializeToString(outer), size };
  };

  const painted = (name, { text, size }) => {
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = size.map((side) => Math.round(side * 2));
      const brush = canvas.getContext("2d");
      brush.fillStyle = "#ffffff";
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(name, blob));
    };
    picture.onerror = () => say("This browser couldn't draw the figure as a PNG; take the SVG.");
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };

  document.querySelectorAll("figure:has(> .drawing > svg)").forEach((figure) => {
    const title = figure.querySelector(".figure-title");
    const what = title ? title.textContent : "figure";
    const tools = document.createElement("p");
    tools.className = "tools";
    tools.append(
      button("SVG", `Download as SVG: ${what}`, () => save(`${figure.id}.svg`, whole(figure).text, "image/svg+xml")),
      button("PNG", `Download as PNG: ${what}`, () => painted(`${figure.id}.png`, whole(figure))),
    );
    const csv = csvs[figure.id];
    if (csv) tools.append(button("CSV", `Download the numbers as CSV: ${what}`, () => save(`${figure.id}.csv`, csv, "text/csv")));
    figure.append(tools);
  });
})();
