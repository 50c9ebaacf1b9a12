// Tells a headline in the sentences of tradegap.reporting.answer_forms, in the one style of numbers.
(() => {
  "use strict";
  const MINUS = "\u2212";
  const MISSING = "not stated";

  // The decimal digits that a number is written with, and the power of ten of the first of them.
  const written = (value) => {
    const [digits, exponent] = Math.abs(value).toExponential().split("e");
    return { digits: digits.replace(".", ""), exponent: Number(exponent) };
  };

  // 1,234.5 with halves away from zero, as Python's Decimal of the same digits has it.
  const fixed = (value, decimals) => {
    const { digits, exponent } = written(value);
    const kept = exponent + 1 + decimals;
    let whole = kept > 0 ? BigInt(digits.slice(0, kept).padEnd(kept, "0")) : 0n;
    if (kept >= 0 && (digits[kept] || "0") >= "5") whole += 1n;
    const text = whole.toString().padStart(decimals + 1, "0");
    const head = text.slice(0, text.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
    const tail = decimals ? `.${text.slice(-decimals)}` : "";
    return (value < 0 && whole > 0n ? MINUS : "") + head + tail;
  };

  const isWhole = (value) => Math.abs(value - Math.round(value)) < 1e-9;

  const percent = (share, decimals) => {
    if (share === null) return MISSING;
    const { digits, exponent } = written(share);
    const size = Number(`${digits}e${exponent + 2 - (digits.length - 1)}`);
    return `${fixed(share < 0 ? -size : size, decimals)}%`;
  };

  const inCurrency = (value, sign) => {
    const text = fixed(value, isWhole(value) ? 0 : 1);
    return text.startsWith(MINUS) ? `${MINUS}${sign}${text.slice(1)} bn` : `${sign}${text} bn`;
  };

  const money = (value, shown) => {
    if (value === null) return MISSING;
    const dollars = inCurrency(value, shown.sign);
    if (!shown.other) return dollars;
    return `${inCurrency(value / shown.other.rate, shown.other.sign)} (${dollars})`;
  };

  // A number that somebody set, with the decimals that it has, `least` to four: 16.5.
  const asSet = (value, least = 0) => {
    const [whole, decimals] = fixed(value, 4).split(".");
    const kept = decimals.replace(/0+$/, "").padEnd(least, "0");
    return kept ? `${whole}.${kept}` : whole;
  };
  const shareAsSet = (share) => {
    const { digits, exponent } = written(share);
    return `${asSet(Number(`${digits}e${exponent + 3 - digits.length}`))}%`;
  };

  const styles = { bn: money, pct: (v) => percent(v, 0), set: shareAsSet, n1: (v) => fixed(v, 1) };

  const joined = (items) =>
    items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

  const opening = (told) => {
    if (!told.has_target) {
      if (told.credited === null) return "nothing_in_dollars";
      return told.credited > 0 ? "additional" : "none_additional";
    }
    if (told.credited === null) return "nothing";
    if (told.stated === null) return "counted_assumed";
    if (told.stated < 0) return "counted_less";
    return Math.abs(told.stated - told.credited) > 1e-9 ? "counted_of" : "counted";
  };

  const left = (told) => {
    if (told.gap === null) {
      if (typeof told.upper_bound !== "number") return "not_known";
      return told.upper_bound > 0 ? "unknown" : "none_whatever";
    }
    if (told.gap > 0) return "left";
    if (told.some_years && told.narrowing && told.narrowing >= told.target) return "none_whatever";
    const ending = told.other || told.in_part || told.tariff ? "none_left" : "none_at_face_value";
    return told.some_years ? `${ending}_while` : ending;
  };

  const ending = (told) => (told.tariff ? `${left(told)}_with_tariff` : left(told));

  // The names of the templates that tell a headline, a list for each sentence.
  const forms = (told) => [
    [opening(told), ...(told.has_target ? [ending(told)] : [])],
    ...(told.other ? [["case"]] : []),
    ...(told.in_part && told.credited !== null ? [["delivered"]] : []),
    ...(told.tariff ? [["tariff"]] : []),
  ];

  // The templates of a ledger of several partners: sums by kind, and what is above all exports.
  const partners = (data, kind, told, numbers) => {
    const { sums, above, none } = kind.told;
    const over = above.filter(([share]) => numbers[share] > 1).map(([, template]) => template);
    const set = [...(told.other ? ["case"] : []), ...(told.in_part ? ["delivered"] : [])];
    return [sums, ...set.map((form) => data.templates[form]), ...(over.length ? over : none ? [none] : [])];
  };

  // The sentences at a setting whose numbers are known.
  const tell = (data, setting, numbers) => {
    const kind = data.cases.find((one) => one.name === setting.case);
    const counting = new Set(kind.counting || kind.groups.flatMap((group) => group.parts.map(([name]) => name)));
    const delivered = data.controls
      .filter((one) => counting.has(one.category) && setting.values[one.name] !== 1)
      .map((one) => `${shareAsSet(setting.values[one.name])} of ${one.told}`);
    const words = { ...data.words, ...kind.words, delivered: joined(delivered) };
    const told = { ...numbers, has_target: data.has_target, other: kind.other, in_part: delivered.length > 0, some_years: kind.after !== "" };
    const fill = (template) =>
      template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, style) =>
        name in words ? words[name] : styles[style](numbers[name], data.money),
      );
    if (data.partners) return partners(data, kind, told, numbers).map(fill).join(" ");
    const sentences = forms(told).map((names) => fill(names.map((name) => data.templates[name]).join("")));
    return [...sentences, ...(kind.after ? [kind.after] : [])].join(" ");
  };

  // A control's value as it is shown: US$200 bn, 80%, 12.5%, 4.0.
  const valueShown = (control, value) => {
    if (control.style === "bn") return inCurrency(value, "US$");
    if (control.style === "number") return asSet(value, 1);
    return control.style === "share" ? shareAsSet(value) : `${asSet(value)}%`;
  };

  Object.assign(window.tradegap.whatIf, { fixed, percent, money, forms, tell, valueShown, joined });
})();
