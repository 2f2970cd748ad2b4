r"""A table: what every game and every result turns into before people look at it.

One value, six renderings: aligned text, Markdown, CSV, HTML, LaTeX (booktabs rules round a plain `tabular`) and Word.
A cell is a string (plain words), a number (typeset as mathematics), a sympy expression, or `Math(text, latex)`.
A result that is `Shown` has them all, in either language, from its `table`.
"""

from __future__ import annotations

import csv
import html
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from games.errors import FormError
from games.forms import numbers
from games.forms.folding import folded, letters, narrowed
from games.text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

_GREEK = dict(zip("αβγδεηθκλμνξπρστφχψωΓΔΘΛΣΦΩ", (
    "alpha", "beta", "gamma", "delta", "varepsilon", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho",
    "sigma", "tau", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Omega",
), strict=True))  # fmt: skip
_LATEX_SPECIAL = {c: "\\" + c for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "−": "$-$",
    "≥": r"$\ge$",
    "≤": r"$\le$",
    "≈": r"$\approx$",
    "→": r"$\to$",
    "×": r"$\times$",
    "∈": r"$\in$",
    "²": r"\textsuperscript{2}",
    "·": r"$\cdot$",
    "≠": r"$\ne$",
    "∞": r"$\infty$",
    "∧": r"$\wedge$",
    "∨": r"$\vee$",
    "√": r"$\surd$",
    **{letter: f"$\\{name}$" for letter, name in _GREEK.items()},
    "<": r"$<$",
    ">": r"$>$",
}

ROUNDED = Text("≈ marks an irrational number, given exactly by --json.", "≈ 表示无理数，--json 给出其精确值。")
LONG, TALL = 25, 36
"""Rows, and lines, above which a LaTeX table may break across pages."""
NARROW, WIDEST, FULL = 80, 90, 88
"""Characters up to which a LaTeX table needs no wrapping, beyond which a column gets no wider, and in a full line."""
LONGEST_WORD = 13
"""Characters of a word beyond which a column does not widen to hold it."""
COLUMN_SEPARATION = 0.027
"""The space between two columns as a share of the text width."""


class Math(NamedTuple):
    """A cell of mathematics: as text, as LaTeX without dollars, and as exact text where these two round a number."""

    text: str
    latex: str
    exact: str = ""


def symbol(name: str) -> Math:
    r"""Return the name of a parameter as a cell.

    >>> symbol("k_us")
    Math(text='k_us', latex='k_{us}', exact='')
    """
    import sympy

    return Math(name, sympy.latex(sympy.Symbol(name)))


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
        """Return a booktabs table; wide columns wrap, and more than 25 rows become a `longtable`.

        It needs booktabs, and longtable for long tables; no other package.
        """
        shares = self._shares()
        render = _wrapped if shares else latex_cell
        lines = [list(map(render, self.columns)), *self.cells(render)]
        inner = "".join(f"p{{{share:.3f}\\linewidth}}" for share in shares) or "l" * len(self.columns)
        columns = f"@{{}}{inner}@{{}}"
        head, *body = [" & ".join(line) + " \\tabularnewline\n" for line in lines]
        if len(body) > LONG or self._lines(shares) > TALL:
            return latex_longtable(columns, head, "".join(body), self.caption, self.noted, self.label)
        rules = f"\\toprule\n{head}\\midrule\n{''.join(body)}\\bottomrule"
        dense = "\\scriptsize\\setlength{\\tabcolsep}{3pt}%\n" * self.crowded
        tabular = f"{dense}\\begin{{tabular}}{{{columns}}}\n{rules}\n\\end{{tabular}}"
        return latex_float(tabular, self.caption, self.noted, self.label)

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

    def _shares(self) -> list[float]:
        """Return the share of the text width of each column of a wide table; nothing if the table is narrow."""
        lines = [list(self.columns), *self.cells(text_cell)]
        longest = [max(letters(line[j]) for line in lines) for j in range(len(self.columns))]
        if sum(longest) <= NARROW:
            return []
        room = 1 - COLUMN_SEPARATION * len(longest)
        words = [word * min(1, room / sum(self._least)) for word in self._least]
        wanted = [max(min(most, WIDEST) / FULL - word, 0.001) for most, word in zip(longest, words, strict=True)]
        spare = (room - sum(words)) / sum(wanted)
        return [word + spare * more for word, more in zip(words, wanted, strict=True)]

    def _lines(self, shares: Sequence[float]) -> int:
        """Return about how many lines the rows take when the columns wrap."""
        widths = [max(1, share * FULL) for share in shares]
        rows = self.cells(text_cell)
        return sum(max(ceil(letters(c) / w) for c, w in zip(row, widths, strict=True)) for row in rows) if shares else 0

    @property
    def crowded(self) -> bool:
        """Whether the longest words of the columns have no room beside each other on an upright page."""
        return sum(self._least) + COLUMN_SEPARATION * len(self.columns) > 1

    @cached_property
    def _least(self) -> list[float]:
        """The share of a line that each column needs for its longest word, or what a column is not widened for."""
        return [min(max(map(letters, self._words(j))) + 1, LONGEST_WORD) / FULL for j in range(len(self.columns))]

    def _words(self, j: int) -> list[str]:
        """Return the words of a column, which a line cannot break; mathematics breaks at its outer signs."""
        cells = [self.columns[j], *(row[j] for row in self.rows)]
        return [word for cell in cells for word in _unbroken(cell)] or [""]

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
    gap = " " * bool(notes and basis and notes.isascii())
    return (*[notes + gap] * bool(notes), *basis)


