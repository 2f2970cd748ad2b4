"""Any answer of any concept as labelled quantities: one row an equilibrium, one entry a quantity.

Of equilibria in strategies the quantities are the support in words, the probability of every action (`US: Open`) and
everybody's payoff (`u(US)`); of Markov perfect equilibria the support state by state, where
there is a choice, the probabilities (`calm: US: Hold`) and the values (`v(US): calm`); of other answers
they are the columns of the table it shows. A quantity has a `value`, not a number where it is none, and a `text`, exact
where the number is.
"""

from __future__ import annotations

from fractions import Fraction
from math import nan
from typing import Any, NamedTuple

from games.forms import numbers
from games.forms.cells import Math, exact_cell
from games.forms.normal_form import NormalForm
from games.forms.stochastic import StochasticGame
from games.forms.table import Table
from solvers.equilibrium import Equilibria, Equilibrium
from solvers.markov_perfect import MarkovEquilibrium, MarkovPerfect

SUPPORT = "support"


class Quantity(NamedTuple):
    """A named entry of a row: its value as a number, and as an exact text."""

    name: str
    value: float
    text: str


Row = list[Quantity]


def rows_of(answer: Any) -> list[Row]:
    """Return the rows of an answer.

    >>> from games.classics import stag_hunt
    >>> from solvers.nash import nash
    >>> [row[0].text for row in rows_of(nash(stag_hunt()))]
    ['Cooperate, Cooperate', 'Defect, Defect', 'Cooperate + Defect, Cooperate + Defect']
    """
    if isinstance(answer, MarkovPerfect):
        return [_state_by_state(answer.game, point) for point in answer.equilibria]
    if not isinstance(answer, Equilibria):
        return _table_rows(answer.table())
    listed = [
        _strategic(answer, point, k, part.dimension)
        for k, part in enumerate(answer.components, 1)
        for point in part.extreme
    ]
    return listed if isinstance(answer.game, NormalForm) else _with_beliefs(answer, listed)


def support(answer: Equilibria, point: Equilibrium) -> str:
    """Return the actions played, strategy by strategy, in words: `Open + Restrict, Depend`."""
    named = zip(answer.actions, point.support, strict=True)
    return ", ".join(" + ".join(actions[a] for a in used) for actions, used in named)


def _strategic(answer: Equilibria, point: Equilibrium, component: int, dimension: int | None) -> Row:
    named = zip(answer.strategy_names, answer.actions, point.profile, strict=True)
    played = [quantity(f"{who}: {a}", p) for who, own, mix in named for a, p in zip(own, mix, strict=True)]
    paid = [quantity(f"u({who})", u) for who, u in zip(answer.game.players, point.payoffs, strict=True)]
    place = [quantity("component", component), quantity("dimension", "?" if dimension is None else dimension)]
    return [Quantity(SUPPORT, nan, support(answer, point)), *place, *played, *paid]


def _state_by_state(game: StochasticGame, point: MarkovEquilibrium) -> Row:
    named = [
        (f"{state}: {who}", labels, mix)
        for (state, stage), mixes in zip(game.stages.items(), point.profile, strict=True)
        for who, labels, mix in zip(stage.players, stage.actions, mixes, strict=True)
    ]
    choosing = [own for own in named if len(own[1]) > 1] or named
    used = (" + ".join(a for a, p in zip(labels, mix, strict=True) if p) for _, labels, mix in choosing)
    played = [quantity(f"{who}: {a}", p) for who, labels, mix in choosing for a, p in zip(labels, mix, strict=True)]
    worth = [
        quantity(f"v({who}): {state}", value)
        for who, values in zip(game.players, point.values, strict=True)
        for state, value in zip(game.states, values, strict=True)
    ]
    return [Quantity(SUPPORT, nan, ", ".join(used)), *played, *worth, quantity("regret at most", point.regret)]


def _with_beliefs(answer: Equilibria, listed: list[Row]) -> list[Row]:
    """Add what the table of a tree's equilibria says beside strategies and payoffs."""
    known = 2 + len(answer.strategy_names) + len(answer.game.players)
    table = answer.table()
    more = _table_rows(Table(table.columns[known:], [row[known:] for row in table.rows]))
    return [row + beside for row, beside in zip(listed, more, strict=True)]


def _table_rows(table: Table) -> list[Row]:
    names = [str(name) or "row" for name in table.columns]
    return [[quantity(name, cell) for name, cell in zip(names, row, strict=True)] for row in table.rows]


def quantity(name: str, cell: Any) -> Quantity:
    """Return a cell of a table as a quantity.

    >>> quantity("u", Fraction(1, 2)), quantity("delta", "never")
    (Quantity(name='u', value=0.5, text='1/2'), Quantity(name='delta', value=nan, text='never'))
    """
    if isinstance(cell, float):
        return Quantity(name, cell, repr(cell))
    text = exact_cell(cell)
    return Quantity(name, _value(text if isinstance(cell, Math) else cell), text)


def _value(cell: Any) -> float:
    try:
        return float(Fraction(cell) if isinstance(cell, str) else numbers.exact(cell))
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        return nan
