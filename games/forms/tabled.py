"""Forms whose rules are one table, which is how a terminal, a notebook and a paper show them."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from dataclasses import replace

from games.forms.table import Table
from games.text import Language


class Tabled(ABC):
    """A game that a table tells; the class that inherits it says which table, the rest follows."""

    @abstractmethod
    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the rules as a table in `lang`, under the game's title unless a caption is given."""

    def to_latex(self, caption: str = "", label: str = "", lang: Language = "en") -> str:
        """Return the rules as a LaTeX table."""
        return replace(self.table(lang, caption), label=label).to_latex()

    def _repr_html_(self) -> str:
        table = self.table()
        return table.to_html() + (f"<p>{html.escape(table.notes)}</p>" if table.notes else "")

    def __repr__(self) -> str:
        table = self.table()
        return "\n".join(part for part in (table.to_text(), table.notes) if part)
