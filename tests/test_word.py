"""Tables for Word: three lines, both fonts, mathematics, the same bytes."""

import io
import zipfile
from fractions import Fraction

import docx
import pytest
import sympy
from docx.oxml.ns import qn

import games
from games.forms.matrices import matrix_table
from games.forms.table import Math, Table
from games.forms.word import timeless, word_document
from games.forms.word_math import office_math
from solvers.nash import nash
from solvers.regions import regions

TABLE = Table(
    ("player", "权重"), [("US", Fraction(3, 2)), ("中国", Math("k_us/2", r"\frac{k_{us}}{2}"))], "表 Caption", "Notes.",
    basis=("Claims ", Math("k = 1", "k = 1")),
)  # fmt: skip


def opened(data):
    return docx.Document(io.BytesIO(data))


def written(element):
    """Every letter of an element, mathematics included, in order."""
    return "".join(node.text or "" for node in element.iter(qn("w:t"), qn("m:t")))


def test_a_table_has_three_rules_and_no_others():
    table = opened(TABLE.to_docx()).tables[0]
    xml = table._tbl
    outer = xml.tblPr.find(qn("w:tblBorders"))
    assert [(rule.tag.split("}")[1], rule.get(qn("w:sz"))) for rule in outer] == [("top", "12"), ("bottom", "12")]
    inner = [cell.find(qn("w:tcPr")).find(qn("w:tcBorders")) for cell in xml.iter(qn("w:tc"))]
    assert [rules is not None for rules in inner] == [True, True, False, False, False, False]
    assert [rule.tag.split("}")[1] for rules in inner[:2] for rule in rules] == ["bottom", "bottom"]
    assert [[written(cell._tc) for cell in row.cells] for row in table.rows] == [
        ["player", "权重"], ["US", "3/2"], ["中国", "kus2"],
    ]  # fmt: skip


def test_caption_notes_and_both_fonts():
    document = opened(TABLE.to_docx())
    said = [written(paragraph._p) for paragraph in document.paragraphs if written(paragraph._p)]
    assert said == ["表 Caption", "Notes. Claims k=1"]
    fonts = document.styles["Normal"].font.element.rPr.rFonts
    assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == ("Times New Roman", "SimSun")


def test_the_same_tables_give_the_same_bytes_at_a_fixed_time():
    first, second = word_document([TABLE, TABLE], "T", "Table {}. "), word_document([TABLE, TABLE], "T", "Table {}. ")
    assert first == second == timeless(first)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        assert archive.testzip() is None
    assert [p.text for p in opened(first).paragraphs if p.text.startswith("Table")] == [
        "Table 1. 表 Caption", "Table 2. 表 Caption",
    ]  # fmt: skip


def test_many_columns_lie_on_their_side():
    wide = opened(Table([str(k) for k in range(9)], [range(9)]).to_docx()).sections[0]
    assert wide.page_width > wide.page_height


def test_every_game_and_result_goes_to_word():
    model = games.find("chip_ban")
    for result, letters in ((nash(model.at()), "Restrict"), (regions(model), "≥")):
        assert letters in written(opened(result.to_docx()).tables[0]._tbl)
    matrix = opened(matrix_table(model.at()).to_docx()).tables[0]._tbl
    assert len(list(matrix.iter(qn("m:bar")))) == 4
    for each in games.catalogue().values():
        assert len(opened(each.parameter_table("zh").to_docx()).tables[0].rows) == len(each.parameters) + 1


@pytest.mark.parametrize(
    ("latex", "tags", "letters"),
    [
        (r"\tfrac{1}{2}\,\text{Open}", {"f", "nor"}, "12\u2009Open"),
        (r"x_{us}^{2}", {"sSubSup"}, "xus2"),
        (r"\sqrt{2} \geq \sqrt[3]{k}", {"rad"}, "2≥3k"),
        (r"\left(a - b\right) \;\wedge\; \phi", {"d"}, "a−b\u2005∧\u2005ϕ"),
        (r"\begin{cases} 1 & \text{for}\: x > 0 \\ 0 & \text{otherwise} \end{cases}", {"eqArr", "d"},
         "1\u2003for\u2005x>00\u2003otherwise"),
        (r"\underline{-3}", {"bar"}, "−3"),
    ],
)  # fmt: skip
def test_formulas_become_words_mathematics(latex, tags, letters):
    made = office_math(latex, 9)
    assert tags <= {node.tag.split("}")[1] for node in made.iter()}
    assert written(made) == letters


def test_what_sympy_writes_is_understood():
    k, q = sympy.symbols("k_us q", positive=True)
    for formula in (k / (1 + q) ** 2, sympy.sqrt(k * q), sympy.Piecewise((k, q > 1), (0, True)), sympy.Max(k, q)):
        assert office_math(sympy.latex(formula), 9) is not None


@pytest.mark.parametrize("latex", ["\\mystery{x}", "{", "a & b", r"\frac{1}", r"\text{\textbf{x}}", "}"])
def test_what_is_not_understood_stays_text(latex):
    assert office_math(latex, 9) is None
    cell = opened(Table(("a",), [(Math("plain", latex),)]).to_docx()).tables[0].rows[1].cells[0]
    assert cell.text == "plain"


def test_words_stay_words():
    table = Table(("strategy",), [(Math("Open", r"\text{Open}"),), (Math("1/2 Open", r"\tfrac{1}{2}\,\text{Open}"),)])
    cells = [row.cells[0]._tc for row in opened(table.to_docx()).tables[0].rows[1:]]
    assert [next(cell.iter(qn("m:oMath")), None) is not None for cell in cells] == [False, True]
    assert table.to_html().count("$") == 2
