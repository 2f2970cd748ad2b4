"""Normal forms and numbers: exactness, validation, and what people see."""

import re
import subprocess
import sys
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from games.errors import FormError, NumberError
from games.forms import NormalForm
from games.forms.cells import Math, escape_latex
from games.forms.folding import letters
from games.forms.matrices import best_replies, matrix_table
from games.forms.numbers import exact, latex, show, unrounded
from games.forms.table import Table, noted
from games.registry import find

PRISONERS = NormalForm([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], ("US", "CN"), (("C", "D"), ("C", "D")), "Dilemma")


@given(st.fractions())
def test_every_notation_of_a_fraction_is_the_same_number(value):
    assert exact(value) == exact(str(value)) == exact(sympy.Rational(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_its_shortest_decimal(value):
    assert exact(value) == exact(np.float64(value)) == Fraction(repr(value))


@pytest.mark.parametrize("bad", ["", "a", "1/0", "1e999999999", "0x10", "1_0", "1/2/3", "--1", "9" * 3000, "∞", "１"])
def test_text_that_is_no_number(bad):
    with pytest.raises(NumberError, match=r"accepted"):
        exact(bad)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), sympy.nan, sympy.oo, sympy.I, None, [], object()])
def test_values_that_are_no_numbers(bad):
    with pytest.raises(NumberError):
        exact(bad)


@pytest.mark.parametrize(
    ("payoffs", "message"),
    [
        ([], "at least one player"),
        (3, "n_players"),
        ([[[1, 2], [3]], [[1, 2], [3, 4]]], "ragged"),
        ([[[1, 2], [3, 4]]], "n_players"),
        ([[[], []], [[], []]], "at least one action"),
    ],
)
def test_payoffs_of_no_game(payoffs, message):
    with pytest.raises(FormError, match=message):
        NormalForm(payoffs)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"players": ("A", "A")}, "duplicate player"),
        ({"players": ("A",)}, "2 players"),
        ({"players": ("A", "")}, "non-empty"),
        ({"actions": (("x", "x"), ("y", "z"))}, "duplicate action of 1"),
        ({"actions": (("x",), ("y", "z"))}, "2 actions"),
    ],
)
def test_labels_that_do_not_fit(labels, message):
    with pytest.raises(FormError, match=message):
        NormalForm(PRISONERS.payoffs, **labels)


def test_a_game_is_frozen_and_generic_in_its_numbers():
    with pytest.raises(ValueError, match="read-only"):
        PRISONERS.payoffs[0, 0, 0] = 9
    with pytest.raises(AttributeError):
        PRISONERS.title = "other"
    x = sympy.Symbol("x", real=True)
    kinds = [NormalForm([[1, 2]], dtype=float).kind, NormalForm([["1/3", 2]]).kind, NormalForm([[x, 2]]).kind]
    assert kinds == ["float", "exact", "symbolic"]


def test_profiles_labels_and_payoffs():
    assert PRISONERS.payoff(("D", "C")) == PRISONERS.payoff((1, 0)) == (5, 0)
    assert [PRISONERS.index(PRISONERS.labels(p)) for p in PRISONERS.profiles()] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    with pytest.raises(FormError, match="CN has no action 'X'; accepted: C, D"):
        PRISONERS.payoff(("C", "X"))
    assert PRISONERS.restrict([[1], [0, 1]]).payoffs.tolist() == [[[5, 1]], [[0, 1]]]


def test_from_profiles_needs_every_profile():
    with pytest.raises(FormError, match="exactly the profiles"):
        NormalForm.from_profiles({"A": ("x", "y")}, {("x",): (1,)})
    with pytest.raises(FormError, match="one per player"):
        NormalForm.from_profiles({"A": ("x",), "B": ("y",)}, lambda a, b: (1,))


def test_best_replies_are_marked():
    assert best_replies(PRISONERS).tolist() == [[[False, False], [True, True]], [[False, True], [False, True]]]
    assert PRISONERS._repr_html_().count("<u>") == 4
    assert PRISONERS.to_latex().count(r"\underline") == 4
    three = NormalForm(np.arange(24).reshape(3, 2, 2, 2))
    assert [text.count("\\begin{tabular}") for text in (PRISONERS.to_latex(), three.to_latex())] == [1, 2]


