r"""Two-player games as a table of cells: what is pasted from, or into, a spreadsheet.

    US \ CN,   Depend,  Indigenise
    Open,      "1, 3",  "0, 2"
    Restrict,  "2, 0",  "1/2, 1"

The first row holds the labels of the column player's actions, the first column those of the row player's; the
corner may hold the players as `row \ column`, or a title. Cells are separated by tabs, semicolons or commas:
whichever, in this order, the first row has outside quotes. A cell holds the row player's payoff and the
column player's: `3, 2`, `3; 2`, `(3, 2)` or `3/2 1`. White space round labels is dropped, empty and repeated
labels are numbered (see `distinct_labels`), empty rows and empty columns on the right are ignored. Chinese
punctuation and the minus sign of typeset tables are understood.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from games.errors import FormatError
from games.formats.texts import (
    MAX_PAYOFFS,
    check_size,
    distinct_labels,
    object_array,
    payoff_number,
    payoff_text,
)
from games.forms.matrices import corner
from games.forms.normal_form import NormalForm
from games.forms.numbers import clip

_QUOTED = re.compile(r'"[^"]*+"')
_HEADER = re.compile(r'(?: *[\r\n])*+((?:"[^"]*+"|[^"\r\n])*+)')
_PLAIN = str.maketrans("（）［］，；－−–", "()[],;---")


def read_csv(text: str) -> NormalForm:
    r"""Return the two-player game in the text of a table.

    Raises FormatError naming the row and the column.

    >>> read_csv("US \\ CN;Depend;Indigenise\nOpen;1, 3;0, 2\nRestrict;2, 0;1/2, 1")
    US \ CN   Depend  Indigenise
    --------  ------  ----------
    Open      1, 3    0, 2
    Restrict  2, 0    1/2, 1
    """
    head, *body = _table(text.removeprefix("\ufeff"))
    if all(map(_holds_payoffs, (*head[1:], body[0][0]))):
        raise FormatError(
            f"the first row holds payoffs ({clip(head[1])}); expected labels of the columns' actions there"
        )
    players, title = _corner(head[0])
    columns, rows = distinct_labels(head[1:]), distinct_labels([row[0] for row in body])
    check_size((len(rows), len(columns)))
    values: list[Fraction] = []
    for label, row in zip(rows, body, strict=True):
        for column, cell in zip(columns, row[1:], strict=True):
            values += _payoffs(cell, f"row {clip(label)!r}, column {clip(column)!r}")
    payoffs = object_array(values).reshape(len(rows), len(columns), 2).transpose(2, 0, 1)
    return NormalForm(payoffs, players, (rows, columns), title)


def _holds_payoffs(cell: str) -> bool:
    try:
        return len(_payoffs(cell, "")) == 2
    except FormatError:
        return False


def write_csv(game: NormalForm) -> str:
    r"""Return a two-player game as comma-separated values, all quoted; reading them gives the same game.

    The title is not kept, nor white space round labels. Raises FormatError for another number of players, for
    payoffs that are not numbers and for players whose names hold a backslash.

    >>> print(write_csv(NormalForm([[[1, "1/2"]], [[0, 1]]], ("A", "B"), (("x",), ("y", "z")))))
    "A \ B","y","z"
    "x","1, 0","1/2, 1"
    <BLANKLINE>
    """
    if game.n_players != 2:
        raise FormatError(f"a .csv file holds a game of two players, not of {game.n_players}")
    if any("\\" in player for player in game.players):
        raise FormatError("a player's name with a backslash cannot be written to a .csv file")
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([corner(game), *game.actions[1]])
    for r, label in enumerate(game.actions[0]):
        writer.writerow([label, *(", ".join(map(payoff_text, cell)) for cell in game.payoffs[:, r].T)])
    return stream.getvalue()


def _table(text: str) -> list[list[str]]:
    """Return the stripped cells, at least two rows and two columns, all rows of one length."""
    delimiter = _delimiter(text)
    if text.count(delimiter) + text.count("\n") > MAX_PAYOFFS:
        raise FormatError(f"a table of more than {MAX_PAYOFFS:,} cells")
    lines = io.StringIO(text, newline="")
    rows = _rows(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
    width = max((_width(row) for _, row in rows), default=0)
    if len(rows) < 2 or width < 2:
        raise FormatError("no table; expected column labels in the first row, then rows of a label and cells")
    labels = len(rows[0][1])
    for line, row in rows:
        if _width(row) > labels:
            raise FormatError(
                f"line {line}: {_width(row) - 1} cells under {labels - 1} column labels; "
                f"a cell that contains {delimiter!r} must be in double quotes"
            )
    return [(row + [""] * width)[:width] for _, row in rows]


def _rows(reader: Any) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, with the lines they end on."""
    try:
        stripped = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
        return [(line, row) for line, row in stripped if any(row)]
    except csv.Error as error:
        raise FormatError(f"line {reader.line_num}: {error}") from None


def _width(row: list[str]) -> int:
    """Return the number of cells up to the last that is not empty."""
    return max((k + 1 for k, cell in enumerate(row) if cell), default=0)


def _delimiter(text: str) -> str:
    match = _HEADER.match(text)
    unquoted = _QUOTED.sub("", match[1]) if match else ""
    found = next((mark for mark in "\t;," if mark in unquoted), None)
    if found is None:
        raise FormatError("line 1: no columns; expected cells separated by tabs, semicolons or commas")
    return found


def _corner(text: str) -> tuple[Sequence[str], str]:
    names = [name.strip() for name in text.split("\\")]
    if len(names) == 2 and all(names):
        return distinct_labels(names), ""
    return (), text


def _payoffs(cell: str, where: str) -> list[Fraction]:
    inner = cell.translate(_PLAIN)
    if inner[:1] + inner[-1:] in ("()", "[]"):
        inner = inner[1:-1]
    parts = inner.split(next((mark for mark in ";," if mark in inner), None))
    if len(parts) != 2:
        raise FormatError(f"{where}: expected two payoffs such as 3, 2 or 3/2 1, found {clip(cell)!r}")
    return [payoff_number(part, where) for part in parts]
