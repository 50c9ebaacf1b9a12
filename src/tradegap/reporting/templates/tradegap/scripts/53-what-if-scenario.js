// Writes a setting as a scenario file that `tradegap check` and `tradegap build` take.
(() => {
  "use strict";
  const isPlain = (text) => /^[A-Za-z_][\w-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text);

  const scalar = (value) => {
    if (typeof value !== "number") return JSON.stringify(value);
    const text = String(value);
    return /e/.test(text) && !text.includes(".") ? text.replace("e", ".0e") : text;
  };

  // The lines of a value in YAML's block style; texts in quotes, as JSON has them.
  const lines = (value, indent) => {
    const pad = " ".repeat(indent);
    if (Array.isArray(value)) {
      return value.flatMap((item) => {
        const inner = block(item, indent + 2);
        return inner.length === 1 && !isNested(item)
          ? [`${pad}- ${inner[0].trim()}`]
          : [`${pad}- ${inner[0].trimStart()}`, ...inner.slice(1)];
      });
    }
    return Object.entries(value).flatMap(([key, item]) => {
      const name = pad + (isPlain(key) ? key : JSON.stringify(key));
      return isNested(item) ? [`${name}:`, ...block(item, indent + 2)] : [`${name}: ${block(item, 0)[0]}`];
    });
  };

  const isNested = (value) =>
    typeof value === "object" && value !== null && Object.keys(value).length > 0;

  const block = (value, indent) => {
    if (isNested(value)) return lines(value, indent);
    const text = Array.isArray(value) ? "[]" : typeof value === "object" && value ? "{}" : scalar(value);
    return [" ".repeat(indent) + text];
  };

  const differing = (data, setting) =>
    data.controls.filter((one) => setting.values[one.name] !== one.value);

  // The setting as the scenario's `headline` section has it: what isn't as the method has it.
  const headline = (data, setting) => {
    const { values } = setting;
    const delivered = data.controls.filter((one) => one.category && values[one.name] !== 1);
    const made = {};
    if (setting.case !== "as_stated") made.crediting = setting.case;
    if (delivered.length) {
      made.delivery = Object.fromEntries(delivered.map((one) => [one.category, values[one.name]]));
    }
    if (values.tariff_percent) made.tariff_percent = values.tariff_percent;
    return made;
  };

  const target = (stated, narrowing) => ({
    ...stated,
    narrowing_usd_bn_per_year: narrowing,
    ...(stated.path && {
      path: stated.path.map((step) => ({
        ...step,
        narrowing_usd_bn: (step.narrowing_usd_bn * narrowing) / stated.narrowing_usd_bn_per_year,
      })),
    }),
  });

  const assumptions = (data, setting) => {
    const made = { ...JSON.parse(data.scenario).assumptions };
    for (const { name, key } of differing(data, setting)) {
      if (key.startsWith("assumption:")) made[name] = { ...made[name], central: setting.values[name] };
    }
    return made;
  };

  const said = (data, setting) => {
    const { valueShown } = window.tradegap.whatIf;
    const kind = data.cases.find((one) => one.name === setting.case);
    const parts = differing(data, setting).map(
      (one) => `${one.label.toLowerCase()} ${valueShown(one, setting.values[one.name])}`,
    );
    if (setting.case !== data.case) parts.unshift(`counted by the case “${kind.short}”`);
    return parts.length ? `What if: ${parts.join("; ")}` : "";
  };

  const asObject = (data, setting) => {
    const made = JSON.parse(data.scenario);
    const words = [made.subtitle, said(data, setting)].filter(Boolean).join(". ");
    if (words) made.subtitle = words;
    if (made.target) made.target = target(made.target, setting.values.target_usd_bn);
    const own = assumptions(data, setting);
    if (Object.keys(own).length) made.assumptions = own;
    const set = headline(data, setting);
    if (Object.keys(set).length) made.headline = set;
    return made;
  };

  const asFile = (data, setting) => {
    const head = [
      "# A setting of a report's what-if, as a scenario of its own.",
      "# Check it with `tradegap check FILE`, build it with:",
      "# tradegap build FILE",
    ];
    return `${[...head, ...lines(asObject(data, setting), 0)].join("\n")}\n`;
  };

  Object.assign(window.tradegap.whatIf, { asFile });
})();
