"""Monotone comparative statics: when the extremal equilibria rise with a parameter, whatever the functional forms.

Order every player's actions. If every payoff has increasing differences in own and others' actions, and in own action
and the parameter t (see `statics.differences`), the game is supermodular at every t and its least and greatest
equilibria do not fall when t rises (Milgrom and Roberts 1990, theorem 6). Single crossing in place of increasing
differences is enough for the same (Milgrom and Shannon 1994, theorems 12 and 13), and depends on the order of the
payoffs alone. For finite actions each comparison is between polynomials, which z3 decides over the whole domain. In a
game with continuous actions increasing differences are the signs of the cross derivatives.

What is rising depends on the orders. Unless they are given (by whose actions are `turned`, and whether equilibria are
to be `falling`), the listed order is tried first, upwards and downwards, then every order of every player's actions, by
increasing differences and then by single crossing. If all fail, the comparisons in the listed order are shown, each
that fails with a point of the domain, checked exactly. Sufficient, not necessary: a game that fails may still have
monotone equilibria.

References: Milgrom and Roberts (1990), "Rationalizability, learning, and equilibrium in games with strategic
complementarities"; Milgrom and Shannon (1994), "Monotone comparative statics".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal

import sympy

from games.errors import NotCoveredError, UnknownNameError, accepting
from games.forms import numbers
from games.forms.continuous import ContinuousGame
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.model import Model
from games.text import Language, Text, about
from solvers.proof import Verdict, point_text, prove
from solvers.statics.differences import Comparing, Comparison, Orders, searchable

Criterion = Literal["increasing differences", "single crossing"]
Elsewhere = Literal["", "fail", "unknown", "not tried"]
CRITERIA: dict[Criterion, Text] = {
    "increasing differences": Text("By increasing differences.", "依据：递增差分。"),
    "single crossing": Text("By single crossing (Milgrom-Shannon).", "依据：单交叉条件（米尔格罗姆–香农）。"),
}
ELSEWHERE: dict[Elsewhere, Text] = {
    "": Text("Only these orders were asked about.", "仅考察上述次序。"),
    "fail": Text("In every other order some comparison fails too, by single crossing as well.",
                 "任何其他次序下亦有比较不成立，单交叉条件亦然。"),
    "unknown": Text("No other order was proved to do.", "未能证明其他次序成立。"),
    "not tried": Text("Other orders were not tried.", "未试其他次序。"),
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A comparison and what is known of it over the whole domain."""

    comparison: Comparison
    verdict: Verdict

    @property
    def expression(self) -> sympy.Expr:
        """What must not be negative (for single crossing: where the gain before is not)."""
        return self.comparison.expression


@dataclass(frozen=True, repr=False)
class Monotone(Shown):
    """Whether the extremal equilibria of a model are monotone in a parameter.

    `orders` has every player's actions, lowest first (of a continuous action the ends of its interval). If `rows` are
    not all proved, `elsewhere` says what is known of all other orders.
    """

    model: Model
    parameter: str
    falling: bool
    orders: tuple[tuple[str, ...], ...]
    criterion: Criterion
    rows: tuple[Difference, ...]
    elsewhere: Elsewhere = ""

    @property
    def holds(self) -> bool:
        """Whether all comparisons are proved."""
        return all(row.verdict.status == "proved" for row in self.rows)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per comparison that is not trivially true, and what follows."""
        head = Text("player|move|rises|others|has to be >= 0|verdict", "参与者|行动变动|上升者|其他人|须非负|判定")
        rows = [_row(row, lang) for row in self.rows if not (row.comparison.is_trivial and row.verdict)]
        title = Text(f"Monotone comparative statics in {self.parameter}", f"关于 {self.parameter} 的单调比较静态")
        caption = caption or about(title.in_(lang), self.model.title.in_(lang), lang)
        return Table(head.in_(lang).split("|"), rows, caption, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return what follows for the extremal equilibria, and in which orders."""
        players = zip(self.model.form.players, self.orders, strict=True)
        named = "; ".join(
            f"{translate(who, lang)} {' < '.join(translate(a, lang) for a in own)}" for who, own in players
        )
        order = Text(f"Orders of the actions, lowest first: {named}.", f"行动的次序，由低到高：{named}。")
        said = [self._conclusion, CRITERIA[self.criterion], order] + [ELSEWHERE[self.elsewhere]] * (not self.holds)
        return ("" if lang == "zh" else " ").join(part.in_(lang) for part in said)

    @property
    def _conclusion(self) -> Text:
        if not self.holds:
            return Text("The comparisons are not all proved in this order; they are sufficient, not necessary.",
                        "此次序下的比较未全部得证；它们充分而非必要。")  # fmt: skip
        name, down = self.parameter, self.falling
        return Text(
            f"The least and greatest equilibria do not {'rise' if down else 'fall'} when {name} rises.",
            f"{name} 上升时，最小与最大均衡均不{'上升' if down else '下降'}。",
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "holds": self.holds, "parameter": self.parameter, "equilibria": "fall" if self.falling else "rise",
            "orders": [list(own) for own in self.orders], "criterion": self.criterion,
            "other_orders": "" if self.holds else self.elsewhere or "not asked",
            "conditions": [_plain(row) | row.verdict.to_json() for row in self.rows],
        }  # fmt: skip


