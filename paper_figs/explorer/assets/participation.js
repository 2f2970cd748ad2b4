/* Participation games: shares n = clip(intercept + slope n) that reproduce themselves, their stability, lock-in. */

const Participation = (() => {
  const { zero, one, add, sub, mul, div, sign, cmp, make } = Rational;
  const least = (a, b) => (cmp(a, b) <= 0 ? a : b), most = (a, b) => (cmp(a, b) >= 0 ? a : b);
  const clip = (value) => most(zero, least(one, value));
  const respond = (intercept, slope, n) => clip(add(intercept, mul(slope, n)));
  const half = (value) => div(value, make(2n));
  const unique = (values) => [...new Map(values.map((v) => [Rational.text(v), v])).values()].sort(cmp);

  /* The equilibria as intervals [low, high], points as a rule. */
  function fixed(intercept, slope) {
    if (cmp(slope, one) === 0 && !sign(intercept)) return [[zero, one]];
    const ends = [zero, one].filter((n) => cmp(respond(intercept, slope, n), n) === 0);
    const inner = cmp(slope, one) === 0 ? [] : [div(intercept, sub(one, slope))];
    return unique([...ends, ...inner.filter((n) => sign(n) >= 0 && cmp(n, one) <= 0)]).map((n) => [n, n]);
  }

  /* Whether small moves away, up or down, are undone. */
  function isStable(intercept, slope, [n, high]) {
    if (cmp(n, high)) return false;
    const kinks = sign(slope) ? [zero, one].map((end) => div(sub(end, intercept), slope)) : [];
    const gaps = [...fixed(intercept, slope).flat(), ...kinks].map((m) => sub(m, n)).filter(sign)
      .map((gap) => (sign(gap) < 0 ? Rational.negate(gap) : gap));
    const step = half(gaps.reduce(least, one)), up = least(add(n, step), one), down = most(sub(n, step), zero);
    return (!cmp(up, n) || cmp(respond(intercept, slope, up), up) < 0)
      && (!cmp(down, n) || cmp(respond(intercept, slope, down), down) > 0);
  }

  /* The maximal intervals of shares that persist: enough would stay and no more would join. */
  function bands(intercept, slope, loyalty) {
    const stay = add(intercept, loyalty);
    const persists = (n) => cmp(respond(intercept, slope, n), n) <= 0 && cmp(n, respond(stay, slope, n)) <= 0;
    const points = unique([zero, one, ...fixed(intercept, slope).flat(), ...fixed(stay, slope).flat()]);
    const pairs = points.slice(1).map((high, k) => [points[k], high]).filter(([a, b]) => persists(half(add(a, b))));
    const kept = [...points.filter(persists).map((n) => [n, n]), ...pairs].sort((a, b) => cmp(a[0], b[0]) || cmp(a[1], b[1]));
    return kept.reduce((merged, [low, high]) => {
      const last = merged[merged.length - 1];
      if (last && cmp(low, last[1]) <= 0) last[1] = most(last[1], high);
      else merged.push([low, high]);
      return merged;
    }, []);
  }

  function equilibria(form, values) {
    const [intercept, slope, loyalty] = ["intercept", "slope", "loyalty"].map((name) => values[form[name]]);
    const shares = fixed(intercept, slope);
    return {
      complete: true, intercept, slope, loyalty, shares,
      stable: shares.map((share) => isStable(intercept, slope, share)),
      bands: bands(intercept, slope, loyalty),
    };
  }

  return { equilibria };
})();
