"""Tables as a Word document: three-line tables with caption and notes, in Latin and East Asian fonts.

A three-line table (三线表) has a heavy rule above its head, a light one below it and a heavy one at its end, and no
others. Mathematics becomes Word's own (`games.forms.word_math`). The file is a zip archive whose members carry a fixed
time, so that the same tables give the same bytes. Needs python-docx.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from games.forms.cells import is_formula, is_words, latex_cell, text_cell
from games.forms.folding import letters
from games.forms.table import Table
from games.forms.word_math import element, office_math, valued

LATIN, EAST_ASIAN = "Times New Roman", "SimSun"
BODY, SMALL = 10.5, 9
"""Points: the Chinese sizes 五号 and 小五."""
HEAVY, LIGHT = 12, 6
"""Rules in eighths of a point."""
MANY = 6
"""Columns above which a document lies on its side."""
LETTER, WIDEST = 63_500, 60
"""The width of a letter in small print, in Word's units (914,400 to the inch), and of the widest column in letters."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip archive can say."""


def word_document(tables: Iterable[Table], title: str = "", numbered: str = "") -> bytes:
    """Return a .docx file with tables one after the other, each under its caption, notes below.

    `numbered` stands before the captions, with the number in the place of `{}`.
    """
    import docx

    tables = list(tables)
    document = docx.Document()
    _set_fonts(document)
    if any(len(table.columns) > MANY for table in tables):
        _turn(document.sections[0])
    if title:
        document.add_heading(title, level=1)
    for number, table in enumerate(tables, start=1):
        _add(document, table, numbered.format(number))
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "techpower", title or tables[0].caption[:255], ""
    properties.created = properties.modified = datetime(*EPOCH, tzinfo=UTC)
    stream = io.BytesIO()
    document.save(stream)
    return timeless(stream.getvalue())


def timeless(archive: bytes) -> bytes:
    """Return a zip archive with the same members in the same order, all at a fixed time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            fixed = zipfile.ZipInfo(member.filename, EPOCH)
            fixed.compress_type, fixed.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(fixed, old.read(member))
    return stream.getvalue()


def _add(document: Any, table: Table, number: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = document.add_paragraph()
    caption.alignment, caption.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    caption.paragraph_format.space_before = _points(BODY)
    _write(caption, [number + table.caption] * bool(table.caption), BODY, bold=True)
    _grid(document, [list(table.columns), *table.rows])
    if table.noted:
        notes = document.add_paragraph()
        notes.paragraph_format.space_before = _points(3)
        _write(notes, table.noted, SMALL)


def _grid(document: Any, rows: Sequence[Sequence[Any]]) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    grid = document.add_table(len(rows), len(rows[0]))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    widths = _widths(rows, room)
    for column, each in zip(grid.columns, widths, strict=True):
        column.width = each
    for row, line in zip(rows, grid.rows, strict=True):
        for value, cell, each in zip(row, line.cells, widths, strict=True):
            cell.width = each
            _write(cell.paragraphs[0], [value], SMALL, bold=row is rows[0])
    edges = grid._tbl.tblPr
    edges.append(element("w:tblBorders", _rule("top", HEAVY), _rule("bottom", HEAVY)))
    for cell in grid.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(element("w:tcBorders", _rule("bottom", LIGHT)))
    head = grid.rows[0]._tr.get_or_add_trPr()
    head.append(element("w:tblHeader"))
    for line in grid.rows:
        line._tr.get_or_add_trPr().append(element("w:cantSplit"))


def _widths(rows: Sequence[Sequence[Any]], room: int) -> list[int]:
    """Return the widths of the columns: as their contents want, as far as there is room, but room for every word."""
    texts = [[text_cell(cell) for cell in column] for column in zip(*rows, strict=True)]
    wanted = [min(max(map(letters, column)), WIDEST) + 3 for column in texts]
    least = [min(max(letters(word) for text in column for word in text.split() or [""]), 12) + 3 for column in texts]
    scale = min(LETTER, (room - LETTER * sum(least)) / max(1, sum(wanted) - sum(least)))
    return [round(LETTER * low + max(0, scale) * (want - low)) for want, low in zip(wanted, least, strict=True)]


def _write(paragraph: Any, cells: Iterable[Any], size: float, bold: bool = False) -> None:
    """Append cells to a paragraph, words as runs and formulas as Word's mathematics."""
    paragraph.paragraph_format.space_after = _points(0)
    for cell in cells:
        mathematics = is_formula(cell) and not is_words(cell)
        formula = office_math(latex_cell(cell)[1:-1], size) if mathematics else None
        if formula is not None:
            paragraph._p.append(formula)
        else:
            run = paragraph.add_run(text_cell(cell))
            run.font.size, run.bold = _points(size), bold or None


def _set_fonts(document: Any) -> None:
    """Set both fonts of the body and the headings; python-docx knows only the Latin one."""
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    for name in ("Normal", "Heading 1"):
        font = document.styles[name].font
        font.name, font.color.rgb = LATIN, RGBColor(0, 0, 0)
        fonts = font.element.rPr.rFonts
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)


def _turn(section: Any) -> None:
    from docx.enum.section import WD_ORIENTATION

    section.orientation = WD_ORIENTATION.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _rule(side: str, eighths: int) -> Any:
    return valued(f"w:{side}", "single", sz=str(eighths), space="0", color="000000")
