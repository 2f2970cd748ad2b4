/* Trees of perfect information: all pure subgame-perfect equilibria, by backward induction that keeps every tie.

   A solution of a subtree is the action at each of its decisions, the payoffs it leads to (as handles) and its plays. A
   decision may choose an action with a solution below it, against any solutions below the others, if none is better for
   its player (Selten 1965; the one-shot deviation principle). */

const Tree = (() => {
  const MOST = 600;

  /* `order` compares two handles; `average` makes the handle of an expectation. Return all solutions of the root, and
     whether some were left out for their number. */
  function solutions(form, { order, average }) {
    let cut = false;
    const few = (list) => { cut = cut || list.length > MOST; return list.slice(0, MOST); };
    const below = (node) => {
      const { children, payoffs, player, probabilities } = form.nodes[node];
      if (payoffs) return [{ plan: {}, payoffs, ends: [node] }];
      const combined = children.map(below).reduce(
        (made, own) => few(made.flatMap((some) => own.map((each) => [...some, each]))), [[]]);
      return few(probabilities ? combined.map((each) => chance(each, probabilities, average))
        : combined.flatMap((each) => best(each, form.nodes[node].set, player, order)));
    };
    return { solutions: below(0), cut: () => cut };
  }

  function best(each, set, player, order) {
    const better = (a) => each.some((other) => order(other.payoffs[player], each[a].payoffs[player]) > 0);
    const plans = Object.assign({}, ...each.map((solution) => solution.plan));
    return [...each.keys()].filter((a) => !better(a))
      .map((a) => ({ plan: { ...plans, [set]: a }, payoffs: each[a].payoffs, ends: each[a].ends }));
  }

  function chance(each, probabilities, average) {
    return {
      plan: Object.assign({}, ...each.map((solution) => solution.plan)),
      payoffs: each[0].payoffs.map((_, i) => average(probabilities, each.map((solution) => solution.payoffs[i]))),
      ends: each.flatMap((solution) => solution.ends),
    };
  }

  /* The exact equilibria at a point: actions per information set, payoffs, the leaves reached. */
  function equilibria(form, values) {
    const extra = [...values];
    const context = {
      order: (a, b) => (a === b ? 0 : Rational.cmp(extra[a], extra[b])),
      average: (weights, places) => extra.push(weights.reduce((total, w, k) =>
        Rational.add(total, Rational.mul(extra[w], extra[places[k]])), Rational.zero)) - 1,
    };
    const { solutions: found, cut } = solutions(form, context);
    const chosen = form.sets.map((_, set) => new Set(found.map((solution) => solution.plan[set])));
    return {
      complete: !cut(),
      tied: [...chosen.keys()].filter((set) => chosen[set].size > 1),
      chosen: chosen.map((actions) => [...actions].sort()),
      solutions: found.map(({ plan, payoffs, ends }) =>
        ({ plan: form.sets.map((_, set) => plan[set]), payoffs: payoffs.map((handle) => extra[handle]), ends })),
    };
  }

  /* The leaves at which the equilibria end, each set of plays once. */
  function outcomes(form, context) {
    return [...new Set(solutions(form, context).solutions.map((solution) => solution.ends.join("+")))].sort();
  }

  return { equilibria, outcomes };
})();
