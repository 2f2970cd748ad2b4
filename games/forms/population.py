"""Population games: groups of many small players, each of whom meets everybody's choices at once.

A share `weights[g]` of the population belongs to group g. If x[g][f] is the share of group g that plays strategy f and
X[f] = sum over g of weights[g] x[g][f] the share of the whole population, a member of group g gets

    u[g][f] = intercepts[g][f] + sum over h of slopes[f][h] X[h].

With one group and no intercepts this is the game of evolutionary theory with payoff matrix `slopes`.

References: Sandholm (2010), *Population Games and Evolutionary Dynamics*; Weibull (1995), *Evolutionary Game Theory*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import check_labels
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language

State = tuple[tuple[Number, ...], ...]
"""For every group the shares of its members that play each strategy."""


@dataclass(frozen=True, repr=False)
class PopulationGame(Tabled):
    """A population game whose payoffs are linear in the population's shares.

    `weights` has one number per group, positive and of sum one; `intercepts` one row per group and one column per
    strategy; `slopes` one row and one column per strategy.

    Raises FormError when the shapes do not fit or the weights are no shares.
    """

    groups: Sequence[str]
    strategies: Sequence[str]
    weights: Sequence[Number]
    intercepts: Sequence[Sequence[Number]]
    slopes: Sequence[Sequence[Number]]
    title: str = ""

    def __post_init__(self) -> None:
        check_labels(self.groups, "group")
        check_labels(self.strategies, "strategy")
        for name in ("groups", "strategies"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "weights", tuple(map(numbers.exact, self.weights)))
        for name in ("intercepts", "slopes"):
            rows = tuple(tuple(map(numbers.exact, row)) for row in getattr(self, name))
            object.__setattr__(self, name, rows)
        self._check()

    def _check(self) -> None:
        m, n = len(self.groups), len(self.strategies)
        shapes = {
            "weights": (len(self.weights), m),
            "intercepts": (len(self.intercepts), m),
            "slopes": (len(self.slopes), n),
        }
        for name, (got, wanted) in shapes.items():
            if got != wanted:
                raise FormError(f"{got} {name} for {m} groups and {n} strategies; accepted: {wanted}")
        if any(len(row) != n for row in (*self.intercepts, *self.slopes)):
            raise FormError(f"every row of intercepts and slopes needs {n} numbers, one per strategy")
        if not any(map(numbers.is_symbolic, self.weights)) and (min(self.weights) <= 0 or sum(self.weights) != 1):
            raise FormError("the weights of the groups must be positive and sum to one")

    @classmethod
    def of_matrix(cls, strategies: Sequence[str], matrix: Sequence[Sequence[Any]], title: str = "") -> PopulationGame:
        """Return the game of one population in which strategy f meets strategy h and gets `matrix[f][h]`."""
        return cls(("population",), strategies, (1,), ((0,) * len(strategies),), matrix, title)

    @property
    def players(self) -> Sequence[str]:
        """The groups."""
        return self.groups

    @property
    def kind(self) -> str:
        """`symbolic` if a number is a formula, else `exact`."""
        return "symbolic" if any(map(numbers.is_symbolic, self._numbers())) else "exact"

    def map(self, change: Callable[[Number], Number]) -> PopulationGame:
        """Return the game with every number changed."""
        weights = tuple(map(change, self.weights))
        intercepts, slopes = (tuple(tuple(map(change, row)) for row in rows) for rows in (self.intercepts, self.slopes))
        return replace(self, weights=weights, intercepts=intercepts, slopes=slopes)

    def totals(self, state: State) -> tuple[Number, ...]:
        """Return the share of the whole population that plays each strategy."""
        return tuple(
            sum(w * x for w, x in zip(self.weights, column, strict=True)) for column in zip(*state, strict=True)
        )

    def payoffs(self, state: State) -> State:
        """Return what each strategy pays a member of each group."""
        totals = self.totals(state)
        common = [sum(s * X for s, X in zip(row, totals, strict=True)) for row in self.slopes]
        return tuple(tuple(a + b for a, b in zip(own, common, strict=True)) for own in self.intercepts)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return what each strategy pays each group, as formulas in the shares X."""
        head = ("", *(translate(strategy, lang) for strategy in self.strategies))
        rows = [
            (translate(group, lang), *(_formula(a, row) for a, row in zip(own, self.slopes, strict=True)))
            for group, own in zip(self.groups, self.intercepts, strict=True)
        ]
        return Table(head, rows, caption or translate(self.title, lang))

    def _numbers(self) -> Iterator[Number]:
        yield from self.weights
        for row in (*self.intercepts, *self.slopes):
            yield from row


def _formula(intercept: Number, slopes: Sequence[Number]) -> Any:
    import sympy

    shares = sympy.symbols(f"X_1:{len(slopes) + 1}")
    return sum((sympy.sympify(s) * X for s, X in zip(slopes, shares, strict=True)), sympy.sympify(intercept))
