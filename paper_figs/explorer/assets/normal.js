/* Games in normal form: best responses, pure equilibria, dominance, and all equilibria where these are exact.

   Payoffs are handles; `order(a, b)` compares two of them, exactly or in doubles, and throws where doubles cannot tell. */

const Normal = (() => {
  const shapes = new WeakMap(); // asked for at every payoff
  const shape = (form) => shapes.get(form) || shapes.set(form, form.actions.map((own) => own.length)).get(form);

  function profiles(counts) {
    return counts.reduce((made, count) => made.flatMap((p) => Array.from({ length: count }, (_, a) => [...p, a])), [[]]);
  }

  const place = (counts, profile) => profile.reduce((at, a, i) => at * counts[i] + a, 0);
  const replaced = (profile, i, a) => profile.map((own, j) => (j === i ? a : own));

  /* The place in the program of what player i gets at a profile. */
  const payoff = (form, i, profile) => form.payoffs[i * (form.payoffs.length / form.players.length) + place(shape(form), profile)];

  /* Whether player i can do no better at a profile by an action of her own. */
  function isBest(form, i, profile, order) {
    const own = payoff(form, i, profile);
    return form.actions[i].every((_, a) => a === profile[i] || order(payoff(form, i, replaced(profile, i, a)), own) <= 0);
  }

  function pure(form, order) {
    return profiles(shape(form)).filter((profile) => profile.every((_, i) => isBest(form, i, profile, order)));
  }

  /* Actions left when those strictly dominated by another action are deleted, again and again. No equilibrium is lost. */
  function undominated(form, order) {
    const kept = form.actions.map((own) => [...own.keys()]);
    const beats = (i, better, worse) => combinations(kept.map((own, j) => (j === i ? [0] : own)))
      .every((p) => order(payoff(form, i, replaced(p, i, better)), payoff(form, i, replaced(p, i, worse))) > 0);
    for (let changed = true; changed; ) {
      changed = false;
      kept.forEach((own, i) => {
        const worse = own.findIndex((a) => own.some((b) => b !== a && beats(i, b, a)));
        if (worse >= 0) { own.splice(worse, 1); changed = true; }
      });
    }
    return kept;
  }

  const combinations = (sets) => sets.reduce((made, own) => made.flatMap((p) => own.map((a) => [...p, a])), [[]]);
  const point = (count, a) => Array.from({ length: count }, (_, b) => (a === b ? Rational.one : Rational.zero));

  /* Everybody's payoff when the strategies are mixed. */
  function expected(form, values, strategies) {
    const played = combinations(strategies.map((own) => [...own.keys()].filter((a) => Rational.sign(own[a]))));
    return form.players.map((_, i) => played.reduce((total, profile) => {
      const weight = profile.reduce((w, a, j) => Rational.mul(w, strategies[j][a]), Rational.one);
      return Rational.add(total, Rational.mul(weight, values[payoff(form, i, profile)]));
    }, Rational.zero));
  }

  /* All equilibria of what dominance leaves, if two players still choose, or three between two actions each and
     ties make no more than segments; else the pure ones. */
  function equilibria(form, values) {
    const order = (a, b) => (a === b ? 0 : Rational.cmp(values[a], values[b]));
    const kept = undominated(form, order), active = [...kept.keys()].filter((i) => kept[i].length > 1);
    const all = active.length <= 2 ? reduced(form, values, kept, active) : three(form, values, kept, active);
    const found = all || pure(form, order).map((p) => single(form, p));
    return { complete: Boolean(all), mixing: active.length, components: found.map((part) => ({
      ...part, points: part.points.map((profile) => ({ profile, payoffs: paid(form, values, profile) })) })) };
  }

  /* Payoffs, marked as near where the probabilities are. */
  function paid(form, values, profile) {
    const near = profile.some((own) => own.some((p) => p.near));
    return expected(form, values, profile).map((value) => (near ? { ...value, near } : value));
  }

  /* All equilibria where three players choose between two actions each; null where ties or more actions forbid it. */
  function three(form, values, kept, active) {
    if (active.length !== 3 || active.some((i) => kept[i].length !== 2)) return null;
    const base = kept.map((own) => own[0]);
    const chosen = (profile) => base.map((own, p) => (active.includes(p) ? kept[p][profile[active.indexOf(p)]] : own));
    const found = Trio.equilibria((i, profile) => values[payoff(form, active[i], chosen(profile))]);
    const whole = (odds) => base.map((a, p) => {
      const own = point(form.actions[p].length, a), i = active.indexOf(p);
      if (i >= 0) kept[p].forEach((b, k) => { own[b] = k ? complement(odds[i]) : odds[i]; });
      return own;
    });
    return found && found.map((part) => ({ ...part, points: part.points.map(whole) }));
  }

  const complement = (p) => ({ ...Rational.sub(Rational.one, p), ...(p.near && { near: true }) });

  const single = (form, profile) =>
    ({ dimension: 0, pieces: 1, points: [profile.map((a, i) => point(form.actions[i].length, a))] });

  function reduced(form, values, kept, active) {
    const base = kept.map((own) => own[0]), [i, j] = active;
    if (i === undefined) return [single(form, base)];
    const at = (player, a, b) => values[payoff(form, player, base.map((own, p) => (p === i ? a : p === j ? b : own)))];
    const columns = j === undefined ? [0] : kept[j];
    const table = (player) => kept[i].map((a) => columns.map((b) => (player === undefined ? Rational.zero : at(player, a, b))));
    const whole = (player, strategy) => {
      const all = point(form.actions[player].length, -1);
      kept[player].forEach((a, k) => { all[a] = strategy[k]; });
      return all;
    };
    return Bimatrix.equilibria(table(i), table(j)).map((part) => ({ ...part, points: part.points.map(([x, y]) =>
      base.map((a, p) => (p === i ? whole(p, x) : p === j ? whole(p, y) : point(form.actions[p].length, a)))) }));
  }

  return { shape, profiles, payoff, isBest, pure, undominated, equilibria };
})();
