// The what-if of the page: controls that move the leaves, and the sentence and picture that follow.
(() => {
  "use strict";
  const { whatIf } = window.tradegap;
  const place = document.getElementById("what-if-setting");
  const source = document.getElementById("what-if-data");
  if (!place || !source) return;
  const data = JSON.parse(source.textContent);
  if (data.schema !== 1) return;

  const make = (name, properties = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in made && key !== "list") made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };
  const later = (work, milliseconds) => {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, milliseconds);
    };
  };

  let setting = whatIf.asBuilt(data);
  const fields = new Map();
  const answer = make("p", { className: "wi-answer" });
  const spoken = make("p", { className: "wi-spoken", "aria-live": "polite" });
  const status = make("p", { className: "wi-status", role: "status" });
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("role", "img");
  const drawing = make("div", { className: "wi-drawing" }, picture);

  const field = (control, number) => {
    const id = `wi-${number}`;
    const shown = make("output", { htmlFor: id });
    const input = make("input", {
      id, type: "range", min: control.low, max: control.high, step: control.step,
      "aria-describedby": `${id}-note`,
    });
    input.addEventListener("input", () => {
      setting.values[control.name] = Number(input.value);
      changed();
    });
    fields.set(control.name, { control, input, shown });
    const head = make("p", { className: "wi-head" }, make("label", { htmlFor: id }, control.label), shown);
    const note = make("p", { className: "wi-note", id: `${id}-note` }, control.note || "");
    return make("div", { className: "wi-field" }, head, input, note);
  };

  const choice = make("select", { id: "wi-case", "aria-describedby": "wi-case-note" });
  const about = make("p", { className: "wi-note", id: "wi-case-note" });
  for (const { name, title } of data.cases) choice.append(make("option", { value: name }, title.split(": ")[0]));
  choice.addEventListener("change", () => {
    setting.case = choice.value;
    changed();
  });

  const show = () => {
    const numbers = whatIf.numbersAt(data, setting);
    answer.textContent = whatIf.tell(data, setting, numbers);
    whatIf.draw(picture, data, numbers, Math.max(drawing.clientWidth, 240));
    choice.value = setting.case;
    about.textContent = data.cases.find((one) => one.name === setting.case).title.split(": ").slice(1).join(": ");
    for (const [name, { control, input, shown }] of fields) {
      const text = whatIf.valueShown(control, setting.values[name]);
      if (Number(input.value) !== setting.values[name]) input.value = setting.values[name];
      shown.textContent = [text, control.unit && control.style === "bn" ? "a year" : ""].join(" ").trim();
      input.setAttribute("aria-valuetext", shown.textContent);
    }
    document.body.classList.toggle("wi-set", !whatIf.isAsBuilt(data, setting));
    for (const badge of badges) badge.href = whatIf.address(data, setting) || "#whatif";
  };

  const speak = later(() => {
    spoken.textContent = answer.textContent;
  }, 700);

  const keep = later(() => {
    const hash = whatIf.address(data, setting);
    if (!hash && !location.hash.startsWith("#whatif")) return;
    history.replaceState(history.state, "", hash || location.pathname + location.search);
  }, 250);

  const changed = () => {
    show();
    status.textContent = "";
    speak();
    keep();
  };

  const follow = (isNew) => {
    const found = whatIf.read(data, location.hash);
    if (!found) return;
    setting = found.setting;
    show();
    if (isNew) speak();
    status.textContent = found.refused.length
      ? `The address has something that this report can't take: ${whatIf.joined(found.refused)}. The rest of it is set.`
      : "";
    place.scrollIntoView();
  };

  const link = () => location.href.split("#")[0] + (whatIf.address(data, setting) || "#whatif");

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  };

  const copy = async () => {
    const text = link();
    if (await copied(text)) {
      status.textContent = "The link to this setting is copied.";
      return;
    }
    const box = make("input", { value: text, readOnly: true, "aria-label": "Link to this setting" });
    status.replaceChildren("Copy the link from here: ", box);
    box.select();
  };

  const download = () => {
    const name = `${JSON.parse(data.scenario).id}.yml`;
    const address = URL.createObjectURL(new Blob([whatIf.asFile(data, setting)], { type: "application/yaml" }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    status.textContent = `The setting is written to ${name}: build it with “tradegap build ${name}”.`;
  };

  const reset = () => {
    setting = whatIf.asBuilt(data);
    changed();
    status.textContent = "Everything is as the report was built.";
  };

  const button = (text, work) => {
    const made = make("button", { type: "button" }, text);
    made.addEventListener("click", work);
    return made;
  };

  // What stays as it was built is marked where it stands, as long as another setting is shown.
  const badges = [];
  const mark = (head, words) => {
    const more = make("span", { className: "wi-spoken" }, ": this doesn’t follow your setting. Back to the controls");
    const badge = make("a", { className: "wi-badge" }, words, more);
    badge.addEventListener("click", (event) => {
      event.preventDefault();
      place.scrollIntoView();
      choice.focus({ preventScroll: true });
    });
    badges.push(badge);
    head.classList.add("wi-marked");
    head.append(badge);
  };
  const markAll = () => {
    const own = place.closest(".chapter");
    const within = own ? [...own.querySelectorAll("h3")] : [];
    const here = within.findLast((head) => head.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
    const but = here ? `, but for “${here.textContent}”` : "";
    for (const head of document.querySelectorAll("header.report, .chapter > h2")) {
      mark(head, `As built${own && own.contains(head) ? but : ""}`);
    }
    for (const head of within) if (head !== here) mark(head, "As built");
  };

  const fixedResults = () => {
    if (!data.as_built.length) return [];
    const items = data.as_built.map(({ label, shown, why }) =>
      make("li", {}, `${label}: ${shown} `, make("span", { className: "wi-fixed" }, "as built"), ` (${why})`),
    );
    return [make("p", { className: "wi-note" }, "These don’t follow the controls, as they are no arithmetic on them:"),
      make("ul", { className: "wi-as-built" }, ...items)];
  };

  const build = () => {
    const results = make("div", { className: "wi-results" }, answer,
      make("div", { className: "wi-picture" }, make("p", { className: "wi-caption" }, data.caption), drawing));
    const head = make("p", { className: "wi-head" }, make("label", { htmlFor: "wi-case" }, "What counts"));
    const controls = make("div", { className: "wi-controls", role: "group", "aria-label": "What can be set" },
      make("div", { className: "wi-field" }, head, choice, about), ...data.controls.map(field));
    const buttons = make("p", { className: "wi-buttons" },
      button("Reset", reset), button("Copy link", copy), button("Download scenario", download));
    for (const child of place.children) child.hidden = true;
    if (data.absent) controls.append(make("p", { className: "wi-note" }, data.absent));
    place.append(spoken, results, controls, buttons, status, ...fixedResults());
  };

  build();
  markAll();
  show();
  follow(false);
  window.addEventListener("hashchange", () => follow(true));
  new ResizeObserver(show).observe(drawing);
  Object.assign(whatIf, {
    data,
    setting: () => setting,
    set: (next) => {
      setting = next;
      changed();
    },
  });
})();
