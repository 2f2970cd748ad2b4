"""Equilibria in which somebody mixes, as formulas: every support that games without ties can have.

*Two players* mix over supports S and T of the same size r. The column player's mixture y makes the rows of S equally
good: y solves r - 1 linear equations, so that y_j is proportional to N_j = (-1)^j times the minor of the payoff
differences without column j. It is a mixture exactly where all N_j have one sign s; then row a outside S is no better
where s sum_j N_j (u(S_0, j) - u(a, j)) >= 0. Nothing is divided, and every combination of signs is a system of its own.

*n players with two actions.* Let g_i(p) be what player i gains by her first action over her second, multi-affine in
the others' probabilities p of their first actions.

* Two players mix, the rest do not: each mixes to make the other indifferent, as in a 2x2 game.
* Three mix: in the odds r_i = p_i / (1 - p_i) the equations stay multi-affine, and r_i > 0 is all that is asked of
  them. The equation without r_1 gives r_2 as a quotient of functions affine in r_3, that without r_2 gives r_1
  likewise, and the third is then a quadratic equation in r_3: one square root at most. Where an equation contains one
  unknown only, it is solved first, and all is rational.
* Four or more: not covered. Where formulas grow too long, that is said instead. Nor are supports
  of different sizes, or one player alone who mixes: these need an equation between the parameters.

References: Nash (1951), "Non-cooperative games"; Datta (2010), "Finding all Nash equilibria of a finite game using
polynomial algebra".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations, product
from math import comb, prod
from typing import Any

import sympy

from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from solvers.statics.radicals import rationalised
from solvers.statics.reals import Answer, Condition, satisfiable
from solvers.statics.simplify import Conditions, factored

MAX_PAIRS = 35
"""Support pairs, pure ones included, up to which two players are covered."""
MAX_PLAYERS, MAX_MIXERS = 4, 3
MAX_OPERATIONS = 150
"""Operations in a condition, beyond which it is hard to decide; if long ones are asked for, in a factor of one."""
QUICK = 2_000_000
"""Steps to find out whether three can mix at all."""
Candidate = tuple[tuple[Any, ...], list[Condition] | None]
"""A profile (labels, or probabilities by label) and the conditions under which it is an equilibrium.

