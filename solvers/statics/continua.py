"""Continua of equilibria that persist because payoffs are tied whatever the parameters, as formulas.

*Two players* mix over supports S and T of any sizes. The mixtures x on S that leave the column player indifferent over
T solve linear equations; where payoffs are tied identically these have fewer than |S| - 1 independent ones, and x is
given by some of its own probabilities, which stay free. The same of y on T. The set of equilibria with these supports
is then: all probabilities positive, no action outside the supports better. The supports part the continuum into
disjoint pieces, each described exactly; ends in which nobody mixes are pure equilibria and listed as such.

*More players*: one of them mixes over actions that are tied identically while the others play given actions.

Ranks are those for generic parameters: what needs an equation between the parameters is not here. Payoffs have to be
rational expressions.

Reference: Jansen (1981), "Maximal Nash subsets for bimatrix games" (continua as unions of such products).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

from games.forms import numbers
from games.forms.normal_form import NormalForm
from solvers.statics.reals import Answer, Condition, satisfiable
from solvers.statics.simplify import Conditions

Free = tuple[Any, ...]
"""Probabilities that stay free, as symbols."""
Continuum = tuple[tuple[Any, ...], list[Condition], Free]
"""A profile (labels, or probabilities by label), the conditions on parameters and free probabilities, and these."""
Support = tuple[int, ...]
MOST_SUPPORTS = 400
"""Pairs of supports up to which two players are searched for continua."""


def vanishes(expression: Any, domain: Conditions) -> bool:
    """Return whether an expression is zero at every point of the domain; False also where that is not decided.

    >>> x = sympy.Symbol("x", real=True)
    >>> vanishes((x + 1) ** 2 - x**2 - 2 * x - 1, ()), vanishes(abs(x) - x, (x >= 0,)), vanishes(x, ())
    (True, True, False)
    """
    expression = sympy.sympify(expression)
    if sympy.expand(expression) == 0:
        return True
    if expression.is_polynomial():
        return False
    return satisfiable([*domain, sympy.Ne(expression, 0)]) is Answer.NO


def continua_covered(game: NormalForm) -> bool:
    """Return whether all continua over an open set of parameters are found."""
    m, n = (2**count - 1 for count in (*game.shape, 1)[:2])
    return game.n_players == 2 and m * n <= MOST_SUPPORTS and _is_rational(game)


def continua(game: NormalForm) -> Iterator[Continuum]:
    """Yield the pieces of continua of equilibria that persist over an open set of parameters."""
    if not _is_rational(game):
        return
    taken = {s.name for value in game.payoffs.flat for s in sympy.sympify(value).free_symbols}
    if game.n_players == 2 and continua_covered(game):
        yield from _two_players(game, taken)
    elif game.n_players > 2:
        for i in range(game.n_players):
            yield from _one_mixes(game, i, taken)


def _is_rational(game: NormalForm) -> bool:
    return all(sympy.sympify(value).is_rational_function() for value in game.payoffs.flat)


def _supports(count: int) -> Iterator[Support]:
    return chain.from_iterable(combinations(range(count), size) for size in range(1, count + 1))


def _names(taken: Iterable[str], count: int) -> Free:
    """Return symbols for free probabilities: p, or p_1, p_2, ..., with a stroke where that is a parameter."""
    names = ["p"] if count == 1 else [f"p_{k + 1}" for k in range(count)]
    while set(names) & set(taken):
        names = [f"{name}'" for name in names]
    return tuple(sympy.Symbol(name, real=True) for name in names)


# ------------------------------------------------------------------ two players
def _two_players(game: NormalForm, taken: Iterable[str]) -> Iterator[Continuum]:
    rows = [[sympy.sympify(v) for v in line] for line in game.payoffs[0]]
    columns = [[sympy.sympify(v) for v in line] for line in game.payoffs[1].T]
    for own, others in product(*map(_supports, game.shape)):
        mine, yours = _indifferent(columns, others, own), _indifferent(rows, own, others)
        free = [*(mine.free if mine else ()), *(yours.free if yours else ())]
        if mine is None or yours is None or not free:
            continue
        names = dict(zip(free, _names(taken, len(free)), strict=True))
        x, y = ([p.xreplace(names) for p in side.chances] for side in (mine, yours))
        held = [*_positive(x), *_positive(y), *_unbeaten(rows, own, others, y), *_unbeaten(columns, others, own, x)]
        profile = (_strategy(game.actions[0], own, x), _strategy(game.actions[1], others, y))
        yield profile, held, tuple(names.values())


class _Family:
    """Mixtures over a support: every probability in terms of the free ones."""

    def __init__(self, chances: Sequence[sympy.Expr], free: Free) -> None:
        self.chances, self.free = chances, free


def _indifferent(payoffs: Sequence[Sequence[Any]], equal: Support, over: Support) -> _Family | None:
    """Return the mixtures on `over` that make the actions `equal` equally good; None if generically there are none."""
    first = payoffs[equal[0]]
    equations = [[payoffs[a][j] - first[j] for j in over] + [sympy.Integer(0)] for a in equal[1:]]
    system = sympy.Matrix([*equations, [sympy.Integer(1)] * (len(over) + 1)])
    reduced, pivots = DomainMatrix.from_Matrix(system).to_field().rref()
    if len(over) in pivots:
        return None
    matrix = reduced.to_Matrix()
    unknown = [sympy.Dummy(f"p{j}", real=True) for j in range(len(over))]
    free = [j for j in range(len(over)) if j not in pivots]
    solved = {
        pivot: matrix[k, len(over)] - sum(matrix[k, j] * unknown[j] for j in free) for k, pivot in enumerate(pivots)
    }
    chances = [sympy.factor(solved[j]) if j in solved else unknown[j] for j in range(len(over))]
    return None if 0 in chances else _Family(chances, tuple(unknown[j] for j in free))


def _positive(chances: Sequence[sympy.Expr]) -> list[Condition]:
    return [p > 0 for p in chances if not p.is_number]


def _unbeaten(payoffs: Sequence[Sequence[Any]], best: Support, over: Support, chances: Sequence[sympy.Expr]
              ) -> list[Condition]:  # fmt: skip
    """Return that no action gains over `best` against the mixture."""
    return [
        sum(p * (payoffs[best[0]][j] - payoffs[a][j]) for j, p in zip(over, chances, strict=True)) >= 0
        for a in range(len(payoffs))
        if a not in best
    ]


def _strategy(labels: Sequence[str], support: Support, chances: Sequence[sympy.Expr]) -> Any:
    if len(support) == 1:
        return labels[support[0]]
    return {labels[a]: numbers.exact(p) for a, p in zip(support, chances, strict=True)}


# ------------------------------------------------------------------ one of several players
def _one_mixes(game: NormalForm, i: int, taken: Iterable[str]) -> Iterator[Continuum]:
    rest = [k for k in range(game.n_players) if k != i]
    for actions in product(*(range(game.shape[k]) for k in rest)):
        others = dict(zip(rest, actions, strict=True))
        for support in _supports(game.shape[i]):
            if len(support) > 1 and _equal(game, i, others, support):
                yield _freely(game, i, others, support, taken)


def _payoff(game: NormalForm, player: int, plays: Mapping[int, int]) -> sympy.Expr:
    return sympy.sympify(game.payoffs[(player, *(plays[k] for k in range(game.n_players)))])


def _equal(game: NormalForm, i: int, others: Mapping[int, int], support: Support) -> bool:
    first = _payoff(game, i, {**others, i: support[0]})
    return all(sympy.expand(sympy.together(_payoff(game, i, {**others, i: a}) - first)) == 0 for a in support[1:])


def _freely(game: NormalForm, i: int, others: Mapping[int, int], support: Support, taken: Iterable[str]) -> Continuum:
    """Return the mixtures of player i over a support while the others play their actions."""
    free = _names(taken, len(support) - 1)
    chances = [*free, 1 - sum(free)]
    own = _payoff(game, i, {**others, i: support[0]})
    held = _positive(chances)
    held += [own - _payoff(game, i, {**others, i: a}) >= 0 for a in range(game.shape[i]) if a not in support]
    for k, action in others.items():
        for other in range(game.shape[k]):
            if other != action:
                loss = sum(p * (_payoff(game, k, {**others, i: a}) - _payoff(game, k, {**others, i: a, k: other}))
                           for p, a in zip(chances, support, strict=True))  # fmt: skip
                held.append(loss >= 0)
    profile = tuple(
        _strategy(game.actions[k], support, chances) if k == i else game.actions[k][others[k]]
        for k in range(game.n_players)
    )
    return profile, held, free
