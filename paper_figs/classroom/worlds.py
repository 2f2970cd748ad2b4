"""The settings of the exercises: the article's world, and a neutral one.

A world names two players with three actions each; an exercise takes as many of them as it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from games.forms import NormalForm
from games.text import Text


@dataclass(frozen=True)
class World:
    """Two players, three actions each, and a sentence on what they decide."""

    players: tuple[str, str]
    actions: tuple[tuple[str, str, str], tuple[str, str, str]]
    story: Text

    def game(self, payoffs: Any) -> NormalForm:
        """Return the game with these payoffs, of shape (2, rows, columns); at most three actions each."""
        rows, columns = len(payoffs[0]), len(payoffs[0][0])
        return NormalForm(payoffs, self.players, (self.actions[0][:rows], self.actions[1][:columns]))

    def labels(self, i: int, count: int) -> tuple[str, ...]:
        """Return the first actions of player i."""
        return self.actions[i][:count]


NEUTRAL = World(
    ("Row", "Column"),
    (("A", "B", "C"), ("X", "Y", "Z")),
    Text("Two players each make a decision.", "两名参与者各作一项决策。"),
)

WORLDS: Sequence[World] = (
    World(
        ("US", "CN"),
        (("Open", "Restrict", "Tighten"), ("Depend", "Indigenise", "Adapt")),
        Text(
            "The US decides how freely AI chips are sold to China; China decides how to obtain its chips.",
            "美国决定对华销售人工智能芯片的自由程度；中国决定如何取得芯片。",
        ),
    ),
    World(
        ("EU", "Firm"),
        (("Rule", "NoRule", "Tighten"), ("Comply", "Exit", "Redesign")),
        Text(
            "The EU decides on a rule for AI products; a foreign firm decides how to answer it.",
            "欧盟决定人工智能产品的规则；外国企业决定如何应对。",
        ),
    ),
    World(
        ("US", "EU"),
        (("Security", "Rights", "Development"), ("Rights", "Security", "Development")),
        Text(
            "Each side promotes a frame of AI in the same forum.",
            "双方在同一论坛上各自推广一种人工智能框架。",
        ),
    ),
    World(
        ("US", "JP"),
        (("Sell", "Offer", "Exclusive"), ("Join", "Stay out", "Accept")),
        Text(
            "The US decides what it offers an ally in chip technology; Japan decides how far it joins in.",
            "美国决定在芯片技术上向盟友提供什么；日本决定参与到何种程度。",
        ),
    ),
    World(
        ("CN", "EU"),
        (("Adopt", "Not", "Adapt"), ("Trade", "Stop", "Sanction")),
        Text(
            "China decides whether to adopt a common technical standard; the EU decides how to treat trade in AI.",
            "中国决定是否采用共同技术标准；欧盟决定如何对待人工智能贸易。",
        ),
    ),
    NEUTRAL,
)

MATRIX = Text(
    "{0} chooses the row, {1} the column; a cell holds the payoff of {0}, then that of {1}.",
    "{0}选行，{1}选列；每格先列{0}的收益，再列{1}的收益。",
)