def _row(row: Difference, lang: Language) -> tuple[Any, ...]:
    asked = row.comparison
    rising = translate(asked.rising, lang)
    held = ", ".join(f"{translate(who, lang)}: {translate(action, lang)}" for who, action in asked.others)
    return (translate(asked.player, lang), _path(asked.move, lang) or "-",
            f"{rising}: {_path(asked.step, lang)}" if asked.step else rising, held or "-",
            _asked(asked, lang), _words(row.verdict, lang))  # fmt: skip


def _path(labels: tuple[str, ...], lang: Language) -> str:
    return " → ".join(translate(label, lang) for label in labels)


def _asked(asked: Comparison, lang: Language) -> Math:
    text, latex = numbers.clip(str(asked.expression), 90), sympy.latex(asked.expression)
    if asked.before is None:
        return Math(text, latex)
    given = Text(" where {} >= 0, and > 0 where that is > 0", "（凡 {} >= 0 处；后者 > 0 处须 > 0）").in_(lang)
    return Math(text + given.format(numbers.clip(str(asked.before), 90)),
                rf"{latex} \;\text{{{given.format(f'${sympy.latex(asked.before)}$')}}}")  # fmt: skip


def _plain(row: Difference) -> dict[str, Any]:
    asked = row.comparison
    before = None if asked.before is None else str(asked.before)
    return {"player": asked.player, "move": list(asked.move), "rising": asked.rising, "step": list(asked.step),
            "others": dict(asked.others), "expression": str(asked.expression), "before": before}  # fmt: skip


def _words(verdict: Verdict, lang: Language) -> str:
    against: Mapping[str, Number] | None = verdict.counterexample
    return translate(verdict.status, lang) + (f": {point_text(against)}" if against else "")


def monotone(
    model: Model, parameter: str, turned: Iterable[str] | None = None, falling: bool | None = None
) -> Monotone:
    """Return whether the extremal equilibria are monotone in a parameter, and in which orders of the actions.

    With `turned` (players whose actions are taken in reverse order) or `falling` only that order is asked about, the
    others as listed; without, all orders.

    Raises ParameterError, UnknownNameError, and NotCoveredError for trees and other forms.

    >>> from games.registry import find
    >>> found = monotone(find("ecosystem_choice_finite"), "subsidy")
    >>> found.holds, found.falling, found.criterion
    (True, True, 'increasing differences')
    """
    model.check_names([parameter])
    form = model.form
    if not isinstance(form, (NormalForm, ContinuousGame)):
        raise NotCoveredError(f"{model.name}: monotone statics are covered for normal forms and continuous actions")
    given = None if turned is None and falling is None else (tuple(turned or ()), bool(falling))
    for name in given[0] if given else ():
        if name not in form.players:
            raise UnknownNameError(f"no player {name!r}{accepting(name, form.players)}")
    return (
        _finite(model, form, parameter, given)
        if isinstance(form, NormalForm)
        else _smooth(model, form, parameter, given)
    )


Given = tuple[tuple[str, ...], bool] | None
"""Whose actions are turned and whether equilibria are to fall; None to search."""


# ------------------------------------------------------------------ finite actions
def _finite(model: Model, game: NormalForm, parameter: str, given: Given) -> Monotone:
    listed: Orders = tuple(tuple(range(n)) for n in game.shape)
    if given is not None:
        turned = (own[::-1] if who in given[0] else own for who, own in zip(game.players, listed, strict=True))
        return _judged(model, game, parameter, tuple(turned), given[1])
    for falling in (False, True):
        found = _judged(model, game, parameter, listed, falling)
        if found.holds:
            return found
    return _searched(model, game, parameter) or _judged(model, game, parameter, listed, False, elsewhere="not tried")


