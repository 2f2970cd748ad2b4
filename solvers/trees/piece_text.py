"""Pieces of the set of subgame-perfect equilibria in words: who mixes over what, under which conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from math import gcd, lcm

from games.forms.tree import InformationSet
from solvers.trees.mixtures import Constraint, Piece
from solvers.trees.multiaffine import Monomial, Poly, canonical, substitute

MAX_PIECES = 16


def block_text(sets: Sequence[InformationSet], pieces: Sequence[Piece]) -> str:
    """Return the union of pieces in words; what all pieces have in common comes first."""
    always = {
        v
        for v, support in pieces[0].supports.items()
        if len(pieces) > 1 and len(support) == 1 and all(p.supports[v] == support for p in pieces)
    }
    common = [_move(sets[v], pieces[0].supports[v]) for v in sorted(always)]
    shown = [piece_text(sets, piece, always) for piece in pieces[:MAX_PIECES]]
    shown += [f"one of {len(pieces) - MAX_PIECES} further pieces"] * (len(pieces) > MAX_PIECES)
    union = " or ".join(f"({text})" for text in shown) if len(shown) > 1 else shown[0]
    return ", ".join([*common, union])


def piece_text(sets: Sequence[InformationSet], piece: Piece, known: Collection[int] = ()) -> str:
    """Return one piece in words, without the decisions that are `known`.

    >>> from solvers.trees.mixtures import simplex
    >>> piece_text([InformationSet("US", "", ("Open", "Close"), ((),))], simplex(0, (0, 1), 2))
    'US at root mixes Open, Close'
    """
    moves = [_move(sets[v], support) for v, support in sorted(piece.supports.items()) if v not in known]
    conditions = [*_fixed(sets, piece), *dict.fromkeys(_condition(sets, c) for c in _open_conditions(piece))]
    return ", ".join(moves) + " with " * bool(conditions) + ", ".join(conditions)


def _open_conditions(piece: Piece) -> Iterator[Constraint]:
    """Yield the constraints that say more than the supports and the pinned probabilities."""
    for poly, equality in (*piece.constraints, *piece.curved):
        short = canonical(substitute(poly, piece.fixed), piece.supports)
        if set(short) - {()}:
            yield Constraint(short, equality)


def _move(where: InformationSet, support: Sequence[int]) -> str:
    actions = ", ".join(where.actions[a] for a in support)
    return f"{where.player} at {where.name} {'mixes' if len(support) > 1 else 'plays'} {actions}"


def _fixed(sets: Sequence[InformationSet], piece: Piece) -> list[str]:
    """Return the mixing probabilities that are pinned down."""
    pinned = {v: a for (v, a), p in sorted(piece.fixed.items(), reverse=True) if 0 < p < 1}
    names = {v: f"P({sets[v].actions[a]} at {sets[v].name})" for v, a in sorted(pinned.items())}
    return [f"{name} = {piece.fixed[v, pinned[v]]}" for v, name in names.items()]


def _condition(sets: Sequence[InformationSet], constraint: Constraint) -> str:
    poly = constraint.poly
    scale = Fraction(1)
    if all(isinstance(c, Fraction) for c in poly.values()):
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
