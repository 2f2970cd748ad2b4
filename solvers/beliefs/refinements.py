r"""Refinements of equilibria of signalling games by what an unsent message would say about its sender.

Fix an equilibrium with payoffs u*(t) and a message m that nobody sends. MBR(B) are the mixed best responses to some
belief in B, and Delta(S) the beliefs on the types S; types are those that can send m.

* Intuitive criterion (Cho and Kreps 1987): let J be the types with u*(t) > max of u(t, m, r) over r in MBR(all). The
  equilibrium fails if some type has u*(t) < min of u(t, m, r) over r in MBR(Delta(not J)).
* D1 (Cho and Kreps 1987, after Banks and Sobel): with D(t) = {r in MBR(all): u(t, m, r) > u*(t)} and D0(t) the same
  with =, type t is struck out if D(t) and D0(t) lie in D(t') for another type t' with D(t') not empty. The equilibrium
  survives if responses to beliefs on the types left keep every type from sending m.
* Divinity (Banks and Sobel 1987): a type that gains from a response r is at least as likely to have sent m, relative
  to its prior, as any other: beliefs gamma(t) = c prior(t) x(t) with x(t) = 1 where t gains, in [0, 1] where it is
  indifferent, 0 where it loses. Let G(0) be all beliefs, G(n+1) the convex hull of these gamma over r in MBR(G(n)), or
  G(n) if there is none. The equilibrium is divine if responses to beliefs in the last G keep every type from sending m.

Each is a property of the outcome: it asks whether some responses to m, not the given ones, support it. MBR(B) for a
polytope B is a finite union of simplices (`responses`), so every question is a finite number of exact linear programs,
and the sets G(n) change finitely often. Divinity and D1 each imply the intuitive criterion. D1 as defined strikes out
types once, divinity draws conclusions from conclusions; so D1 mostly is the stronger, but not always.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product

from solvers.beliefs.responses import Belief, bits, composite, corners, supportable
from solvers.beliefs.signalling_form import Message
from solvers.programs.linear import maximise

__all__ = ["REFINEMENTS", "Deviation", "survives"]

REFINEMENTS = ("intuitive criterion", "divinity", "D1")
Gains = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Deviation:
    """An unsent message in an equilibrium: what each type that can send it gains by each response, u - u*.

    `v` are the receiver's payoffs and `prior` the probabilities of these types.
    """

    gains: Gains
    v: Gains
    prior: tuple[Fraction, ...]


def deviation(message: Message, values: Sequence[Fraction], prior: Sequence[Fraction]) -> Deviation:
    """Return an unsent message as a deviation from equilibrium payoffs `values` by type."""
    gains = tuple(tuple(u - values[t] for u in row) for t, row in zip(message.types, message.u, strict=True))
    return Deviation(gains, message.v, tuple(prior[t] for t in message.types))


@lru_cache(maxsize=4096)
def survives(message: Deviation) -> tuple[bool, ...]:
    """Return whether the equilibrium passes each of REFINEMENTS at an unsent message.

    >>> beer = Deviation(((-3, -1), (-1, 1)), ((1, 0), (0, 1)), (Fraction(1, 10), Fraction(9, 10)))
    >>> survives(beer)
    (False, False, False)
    """
    return _intuitive(message), _divine(message), _d1(message)


def _pure_points(n: int) -> list[Belief]:
    return [tuple(Fraction(int(t == k)) for t in range(n)) for k in range(n)]


def _sets(message: Deviation, beliefs: Sequence[Belief]) -> list[int]:
    """Return MBR(convex hull of the beliefs): the maximal sets of responses, as masks."""
    return supportable(corners(composite(message.v, beliefs)))


def _everywhere(message: Deviation) -> list[int]:
    return supportable(corners(message.v))


def _intuitive(message: Deviation) -> bool:
    best = {a for s in _everywhere(message) for a in bits(s)}
    able = [t for t, own in enumerate(message.gains) if any(own[a] >= 0 for a in best)]
    if not able:
        return True
    corner = _pure_points(len(message.gains))
    left = {a for s in _sets(message, [corner[t] for t in able]) for a in bits(s)}
    return not any(all(own[a] > 0 for a in left) for own in message.gains)


def _d1(message: Deviation) -> bool:
    sets, n = _everywhere(message), range(len(message.gains))
    eager = [t for t in n if any(message.gains[t][a] > 0 for s in sets for a in bits(s))]
    struck = {t for t in n if any(k != t and _covered(message, sets, t, k) for k in eager)}
    corner = _pure_points(len(message.gains))
    return _deterred(message, _sets(message, [corner[t] for t in n if t not in struck]))


def _covered(message: Deviation, sets: Sequence[int], t: int, other: int) -> bool:
    """Whether the other type gains from every response from which t does not lose."""
    return not any(_exists(message, s, {t: 1, other: -1}) for s in sets)


def _deterred(message: Deviation, sets: Sequence[int]) -> bool:
    """Whether some response within the sets leaves every type without gain."""
    return any(_exists(message, s, dict.fromkeys(range(len(message.gains)), -1)) for s in sets)


def _exists(message: Deviation, responses: int, signs: dict[int, int], strict: bool = False) -> bool:
    """Whether some mixture of the responses has gains of these signs: 1 at least, -1 at most, 0 exactly zero.

    If `strict`, those that are not to be zero must differ from zero.
    """
    support = bits(responses)
    rows = [[*(-sign * message.gains[t][a] for a in support), Fraction(1)] for t, sign in signs.items() if sign]
    even = [[*(message.gains[t][a] for a in support), Fraction(0)] for t, sign in signs.items() if not sign]
    even.append([*(Fraction(1) for _ in support), Fraction(0)])
    goal = [*(0 for _ in support), 1]
    bound = [[*(0 for _ in support), 1]]  # the slack: how far all strict gains are from zero at least
    answer = maximise(goal, [*rows, *bound], [*(0 for _ in rows), 1], even, [*(0 for _ in even[:-1]), 1])
    return answer.status == "optimal" and (not strict or bool(answer.value))


def _divine(message: Deviation) -> bool:
    beliefs = _pure_points(len(message.gains))
    sets = _sets(message, beliefs)
    while True:
        following = _plausible(message, sets)
        smaller = _sets(message, following) if following else sets
        if smaller == sets:
            return _deterred(message, sets)
        sets = smaller


def _plausible(message: Deviation, sets: Sequence[int]) -> list[Belief]:
    """Return corners of the convex hull of the beliefs that rational deviations from responses in the sets suggest."""
    patterns = product((-1, 0, 1), repeat=len(message.gains))
    found: dict[Belief, None] = {}
    for pattern in patterns:
        if max(pattern) >= 0 and any(_exists(message, s, dict(enumerate(pattern)), strict=True) for s in sets):
            found |= dict.fromkeys(_suggested(message, pattern))
    return list(found)


def _suggested(message: Deviation, pattern: Sequence[int]) -> Iterator[Belief]:
    """Yield the corners of the beliefs for one pattern of gains: who gains surely sends, who is indifferent may."""
    for sends in product(*((0, 1) if sign == 0 else (int(sign > 0),) for sign in pattern)):
        weights = [p * x for p, x in zip(message.prior, sends, strict=True)]
        if total := sum(weights):
            yield tuple(w / total for w in weights)