def test_equality_is_by_value():
    assert NormalForm(PRISONERS.payoffs, PRISONERS.players, PRISONERS.actions) == PRISONERS
    assert hash(PRISONERS.map(lambda u: u)) == hash(PRISONERS)
    assert PRISONERS.map(lambda u: u + 1) != PRISONERS
    assert NormalForm(PRISONERS.payoffs) != PRISONERS


def test_a_table_says_the_same_in_every_rendering():
    table = Table(("player", "k & q"), [("中国", Fraction(-1, 3)), ("US", Math("x >= 0", r"x \ge 0"))], "Cap", "Note")
    assert table.to_csv() == "player,k & q\n中国,-1/3\nUS,x >= 0\n"
    assert table.to_markdown().count("|") == 12
    assert r"$-\tfrac{1}{3}$" in table.to_latex()
    assert r"k \& q" in table.to_latex()
    assert "$x \\ge 0$" in table.to_html()
    assert table.to_frame().shape == (2, 2)
    with pytest.raises(FormError, match="2 cells"):
        Table(("a", "b"), [("1",)])


def test_wide_tables_wrap_and_long_ones_break():
    wide = Table(("a", "b"), [("word " * 30, "word " * 30)]).to_latex()
    assert "p{0." in wide
    assert "longtable" not in wide
    assert "longtable" in Table(("a",), [("x",)] * 40).to_latex()


@given(st.text())
def test_escaped_text_has_no_bare_specials(text):
    escaped = escape_latex(text)
    for command in (r"\textbackslash{}", r"\textasciitilde{}", r"\textasciicircum{}", *(f"\\{c}" for c in "&%$#_{}")):
        escaped = escaped.replace(command, "")
    assert not set(escaped.replace("$", "")) & set("&%#_~^") or "\\" in escaped


def test_numbers_in_latex():
    assert latex(Fraction(1, 2)) == r"\tfrac{1}{2}"
    assert latex(Fraction(3)) == "3"
    assert latex(sympy.sqrt(2)) == r"\sqrt{2}"


X = sympy.Symbol("x")
LONG_ROOT = sympy.sqrt(8329232927543354462361675973969) / 26486839875072 - sympy.Rational(1, 3)
NO_RADICALS = sympy.CRootOf(X**5 - X - 1, 0)
CUBIC = sympy.cbrt(1 + sympy.I * sympy.sqrt(123456789)) + sympy.cbrt(1 - sympy.I * sympy.sqrt(123456789))


@pytest.mark.parametrize("value", [LONG_ROOT, -LONG_ROOT, NO_RADICALS, CUBIC])
def test_a_long_irrational_number_is_a_decimal_that_says_so(value):
    said = show(value)
    assert said.startswith("≈")
    assert len(said) <= 14
    assert float(said[1:]) == pytest.approx(float(sympy.re(value.evalf(50))), rel=5e-6)
    assert latex(value) == r"{\approx}" + said[1:]
    assert unrounded(value) == str(value)


EXACT = (sympy.sqrt(2) / 2, (sympy.sqrt(601) - 13) / 24, sympy.Rational(10**30, 7), X / 10**30, X > 10**30)


@pytest.mark.parametrize("value", EXACT)
def test_a_short_root_a_rational_and_a_formula_stay_exact(value):
    assert show(value) == str(value)
    assert "approx" not in latex(value)


def test_a_table_explains_its_rounded_numbers_and_keeps_them_in_csv():
    exact = Table(("u",), [(sympy.sqrt(2),)], "Cap", "Note")
    assert exact.explained("en") is exact
    rounded = Table(("u",), [(LONG_ROOT,)], "Cap", "Note")
    for lang, words in (("en", "irrational number"), ("zh", "无理数")):
        told = rounded.explained(lang)
        assert words in told.notes
        assert told.explained(lang) is told
        assert "--json" in told.to_markdown()
        assert "-{}-json" in told.to_latex()
        assert r"$\approx$" in told.to_latex()
        assert str(LONG_ROOT) in told.to_csv()
        assert told.to_docx()


