"""Components with three and more players in words: who mixes over what, under which conditions.

Probabilities are named by player and action, `P(B: Yes)`. With two actions in a support that of the first one is told;
with more, those of all but the first. A piece is told once, however many cells share its conditions; its points are
among those listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from solvers.n_player.splitting import Branch
from solvers.n_player.supports import Support

if TYPE_CHECKING:
    from solvers.n_player.components import NComponent

Labels = Sequence[Sequence[str]]
MOST_PIECES, MOST_TERMS = 6, 40
"""Pieces told in words, and terms of a polynomial up to which a quotient is put into lowest terms."""


def in_words(component: NComponent, players: Sequence[str], actions: Labels) -> str:
    """Return a continuum in words: its pieces of positive dimension, each once."""
    dimension = component.dimension
    word = {1: "curve", 2: "surface"}.get(dimension, f"set of dimension {dimension}")
    told = list(
        dict.fromkeys(
            _piece(p.support, p.cell.branch if p.cell else None, players, actions)
            for p in component.pieces
            if p.dimension
        )
    )
    count = f", {len(told)} pieces" * (len(told) > 1)
    rest = [f"and {len(told) - MOST_PIECES} more"] * (len(told) > MOST_PIECES)
    return "; ".join([f"{word} of equilibria{count}", *told[:MOST_PIECES], *rest])


def _piece(support: Support, branch: Branch | None, players: Sequence[str], actions: Labels) -> str:
    labels = [[actions[i][a] for a in own] for i, own in enumerate(support)]
    moves = ", ".join(
        f"{who} {'mixes' if len(own) > 1 else 'plays'} {' and '.join(own)}"
        for who, own in zip(players, labels, strict=True)
    )
    conditions = ", ".join(_conditions(branch, players, actions)) if branch else ""
    return f"{moves}, with {conditions}" if conditions else f"{moves}, in any proportion"


def _conditions(branch: Branch, players: Sequence[str], actions: Labels) -> Iterator[str]:
    unknown = _Unknown(branch, players, actions)
    for v, above, below in branch.chain:
        yield unknown.solved(v, above, below)
    for polys, sign in ((branch.equations, "="), (branch.positive, ">"), (branch.weak, "≥"), (branch.nonzero, "≠")):
        yield from (unknown.relation(p, sign) for p in polys)


class _Unknown:
    """The probabilities that are the unknowns of a case, by name."""

    def __init__(self, branch: Branch, players: Sequence[str], actions: Labels) -> None:
        from sympy import Symbol

        support = branch.system.support
        self.turned = [len(support[i]) == 2 for i, _ in branch.system.variables]
        told = [
            (i, support[i][0 if turn else k]) for (i, k), turn in zip(branch.system.variables, self.turned, strict=True)
        ]
        self.names = [Symbol(f"P({players[i]}: {actions[i][a]})") for i, a in told]
        self.values = [1 - name if turn else name for name, turn in zip(self.names, self.turned, strict=True)]

    def solved(self, v: int, above: Any, below: Any) -> str:
        """Return an unknown as a quotient of others."""
        from sympy import cancel, factor

        value = self._put(above) / self._put(below)
        value = 1 - value if self.turned[v] else value
        if len(above) + len(below) <= MOST_TERMS:
            top, bottom = cancel(value).as_numer_denom()
            value = top / factor(bottom)
        return f"{self.names[v]} = {_text(value)}"

    def relation(self, poly: Any, sign: str) -> str:
        """Return that a polynomial is positive, or zero, what carries a minus on the other side."""
        from sympy import Add

        terms = Add.make_args(self._put(poly).expand().as_content_primitive()[1])
        minus = [t for t in terms if t.could_extract_minus_sign()]
        left, right = Add(*(t for t in terms if t not in minus)), Add(*(-t for t in minus))
        symbols = left.free_symbols | right.free_symbols
        if len(symbols) == 1 and (left - right).is_polynomial() and _degree(left - right) == 1:
            (name,) = symbols
            slope = (left - right).coeff(name)
            bound = -(left - right).subs(name, 0) / slope
            return f"{name} {sign if slope > 0 else TURNED.get(sign, sign)} {_text(bound)}"
        if left == 0:
            left, right, sign = right, left, TURNED.get(sign, sign)
        return f"{_text(left)} {sign} {_text(right)}"

    def _put(self, poly: Any) -> Any:
        from sympy import Add, Integer, Mul

        return Add(
            *(
                Mul(Integer(int(c)), *(self.values[v] ** int(e) for v, e in enumerate(powers) if e))
                for powers, c in poly.to_dict().items()
            )
        )


TURNED = {">": "<", "≥": "≤"}


def _degree(value: Any) -> int:
    from sympy import Poly

    return int(Poly(value).total_degree())


def _text(value: Any) -> str:
    """Return an expression with a dot for times and small powers raised.

    >>> from sympy import Symbol
    >>> _text(1 / (4 * Symbol("P(C: Y)") ** 2))
    '1/(4·P(C: Y)²)'
    """
    return re.sub(r"\*\*(\d+)", r"^\1", re.sub(r"\*\*2(?!\d)", "²", str(value))).replace("*", "·")
