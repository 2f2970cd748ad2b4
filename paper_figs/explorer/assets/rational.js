/* Exact rationals: a pair of BigInts in lowest terms, the denominator positive. */

const Rational = (() => {
  const NOTATION = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?(?:\s*\/\s*(\d+))?$/;
  const MAX_CHARACTERS = 60;

  const magnitude = (a) => (a < 0n ? -a : a);

  function gcd(a, b) {
    while (b) [a, b] = [b, a % b];
    return a;
  }

  function make(n, d = 1n) {
    if (d === 0n) throw new RangeError("division by zero");
    if (d < 0n) [n, d] = [-n, -d];
    const shared = gcd(magnitude(n), d);
    return shared === 1n ? { n, d } : { n: n / shared, d: d / shared };
  }

  const zero = make(0n), one = make(1n);
  const add = (a, b) => (a.d === b.d ? make(a.n + b.n, a.d) : make(a.n * b.d + b.n * a.d, a.d * b.d));
  const negate = (a) => ({ n: -a.n, d: a.d });
  const sub = (a, b) => add(a, negate(b));
  const mul = (a, b) => make(a.n * b.n, a.d * b.d);
  const div = (a, b) => make(a.n * b.d, a.d * b.n);
  const sign = (a) => (a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
  const cmp = (a, b) => {
    const difference = a.n * b.d - b.n * a.d;
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  };

  function power(a, exponent) {
    const e = BigInt(Math.abs(exponent));
    return exponent < 0 ? make(a.d ** e, a.n ** e) : { n: a.n ** e, d: a.d ** e };
  }

  /* Read `3/7`, `-0.25`, `1e-9`; null for anything else. */
  function parse(text) {
    const found = NOTATION.exec(String(text).trim().replace(/[\u2212\uFF0D]/g, "-"));
    if (!found || text.length > MAX_CHARACTERS) return null;
    const [, minus, digits, exponent, below] = found;
    const [whole, decimals = ""] = digits.split(".");
    const scale = Number(exponent || 0) - decimals.length;
    const top = BigInt(whole + decimals || "0") * 10n ** BigInt(Math.max(scale, 0));
    const bottom = 10n ** BigInt(Math.max(-scale, 0)) * BigInt(below || 1);
    return bottom === 0n ? null : make(minus === "-" ? -top : top, bottom);
  }

  const text = (a) => (a.d === 1n ? `${a.n}` : `${a.n}/${a.d}`);

  /* The nearest double, for rationals of any size. */
  function number(a) {
    const direct = Number(a.n) / Number(a.d);
    if (Number.isFinite(direct)) return direct;
    const excess = BigInt(Math.max(a.n.toString(2).length, a.d.toString(2).length) - 1000);
    return Number(a.n >> excess) / Number(a.d >> excess);
  }

  return { make, zero, one, add, sub, mul, div, negate, sign, cmp, power, parse, text, number };
})();
