r"""Tables as LaTeX: how wide each column is, how small the type, and where a line may break.

A narrow table keeps the natural width of its columns. Otherwise each column gets at least the width of what no line
breaks (the longest word, the longest piece of a formula between its signs), and what is left of the line goes to the
columns that want more. Where those pieces have no room side by side the type becomes smaller; where even that is not
enough the table is as wide as it must be, is shrunk to the line where it stands, and is said to lie `aside`: on a page
on its side it keeps its size. Widths are counted in letters, half an em each; a Chinese character counts as two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any

from games.forms import numbers
from games.forms.cells import escape_latex, is_formula, latex_cell, text_cell
from games.forms.folding import LEAST, PIECE, letters

if TYPE_CHECKING:
    from games.forms.table import Table

LONG, TALL = 25, 36
"""Rows, and lines, above which a table may break across pages."""
NARROW, WIDEST = 80, 90
"""Letters up to which a table needs no wrapping, and beyond which a column gets no wider."""
LONGEST_WORD = 13
"""Letters of a word beyond which a column does not widen to hold it, for words are hyphenated."""
SMALL, DENSE = "", "\\scriptsize\\setlength{\\tabcolsep}{3pt}%\n"
AIRY = "\\renewcommand{\\arraystretch}{1.4}%\n"
"""More space between rows that hold fractions."""
LINE = {SMALL: 88, DENSE: 118}
"""Letters in a full line of an upright page."""
GAP = {SMALL: 0.027, DENSE: 0.0135}
"""The space between two columns as a share of the line."""

_BRACKET = re.compile(r"\\(left|right)(?![a-z])")
_SCRIPT = re.compile(r"[_^]\{([^{}]*)\}")
_BOX = re.compile(r"\\(?:text|operatorname|sqrt|underline|mathrm)\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}")
_SIGN = re.compile(r"\\(?:[lgn]eq?|wedge|vee|to|in|times)(?![a-z])|\\[,;]|[=<>+,-]")
_COMMAND = re.compile(r"\\[a-zA-Z]+|\\.")
_JOINT = re.compile(r"(?<=\w{4}_)")
"""A place within a long name where a line may break."""
SCRIPT = Fraction(3, 4)
"""The size of scripts and of fractions in a line of text."""


@dataclass(frozen=True)
class Layout:
    """The size of the type, and the share of the line of every column; none where the columns keep their width."""

    size: str = SMALL
    shares: tuple[float, ...] = ()

    @property
    def aside(self) -> bool:
        """Whether the columns are wider than an upright page."""
        return sum(self.shares) + GAP[self.size] * len(self.shares) > 1 + 1e-9

    def columns(self, breaks: bool) -> str:
        """Return the specification of the columns; those of a table that breaks across pages share its line."""
        if self.aside and not breaks:
            return "".join(f"p{{{share * LINE[self.size] / 2:.1f}em}}" for share in self.shares)
        whole = max(1, sum(self.shares) + GAP[self.size] * len(self.shares))
        return "".join(f"p{{{share / whole:.3f}\\linewidth}}" for share in self.shares)


def table_latex(table: Table) -> str:
    """Return a table as LaTeX, in a `table` or, if it is long, as a `longtable`."""
    form = layout(table)
    rooms = [max(1, int(share * LINE[form.size])) for share in form.shares]
    render: list[Callable[[Any], str]] = [partial(_wrapped, room=room) for room in rooms]
    render = render or [latex_cell] * len(table.columns)
    lines = [[show(cell) for show, cell in zip(render, line, strict=True)] for line in (table.columns, *table.rows)]
    head, *body = [" & ".join(line) for line in lines]
    body = [f"{line} {end}\n" for line, end in zip(body, _ends(len(body), bool(form.shares)), strict=True)]
    head, size = f"{head} \\tabularnewline\n", form.size + AIRY * any("frac{" in line for line in body)
    breaks = len(body) > LONG or _height(table, rooms) > TALL
    columns = f"@{{}}{form.columns(breaks) or 'l' * len(table.columns)}@{{}}"
    if breaks:
        return latex_longtable(columns, head, "".join(body), table.caption, table.noted, table.label, size)
    tabular = (
        f"\\begin{{tabular}}{{{columns}}}\n\\toprule\n{head}\\midrule\n{''.join(body)}\\bottomrule\n\\end{{tabular}}"
    )
    tabular = size + (fitted(tabular) if form.aside else tabular)
    return latex_float(tabular, table.caption, table.noted, table.label)


def _ends(count: int, wrapped: bool) -> list[str]:
    """Return what ends each row: a little space where rows have several lines, no page break beside the rules."""
    gap = "[2pt]" * wrapped
    return [f"\\tabularnewline{'*' * (row in {0, count - 2})}{gap}" for row in range(count)]


def layout(table: Table) -> Layout:
    """Return how a table is set: the largest type in which what no line breaks has room side by side."""
    across = range(len(table.columns))
    lines = [list(table.columns), *table.cells(text_cell)]
    longest = [max(letters(line[j]) for line in lines) for j in across]
    if sum(longest) <= NARROW:
        return Layout()
    words = [_widest([table.columns[j], *(row[j] for row in table.rows)]) for j in across]
    for size in (SMALL, DENSE):
        room = 1 - GAP[size] * len(words)
        least = [word / LINE[size] for word in words]
        if sum(least) <= room:
            break
    wanted = [max(min(most, WIDEST) / LINE[size] - word, 0.001) for most, word in zip(longest, least, strict=True)]
    spare = max(0, room - sum(least)) / sum(wanted)
    return Layout(size, tuple(word + spare * more for word, more in zip(least, wanted, strict=True)))


def _height(table: Table, rooms: Sequence[int]) -> int:
    """Return about how many lines the rows take when the columns wrap."""
    rows = table.cells(text_cell) if rooms else []
    return sum(max(ceil(letters(c) / room) for c, room in zip(row, rooms, strict=True)) for row in rows)


def _widest(cells: Iterable[Any]) -> int:
    """Return the letters of the longest piece of some cells that no line breaks, and one more."""
    return 1 + max(map(_unbroken, cells), default=0)


def _unbroken(cell: Any) -> int:
    """Return the letters of the longest piece of a cell: a word, a formula between its signs, part of a fraction."""
    if is_formula(cell):
        return max(pieces(latex_cell(cell)[1:-1]))
    if isinstance(cell, str):
        words = [min(_width(piece.rstrip()), LONGEST_WORD) for piece in PIECE.findall(_JOINT.sub(" ", cell))]
        return max(*words, 0 if cell.isascii() else min(letters(cell), LEAST), 0)
    return max(map(len, numbers.show(cell).split("/")))


def _width(word: str) -> int:
    """Return the letters of a word; capitals are a third wider."""
    return letters(word) + ceil(Fraction(sum(map(str.isupper, word)), 3))


def pieces(latex: str) -> list[int]:
    r"""Return about how many letters wide each piece of a formula is between its signs, brackets being open.

    >>> pieces(r"k_{us} \left(1 - q\right) \ge \frac{a + b}{t_{cn}}")
    [5, 2, 3]
    """
    text, shorter = _BRACKET.sub("", latex), ""
    while text != shorter:
        shorter, text = text, _SCRIPT.sub(lambda found: _filler(found[1], SCRIPT), text)
        text = _BOX.sub(lambda found: _filler(found[1]), text)
        text = _FRACTION.sub(lambda found: max((_filler(part, SCRIPT) for part in found.groups()), key=len), text)
    return [len(_plain(piece)) for piece in _SIGN.split(text)]


def _filler(latex: str, size: Fraction = Fraction(1)) -> str:
    """Return letters about as long as a part of a formula that holds no braces."""
    return "x" * ceil(letters(_plain(latex)) * size)


def _plain(latex: str) -> str:
    """Return a letter for every command, and the letters."""
    return re.sub(r"[{}_^\s]", "", _COMMAND.sub("x", latex))


def _wrapped(cell: Any, room: int) -> str:
    """Return a cell of a column of so many letters; names may break after an underscore, formulas in their brackets."""
    text = latex_cell(cell)
    if isinstance(cell, str):
        return "\\raggedright\\leavevmode\\nobreak\\hspace{0pt}" + "\\allowbreak ".join(
            map(escape_latex, _JOINT.split(cell))
        )
    return "\\raggedright " + (_opened(text) if is_formula(cell) and letters(text_cell(cell)) > room else text)


def _opened(formula: str) -> str:
    r"""Return a formula that breaks across lines within its brackets too, and after a comma or semicolon.

    >>> print(_opened(r"$\min\left(a, b + c\right)$"))
    $\min(a,\allowbreak b + c)$
    """
    tall = "frac" in formula
    text = re.sub(r"\\(left|right)(?![a-z])", lambda found: f"\\big{found[1][0]}" if tall else "", formula)
    return re.sub(r"([,;]) ", r"\1\\allowbreak ", re.sub(r"([,;]\\;) ", r"\1\\allowbreak ", text))


def fitted(box: str) -> str:
    """Return LaTeX that shrinks a box to the width of the line if it is wider; needs graphicx."""
    return "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n" + box + "}"


def latex_float(tabular: str, caption: str, notes: Sequence[Any], label: str) -> str:
    """Wrap a `tabular` in a `table` environment with caption, label and notes (a run of cells, rendered here)."""
    lines = ["\\begin{table}[htbp]\n\\centering\\small", *_titles(caption, label), tabular, *_notes(notes)]
    return "\n".join([*lines, "\\end{table}"]) + "\n"


def latex_longtable(
    columns: str, head: str, body: str, caption: str, notes: Sequence[Any], label: str, size: str = SMALL
) -> str:
    """Return a `longtable` whose head repeats on every page, in a `size` of type."""
    title = "".join(_titles(caption, label)) + "\\tabularnewline\n" * bool(caption or label)
    top = f"\\toprule\n{head}\\midrule\n"
    rules = f"{title}{top}\\endfirsthead\n{top}\\endhead\n{body}\\bottomrule"
    lines = [f"{{\\small\n{size}\\begin{{longtable}}{{{columns}}}", rules, "\\end{longtable}", *_notes(notes), "}"]
    return "\n".join(lines) + "\n"


def _titles(caption: str, label: str) -> list[str]:
    return [f"\\caption{{{escape_latex(caption)}}}"] * bool(caption) + [f"\\label{{{label}}}"] * bool(label)


def _notes(notes: Sequence[Any]) -> list[str]:
    text = "".join(map(latex_cell, notes))
    box = f"\\par\\medskip\\begin{{minipage}}{{0.9\\linewidth}}\\footnotesize\\raggedright {text}\\end{{minipage}}"
    return [box] * bool(text)
