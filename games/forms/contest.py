"""Contests: players divide effort over several contests, each shared in proportion to effective effort.

If player i spends x[i][j] on contest j, its effective effort is y[i][j] = strengths[i][j] x[i][j]^r, and its share
p[i][j] = y[i][j] / sum over l of y[l][j]; a contest on which nobody spends is shared alike. In absolute terms i gets

    V[i] = sum over j of values[i][j] p[i][j] - costs[i] sum over j of x[i][j],

and spends at most `budgets[i]` in all (None: no limit but the cost). Relative gains change this into
U[i] = V[i] + sum over l of weights[i][l] (V[i] - V[l]). For r <= 1 and weights >= 0 U[i] is concave in i's own effort.

With one contest this is Tullock's; with given budgets and no costs it is a Blotto game with a lottery success function.

References: Tullock (1980), "Efficient rent seeking"; Friedman (1958), "Game-theory models in the allocation of
advertising expenditures"; Konrad (2009), *Strategy and Dynamics in Contests*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import check_labels
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text

Row = tuple[Number, ...]
Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, repr=False)
class ContestGame(Tabled):
    """Players who divide effort over contests; see the module for the payoffs.

    `values` and `strengths` have one row per player and one column per contest, `weights` (None: no relative gains) one
    row and one column per player; its diagonal is ignored. Numbers or formulas.

    Raises FormError for shapes that do not fit, fewer than two players, an exponent outside (0, 1], values, strengths
    or budgets that are not positive, costs or weights below zero, or a player with neither budget nor cost.
    """

    players: Sequence[str]
    contests: Sequence[str]
    values: Rows
    strengths: Rows
    budgets: Sequence[Any]
    costs: Sequence[Any]
    exponent: Any = 1
    weights: Rows | None = None
    title: str = ""

    def __post_init__(self) -> None:
        check_labels(self.players, "player")
        check_labels(self.contests, "contest")
        n = len(self.players)
        given = [[0] * n] * n if self.weights is None else self.weights
        exact: dict[str, Any] = {"values": _rows(self.values), "strengths": _rows(self.strengths)}
        exact |= {"weights": _without_diagonal(_rows(given)), "exponent": numbers.exact(self.exponent)}
        exact |= {"players": tuple(self.players), "contests": tuple(self.contests)}
        exact |= {"costs": tuple(map(numbers.exact, self.costs)), "budgets": tuple(map(_optional, self.budgets))}
        for name, value in exact.items():
            object.__setattr__(self, name, value)
        self._check_shapes()
        self._check_numbers()

    def _check_shapes(self) -> None:
        n, m = len(self.players), len(self.contests)
        if n < 2:
            raise FormError(f"{n} player; a contest needs at least two")
        for name, columns in (("values", m), ("strengths", m), ("weights", n)):
            rows: Any = getattr(self, name)
            if len(rows) != n or any(len(row) != columns for row in rows):
                raise FormError(f"{name} need {n} rows of {columns} numbers")
        for name in ("budgets", "costs"):
            if len(getattr(self, name)) != n:
                raise FormError(f"{len(getattr(self, name))} {name} for {n} players; accepted: {n}")

    def _check_numbers(self) -> None:
        for name in ("values", "strengths"):
            if any(_known(x) and x <= 0 for row in getattr(self, name) for x in row):
                raise FormError(f"{name} must be positive")
        if any(_known(b) and b <= 0 for b in self.budgets):
            raise FormError("budgets must be positive, or None for no limit")
        if any(_known(x) and x < 0 for row in (*self.weights, self.costs) for x in row):  # type: ignore[misc]
            raise FormError("costs and weights must not be negative")
        if _known(self.exponent) and not 0 < self.exponent <= 1:
            raise FormError(f"exponent {numbers.show(self.exponent)}; accepted: above 0, at most 1")
        for player, budget, cost in zip(self.players, self.budgets, self.costs, strict=True):
            if budget is None and _known(cost) and cost == 0:
                raise FormError(f"{player} has neither budget nor cost, so it would spend without limit")

    @property
    def kind(self) -> str:
        """`symbolic` if a number is a formula, else `exact`."""
        return "symbolic" if any(map(numbers.is_symbolic, self._numbers())) else "exact"

    def _numbers(self) -> list[Any]:
        rows: Any = (*self.values, *self.strengths, *self.weights, self.budgets, self.costs)  # type: ignore[misc]
        return [x for row in rows for x in row if x is not None] + [self.exponent]

    def map(self, change: Callable[[Number], Number]) -> ContestGame:
        """Return the game with every number changed."""

        def rows(given: Any) -> tuple[Row, ...]:
            return tuple(tuple(map(change, row)) for row in given)

        budgets = tuple(None if b is None else change(b) for b in self.budgets)
        return replace(
            self, values=rows(self.values), strengths=rows(self.strengths), weights=rows(self.weights),
            budgets=budgets, costs=tuple(map(change, self.costs)), exponent=change(self.exponent),
        )  # fmt: skip

    def shares(self, effective: Rows) -> tuple[Row, ...]:
        """Return the share of every player in every contest, from effective efforts y (a row per player)."""
        totals = [sum(column) for column in zip(*effective, strict=True)]
        alike = Fraction(1, len(self.players))
        return tuple(tuple(y / t if t else alike for y, t in zip(row, totals, strict=True)) for row in effective)

    def absolute(self, shares: Rows, spent: Sequence[Any]) -> Row:
        """Return V of every player, from the shares and each player's total effort."""
        return tuple(
            sum(v * p for v, p in zip(values, own, strict=True)) - cost * total
            for values, own, cost, total in zip(self.values, shares, self.costs, spent, strict=True)
        )

    def utilities(self, absolute: Sequence[Any]) -> Row:
        """Return U of every player, from V."""
        weights: Any = self.weights
        return tuple(
            own + sum(k * (own - other) for k, other in zip(row, absolute, strict=True))
            for own, row in zip(absolute, weights, strict=True)
        )

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return budget and cost of every player, and strength and value in every contest."""
        first = Text("player|budget|cost of effort", "参与者|预算|努力的成本").in_(lang).split("|")
        what = Text("strength|value", "实力|价值").in_(lang).split("|")
        head = [*first, *(f"{translate(contest, lang)}: {word}" for word in what for contest in self.contests)]
        unlimited = Text("no limit", "不限").in_(lang)
        rows = [
            (translate(player, lang), unlimited if budget is None else budget, cost, *strengths, *values)
            for player, budget, cost, strengths, values in zip(
                self.players, self.budgets, self.costs, self.strengths, self.values, strict=True
            )
        ]
        note = Text(f"Exponent r = {self.exponent}.", f"指数 r = {self.exponent}。").in_(lang)
        return Table(head, rows, caption or translate(self.title, lang), note)


def _rows(rows: Rows) -> tuple[Row, ...]:
    return tuple(tuple(map(numbers.exact, row)) for row in rows)


def _without_diagonal(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(tuple(Fraction(0) if l == i else k for l, k in enumerate(row)) for i, row in enumerate(rows))


def _optional(value: Any) -> Number | None:
    return None if value is None else numbers.exact(value)


def _known(value: Any) -> bool:
    return value is not None and not numbers.is_symbolic(value)
