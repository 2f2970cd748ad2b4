r"""Which beliefs are consistent (Kreps and Wilson 1982), decided exactly, with a sequence that shows it.

An assessment (b, mu) is consistent if completely mixed b_n tend to b whose Bayes beliefs tend to mu. Let Z be the
actions to which b gives probability zero. The history of a node x consists of moves that b makes, of joint
probability P(x) > 0 with nature's, and of moves in Z; let k(x) count the latter. With z_n = log b_n on Z, beliefs tend
to mu iff along the sequence

* (k(x) - k(y)) z_n -> log(mu(x) P(y) / (mu(y) P(x))) for nodes x, y of one information set with positive belief;
* (k(y) - k(x)) z_n -> -infinity for nodes x with positive, y with zero belief; and z_n -> -infinity.

Write D z_n -> beta for the first and E z_n -> -infinity for the second. Such a sequence exists if and only if

1. some K has D K = 0 and E K > 0: a plausibility order of the actions, additive along histories, that gives the basis;
2. beta lies in the range of D: nu beta = 0 for all nu with nu D = 0, that is a finite number of equations

       product of (mu(x) P(y) / (mu(y) P(x)))^nu = 1,     nu integer.

If both hold, z_n = z - n K with D z = beta is such a sequence: trembles c e^K with c = exp z and e = exp(-n).
Conversely, beta is a limit of points in the range of D, which is closed; and if there were no K, by Motzkin's theorem
some lambda >= 0, not zero, had lambda E = nu D, and lambda E z_n -> -infinity would contradict nu D z_n -> nu beta.

So per basis the consistent assessments are cut out by binomial equations. This is the characterisation by lexicographic
and additive orders: Kreps and Wilson (1982), lemma A1; Blume, Brandenburger and Dekel (1991); Govindan and Klumpp
(2003), "Perfect equilibrium and lexicographic beliefs"; Streufert (2012), "Additive plausibility characterizes the
supports of consistent assessments".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq_mat

from solvers.beliefs.histories import Histories, History, Move, Supports
from solvers.equilibrium import number_json
from solvers.programs.linear import maximise, whole

__all__ = ["Ratio", "Witness", "exponents", "ratios", "support_of", "witness"]

Pair = tuple[int, int, int]
"""An information set and two nodes of it, both of positive belief."""
Ratio = tuple[tuple[Pair, int], ...]
"""An equation: the product over pairs (h, x, y) of (mu(x) P(y) / (mu(y) P(x))) to a power is 1."""


@dataclass(frozen=True)
class Witness:
    """A sequence that shows an assessment to be consistent.

    An unused action is played with probability `coefficients` times e to the power of `exponents`, each by information
    set and action; the actions used give way in proportion. As e goes to 0 Bayes' beliefs tend to `beliefs`.
    """

    exponents: Mapping[Move, int]
    coefficients: Mapping[Move, Any]
    beliefs: tuple[tuple[Any, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        trembles = [
            {"information_set": h, "action": a, "coefficient": number_json(self.coefficients[h, a]), "exponent": k}
            for (h, a), k in self.exponents.items()
        ]
        return {"trembles": trembles, "beliefs": [[number_json(p) for p in belief] for belief in self.beliefs]}


def unused(game: Histories, actions: Supports) -> list[Move]:
    """Return the actions of probability zero."""
    return [(h, a) for h, size in enumerate(game.sizes) for a in range(size) if a not in actions[h]]


def support_of(vectors: Sequence[Sequence[Any]]) -> Supports:
    """Return where probability vectors are not zero."""
    return tuple(tuple(k for k, p in enumerate(vector) if p != 0) for vector in vectors)


def exponents(game: Histories, actions: Supports, nodes: Supports) -> dict[Move, int] | None:
    """Return small positive whole exponents K for the unused actions that give the basis; None if there are none.

    `nodes` may be those of the first information sets only.
    """
    zero = unused(game, actions)
    rows, even = [], []
    for h, believed in enumerate(nodes):
        counts = [_counts(history, zero) for history in game.nodes[h]]
        first = counts[believed[0]]
        even += [_minus(counts[x], first) for x in believed[1:]]
        rows += [_minus(first, own) for x, own in enumerate(counts) if x not in believed]
    if not zero:
        return None if rows else {}
    even = [row for row in even if any(row)]
    if any(not any(row) for row in rows):
        return None
    rows += [[-int(j == k) for j in range(len(zero))] for k in range(len(zero))]
    answer = maximise([-1] * len(zero), rows, [-1] * len(rows), even, [0] * len(even))
    if answer.status != "optimal":
        return None
    *found, _ = whole([*answer.point, 1])[0]
    return dict(zip(zero, found, strict=True))


def pairs_of(nodes: Supports) -> list[Pair]:
    """Return the pairs of nodes whose relative likelihood the beliefs fix."""
    return [(h, x, believed[0]) for h, believed in enumerate(nodes) for x in believed[1:]]


def ratios(game: Histories, actions: Supports, nodes: Supports) -> list[Ratio]:
    """Return the equations that make beliefs of a consistent basis consistent."""
    zero, pairs = unused(game, actions), pairs_of(nodes)
    rows = [_difference(game, pair, zero) for pair in pairs]
    kernel = _left_kernel(rows, len(zero))
    return [tuple((pair, v) for pair, v in zip(pairs, vector, strict=True) if v) for vector in kernel]


def witness(
    game: Histories, profile: Sequence[Sequence[Fraction]], beliefs: Sequence[Sequence[Fraction]]
) -> Witness | None:
    """Return a sequence that shows a rational assessment to be consistent, None exactly if it is not."""
    actions, nodes = support_of(profile), support_of(beliefs)
    found = exponents(game, actions, nodes)
    if found is None:
        return None
    values = {pair: _odds(game, profile, beliefs, pair) for pair in pairs_of(nodes)}
    if any(_product(((values[p], Fraction(v)) for p, v in ratio)) != 1 for ratio in ratios(game, actions, nodes)):
        return None
    return Witness(found, _coefficients(game, list(found), values), tuple(map(tuple, beliefs)))


def _coefficients(game: Histories, zero: list[Move], values: Mapping[Pair, Fraction]) -> dict[Move, Any]:
    """Return c with the products of c along histories in the wanted proportions: solve D log c = log values."""
    pairs = list(values)
    rows = [[*_difference(game, p, zero), *(int(p == q) for q in pairs)] for p in pairs]
    solved: dict[Move, Any] = {move: Fraction(1) for move in zero}
    if not rows or not zero:
        return solved
    reduced, rank = fmpq_mat(rows).rref()
    for r in range(rank):
        lead = next(j for j in range(reduced.ncols()) if reduced[r, j] != 0)
        if lead < len(zero):
            powers = [Fraction(int(e.p), int(e.q)) for j in range(len(pairs)) for e in [reduced[r, len(zero) + j]]]
            solved[zero[lead]] = _product(zip(values.values(), powers, strict=True))
    return solved


def _product(factors: Any) -> Any:
    """Return a product of rational powers of rationals: a Fraction, or a sympy number if it is irrational."""
    whole_part, rest = Fraction(1), []
    for base, power in factors:
        if power.denominator == 1:
            whole_part *= base ** int(power)
        else:
            rest.append((base, power))
    if not rest:
        return whole_part
    import sympy

    from games.forms import numbers

    root = sympy.Mul(*(sympy.Rational(b) ** sympy.Rational(p) for b, p in rest))
    return numbers.exact(sympy.Rational(whole_part) * root)


def _odds(
    game: Histories, profile: Sequence[Sequence[Fraction]], beliefs: Sequence[Sequence[Fraction]], pair: Pair
) -> Fraction:
    h, x, y = pair
    first, second = (_reach(game.nodes[h][k], profile) for k in (x, y))
    return Fraction(beliefs[h][x]) * second / (Fraction(beliefs[h][y]) * first)


def _reach(history: History, profile: Sequence[Sequence[Fraction]]) -> Fraction:
    """Return the probability of the moves that are made, and of nature's."""
    value = history.chance
    for h, a in history.moves:
        value *= profile[h][a] or 1
    return value


