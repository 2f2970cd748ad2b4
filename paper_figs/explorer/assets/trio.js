/* All Nash equilibria of three players with two actions each, exactly, unless ties make more of them than segments.

   Player i plays her first action with probability p_i; what it gains her over the second is
   f_i = A + B p_j + C p_k + D p_j p_k. Nobody mixes: pure equilibria. One mixes: she is indifferent at a corner, a tie, and
   does so in the interval in which the others' actions stay best, a segment of equilibria. Two mix: each makes the other
   indifferent, two linear equations. All mix: f_2 = 0 and f_1 = 0 give p_1 and p_2 as quotients of linear functions of p_0,
   and f_0 = 0 becomes a quadratic in p_0. Roots that are irrational are enclosed between rationals, and what depends on
   them is decided at both ends. */

const Trio = (() => {
  const { zero, one, add, sub, mul, div, negate, sign, cmp, make } = Rational;
  const DIGITS = 40n;
  const CORNER = [one, zero];
  const inside = (p) => sign(p) > 0 && cmp(p, one) < 0;
  const TIE = Symbol("equilibria that may form a continuum");

  /* `payoff(i, profile)` for actions 0 and 1. Return components, their points probabilities of action 0; null where there
     are ties of another kind. */
  function equilibria(payoff) {
    const forms = [0, 1, 2].map((i) => coefficients(payoff, i));
    try {
      const points = [...corners(forms), ...interior(forms)].map((p) => [p]);
      const parts = [...points, ...edges(forms), ...faces(forms)];
      return joined(parts).map((group) => {
        const segments = group.filter((part) => part.length > 1);
        const ends = new Map(group.flat().map((p) => [key(p), p]));
        return { dimension: segments.length ? 1 : 0, pieces: Math.max(1, segments.length), points: [...ends.values()] };
      });
    } catch (reason) {
      if (reason === TIE) return null;
      throw reason;
    }
  }

  const key = (p) => p.map(Rational.text).join();

  /* Parts in groups, those with a common end together. */
  function joined(parts) {
    return parts.reduce((groups, part) => {
      const ends = new Set(part.map(key));
      const touches = (group) => group.some((other) => other.some((p) => ends.has(key(p))));
      return [...groups.filter((group) => !touches(group)), [...groups.filter(touches).flat(), part]];
    }, []);
  }

  const others = (i) => [0, 1, 2].filter((j) => j !== i);

  function coefficients(payoff, i) {
    const [j, k] = others(i);
    const gain = (a, b) => {
      const profile = [0, 0, 0];
      profile[j] = a; profile[k] = b;
      return sub(payoff(i, profile), payoff(i, profile.map((own, p) => (p === i ? 1 : own))));
    };
    const A = gain(1, 1), B = sub(gain(0, 1), A), C = sub(gain(1, 0), A);
    return [A, B, C, sub(gain(0, 0), add(A, add(B, C)))];
  }

  /* What the first action gains player i, given everybody's probabilities. */
  function gain(forms, i, p) {
    const [A, B, C, D] = forms[i], [y, z] = others(i).map((j) => p[j]);
    return add(add(A, mul(B, y)), mul(z, add(C, mul(D, y))));
  }

  const put = (i, a, j, b, k, c) => { const p = []; p[i] = a; p[j] = b; p[k] = c; return p; };

  /* How well a pure strategy, of probability one or zero, does against its alternative. */
  const margin = (forms, i, p) => (sign(p[i]) ? gain(forms, i, p) : negate(gain(forms, i, p)));

  function corners(forms) {
    return CORNER.flatMap((a) => CORNER.flatMap((b) => CORNER.map((c) => [a, b, c])))
      .filter((p) => [0, 1, 2].every((i) => sign(margin(forms, i, p)) >= 0));
  }

  /* Where a player indifferent at a corner of the others mixes while their actions stay best: the ends of each segment. */
  function edges(forms) {
    return [0, 1, 2].flatMap((i) => {
      const [j, k] = others(i);
      return CORNER.flatMap((v) => CORNER.flatMap((w) => {
        if (sign(gain(forms, i, put(i, zero, j, v, k, w)))) return [];
        const ranges = [j, k].map((other) => CORNER.map((c) => margin(forms, other, put(i, c, j, v, k, w))));
        const [low, high] = ranges.reduce(narrowed, [zero, one]);
        if (cmp(low, high) > 0) return [];
        const ends = [low, high].map((p) => put(i, p, j, v, k, w));
        return [cmp(low, high) ? ends : ends.slice(1)];
      }));
    });
  }

  /* The part of an interval where a linear function, given its values at one and at zero, is not negative. */
  function narrowed([low, high], [atOne, atZero]) {
    if (sign(atOne) >= 0 && sign(atZero) >= 0) return [low, high];
    if (sign(atOne) < 0 && sign(atZero) < 0) return [one, zero];
    const root = div(atZero, sub(atZero, atOne));
    if (sign(atOne) < 0) return [low, cmp(root, high) < 0 ? root : high];
    return [cmp(root, low) > 0 ? root : low, high];
  }

  /* Where player i is pure and the others mix: a point, or a segment if one of them is indifferent all over the face. */
  function faces(forms) {
    return [0, 1, 2].flatMap((i) => CORNER.flatMap((v) => {
      const [j, k] = others(i);
      const ofJ = CORNER.map((c) => gain(forms, j, put(i, v, j, zero, k, c)));
      const ofK = CORNER.map((c) => gain(forms, k, put(i, v, j, c, k, zero)));
      const free = [ofJ, ofK].map((values) => values.every((value) => !sign(value)));
      if (free[0] && free[1]) throw TIE;
      if (free[0] || free[1]) return bar(forms, i, v, ...(free[1] ? [j, k, ofJ] : [k, j, ofK]));
      const q = root(...ofJ), p = root(...ofK);
      if (p === undefined || q === undefined || !inside(p) || !inside(q)) return [];
      const profile = put(i, v, j, p, k, q), better = sign(margin(forms, i, profile));
      if (better === 0) throw TIE;
      return better > 0 ? [[profile]] : [];
    }));
  }

  /* Where k, whom nothing moves on the face, makes j indifferent, and j mixes while i's action stays best. */
  function bar(forms, i, v, j, k, ofJ) {
    const q = root(...ofJ);
    if (q === undefined || !inside(q)) return [];
    const [low, high] = narrowed([zero, one], CORNER.map((c) => margin(forms, i, put(i, v, j, c, k, q))));
    if (cmp(low, high) > 0) return [];
    const ends = [low, high].map((p) => put(i, v, j, p, k, q));
    return [cmp(low, high) ? ends : ends.slice(1)];
  }

  /* Where a linear function with these values at one and at zero vanishes. */
  function root(atOne, atZero) {
    if (cmp(atOne, atZero) === 0) {
      if (sign(atZero) === 0) throw TIE;
      return undefined;
    }
    return div(atZero, sub(atZero, atOne));
  }

  const product = ([a, b], [c, d]) => [mul(a, c), add(mul(a, d), mul(b, c)), mul(b, d)];
  const plus = (a, b) => a.map((value, k) => add(value, b[k]));
  const times = (factor, polynomial) => polynomial.map((value) => mul(factor, value));
  const at = ([a, b], x) => add(a, mul(b, x));

  function interior(forms) {
    const [[A0, B0, C0, D0], [A1, B1, C1, D1], [A2, B2, C2, D2]] = forms;
    const N2 = [A2, B2], M2 = [C2, D2], N1 = [A1, B1], M1 = [C1, D1];
    const quadratic = [times(A0, product(M2, M1)), times(negate(B0), product(N2, M1)), times(negate(C0), product(N1, M2)),
      times(D0, product(N2, N1))].reduce(plus);
    return roots(quadratic).flatMap((ends) => {
      if (!settled(ends.map((x) => [x]))) return [];
      const free = [[N2, M2], [N1, M1]].map(([n, m]) => ends.map((x) => quotient(n, m, x)));
      if (free.some((each) => each.includes(undefined))) return [];
      const found = ends.map((x, e) => [x, ...completed(forms[0], free[0][e], free[1][e])]);
      if (!settled(found)) return [];
      return [ends.length === 1 ? found[0] : found[0].map((p, i) => (cmp(p, found[1][i]) ? { ...p, near: true } : p))];
    });
  }

  /* Whether every probability lies between zero and one, at both ends alike. */
  function settled(ends) {
    const verdicts = ends.map((p) => p.every((each) => each && inside(each)));
    if (verdicts.some((each) => each !== verdicts[0])) throw TIE;
    return verdicts[0];
  }

  /* -n(x)/m(x); null where every value will do, undefined where none will. */
  function quotient(n, m, x) {
    const top = at(n, x), bottom = at(m, x);
    if (sign(bottom)) return negate(div(top, bottom));
    return sign(top) ? undefined : null;
  }

  /* p_1 and p_2; one that the others leave free makes player 0 indifferent. */
  function completed([A, B, C, D], y, z) {
    if (y !== null && z !== null) return [y, z];
    if (y === null && z === null) throw TIE;
    const solved = y === null ? quotient([A, C], [B, D], z) : quotient([A, B], [C, D], y);
    if (solved === null) throw TIE;
    return y === null ? [solved, z] : [y, solved];
  }

  /* The real roots, each as one rational or as two that enclose it. */
  function roots([c, b, a]) {
    if (!sign(a) && !sign(b)) {
      if (!sign(c)) throw TIE;
      return [];
    }
    if (!sign(a)) return [[negate(div(c, b))]];
    const discriminant = sub(mul(b, b), mul(make(4n), mul(a, c)));
    if (sign(discriminant) < 0) return [];
    const middle = negate(b), twice = mul(make(2n), a);
    const ends = squareRoot(discriminant);
    const signed = sign(discriminant) ? [ends, ends.map(negate)] : [ends];
    return signed.map((each) => each.map((s) => div(add(middle, s), twice)));
  }

  function squareRoot({ n, d }) {
    const [top, bottom] = [whole(n), whole(d)];
    if (top * top === n && bottom * bottom === d) return [make(top, bottom)];
    const scale = 10n ** DIGITS, low = whole(n * d * scale * scale);
    return [make(low, d * scale), make(low + 1n, d * scale)];
  }

  /* The greatest integer whose square is at most n (Newton). */
  function whole(n) {
    if (n < 2n) return n;
    let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
    for (;;) {
      const next = (x + n / x) >> 1n;
      if (next >= x) return x;
      x = next;
    }
  }

  return { equilibria };
})();
