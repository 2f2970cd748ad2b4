"""Monotone comparative statics: when the extremal equilibria rise with a parameter, whatever the functional forms.

Order every player's actions. If every payoff has increasing differences in own and others' actions, and in own action
and the parameter t,

    u_i(a', b, t) - u_i(a, b, t)  does not fall in b, nor in t    for a' > a,

then the game is supermodular at every t and its least and greatest equilibria do not fall when t rises (Milgrom and
Roberts 1990, theorem 6; Milgrom and Shannon 1994). For finite actions neighbouring pairs suffice; each difference, and
the derivative of each gain in t, is a polynomial whose sign z3 decides over the whole domain. In a game with continuous
actions the conditions are the signs of the cross derivatives. `turned` players have their actions in reverse order,
which is how two players with strategic substitutes become supermodular.

What fails is shown with a point of the domain, checked exactly. Sufficient, not necessary: a game that fails may still
have monotone equilibria.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy

from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.forms import numbers
from games.forms.continuous import ContinuousGame
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.model import Model
from games.text import Language, Text
from solvers.proof import Verdict, point_text, prove


@dataclass(frozen=True)
class Difference:
    """One condition: a player's gain from a higher action does not fall with `rising` (a player or the parameter)."""

    player: str
    rising: str
    expression: sympy.Expr
    verdict: Verdict