def fitted(box: str) -> str:
    """Return LaTeX that shrinks a box to the width of the line if it is wider; needs graphicx."""
    return "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n" + box + "}"


def latex_float(tabular: str, caption: str, notes: Sequence[Any], label: str) -> str:
    """Wrap a `tabular` in a `table` environment with caption, label and notes (a run of cells, rendered here)."""
    lines = ["\\begin{table}[htbp]\n\\centering\\small", *_titles(caption, label), tabular, *_notes(notes)]
    return "\n".join([*lines, "\\end{table}"]) + "\n"


def latex_longtable(columns: str, head: str, body: str, caption: str, notes: Sequence[Any], label: str) -> str:
    """Return a `longtable` whose head repeats on every page."""
    title = "".join(_titles(caption, label)) + "\\tabularnewline\n" * bool(caption or label)
    top = f"\\toprule\n{head}\\midrule\n"
    rules = f"{title}{top}\\endfirsthead\n{top}\\endhead\n{body}\\bottomrule"
    lines = ["{\\small", f"\\begin{{longtable}}{{{columns}}}", rules, "\\end{longtable}", *_notes(notes), "}"]
    return "\n".join(lines) + "\n"


def _titles(caption: str, label: str) -> list[str]:
    return [f"\\caption{{{escape_latex(caption)}}}"] * bool(caption) + [f"\\label{{{label}}}"] * bool(label)


def _notes(notes: Sequence[Any]) -> list[str]:
    text = "".join(map(latex_cell, notes))
    box = f"\\par\\medskip\\begin{{minipage}}{{0.9\\linewidth}}\\footnotesize\\raggedright {text}\\end{{minipage}}"
    return [box] * bool(text)


def escape_latex(text: str) -> str:
    r"""Return plain text with LaTeX's special characters escaped; two hyphens make no dash.

    >>> print(escape_latex("k_us & 5% --json"))
    k\_us \& 5\% -{}-json
    """
    return "".join(_LATEX_SPECIAL.get(character, character) for character in text).replace("--", "-{}-")


def text_cell(cell: Any) -> str:
    """Return a cell as plain text."""
    if isinstance(cell, Math):
        return cell.text
    return cell if isinstance(cell, str) else numbers.show(cell)


def exact_cell(cell: Any) -> str:
    """Return a cell as plain text with its numbers exact, however long."""
    if isinstance(cell, Math):
        return cell.exact or cell.text
    return cell if isinstance(cell, str) else numbers.unrounded(cell)


def _folded(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Return the lines of a row whose cells wrap."""
    cells = (folded(cell, width) for cell, width in zip(row, widths, strict=True))
    return [list(line) for line in zip_longest(*cells, fillvalue="")]


def latex_cell(cell: Any) -> str:
    """Return a cell as LaTeX, mathematics between dollars."""
    if isinstance(cell, Math):
        return f"${cell.latex}$"
    return escape_latex(cell) if isinstance(cell, str) else f"${numbers.latex(cell)}$"


def _wrapped(cell: Any) -> str:
    """Return a cell of a column that wraps as LaTeX; names may break after an underscore."""
    text = latex_cell(cell)
    return "\\raggedright " + (text.replace("\\_", "\\_\\allowbreak ") if isinstance(cell, str) else text)


def _html(cell: Any) -> str:
    return html.escape(text_cell(cell)) if isinstance(cell, str) else _latex_html(cell)


def _latex_html(cell: Any) -> str:
    return html.escape(latex_cell(cell)) if is_formula(cell) else html.escape(text_cell(cell))


def _unbroken(cell: Any) -> list[str]:
    """Return the pieces of a cell that no line breaks: the words of a text, the longer part of a fraction."""
    if isinstance(cell, str):
        return cell.replace("_", "_ ").split()
    if is_formula(cell):
        return [max(piece.split("/"), key=len) for piece in re.split(r" [+=∧∨<>≤≥] |, | or ", text_cell(cell))]
    return [max(numbers.show(cell).split("/"), key=len)]


def is_formula(cell: Any) -> bool:
    """Return whether a cell is mathematics that plain text shows worse."""
    return isinstance(cell, Math) or numbers.is_symbolic(cell)