WORDS = ("", "one two three", "领先者休整，追赶者加速。", "5664*c_i+3776*v_c>=5664*c_c+3369*v_i", "US", "中 a 国 bc")


@pytest.mark.parametrize("width", [30, 41, 60, 200])
def test_text_wraps_to_a_width_and_loses_no_letter(width):
    table = Table(("id", "first", "第二"), [(str(k), a, b) for k, (a, b) in enumerate(product(WORDS, repeat=2))])
    wrapped = table.to_text(width).splitlines()
    assert max(map(letters, wrapped)) <= width
    heads = [line.split()[0] for line in wrapped[2:] if line[:1].isdigit()]
    assert heads == [row[0] for row in table.rows]
    assert sorted("".join("".join(wrapped).split()).replace("-", "")) == sorted(
        "".join("".join(table.to_text().splitlines()).split()).replace("-", "")
    )
    assert (table.to_text(width) == table.to_text()) == (width == 200)


def test_a_matrix_that_rounds_says_so():
    root = sympy.sqrt(2 + sympy.sqrt(3 + sympy.sqrt(5 + sympy.sqrt(7))))
    rounded, exact = (NormalForm([[[x, 0], [0, 1]], [[x, 1], [0, 2]]]) for x in (root, sympy.sqrt(2)))
    for game, count in ((rounded, 1), (exact, 0)):
        assert str(game).count("irrational") == game._repr_html_().count("irrational") == count
        assert game.to_latex().count("irrational") == game.to_latex(lang="zh").count("无理数") == count
        assert matrix_table(game).explained("en").notes.count("irrational") == count


SHOWN_BESIDE = """
import sys, games
game, model = games.find("chip_ban")(), games.find("firm_compliance")
alone = game._repr_html_(), model._repr_html_()
assert not any(name.partition(".")[0] == "solvers" for name in sys.modules)
import solvers
beside = game._repr_html_(), model._repr_html_()
for before, after, words in zip(alone, beside, ("Restrict", r"kappa"), strict=True):
    assert after.count("<table>") > before.count("<table>") > 0
    assert after.count(words) > before.count(words)
assert "Complete" in beside[0] and r"\\mu" in beside[1]
assert "solvers.nash" in sys.modules
assert "Tighten" in games.find("workaround")()._repr_html_().partition("<table>")[2]
large = games.NormalForm([[[i * j % 7 for j in range(9)] for i in range(9)]] * 2)
assert "Complete" not in large._repr_html_()
"""


def test_a_notebook_lists_equilibria_and_regions_beside_a_game_once_solvers_are_there():
    subprocess.run([sys.executable, "-c", SHOWN_BESIDE], check=True)


def test_a_note_and_what_follows_it_are_parted_where_the_language_parts_words():
    assert noted("From a → b.", ("k = 1",)) == ("From a → b. ", "k = 1")
    assert noted("由 a 至 b。", ("k = 1",)) == ("由 a 至 b。", "k = 1")
    assert noted("", ("k = 1",)) == ("k = 1",)


def test_long_formulas_stand_below_the_matrix():
    """Put back in their places, they are the payoffs."""
    game = find("rival_standards").form
    text = repr(game)
    matrices, told = text.split("\n\n[1] = ")
    assert max(map(len, matrices.splitlines())) <= 120
    assert max(map(len, told.splitlines())) <= 100
    parts = re.split(r"\n(?=\[\d+\] = )", f"[1] = {told}")
    number = dict(" ".join(part.split()).split(" = ", 1) for part in parts)
    assert [*number] == [f"[{k + 1}]" for k in range(len(parts))]
    rows = [re.split(r"\s{2,}", line)[1:] for line in matrices.splitlines() if ", " in line]
    cells = [number.get(one, one) for row in rows for cell in row for one in cell.split(", ")]
    expected = [str(u) for rest in range(3) for r in range(3) for c in range(3) for u in game.payoff((r, c, rest))]
    assert cells == expected
