"""Optimal persuasion: the signal by which a sender who commits to it does best.

Without loss a signal recommends an action, and the receiver obeys (Myerson 1982; Kamenica and Gentzkow 2011). Let
m[s][a] be the probability of state s and recommendation a. The sender maximises sum m[s][a] v(s, a) subject to the
prior, sum over a of m[s][a] = prior[s], and obedience: whoever is told a gains nothing by any other action. This linear
program is the concave envelope of the sender's value in the prior; it is solved exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.errors import NotCoveredError
from games.forms.communication import PersuasionGame
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.programs.linear import maximise

ONE = Completeness(
    False, Text("one optimal signal is shown, and there may be others", "仅列出一个最优信号，可能另有其他")
)


@dataclass(frozen=True, repr=False)
class Persuasion(Shown):
    """The sender's best value, an optimal recommendation rule, and the value of revealing nothing.

    `joint[s][a]` is the probability of state s and recommendation a.
    """

    game: PersuasionGame
    value: Fraction
    silence: Fraction
    joint: tuple[tuple[Fraction, ...], ...]

    @property
    def recommended(self) -> tuple[Fraction, ...]:
        """The probability of each recommendation."""
        return tuple(sum(column, Fraction(0)) for column in zip(*self.joint, strict=True))

    def posterior(self, action: int) -> tuple[Fraction, ...]:
        """Return what the receiver believes of the states when an action is recommended."""
        total = self.recommended[action]
        return tuple(row[action] / total for row in self.joint)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return every recommendation made, its probability and the belief it leads to."""
        head = Text("recommendation probability", "建议 概率").in_(lang).split()
        states = (f"P({translate(state, lang)})" for state in self.game.states)
        rows = [
            (translate(self.game.actions[a], lang), p, *self.posterior(a)) for a, p in enumerate(self.recommended) if p
        ]
        return Table((*head, *states), rows, caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the value of persuasion beside that of silence."""
        said = Text(
            f"The sender gets {self.value}, and {self.silence} by revealing nothing. Optimal: an exact linear program.",
            f"发送者得 {self.value}；若不透露任何信息则得 {self.silence}。由精确线性规划得出，为最优。",
        )
        return ONE.after(said.in_(lang), lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "persuasion", **ONE.to_json(),
            "value": str(self.value), "silence": str(self.silence),
            "joint": [[str(p) for p in row] for row in self.joint],
        }  # fmt: skip


def persuasion(game: PersuasionGame) -> Persuasion:
    """Return the sender's optimal signal; ties of the receiver are broken in the sender's favour.

    Raises NotCoveredError for a game of formulas.
    """
    if game.kind == "symbolic":
        raise NotCoveredError("an optimal signal needs numbers, not formulas; give the parameters values first")
    m, n = len(game.states), len(game.actions)
    places = [(s, a) for s in range(m) for a in range(n)]
    prior = [[int(s == t) for s, _ in places] for t in range(m)]
    obedience = [
        [(game.receiver[s][other] - game.receiver[s][told]) * (a == told) for s, a in places]
        for told in range(n)
        for other in range(n)
        if other != told
    ]
    goal = [game.sender[s][a] for s, a in places]
    # The program maximises over m >= 0, and a payoff below zero is no obstacle: the prior fixes the total.
    found = maximise(goal, obedience, [0] * len(obedience), prior, list(game.prior))
    assert found.value is not None
    joint = tuple(tuple(found.point[s * n : (s + 1) * n]) for s in range(m))
    return Persuasion(game, found.value, _silence(game), joint)


def _silence(game: PersuasionGame) -> Fraction:
    """Return what the sender gets when the receiver acts on the prior, ties in the sender's favour."""

    def expected(rows: Sequence[Sequence[Fraction]]) -> list[Fraction]:
        columns = zip(*rows, strict=True)
        return [sum((p * v for p, v in zip(game.prior, column, strict=True)), Fraction(0)) for column in columns]

    mine, yours = expected(game.sender), expected(game.receiver)
    return max(u for u, v in zip(mine, yours, strict=True) if v == max(yours))
