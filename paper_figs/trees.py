"""Game trees drawn with matplotlib, without LaTeX.

The tree grows to the right and every leaf has a line of its own (`tree_layout`), so that payoffs and actions never
collide: a branch leaves its node on a slope and then runs level to the child, and the action stands on the level part.
A broken line joins the nodes of an information set; beliefs stand beside the player's name. With an equilibrium, what
each player would choose is drawn thick, in colour where play reaches it and dotted where it does not.

The type shrinks until no two texts meet, should the axes given be too small for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from games.forms import numbers
from games.forms.folding import letters
from games.forms.numbers import Number
from games.forms.tree import Chance, GameTree, Leaf, Node, Path
from games.glossary import translate
from games.text import Language
from paper_figs.style import COLOURS
from paper_figs.tree_layout import Link, Placed, links, place
from solvers.equilibrium import Equilibrium

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SLOPE = 0.28
"""The share of a column in which a branch slopes."""
SIZES = (8.0, 7.0, 6.0, 5.0, 4.0, 3.5, 3.0, 2.5, 2.0)
"""Sizes of type, the first that fits is taken."""
DASHES = ((4, 2), (4, 2, 1, 2), (8, 2), (2, 1), (8, 2, 1, 2))
"""How the lines of information sets are broken, lane by lane."""
PLAYED, UNREACHED, PLAIN = "played", "unreached", "plain"
LOOKS: dict[str, dict[str, Any]] = {
    PLAYED: {"color": COLOURS[5], "linewidth": 2.4},
    UNREACHED: {"color": "black", "linewidth": 1.8, "linestyle": ":"},
    PLAIN: {"color": "0.45", "linewidth": 0.8},
}


def draw_tree(
    tree: GameTree,
    ax: Axes | None = None,
    equilibrium: Equilibrium | None = None,
    lang: Language = "en",
    beliefs: Mapping[Path, Number | str] | None = None,
) -> Axes:
    """Draw `tree` on `ax`, or on a new figure large enough for it.

    `equilibrium`, if given, holds one strategy per information set. `beliefs` are the probabilities that players give
    to nodes, by the path to the node: numbers, or texts such as `0…1/3`.
    """
    shown = {
        path: f" [{belief if isinstance(belief, str) else _payoff(belief)}]" for path, belief in (beliefs or {}).items()
    }
    ax = ax or _new_axes(tree, lang, shown)
    placed = place(tree)
    joints = links(tree, placed)
    for spot in placed.values():
        _draw_node(ax, spot, max((joint.bow for joint in joints if joint.start.x == spot.x), default=0), lang, shown)
        for action in () if isinstance(spot.node, Leaf) else spot.node.actions:
            look = _look(tree, spot.path, action, equilibrium)
            _draw_branch(ax, spot, placed[(*spot.path, action)], look, lang)
    for joint in joints:
        _draw_link(ax, joint)
    _frame(ax, tree, placed, lang)
    _shrink_type(ax)
    return ax


def _frame(ax: Axes, tree: GameTree, placed: Mapping[Path, Placed], lang: Language) -> None:
    last = max(spot.y for spot in placed.values())
    right = max(spot.x for spot in placed.values())
    widest = max(letters(_payoffs(spot.node)) for spot in placed.values() if isinstance(spot.node, Leaf))
    ax.set(xlim=(-0.3, right + 0.1 + 0.05 * widest), ylim=(last + 0.7, -0.9))
    players = ", ".join(translate(player, lang) for player in tree.players)
    ax.set_title(f"({players})", loc="left", fontsize=8)
    ax.axis("off")


def _new_axes(tree: GameTree, lang: Language, beliefs: Mapping[Path, str]) -> Axes:
    """Return axes with a line for every leaf and room for the longest words in every column."""
    from matplotlib import pyplot as plt

    placed = place(tree).values()
    ends = [spot.node for spot in placed if isinstance(spot.node, Leaf)]
    right = max(spot.x for spot in placed)
    longest = max(letters(words) for spot in placed for words in _words(spot, lang, beliefs))
    payoffs = max(letters(_payoffs(node)) for node in ends)
    size = ((0.9 + 0.09 * longest) * max(right, 1) + 0.09 * payoffs + 0.5, 0.3 * len(ends) + 0.6)
    axes: Axes = plt.figure(figsize=size).add_subplot()
    return axes


def _words(spot: Placed, lang: Language, beliefs: Mapping[Path, str]) -> list[str]:
    """Return what stands at a node that is no leaf: whose it is, and its branches."""
    if isinstance(spot.node, Leaf):
        return [""]
    return [_name(spot, lang, beliefs), *(_branch(spot.node, action, lang) for action in spot.node.actions)]


def _name(spot: Placed, lang: Language, beliefs: Mapping[Path, str]) -> str:
    assert not isinstance(spot.node, Leaf)
    chance = isinstance(spot.node, Chance)
    name = (spot.node.label or "Chance") if isinstance(spot.node, Chance) else spot.node.player
    return translate(name, lang) + ("" if chance else beliefs.get(spot.path, ""))


def _branch(node: Node, action: str, lang: Language) -> str:
    words = translate(action, lang)
    if isinstance(node, Chance):
        words += f" ({_payoff(node.probabilities[node.actions.index(action)])})"
    return words


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
    ax.plot([start.x, start.x + SLOPE, end.x], [start.y, end.y, end.y], zorder=1, **LOOKS[look])
    words = _branch(start.node, end.path[-1], lang)
    ax.text(start.x + SLOPE + 0.03, end.y - 0.08, words, fontsize=8, va="bottom", ha="left")


def _draw_node(ax: Axes, spot: Placed, room: float, lang: Language, beliefs: Mapping[Path, str]) -> None:
    """Draw a node; payoffs stand to the right of the lines that bow by up to `room`."""
    if isinstance(spot.node, Leaf):
        ax.plot([spot.x, spot.x + room], [spot.y, spot.y], zorder=1, **LOOKS[PLAIN])
        ax.text(spot.x + room + 0.04, spot.y, _payoffs(spot.node), fontsize=8, va="center", ha="left")
        return
    chance = isinstance(spot.node, Chance)
    face = "white" if chance else "black"
    mark = "s" if chance else "o"
    ax.plot(spot.x, spot.y, mark, markersize=5, color="black", markerfacecolor=face, zorder=2)
    name = _name(spot, lang, beliefs)
    ax.text(spot.x - 0.04, spot.y + 0.08, name, fontsize=8, weight="bold", va="top", ha="right")


def _draw_link(ax: Axes, link: Link) -> None:
    """Draw the broken line between two nodes of an information set: a parabola that bows by as much as it should."""
    t = np.linspace(0, 1, 41 if link.bow else 2)
    x = link.start.x + (link.end.x - link.start.x) * t + 4 * link.bow * t * (1 - t)
    y = link.start.y + (link.end.y - link.start.y) * t
    ax.plot(x, y, color="black", linewidth=0.9, dashes=DASHES[link.lane % len(DASHES)], zorder=0)


def _shrink_type(ax: Axes) -> None:
    figure: Any = ax.get_figure(root=True)
    figure.draw_without_rendering()  # the place of the axes may depend on what is in them
    for size in SIZES:
        for text in ax.texts:
            text.set_fontsize(size)
        if not _texts_meet(ax):
            return


def _texts_meet(ax: Axes) -> bool:
    """Return whether the boxes of two texts share more than a pixel."""
    boxes = np.array([text.get_window_extent().extents for text in ax.texts if text.get_text()])
    overlap = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:]) - np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    np.einsum("iik->ik", overlap)[:] = 0
    return bool((overlap > 1).all(axis=2).any())


def _payoffs(leaf: Leaf) -> str:
    return "(" + ", ".join(map(_payoff, leaf.payoffs)) + ")"


def _payoff(value: Number) -> str:
    return f"${numbers.latex(value)}$" if numbers.is_symbolic(value) else numbers.show(value)
