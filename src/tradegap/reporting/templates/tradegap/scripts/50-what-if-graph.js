// Evaluates the calculation graph that the page carries, with other leaves. The operations and what
// a missing number (null) does to them are those of tradegap.model.operations, for single numbers.
(() => {
  "use strict";
  const number = (value) => (Number.isNaN(value) ? null : value);
  const plain = (work) => (...given) => (given.includes(null) ? null : number(work(...given)));
  const together = (given) => number(given.slice(1).reduce((sum, next) => sum + next, given[0]));

  const operations = {
    add: plain((a, b) => a + b),
    subtract: plain((a, b) => a - b),
    balance: plain((a, b) => a - b),
    multiply: plain((a, b) => a * b),
    negate: plain((a) => -a),
    divide: plain((a, b) => {
      if (b === 0) throw new Error("a division by zero has no meaning");
      return a / b;
    }),
    power: plain((a, b) => a ** b),
    minimum: plain(Math.min),
    maximum: plain(Math.max),
    maximum_of: plain(Math.max),
    clip: plain((a, low, high) => Math.min(Math.max(a, low), high)),
    where: plain((flag, yes, no) => (flag > 0 ? yes : no)),
    at_least: plain((a, b) => (a >= b ? 1 : 0)),
    exp: plain(Math.exp),
    log: plain(Math.log),
    sum: plain((...given) => together(given)),
    // the two that say in the open that something is left out
    sum_stated: (...given) => {
      const stated = given.filter((value) => value !== null);
      return stated.length ? together(stated) : null;
    },
    keep: (value, flag) => (value === null || flag === null || flag === 0 ? null : value),
  };

  const valueOf = (node, leaves, values) => {
    if (!Array.isArray(node)) return node;
    const [op, ...places] = node;
    if (op === "leaf") return leaves[places[0]];
    if (op === "scale") {
      const [place, exponent] = places;
      const value = values[place];
      if (value === null) return null;
      return exponent > 0 ? value * 10 ** exponent : value / 10 ** -exponent;
    }
    return operations[op](...places.map((place) => values[place]));
  };

  // Returns the value of every node; inputs always stand before what is made of them.
  const evaluate = (nodes, leaves) => {
    const values = [];
    for (const node of nodes) values.push(valueOf(node, leaves, values));
    return values;
  };

  // Returns the numbers of a headline at a setting, and what the credited amount is made up of.
  const numbersAt = (data, setting) => {
    const values = evaluate(data.nodes, setting.values);
    const kind = data.cases.find((one) => one.name === setting.case);
    const numbers = {};
    for (const [name, place] of Object.entries(kind.out)) numbers[name] = values[place];
    if (kind.rows) {
      const rows = kind.rows.map(([label, amount, share]) => [label, numbers[amount], numbers[share]]);
      return { ...numbers, by_category: rows };
    }
    let largest = null;
    for (const group of kind.groups) {
      if (largest === null || (values[group.sum] || 0) > (values[largest.sum] || 0)) largest = group;
    }
    const parts = (largest ? largest.parts : []).map(([name, place]) => [name, values[place]]);
    return { ...numbers, by_category: parts };
  };

  window.tradegap = window.tradegap || {};
  window.tradegap.whatIf = { operations, evaluate, numbersAt };
})();
