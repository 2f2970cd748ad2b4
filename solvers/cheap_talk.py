"""All equilibria of the uniform-quadratic game of cheap talk.

In every equilibrium the sender tells only in which of N cells the state lies; the receiver acts on the cell's middle
(Crawford and Sobel 1982). A sender at the border a_i of two cells is indifferent between their middles:

    (a_i + a_(i+1)) / 2 - a_i - b = a_i + b - (a_(i-1) + a_i) / 2,   a_0 = 0, a_N = 1,

a linear system with one solution, an equilibrium if its borders increase. If N cells are possible so are fewer, so the
list ends with the first N that fails. Up to what is said, these are all equilibria. The receiver's expected loss is the
variance within cells; the sender's is larger by the square of the bias.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.communication import CheapTalkGame
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text

MAX_CELLS = 1000


@dataclass(frozen=True)
class Partition:
    """An equilibrium: the borders of its cells, 0 and 1 among them, and what the receiver expects to lose."""

    borders: tuple[Fraction, ...]

    @property
    def cells(self) -> int:
        """The number of cells."""
        return len(self.borders) - 1

    @property
    def loss(self) -> Fraction:
        """The receiver's expected loss: the mean variance within cells."""
        widths = (high - low for low, high in zip(self.borders, self.borders[1:], strict=False))
        return sum((width**3 for width in widths), Fraction(0)) / 12


@dataclass(frozen=True, repr=False)
class CheapTalk(Shown):
    """All partition equilibria, from the babbling one to the most informative."""

    game: CheapTalkGame
    equilibria: tuple[Partition, ...]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria, one row each."""
        head = Text("cells|borders|receiver's loss|sender's loss", "区间数|边界|接收者的损失|发送者的损失").in_(lang)
        rows = [
            (str(e.cells), ", ".join(map(numbers.show, e.borders)), e.loss, e.loss + self.game.bias**2)
            for e in self.equilibria
        ]
        return Table(head.split("|"), rows, caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return why the list is complete."""
        return Text(
            "Complete: every equilibrium tells only the cell (Crawford and Sobel 1982); more cells would not fit.",
            "完备：任何均衡都只透露所在区间（Crawford–Sobel 1982）；更多区间无法容纳。",
        ).in_(lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "cheap-talk", "complete": True, "why": self.note(),
            "equilibria": [{"borders": [str(a) for a in e.borders], "loss": str(e.loss)} for e in self.equilibria],
        }  # fmt: skip


def cheap_talk(game: CheapTalkGame) -> CheapTalk:
    """Return every partition equilibrium.

    Raises NotCoveredError for a bias that is a formula, or so small that there are over a thousand equilibria.

    >>> [[str(a) for a in e.borders] for e in cheap_talk(CheapTalkGame("1/10")).equilibria]
    [['0', '1'], ['0', '3/10', '1']]
    """
    if game.kind == "symbolic":
        raise NotCoveredError("partitions need a number for the bias, not a formula")
    if 2 * game.bias * MAX_CELLS * (MAX_CELLS + 1) < 1:
        raise NotCoveredError(f"bias {numbers.show(game.bias)} allows more than {MAX_CELLS} equilibria")
    found: list[Partition] = []
    while (borders := _borders(len(found) + 1, game.bias)) is not None:
        found.append(Partition(borders))
    return CheapTalk(game, tuple(found))


def _borders(cells: int, bias: Fraction) -> tuple[Fraction, ...] | None:
    """Return the borders that solve the indifference conditions, None if they do not increase."""
    # Each cell is wider than the one before by 4 b, by the condition at their border; the widths add up to one.
    first = Fraction(1, cells) - 2 * bias * (cells - 1)
    if first <= 0:
        return None
    borders = [Fraction(0)]
    for i in range(cells):
        borders.append(borders[-1] + first + 4 * bias * i)
    return tuple(borders)
