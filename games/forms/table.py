r"""A table: what every game and every result turns into before people look at it.

One value, six renderings: aligned text, Markdown, CSV, HTML, LaTeX (booktabs rules round a plain `tabular`) and Word.
Its cells are told in `games.forms.cells`, its LaTeX in `games.forms.typeset`.
A result that is `Shown` has them all, in either language, from its `table`.
"""

from __future__ import annotations

import csv
import html
import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from games.errors import FormError
from games.forms.cells import Math as Math
from games.forms.cells import exact_cell, is_formula, is_words, latex_cell, text_cell
from games.forms.cells import symbol as symbol
from games.forms.folding import folded, letters, narrowed
from games.text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

ROUNDED = Text("≈ marks an irrational number, given exactly by --json.", "≈ 表示无理数，--json 给出其精确值。")


@dataclass(frozen=True)
class Table:
    """Rows of cells under named columns.

    >>> print(Table(("player", "k"), [("US", "3/2"), ("中国", "1/2")]).to_text())
    player  k
    ------  ---
    US      3/2
    中国    1/2
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    caption: str = ""
    notes: str = ""
    label: str = ""
    basis: Sequence[Any] = ()
    """What the table is made from (parameters with their values, claims): a run of cells, set after the notes."""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise FormError(f"every row of the table needs {len(self.columns)} cells: {', '.join(self.columns)}")

    def explained(self, lang: Language) -> Table:
        """Return the table with a note on ≈ if a cell rounds an irrational number."""
        said = ROUNDED.in_(lang)
        if said in self.notes or not any("≈" in cell for row in self.cells(text_cell) for cell in row):
            return self
        return replace(self, notes="\n".join(filter(None, (self.notes, said))))

    def to_text(self, width: int | None = None) -> str:
        """Return the table as aligned text, wrapped to `width` if given; Chinese characters count as two columns."""
        rows = [list(self.columns), *self.cells(text_cell)]
        widths = [max(letters(row[j]) for row in rows) for j in range(len(self.columns))]
        if width is not None:
            widths = narrowed(widths, width - 2 * (len(widths) - 1))
        head, *body = (_folded(row, widths) for row in rows)
        lines = [*head, ["-" * each for each in widths], *chain(*body)]
        padded = ("  ".join(c + " " * (w - letters(c)) for c, w in zip(line, widths, strict=True)) for line in lines)
        return "\n".join(line.rstrip() for line in padded)

    def to_markdown(self) -> str:
        """Return a Markdown pipe table with its caption and notes."""
        lines = [list(self.columns), ["---"] * len(self.columns), *self.cells(text_cell)]
        body = "\n".join("| " + " | ".join(c.replace("|", r"\|") for c in line) + " |" for line in lines)
        notes = "".join(map(text_cell, self.noted))
        return "\n\n".join(part for part in (f"**{self.caption}**" * bool(self.caption), body, notes) if part)

    def to_csv(self) -> str:
        """Return comma-separated values with a header line; numbers are exact."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([list(self.columns), *self.cells(exact_cell)])
        return stream.getvalue()

    def to_html(self) -> str:
        """Return an HTML table for a notebook."""
        head = "".join(f"<th>{html.escape(c)}</th>" for c in self.columns)
        body = "".join("<tr>" + "".join(f"<td>{_html(c)}</td>" for c in row) + "</tr>" for row in self.rows)
        caption = f"<caption>{html.escape(self.caption)}</caption>" if self.caption else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def to_latex(self) -> str:
        """Return a booktabs table; wide columns wrap, crowded ones in small type, more than 25 rows as a `longtable`.

        It needs booktabs, longtable for long tables, and graphicx for those no upright page holds; no other package.
        """
        from games.forms.typeset import table_latex

        return table_latex(self)

    def to_docx(self) -> bytes:
        """Return a Word document that holds the table as a three-line table."""
        from games.forms.word import word_document

        return word_document((self,))

    @property
    def noted(self) -> tuple[Any, ...]:
        """The notes and what the table is made from, as one run of cells."""
        return noted(self.notes, self.basis)

    def cells(self, render: Callable[[Any], str]) -> list[list[str]]:
        """Return every row, its cells rendered."""
        return [[render(cell) for cell in row] for row in self.rows]

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame of the cells as they are."""
        import pandas as pd

        return pd.DataFrame([list(row) for row in self.rows], columns=list(self.columns))

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()


class Shown(ABC):
    """A result that people look at: in a terminal, a notebook, a paper, a spreadsheet or a data frame.

    A class that inherits it says what its table and its plain data are; the rest follows.
    """

    @abstractmethod
    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the result as a table in `lang`, under its own caption unless one is given."""

    @abstractmethod
    def to_json(self) -> Any:
        """Return plain data, in English; numbers are strings `p/q` where exact."""

    def to_text(self, lang: Language = "en", caption: str = "", width: int | None = None) -> str:
        """Return caption, aligned table and notes, as a terminal shows them; cells wrap to a `width` if given."""
        table = self.table(lang, caption).explained(lang)
        return "\n".join(part for part in (table.caption, table.to_text(width), table.notes) if part)

    def to_markdown(self, lang: Language = "en", caption: str = "") -> str:
        """Return the table as Markdown with its caption and notes."""
        return self.table(lang, caption).explained(lang).to_markdown()

    def to_csv(self, lang: Language = "en") -> str:
        """Return the table as comma-separated values."""
        return self.table(lang).to_csv()

    def to_latex(self, lang: Language = "en", caption: str = "") -> str:
        """Return the table as LaTeX."""
        return self.table(lang, caption).explained(lang).to_latex()

    def to_docx(self, lang: Language = "en", caption: str = "") -> bytes:
        """Return the table as a Word document."""
        return self.table(lang, caption).explained(lang).to_docx()

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame, its headings in English."""
        return self.table().to_frame()

    def _repr_html_(self) -> str:
        table = self.table().explained("en")
        return table.to_html() + (f"<p>{html.escape(table.notes)}</p>" if table.notes else "")

    def __repr__(self) -> str:
        return self.to_text()


def noted(notes: str, basis: Sequence[Any]) -> tuple[Any, ...]:
    """Return notes and what a thing is made from as one run of cells."""
    gap = " " * bool(notes and basis and notes[-1].isascii())
    return (*[notes + gap] * bool(notes), *basis)


def _folded(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Return the lines of a row whose cells wrap."""
    cells = (folded(cell, width) for cell, width in zip(row, widths, strict=True))
    return [list(line) for line in zip_longest(*cells, fillvalue="")]


def _html(cell: Any) -> str:
    return html.escape(text_cell(cell)) if isinstance(cell, str) else _latex_html(cell)


def _latex_html(cell: Any) -> str:
    mathematics = is_formula(cell) and not is_words(cell)
    return html.escape(latex_cell(cell) if mathematics else text_cell(cell))
