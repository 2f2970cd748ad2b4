"""Pieces of the set of subgame-perfect equilibria in words: who mixes over what, under which conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd, lcm

from games.forms.tree import InformationSet
from solvers.mixtures import Constraint, Piece
from solvers.multiaffine import Monomial, Poly, canonical, substitute

MAX_PIECES = 24


def block_text(sets: Sequence[InformationSet], pieces: Sequence[Piece]) -> str:
    """Return the union of the pieces of some decisions in words."""
    shown = [piece_text(sets, piece) for piece in pieces[:MAX_PIECES]]
    if len(pieces) > MAX_PIECES:
        shown.append(f"{len(pieces) - MAX_PIECES} further pieces")
    return " or ".join(f"({text})" for text in shown) if len(shown) > 1 else shown[0]


def piece_text(sets: Sequence[InformationSet], piece: Piece) -> str:
    """Return one piece in words.

    >>> from solvers.mixtures import simplex
    >>> piece_text([InformationSet("US", "", ("Open", "Close"), ((),))], simplex(0, (0, 1), 2))
    'US at root mixes Open, Close'
    """
    moves = [_move(sets[v], support) for v, support in sorted(piece.supports.items())]
    left = ((substitute(poly, piece.fixed), equality) for poly, equality in (*piece.constraints, *piece.curved))
    short = ((canonical(poly, piece.supports), equality) for poly, equality in left)
    conditions = [_condition(sets, Constraint(poly, equality)) for poly, equality in short if set(poly) - {()}]
    conditions = [*_fixed(sets, piece), *conditions]
    return ", ".join(moves) + " with " * bool(conditions) + ", ".join(dict.fromkeys(conditions))


def _move(where: InformationSet, support: Sequence[int]) -> str:
    actions = ", ".join(where.actions[a] for a in support)
    return f"{where.player} at {where.name} {'mixes' if len(support) > 1 else 'plays'} {actions}"


def _fixed(sets: Sequence[InformationSet], piece: Piece) -> list[str]:
    """Return the mixing probabilities that are pinned down."""
    pinned = {v: a for (v, a), p in sorted(piece.fixed.items(), reverse=True) if 0 < p < 1}
    return [f"P({sets[v].actions[a]} at {sets[v].name}) = {piece.fixed[v, a]}" for v, a in sorted(pinned.items())]


def _condition(sets: Sequence[InformationSet], constraint: Constraint) -> str:
    poly = constraint.poly
    scale = Fraction(lcm(*(c.denominator for c in poly.values())), gcd(*(c.numerator for c in poly.values())))
    left = {m: c * scale for m, c in poly.items() if m and c > 0}
    right = {m: -c * scale for m, c in poly.items() if m and c < 0}
    free = poly.get((), Fraction(0)) * scale
    left, right = left | ({(): free} if free > 0 else {}), right | ({(): -free} if free < 0 else {})
    relation = "=" if constraint.equality else "≥"
    return f"{_side(sets, left)} {relation} {_side(sets, right)}"


def _side(sets: Sequence[InformationSet], poly: Poly) -> str:
    return " + ".join(_terms(sets, poly)) or "0"


def _terms(sets: Sequence[InformationSet], poly: Poly) -> Iterator[str]:
    for monomial, c in sorted(poly.items()):
        factors = [str(c)] * (c != 1 or not monomial) + list(_factors(sets, monomial))
        yield " ".join(factors)


def _factors(sets: Sequence[InformationSet], monomial: Monomial) -> Iterator[str]:
    yield from (f"P({sets[v].actions[a]} at {sets[v].name})" for v, a in monomial)
