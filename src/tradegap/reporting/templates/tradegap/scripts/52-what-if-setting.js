// A setting of the controls: as the report was built, as an address has it, and as an address.
(() => {
  "use strict";
  const START = "#whatif";

  const asBuilt = (data) => ({
    case: data.case,
    values: Object.fromEntries(data.controls.map((one) => [one.name, one.value])),
  });

  const isAsBuilt = (data, setting) =>
    setting.case === data.case && data.controls.every((one) => setting.values[one.name] === one.value);

  // `#whatif?target_usd_bn=150&case=analysts_low`: what differs from the report as built.
  const address = (data, setting) => {
    const parts = setting.case === data.case ? [] : [`case=${encodeURIComponent(setting.case)}`];
    for (const { name, value } of data.controls) {
      if (setting.values[name] !== value) parts.push(`${encodeURIComponent(name)}=${setting.values[name]}`);
    }
    return parts.length ? `${START}?${parts.join("&")}` : "";
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text.replace(/\+/g, " "));
    } catch {
      return text;
    }
  };

  const take = (data, setting, name, text) => {
    if (name === "case") {
      if (!data.cases.some((one) => one.name === text)) return false;
      setting.case = text;
      return true;
    }
    const control = data.controls.find((one) => one.name === name);
    const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
    if (!control || !(value >= control.low && value <= control.high)) return false;
    setting.values[name] = value;
    return true;
  };

  // Returns the setting of an address and what of it can't be taken; null for another address.
  const read = (data, hash) => {
    if (hash !== START && !hash.startsWith(`${START}?`)) return null;
    const setting = asBuilt(data);
    const refused = [];
    for (const part of hash.slice(START.length + 1).split("&").filter(Boolean)) {
      const [name, ...rest] = part.split("=");
      if (!take(data, setting, decoded(name), decoded(rest.join("=")))) refused.push(decoded(name));
    }
    return { setting, refused };
  };

  Object.assign(window.tradegap.whatIf, { asBuilt, isAsBuilt, address, read });
})();
