/* Straight-line programs, run exactly or in doubles.

   An instruction is ["n", number], ["v", parameter], ["+" | "*" | "min" | "max", places…] or ["^", place, exponent]. */

const Tape = (() => {
  const EXACT = {
    "+": (values) => values.reduce(Rational.add),
    "*": (values) => values.reduce(Rational.mul),
    min: (values) => values.reduce((a, b) => (Rational.cmp(a, b) <= 0 ? a : b)),
    max: (values) => values.reduce((a, b) => (Rational.cmp(a, b) >= 0 ? a : b)),
  };

  /* The instructions that some places need, in order. */
  function needed(code, places) {
    const wanted = new Uint8Array(code.length);
    const pending = [...places];
    while (pending.length) {
      const place = pending.pop();
      if (wanted[place]) continue;
      wanted[place] = 1;
      const [name, ...operands] = code[place];
      if (name === "^") pending.push(operands[0]);
      else if (name !== "n" && name !== "v") pending.push(...operands);
    }
    return [...code.keys()].filter((i) => wanted[i]);
  }

  /* Return a function of the point (a rational by parameter name) that gives exact values by place. */
  function exact(code, places) {
    const order = needed(code, places);
    const constants = new Map(order.filter((i) => code[i][0] === "n").map((i) => [i, Rational.parse(code[i][1])]));
    return (point) => {
      const values = new Array(code.length);
      for (const i of order) {
        const [name, ...operands] = code[i];
        if (name === "n") values[i] = constants.get(i);
        else if (name === "v") values[i] = point[operands[0]];
        else if (name === "^") values[i] = Rational.power(values[operands[0]], operands[1]);
        else values[i] = EXACT[name](operands.map((place) => values[place]));
      }
      return values;
    };
  }

  const word = (i) => `t${i}`;
  const JOIN = {
    "+": (words) => words.join(" + "),
    "*": (words) => words.join(" * "),
    min: (words) => `Math.min(${words.join(", ")})`,
    max: (words) => `Math.max(${words.join(", ")})`,
  };

  function line(code, i) {
    const [name, ...operands] = code[i];
    if (name === "n") return `(${operands[0]})`;
    if (name === "v") return `point[${JSON.stringify(operands[0])}]`;
    if (name === "^") return `Math.pow(${word(operands[0])}, ${operands[1]})`;
    return JOIN[name](operands.map(word));
  }

  /* The same in doubles: the program is compiled, for a map has thousands of points. */
  function floats(code, places) {
    const body = needed(code, places).map((i) => `const ${word(i)} = ${line(code, i)}; out[${i}] = ${word(i)};`);
    return new Function("point", "out", `${body.join("\n")}\nreturn out;`);
  }

  return { exact, floats };
})();