def _judged(model: Model, game: NormalForm, parameter: str, orders: Orders, falling: bool, ordinal: bool = False,
            elsewhere: Elsewhere = "") -> Monotone:  # fmt: skip
    comparing = Comparing(game, model.symbols[parameter], model.domain, ordinal, -1 if falling else 1)
    rows = tuple(Difference(c, _verdict(model, c)) for c in comparing.along(orders))
    labels = tuple(tuple(own[a] for a in order) for own, order in zip(game.actions, orders, strict=True))
    criterion: Criterion = "single crossing" if ordinal else "increasing differences"
    return Monotone(model, parameter, falling, labels, criterion, rows, elsewhere)


def _verdict(model: Model, comparison: Comparison) -> Verdict:
    if comparison.is_trivial:
        return Verdict("proved", "it holds whatever the parameters")
    return prove(comparison.statement, (*model.domain, *comparison.where), model.defaults)


def _searched(model: Model, game: NormalForm, parameter: str) -> Monotone | None:
    """Return the answer from all orders; None where there are too many."""
    if not searchable(game):
        return None
    decided = True
    for ordinal in (False, True):
        comparing = Comparing(game, model.symbols[parameter], model.domain, ordinal)
        orders = next(comparing.fitting(), None)
        if orders is not None:
            return _judged(model, game, parameter, orders, False, ordinal)
        decided = comparing.is_decided
    listed: Orders = tuple(tuple(range(n)) for n in game.shape)
    return _judged(model, game, parameter, listed, False, elsewhere="fail" if decided else "unknown")


# ------------------------------------------------------------------ continuous actions
def _smooth(model: Model, game: ContinuousGame, parameter: str, given: Given) -> Monotone:
    """Ask of the signs of the cross derivatives, for actions as they are or turned round."""
    if given is not None:
        signs = [-1 if who in given[0] else 1 for who in game.players]
        return _signed(model, game, parameter, signs, given[1])
    as_listed = [1] * len(game.players)
    tries = [(as_listed, False), (as_listed, True)] + [
        (list(signs), False) for signs in product((1, -1), repeat=len(game.players)) if len(set(signs)) > 1
    ]
    found = [_signed(model, game, parameter, *each) for each in tries[:2]]
    found += [_signed(model, game, parameter, *each) for each in tries[2:] if not any(f.holds for f in found)]
    return next((f for f in found if f.holds), _failed(found))


def _failed(found: list[Monotone]) -> Monotone:
    """Return the first of the answers that fail, with what is known of the others."""
    refuted = all(any(row.verdict.status == "refuted" for row in each.rows) for each in found)
    return replace(found[0], elsewhere="fail" if refuted else "unknown")


def _signed(model: Model, game: ContinuousGame, parameter: str, signs: list[int], falling: bool) -> Monotone:
    way = -1 if falling else 1
    rows = tuple(Difference(c, _verdict(model, c)) for c in _cross(game, model.symbols[parameter], signs, way))
    ends = zip(game.actions, game.intervals, signs, strict=True)
    orders = tuple(tuple(f"{x} = {end}" for end in interval[::sign]) for x, interval, sign in ends)
    return Monotone(model, parameter, falling, orders, "increasing differences", rows)


def _cross(game: ContinuousGame, symbol: Any, signs: list[int], way: int) -> Iterator[Comparison]:
    """Yield the cross derivatives, over the actions' intervals."""
    if any(symbol in sympy.sympify(end).free_symbols for ends in game.intervals for end in ends):
        raise NotCoveredError(f"the interval of an action moves with {symbol}; fix it to compare actions")
    ends = zip(game.actions, game.intervals, strict=True)
    inside = tuple(c for x, (low, high) in ends for c in (x >= sympy.sympify(low), x <= sympy.sympify(high)))
    for i, (player, own) in enumerate(zip(game.players, game.actions, strict=True)):
        slope = signs[i] * sympy.diff(game.payoffs[i], own)
        moved = sympy.factor(way * sympy.diff(slope, symbol))
        yield Comparison(player, (), str(symbol), (), (), moved, where=inside)
        for j, other in enumerate(game.actions):
            if j != i:
                crossed = sympy.factor(signs[j] * sympy.diff(slope, other))
                yield Comparison(player, (), game.players[j], (), (), crossed, where=inside)
