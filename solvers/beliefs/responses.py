"""What the receiver may do at a message: best responses to beliefs, and beliefs that support a response.

For a belief mu over the nodes of an information set, response r pays sum_t mu_t v[t][r]. The upper envelope of these
linear functions is a polyhedron over the simplex of beliefs. Its vertices carry everything: the responses S are best
responses to one belief exactly if all of S are best at some vertex, and the beliefs to which all of S are best are the
convex hull of those vertices. Beliefs within a polytope are the same thing with its corners in the place of nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from solvers.programs.cones import extreme_rays
from solvers.programs.linear import whole

Belief = tuple[Fraction, ...]


class Corner(NamedTuple):
    """A vertex of the envelope: the belief there, and the mask of the responses that are best."""

    belief: Belief
    best: int


def corners(v: Sequence[Sequence[Fraction]]) -> tuple[Corner, ...]:
    """Return the vertices of the envelope of payoffs v[node][response], sorted, first nodes first.

    >>> [(str(c.belief[0]), bin(c.best)) for c in corners([[1, 0], [0, 1]])]
    [('1', '0b1'), ('1/2', '0b11'), ('0', '0b10')]
    """
    low = [min(row) for row in v]
    gains = [[Fraction(x - least) for x in row] for row, least in zip(v, low, strict=True)]
    rows = [whole([*(-g for g in column), 1])[0] for column in zip(*gains, strict=True)]
    rays = extreme_rays(rows, len(v) + 1)
    assert rays is not None
    found = [_corner(ray, rows) for ray in rays if any(ray[:-1])]
    return tuple(sorted(found, reverse=True))


def _corner(ray: Sequence[int], rows: Sequence[Sequence[int]]) -> Corner:
    total = sum(ray[:-1])
    tight = (r for r, row in enumerate(rows) if not sum(a * x for a, x in zip(row, ray, strict=True)))
    return Corner(tuple(Fraction(x, total) for x in ray[:-1]), sum(1 << r for r in tight))


def supporting(envelope: Iterable[Corner], support: int) -> tuple[Belief, ...]:
    """Return the corners of the polytope of beliefs to which all responses of the mask are best; none if empty."""
    return tuple(corner.belief for corner in envelope if not support & ~corner.best)


def supportable(envelope: Iterable[Corner]) -> list[int]:
    """Return the maximal sets of responses, as masks, that are best together to some belief.

    >>> [bin(best) for best in supportable(corners([[1, 0], [0, 1]]))]
    ['0b11']
    """
    sets = sorted({corner.best for corner in envelope}, key=lambda best: (-best.bit_count(), best))
    return [s for k, s in enumerate(sets) if not any(s & ~other == 0 for other in sets[:k])]


def composite(v: Sequence[Sequence[Fraction]], beliefs: Iterable[Belief]) -> list[list[Fraction]]:
    """Return the payoffs with the given beliefs in the place of nodes."""
    columns = list(zip(*v, strict=True))
    return [[sum((p * x for p, x in zip(belief, c, strict=True)), Fraction(0)) for c in columns] for belief in beliefs]


def bits(mask: int) -> tuple[int, ...]:
    """Return the places of the ones of a mask.

    >>> bits(0b101)
    (0, 2)
    """
    return tuple(k for k in range(mask.bit_length()) if mask >> k & 1)
