"""What a measure amounts to: its quantities as numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from games.errors import NotCoveredError
from games.forms.measure import Measure
from games.forms.table import Shown, Table
from games.text import Language, Text
from solvers.completeness import Completeness

WHOLE = Completeness(True, Text("every quantity of the measure", "已列出全部指标"))


@dataclass(frozen=True, repr=False)
class Measured(Shown):
    """The quantities of a measure, exact and as decimals."""

    game: Measure

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the quantities."""
        table = self.game.table(lang, caption)
        return replace(table, notes=WHOLE.after(table.notes, lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return self.game.to_json() | WHOLE.to_json()


def measure(game: Measure) -> Measured:
    """Return the quantities of a measure.

    Raises NotCoveredError for formulas.
    """
    if game.kind == "symbolic":
        raise NotCoveredError("a measure needs numbers, not formulas; give the parameters values first")
    return Measured(game)