def _counts(history: History, zero: Sequence[Move]) -> list[int]:
    return [history.moves.count(move) for move in zero]


def _minus(first: Sequence[int], second: Sequence[int]) -> list[int]:
    return [a - b for a, b in zip(first, second, strict=True)]


def _difference(game: Histories, pair: Pair, zero: Sequence[Move]) -> list[int]:
    h, x, y = pair
    return _minus(_counts(game.nodes[h][x], zero), _counts(game.nodes[h][y], zero))


def _left_kernel(rows: list[list[int]], width: int) -> list[list[int]]:
    """Return whole vectors that span {nu : nu rows = 0}; rows of zeros give unit vectors."""
    n = len(rows)
    if not width or not n:
        return [[int(j == k) for j in range(n)] for k in range(n)]
    reduced, rank = fmpq_mat([[row[j] for row in rows] for j in range(width)]).rref()
    leads = [next(j for j in range(n) if reduced[r, j] != 0) for r in range(rank)]
    kernel = []
    for free in (j for j in range(n) if j not in leads):
        vector = [Fraction(int(j == free)) for j in range(n)]
        for r, lead in enumerate(leads):
            vector[lead] = -Fraction(int(reduced[r, free].p), int(reduced[r, free].q))
        kernel.append(whole(vector)[0])
    return kernel