@dataclass(frozen=True, repr=False)
class Monotone(Shown):
    """Whether the extremal equilibria of a model are monotone in a parameter by increasing differences."""

    model: Model
    parameter: str
    falling: bool
    turned: tuple[str, ...]
    rows: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether all conditions are proved."""
        return all(row.verdict.status == "proved" for row in self.rows)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per condition that is not trivially true, and what follows."""
        head = Text("player|gain rises with|has to be >= 0|verdict", "参与者|增益随之上升|须非负|判定").in_(lang)
        rows = [
            (translate(row.player, lang), translate(row.rising, lang),
             Math(numbers.clip(str(row.expression), 90), sympy.latex(row.expression)), _words(row.verdict, lang))
            for row in self.rows if not (row.expression.is_number and row.verdict)
        ]  # fmt: skip
        title = Text(f"Monotone comparative statics in {self.parameter}", f"关于 {self.parameter} 的单调比较静态")
        return Table(
            head.split("|"), rows, caption or f"{title.in_(lang)}: {self.model.title.in_(lang)}", self.note(lang)
        )

    def note(self, lang: Language = "en") -> str:
        """Return what follows for the extremal equilibria."""
        players = ", ".join(translate(name, lang) for name in self.turned) or Text("nobody", "无").in_(lang)
        order = Text(f" Actions in reverse order: {players}.", f"行动次序颠倒者：{players}。").in_(lang)
        if not self.holds:
            return (
                Text(
                    "The conditions are not all proved; they are sufficient, not necessary.",
                    "条件未全部得证；它们充分而非必要。",
                ).in_(lang)
                + order
            )
        down = self.falling
        return (
            Text(
                f"The least and greatest equilibria do not {'rise' if down else 'fall'} when {self.parameter} rises.",
                f"{self.parameter} 上升时，最小与最大均衡均不{'上升' if down else '下降'}。",
            ).in_(lang)
            + order
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        rows = [{"player": r.player, "rising": r.rising, "expression": str(r.expression)} | r.verdict.to_json()
                for r in self.rows]  # fmt: skip
        return {"holds": self.holds, "parameter": self.parameter, "equilibria": "fall" if self.falling else "rise",
                "turned": list(self.turned), "conditions": rows}  # fmt: skip


def _words(verdict: Verdict, lang: Language) -> str:
    against: Mapping[str, Number] | None = verdict.counterexample
    return translate(verdict.status, lang) + (f": {point_text(against)}" if against else "")


def monotone(model: Model, parameter: str, turned: Iterable[str] = (), falling: bool = False) -> Monotone:
    """Return whether the extremal equilibria rise (or fall) with a parameter, by increasing differences.

    Actions are ordered as they are listed, first the lowest; those of players `turned` the other way round.

    Raises ParameterError, UnknownNameError, and NotCoveredError for trees and other forms.

    >>> from games.registry import find
    >>> monotone(find("ecosystem_choice_finite"), "subsidy", falling=True).holds
    True
    """
    if parameter not in model.symbols:
        raise ParameterError(f"{model.name} has no parameter {parameter!r}; accepted: {', '.join(model.symbols)}")
    form, turned = model.form, tuple(turned)
    if not isinstance(form, (NormalForm, ContinuousGame)):
        raise NotCoveredError(f"{model.name}: monotone statics are covered for normal forms and continuous actions")
    for name in turned:
        if name not in form.players:
            raise UnknownNameError(f"no player {name!r}; accepted: {', '.join(form.players)}")
    signs = [-1 if player in turned else 1 for player in form.players]
    moved, way = model.symbols[parameter], -1 if falling else 1
    found = _finite(form, moved, signs, way) if isinstance(form, NormalForm) else _smooth(form, moved, signs, way)
    rows = tuple(
        Difference(player, rising, e, prove(e >= 0, (*model.domain, *extra), model.defaults))
        for player, rising, e, extra in found
    )
    return Monotone(model, parameter, falling, turned, rows)


Condition = tuple[str, str, sympy.Expr, tuple[Any, ...]]


def _finite(game: NormalForm, symbol: Any, signs: list[int], way: int) -> Iterator[Condition]:
    """Yield second differences between neighbouring actions, and derivatives of first differences in the parameter."""
    seen: set[tuple[str, str, sympy.Expr]] = set()
    for i, player in enumerate(game.players):
        for cell in product(*(range(n) for n in game.shape)):
            if cell[i] + 1 < game.shape[i]:
                for rising, e in _at(game, i, cell, symbol, signs, way):
                    key = (player, rising, sympy.factor(e))
                    if key not in seen:
                        seen.add(key)
                        yield (*key, ())


def _at(game: NormalForm, i: int, cell: tuple[int, ...], symbol: Any, signs: list[int], way: int
        ) -> Iterator[tuple[str, sympy.Expr]]:  # fmt: skip
    def gain(where: tuple[int, ...]) -> sympy.Expr:
        above = (*where[:i], where[i] + 1, *where[i + 1 :])
        return signs[i] * (sympy.sympify(game.payoffs[(i, *above)]) - sympy.sympify(game.payoffs[(i, *where)]))

    yield str(symbol), way * sympy.diff(gain(cell), symbol)
    for j in range(game.n_players):
        if j != i and cell[j] + 1 < game.shape[j]:
            other = (*cell[:j], cell[j] + 1, *cell[j + 1 :])
            yield game.players[j], signs[j] * (gain(other) - gain(cell))


def _smooth(game: ContinuousGame, symbol: Any, signs: list[int], way: int) -> Iterator[Condition]:
    """Yield the cross derivatives, over the actions' intervals."""
    if any(symbol in sympy.sympify(end).free_symbols for ends in game.intervals for end in ends):
        raise NotCoveredError(f"the interval of an action moves with {symbol}; fix it to compare actions")
    ends = zip(game.actions, game.intervals, strict=True)
    inside = tuple(c for x, (low, high) in ends for c in (x >= sympy.sympify(low), x <= sympy.sympify(high)))
    for i, (player, own) in enumerate(zip(game.players, game.actions, strict=True)):
        slope = signs[i] * sympy.diff(game.payoffs[i], own)
        yield player, str(symbol), sympy.factor(way * sympy.diff(slope, symbol)), inside
        for j, other in enumerate(game.actions):
            if j != i:
                yield player, game.players[j], sympy.factor(signs[j] * sympy.diff(slope, other)), inside