Conditions are None, and a mixture is () in the profile, where formulas would be too long.
"""
Weights = tuple[sympy.Expr, ...]


def mixed_covered(shape: Sequence[int]) -> bool:
    """Return whether the mixed equilibria of games of this shape are covered."""
    if len(shape) == 2:
        return comb(sum(shape), shape[0]) - 1 <= MAX_PAIRS
    return set(shape) == {2} and len(shape) <= MAX_PLAYERS


def mixed_candidates(game: NormalForm, domain: Conditions = (), long: bool = False) -> Iterator[Candidate]:
    """Yield every mixed profile with the conditions for it on a domain, one for each combination of signs.

    With `long` also those with long conditions of which every factor is short. Nothing is yielded for a game that is
    not covered.
    """
    if mixed_covered(game.shape):
        yield from _two_players(game) if game.n_players == 2 else _two_actions(game, domain, long)


def _two_players(game: NormalForm) -> Iterator[Candidate]:
    rows = [[sympy.sympify(v) for v in line] for line in game.payoffs[0]]
    columns = [[sympy.sympify(v) for v in line] for line in game.payoffs[1].T]
    m, n = game.shape
    for size in range(2, min(m, n) + 1):
        for own, others in product(combinations(range(m), size), combinations(range(n), size)):
            mine, yours = _weights(columns, others, own), _weights(rows, own, others)
            if mine is None or yours is None:
                continue
            named = (_named(game.actions[0], own, mine), _named(game.actions[1], others, yours))
            for s, t in product((1, -1), repeat=2):
                yield named, [*_held(rows, own, others, yours, t), *_held(columns, others, own, mine, s)]


def _weights(payoffs: Sequence[Sequence[Any]], equal: Sequence[int], over: Sequence[int]) -> Weights | None:
    """Return weights on the actions `over` that make the actions `equal` equally good; None if not unique ones."""
    first = payoffs[equal[0]]
    gaps = sympy.Matrix([[payoffs[a][j] - first[j] for j in over] for a in equal[1:]])
    found = tuple(sympy.expand((-1) ** k * _without(gaps, k).det()) for k in range(len(over)))
    return None if sympy.expand(sum(found)) == 0 or 0 in found else found


def _without(matrix: sympy.Matrix, column: int) -> sympy.Matrix:
    kept = matrix.copy()
    kept.col_del(column)
    return kept


def _held(payoffs: Sequence[Sequence[Any]], best: Sequence[int], over: Sequence[int], weights: Weights,
          sign: int) -> list[Condition]:  # fmt: skip
    """Return that the weights have one sign and no action gains over `best` against them."""
    others = [a for a in range(len(payoffs)) if a not in best]
    losses = (
        sum(w * (payoffs[best[0]][j] - payoffs[a][j]) for w, j in zip(weights, over, strict=True)) for a in others
    )
    return [sign * w > 0 for w in weights] + [sign * sympy.expand(loss) >= 0 for loss in losses]


def _named(labels: Sequence[str], over: Sequence[int], weights: Weights) -> dict[str, Number]:
    total = sum(weights)
    return {labels[a]: _quotient(w / total) for a, w in zip(over, weights, strict=True)}


def _quotient(value: sympy.Expr) -> Number:
    above, below = sympy.fraction(sympy.cancel(sympy.together(value)))
    return numbers.exact(factored(above) / factored(below))


def _two_actions(game: NormalForm, domain: Conditions, long: bool) -> Iterator[Candidate]:
    n = game.n_players
    for count in range(2, min(n, MAX_MIXERS) + 1):
        for mixers in combinations(range(n), count):
            rest = [i for i in range(n) if i not in mixers]
            for actions in product((0, 1), repeat=len(rest)):
                pure = dict(zip(rest, actions, strict=True))
                yield from (
                    _pairs(game, mixers, pure, long) if count == 2 else _triples(game, mixers, pure, domain, long)
                )


def _gain(game: NormalForm, player: int, plays: Mapping[int, int]) -> sympy.Expr:
    """Return what a player gains by her first action over her second when the others play `plays`."""
    first, second = ([plays.get(i, a) if i != player else a for i in range(game.n_players)] for a in (0, 1))
    return sympy.sympify(game.payoffs[(player, *first)]) - sympy.sympify(game.payoffs[(player, *second)])


def _pairs(game: NormalForm, mixers: tuple[int, ...], pure: Mapping[int, int], long: bool) -> Iterator[Candidate]:
    i, j = mixers
    over = {me: _against(game, other, me, pure) for me, other in ((i, j), (j, i))}
    if None in over.values():
        return
    named = {me: _named(game.actions[me], (0, 1), weights) for me, weights in over.items() if weights}
    profile = tuple(named.get(k) or game.actions[k][pure[k]] for k in range(game.n_players))
    for signs in product((1, -1), repeat=2):
        turned = {me: [s * w for w in over[me] or ()] for me, s in zip(mixers, signs, strict=True)}
        held = [w > 0 for weights in turned.values() for w in weights]
        for k, action in pure.items():
            gain = sum(prod(turned[me][a] for me, a in zip(mixers, plays, strict=True))
                       * _gain(game, k, {**pure, **dict(zip(mixers, plays, strict=True))})
                       for plays in product((0, 1), repeat=2))  # fmt: skip
            held.append((1 - 2 * action) * sympy.expand(gain) >= 0)
        if _too_long(held, long):
            yield tuple(() if k in mixers else profile[k] for k in range(game.n_players)), None
            return
        yield profile, held


def _against(game: NormalForm, other: int, me: int, pure: Mapping[int, int]) -> Weights | None:
    """Return the weights on my two actions that leave `other` indifferent; None if there is no mixture that does."""
    gains = [sympy.expand(_gain(game, other, {**pure, me: a})) for a in (0, 1)]
    if 0 in gains or sympy.expand(gains[1] - gains[0]) == 0:
        return None
    return gains[1], -gains[0]


def _triples(game: NormalForm, mixers: tuple[int, ...], pure: Mapping[int, int], domain: Conditions, long: bool
             ) -> Iterator[Candidate]:  # fmt: skip
    unknown = {i: sympy.Symbol(f"r!{i}", real=True) for i in mixers}
    equations = {i: _expected_gain(game, i, unknown, pure) for i in mixers}
    others = [(1 - 2 * a) * _expected_gain(game, k, unknown, pure) >= 0 for k, a in pure.items()]
    inside = [odds > 0 for odds in unknown.values()]
    possible = [*domain, *inside, *(sympy.Eq(e, 0) for e in equations.values()), *others]
    if 0 in equations.values() or satisfiable(possible, QUICK) is Answer.NO:
        return
    solutions = list(_solved(equations, unknown))
    systems = [[c.xreplace(solution) for c in (*inside, *others)] for solution in solutions]
    if not solutions or any(_too_long(held, long) for held in systems):
        yield tuple(() if k in mixers else game.actions[k][pure[k]] for k in range(game.n_players)), None
        return
    for solution, held in zip(solutions, systems, strict=True):
        named = {i: _chances(game, i, solution[unknown[i]], domain) for i in mixers}
        yield tuple(named.get(k) or game.actions[k][pure[k]] for k in range(game.n_players)), held


def _too_long(conditions: Sequence[Condition], long: bool) -> bool:
    parts = (f for c in conditions for f in (_factors(c) if long else [c]))
    return any(sympy.count_ops(part) > MAX_OPERATIONS for part in parts)


def _factors(condition: Condition) -> list[sympy.Expr]:
    """Return the factors of a long polynomial condition, of which `simplify` drops some; a short one itself."""
    if sympy.count_ops(condition) <= MAX_OPERATIONS or not condition.lhs.is_polynomial():
        return [condition]
    return [factor for factor, _ in sympy.factor_list(condition.lhs - condition.rhs)[1]]


def _expected_gain(game: NormalForm, player: int, unknown: Mapping[int, Any], pure: Mapping[int, int]) -> sympy.Expr:
    """Return a player's gain at the others' odds, times a positive number."""
    others = [i for i in unknown if i != player]
    terms = (
        prod((unknown[i] for i, a in zip(others, plays, strict=True) if a == 0), start=1)
        * _gain(game, player, {**pure, **dict(zip(others, plays, strict=True))})
        for plays in product((0, 1), repeat=len(others))
    )
    return sympy.expand(sum(terms))


def _chances(game: NormalForm, player: int, odds: sympy.Expr, domain: Conditions) -> dict[str, Number]:
    top, bottom = sympy.fraction(sympy.together(odds))
    both = sympy.expand(top + bottom)
    if odds.is_rational_function():
        found = [_quotient(top / both), _quotient(bottom / both)]
    else:
        found = [numbers.exact(_short(part / both, domain)) for part in (top, bottom)]
    return dict(zip(game.actions[player], found, strict=True))


def _short(value: sympy.Expr, domain: Conditions) -> sympy.Expr:
    """Return a quotient with roots without them below the line, where that is shorter and nowhere divides by zero."""
    found = rationalised(value)
    if found is None or sympy.count_ops(found) >= sympy.count_ops(value):
        return value
    below = sympy.fraction(sympy.together(found))[1]
    safe = below.is_number or satisfiable([*domain, sympy.Eq(below, 0)], QUICK) is Answer.NO
    return found if safe else value


def _solved(equations: Mapping[int, sympy.Expr], unknown: Mapping[int, Any]) -> Iterator[dict[Any, sympy.Expr]]:
    """Yield the isolated solutions of the three indifferences, in the unknown odds, factor by factor."""
    names = set(unknown.values())
    factors = [
        [f for f, _ in sympy.factor_list(e)[1] if f.free_symbols & names] for e in equations.values()
    ]  # a factor in parameters alone vanishes only where they satisfy an equation
    for chosen in product(*factors):
        yield from _irreducible(dict(zip(equations, chosen, strict=True)), unknown)


def _irreducible(equations: Mapping[int, sympy.Expr], unknown: Mapping[int, Any]) -> Iterator[dict[Any, sympy.Expr]]:
    chained = _chained(list(equations.values()), list(unknown.values()))
    if chained is not None:
        yield chained
        return
    for last, one, two in permutations(unknown):
        found = list(_by_quadratic(equations, unknown, one, two, last))
        if found:
            yield from found
            return


def _chained(equations: list[sympy.Expr], unknown: list[Any]) -> dict[Any, sympy.Expr] | None:
    """Solve one unknown after the other where each time some equation has one only; None if that does not end."""
    solution: dict[Any, sympy.Expr] = {}
    rest = list(equations)
    while len(solution) < len(unknown):
        numerators = [sympy.fraction(sympy.together(e.xreplace(solution)))[0] for e in rest]
        single = [(k, e.free_symbols & set(unknown)) for k, e in enumerate(map(sympy.expand, numerators))]
        place = next((k for k, names in single if len(names) == 1), None)
        if place is None:
            return None
        (name,) = single[place][1]
        equation = sympy.Poly(numerators[place], name)
        if equation.degree() != 1:
            return None
        slope, constant = equation.all_coeffs()
        solution[name] = sympy.cancel(-constant / slope)
        del rest[place]
    return solution


def _by_quadratic(equations: Mapping[int, sympy.Expr], unknown: Mapping[int, Any], one: int, two: int,
                  last: int) -> Iterator[dict[Any, sympy.Expr]]:  # fmt: skip
    """Yield solutions with the odds of `one` and `two` as functions of those of `last`, which solve a quadratic."""
    first, second, t = unknown[one], unknown[two], unknown[last]
    ratios = {}
    for name, player in ((first, two), (second, one)):  # the equation of `two` contains `first`, not `second`
        slope, constant = equations[player].coeff(name, 1), equations[player].coeff(name, 0)
        if slope == 0 or constant == 0:
            return
        ratios[name] = (-constant, slope)
    g = equations[last]
    (a, b), (c, d) = ratios[first], ratios[second]
    whole = sympy.expand(
        g.coeff(first, 1).coeff(second, 1) * a * c
        + g.coeff(first, 1).coeff(second, 0) * a * d
        + g.coeff(first, 0).coeff(second, 1) * c * b
        + g.coeff(first, 0).coeff(second, 0) * b * d
    )
    if t not in whole.free_symbols:
        return
    for root in _roots(sympy.Poly(whole, t).all_coeffs()):
        solution = {t: root} | {name: _quotient_at(*ratios[name], t, root) for name in (first, second)}
        if not any(odds.has(sympy.zoo, sympy.nan) or (odds.is_number and odds <= 0) for odds in solution.values()):
            yield solution


def _quotient_at(above: sympy.Expr, below: sympy.Expr, t: Any, root: sympy.Expr) -> sympy.Expr:
    """Return a quotient of functions affine in t at t = root, cleared of the root's denominator."""
    top, bottom = sympy.fraction(root)
    parts = (sympy.expand(e.coeff(t, 0) * bottom + e.coeff(t, 1) * top) for e in map(sympy.expand, (above, below)))
    found = sympy.Mul(next(parts), 1 / next(parts))
    return sympy.cancel(found) if found.is_rational_function() else found


def _roots(coefficients: Sequence[sympy.Expr]) -> Iterator[sympy.Expr]:
    if len(coefficients) == 2:
        yield sympy.cancel(-coefficients[1] / coefficients[0])
        return
    a, b, c = coefficients
    root = _square_root(sympy.expand(b**2 - 4 * a * c))
    if root.is_real is False:
        return
    yield from dict.fromkeys((-b + s * root) / (2 * a) for s in (1, -1))


def _square_root(square: sympy.Expr) -> sympy.Expr:
    """Return a square root, of either sign, with the square factors of a polynomial taken out."""
    number, factors = sympy.factor_list(square)
    outside = prod((f ** (m // 2) for f, m in factors), start=sympy.Integer(1))
    inside = prod((f for f, m in factors if m % 2), start=number)
    return outside * sympy.sqrt(factored(sympy.expand(inside)))
