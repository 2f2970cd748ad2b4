"""Game trees drawn with matplotlib, without LaTeX.

The tree grows to the right and every leaf has a line of its own, so that payoffs and actions never collide:
a branch leaves its node on a slope and then runs level to the child, and the action stands on the level
part. With an equilibrium, what each player would choose is drawn thick, in colour where play reaches it and
dotted where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from games.forms import numbers
from games.forms.istgame import letters
from games.forms.numbers import Number
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, Path
from games.glossary import translate
from games.text import Language
from paper_figs.style import COLOURS
from solvers.equilibrium import Equilibrium

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SLOPE = 0.28
"""The share of a branch that slopes."""
PLAYED, UNREACHED, PLAIN = "played", "unreached", "plain"
LOOKS: dict[str, dict[str, Any]] = {
    PLAYED: {"color": COLOURS[5], "linewidth": 2.4},
    UNREACHED: {"color": "black", "linewidth": 1.8, "linestyle": ":"},
    PLAIN: {"color": "0.45", "linewidth": 0.8},
}


@dataclass(frozen=True)
class Placed:
    """A node with its place: x is its depth, y its line, counted down from the top."""

    path: Path
    node: Node
    x: int
    y: float


def draw_tree(
    tree: GameTree, ax: Axes | None = None, equilibrium: Equilibrium | None = None, lang: Language = "en"
) -> Axes:
    """Draw `tree` on `ax`, or on a new figure large enough for it.

    `equilibrium`, if given, holds one strategy per information set.
    """
    ax = ax or _new_axes(tree, lang)
    placed = {p.path: p for p in _place(tree.root, (), 0, iter(range(len(list(tree.walk())))))}
    for spot in placed.values():
        _draw_node(ax, spot, lang)
        if not isinstance(spot.node, Leaf):
            for action in spot.node.actions:
                look = _look(tree, spot.path, action, equilibrium)
                _draw_branch(ax, spot, placed[(*spot.path, action)], look, lang)
    _draw_information_sets(ax, tree, placed)
    last = max(spot.y for spot in placed.values())
    depth = max(spot.x for spot in placed.values())
    widest = max(len(_payoffs(spot.node)) for spot in placed.values() if isinstance(spot.node, Leaf))
    ax.set(xlim=(-0.3, depth + 0.1 + 0.05 * widest), ylim=(last + 0.7, -0.9))
    players = ", ".join(translate(player, lang) for player in tree.players)
    ax.set_title(f"({players})", loc="left", fontsize=8)
    ax.axis("off")
    return ax


def _new_axes(tree: GameTree, lang: Language) -> Axes:
    """Return axes with a line for every leaf and room for the longest action on every level."""
    from matplotlib import pyplot as plt

    ends = [(path, node) for path, node in tree.walk() if isinstance(node, Leaf)]
    depth = max(len(path) for path, _ in ends)
    longest = max((letters(translate(action, lang)) for path, _ in ends for action in path), default=0)
    payoffs = max(letters(_payoffs(node)) for _, node in ends)
    size = ((0.9 + 0.09 * longest) * max(depth, 1) + 0.09 * payoffs + 0.5, 0.3 * len(ends) + 0.6)
    axes: Axes = plt.figure(figsize=size).add_subplot()
    return axes


def _place(node: Node, path: Path, depth: int, lines: Iterator[int]) -> list[Placed]:
    """Return the subtree placed, its root last."""
    if isinstance(node, Leaf):
        return [Placed(path, node, depth, next(lines))]
    moves = zip(node.actions, node.children, strict=True)
    below = [_place(child, (*path, action), depth + 1, lines) for action, child in moves]
    y = (below[0][-1].y + below[-1][-1].y) / 2
    return [spot for part in below for spot in part] + [Placed(path, node, depth, y)]


def _look(tree: GameTree, path: Path, action: str, equilibrium: Equilibrium | None) -> str:
    if equilibrium is None:
        return PLAIN
    if _probability(tree, path, action, equilibrium) == 0:
        return PLAIN
    steps = ((path[:depth], step) for depth, step in enumerate(path))
    reached = all(_probability(tree, before, step, equilibrium) != 0 for before, step in steps)
    return PLAYED if reached else UNREACHED


def _probability(tree: GameTree, path: Path, action: str, equilibrium: Equilibrium) -> Number:
    """Return the probability of an action; a move by nature counts as taken."""
    if path not in tree.set_at:
        return Fraction(1)
    place = tree.set_at[path]
    return equilibrium.profile[place][tree.information_sets[place].actions.index(action)]


def _draw_branch(ax: Axes, start: Placed, end: Placed, look: str, lang: Language) -> None:
    node, action = start.node, end.path[-1]
    assert not isinstance(node, Leaf)
    ax.plot([start.x, start.x + SLOPE, end.x], [start.y, end.y, end.y], zorder=1, **LOOKS[look])
    words = translate(action, lang)
    if isinstance(node, Chance):
        words += f" ({numbers.show(node.probabilities[node.actions.index(action)])})"
    ax.text(start.x + SLOPE + 0.03, end.y - 0.08, words, fontsize=8, va="bottom", ha="left")


def _draw_node(ax: Axes, spot: Placed, lang: Language) -> None:
    if isinstance(spot.node, Leaf):
        ax.text(spot.x + 0.04, spot.y, _payoffs(spot.node), fontsize=8, va="center", ha="left")
        return
    chance = isinstance(spot.node, Chance)
    face = "white" if chance else "black"
    mark = "s" if chance else "o"
    ax.plot(spot.x, spot.y, mark, markersize=5, color="black", markerfacecolor=face, zorder=2)
    name = spot.node.player if isinstance(spot.node, Decision) else spot.node.label or "Chance"
    name = translate(name, lang)
    ax.text(spot.x - 0.04, spot.y + 0.08, name, fontsize=8, weight="bold", va="top", ha="right")


def _draw_information_sets(ax: Axes, tree: GameTree, placed: dict[Path, Placed]) -> None:
    for information_set in tree.information_sets:
        spots = [placed[path] for path in information_set.paths]
        if len(spots) > 1:
            ax.plot([s.x for s in spots], [s.y for s in spots], "--", color="black", linewidth=0.9, zorder=0)


def _payoffs(leaf: Leaf) -> str:
    return "(" + ", ".join(map(_payoff, leaf.payoffs)) + ")"


def _payoff(value: Number) -> str:
    return f"${numbers.latex(value)}$" if numbers.is_symbolic(value) else numbers.show(value)
