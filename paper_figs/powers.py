"""The article's figures 1 to 3, redrawn from the mask of `games.actors`: what feeds what, and how each power acts.

A line is drawn exactly where the mask has an entry, so that a figure cannot say what the models do not assume.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from games.actors import ARENA_SOURCES, Arena, Power, Source
from games.forms.table import Table
from games.text import Language, Text
from paper_figs.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = ("-", "--", "-.", ":")
LEFT, RIGHT = 0.0, 1.0


@dataclass(frozen=True)
class Node:
    """What stands on the right of a figure: a name, what is said under it, and the sources that feed it."""

    name: Text
    sources: frozenset[Source]
    below: tuple[Text, ...] = ()


def sources_and_arenas(lang: Language) -> Figure:
    """Draw which source of power feeds which arena of competition (figure 1)."""
    return _drawn([Node(arena.value, ARENA_SOURCES[arena]) for arena in Arena], lang)


def direct_powers(lang: Language) -> Figure:
    """Draw compulsory and structural power, which act directly, and their sources (figure 2)."""
    return _drawn(_powers(direct=True), lang)


def indirect_powers(lang: Language) -> Figure:
    """Draw institutional and productive power, which act indirectly, and their sources (figure 3)."""
    return _drawn(_powers(direct=False), lang)


def mask_table(lang: Language) -> Table:
    """Return which power draws on which source, how it acts and toward what."""
    head = ("", *(source.name for source in Source), *Text("acts|toward", "作用方式|对象").in_(lang).split("|"))
    rows = [
        (
            f"{kind.letter} {kind.name.in_(lang)}",
            *("×" if source in kind.sources else "" for source in Source),
            kind.acts.in_(lang),
            kind.toward.in_(lang),
        )
        for kind in (power.value for power in Power)
    ]
    named = "; ".join(f"{source.name}: {source.value.in_(lang)}" for source in Source)
    return Table(head, rows, Text("The four powers and their sources", "四种权力及其来源").in_(lang), named)


def _powers(direct: bool) -> list[Node]:
    kinds = [power.value for power in Power if power.value.direct == direct]
    return [Node(_full(kind.name), kind.sources, (kind.acts, kind.toward)) for kind in kinds]


def _full(name: Text) -> Text:
    return Text(f"{name.en} power", f"{name.zh}技术权力")


def _drawn(nodes: Sequence[Node], lang: Language) -> Figure:
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(6.0, 2.9))
    axes = figure.subplots()
    left = dict(zip(Source, _places(len(Source)), strict=True))
    for rank, (node, height) in enumerate(zip(nodes, _places(len(nodes)), strict=True)):
        for source in (source for source in Source if source in node.sources):
            axes.plot((LEFT, RIGHT), (left[source], height), LINES[rank], color=COLOURS[rank], linewidth=1.6, zorder=1)
        words = [node.name.in_(lang), *(each.in_(lang) for each in node.below)]
        _box(axes, RIGHT, height, "\n".join(words), COLOURS[rank])
    for source, height in left.items():
        _box(axes, LEFT, height, f"{source.name}  {source.value.in_(lang)}".replace(" and ", "\nand "), "0.3")
    axes.set(xlim=(-0.32, 1.36), ylim=(-0.14, 1.14))
    axes.set_axis_off()
    return figure


def _places(count: int) -> list[float]:
    """Return heights for `count` nodes, the first on top, spread evenly."""
    return [1 - (i + 0.5) / count for i in range(count)]


def _box(axes: Axes, x: float, y: float, words: str, colour: str) -> None:
    frame = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": colour, "linewidth": 1.2}
    axes.text(x, y, words, ha="center", va="center", fontsize=8.5, bbox=frame, zorder=3)
