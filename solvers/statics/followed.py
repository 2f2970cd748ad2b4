"""All equilibria along one parameter, each followed as an exact function of it.

The game is solved at a rational value of the parameter; the support of every equilibrium found gives its curves
(`solvers.statics.support_curves`), these the values where they begin and end, and the game is solved again inside every
stretch between such values that has not seen a solution, until no stretch is left. Pure profiles are all followed,
found or not.

Every list behind this is complete at its value. What is not proved: that no mixed equilibrium of another support
appears and vanishes again within one stretch, off the value solved there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import sympy

from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.model import Model
from games.parameters import Parameter
from solvers.nash import nash
from solvers.statics.candidates import deviations
from solvers.statics.support_curves import Curve, Support, cells, curves


class Piece(NamedTuple):
    """A curve between two values; it is an equilibrium there."""

    curve: Curve
    low: Number
    high: Number


@dataclass(frozen=True)
class Followed:
    """The equilibria along the parameter, and the values at which the game was solved.

    `complete` says that every list was complete and of isolated points; `unfollowed` has the supports without formulas.
    """

    pieces: tuple[Piece, ...]
    solved: tuple[Fraction, ...]
    complete: bool
    unfollowed: tuple[Support, ...]

    def at(self, value: Fraction) -> tuple[Piece, ...]:
        """Return the pieces that exist at a value strictly inside them."""
        return tuple(piece for piece in self.pieces if piece.low < value < piece.high)


def followed(section: Model) -> Followed:
    """Return the equilibria of a normal form with one free parameter over its range.

    >>> from games.classics import symmetric_2x2
    >>> found = followed(symmetric_2x2.fix(T=3, R=4, P=1, S=0))
    >>> [(piece.curve.support, str(piece.low), str(piece.high)) for piece in found.pieces]
    [(((0,), (0,)), '0', '1/3'), (((1,), (1,)), '0', '3'), (((0, 1), (0, 1)), '0', '1/3')]
    """
    form, (own,) = section.strategic, section.parameters
    assert isinstance(form, NormalForm)
    known = {support: _of_support(form, support, own) for support in _pure(form, own)}
    solved: list[Fraction] = []
    complete = True
    while True:
        pieces = [piece for found in known.values() for piece in found or ()]
        ends = sorted({end for piece in pieces for end in piece[1:]} - {own.low, own.high})
        todo = [middle for low, high, middle in cells(ends, own.low, own.high)
                if not any(low < value < high for value in solved)]  # fmt: skip
        if not todo:
            missed = tuple(support for support, found in known.items() if found is None)
            return Followed(tuple(pieces), tuple(sorted(solved)), complete, missed)
        for value in todo:
            listed = nash(section.at(**{own.name: value}))
            complete &= listed.complete and all(component.dimension == 0 for component in listed.components)
            known |= {e.support: _of_support(form, e.support, own) for e in listed if e.support not in known}
        solved += todo


def _of_support(form: NormalForm, support: Support, own: Parameter) -> list[Piece] | None:
    found = curves(form, support, own.symbol)
    return None if found is None else [piece for curve in found for piece in _pieces(curve, own)]


def _pure(form: NormalForm, own: Parameter) -> Iterator[Support]:
    """Yield the pure profiles, less those with a loss affine in the parameter that is negative all along."""
    ends = [{own.symbol: sympy.Rational(end)} for end in (own.low, own.high)]
    for profile in form.profiles():
        losses = [sympy.expand(loss) for loss in deviations(form, profile)]
        flat = (loss for loss in losses if not sympy.diff(loss, own.symbol, 2))
        if not any(all(loss.xreplace(end) < 0 for end in ends) for loss in flat):
            yield tuple((action,) for action in profile)


def _pieces(curve: Curve, own: Parameter) -> Iterator[Piece]:
    """Yield the stretches where a curve is an equilibrium, up to lone points of them."""
    start = None
    for low, _, middle in cells(curve.turning_points(own.symbol, own.low, own.high), own.low, own.high):
        exists = curve.exists({own.symbol: sympy.Rational(middle)})
        if exists and start is None:
            start = low
        if start is not None and not exists:
            yield Piece(curve, start, low)
            start = None
    if start is not None:
        yield Piece(curve, start, own.high)
