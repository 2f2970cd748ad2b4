"""Files and foreign packages: round trips are exact, malformed input is one clear FormatError."""

import contextlib
import io
import itertools
import re
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from games import formats
from games.errors import FormatError, NotCoveredError
from games.formats import adapters, load
from games.formats.csv import read_csv, write_csv
from games.formats.expressions import parse_expression
from games.formats.nfg import read_nfg, write_nfg
from games.formats.texts import MAX_BYTES, distinct_labels
from games.formats.toml import read_toml
from games.forms import NormalForm

PD = NormalForm([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], ("US", "CN"), (("C", "D"),) * 2, "dilemma")
NFG = 'NFG 1 R "dilemma" { "US" "CN" }\n{ { "C" "D" } { "C" "D" } }\n"why"\n\n3 3 5 0 0 5 1 1\n'
OUTCOMES = """NFG 1 R "o" { "A" "B" } { {"a" "b" "c"} {"d" "e"} } ""
{ { "x" 1/3, -2 } { "" .5 1e3 } }
1 2 0 2 1, 0
"""
ODD = ['"', "\\", '\\"', 'say "no"', "出口管制", "a, b", "x;y", "{", "}", "tab\tin", "line\nin"]
ODD += ["\\alpha", "ends\\", "1", "é ", "a_1"]

labels = st.sampled_from(ODD) | st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=6)
fractions = st.fractions() | st.integers(-(10**40), 10**40).map(Fraction)


@st.composite
def games(draw, least=1, most=4, label=labels):
    n = draw(st.integers(least, most))
    shape = draw(st.lists(st.integers(1, 4 if n < 4 else 2), min_size=n, max_size=n))
    names = draw(st.lists(label, min_size=n, max_size=n, unique=True))
    actions = [draw(st.lists(label, min_size=k, max_size=k, unique=True)) for k in shape]
    size = n * int(np.prod(shape))
    payoffs = np.empty(size, dtype=object)
    payoffs[:] = draw(st.lists(fractions, min_size=size, max_size=size))
    return NormalForm(payoffs.reshape(n, *shape), names, actions, draw(labels | st.just("")))


# .nfg


@given(games())
def test_nfg_round_trip(game):
    again = read_nfg(write_nfg(game))
    assert again == game
    assert again.title == game.title
    assert all(type(u) is Fraction for u in again.payoffs.flat)


def test_nfg_payoff_order():
    assert read_nfg(NFG) == PD
    assert read_nfg(NFG).title == "dilemma"
    game = read_nfg('NFG 1 D "" {"A""B"} {3 2} ' + " ".join(map(str, range(12))))
    assert game.shape == (3, 2)
    assert game.actions == (("1", "2", "3"), ("1", "2"))
    assert [game.payoff((1, 0)), game.payoff((0, 1))] == [(2, 3), (6, 7)]


def test_nfg_outcome_form():
    game = read_nfg(OUTCOMES)
    first, second, null = (Fraction(1, 3), -2), (Fraction(1, 2), 1000), (0, 0)
    expected = [[first, second], [second, first], [null, null]]
    assert [[game.payoff((r, c)) for c in range(2)] for r in range(3)] == expected


def test_nfg_numbers_are_exact():
    game = read_nfg('NFG 1 R "" {"A"} {5} 1/3, -.25 +2.5e-3 1E2 7.')
    assert list(game.payoffs[0]) == [Fraction(1, 3), Fraction(-1, 4), Fraction(1, 400), 100, 7]


def test_nfg_floats_read_back():
    game = NormalForm([[0.1, 1e-300, -2.5e17]], dtype=float)
    assert NormalForm(read_nfg(write_nfg(game)).payoffs, dtype=float) == game


def test_empty_and_repeated_labels_are_numbered():
    game = read_nfg('NFG 1 R "" {"" "P" "P"} { {"" ""} {"x" "x"} {"2" ""} } ' + "0 " * 24)
    assert game.players == ("1", "P_1", "P_2")
    assert game.actions == (("1", "2"), ("x_1", "x_2"), ("2", "2_1"))


@given(st.lists(st.sampled_from(["", "1", "2", "1_1", "a", "a_1", "a_2"]), max_size=9))
def test_distinct_labels(given_labels):
    made = distinct_labels(given_labels)
    assert len(made) == len(given_labels) == len(set(made))
    assert all(made)
    assert all(a == b for a, b in zip(given_labels, made, strict=True) if a and given_labels.count(a) == 1)


MALFORMED_NFG = {
    "": "line 1, column 1: expected NFG, found the end of the file",
    "nfg": "expected NFG, found 'nfg'",
    "EFG 2 R": "expected NFG, found 'EFG'",
    "NFG 2 R": "expected 1, found '2'",
    "NFG 1 X": "expected R or D, found 'X'",
    "NFG 1 R title": "expected the title in double quotes, found 'title'",
    'NFG 1 R "t': "found a quote that is never closed",
    'NFG 1 R "t" { }': "expected a player's name in double quotes, found '}'",
    'NFG 1 R "t" { "A" B }': "line 1, column 19: expected another player's name or }, in double quotes",
    'NFG 1 R "t" { "A" } { 0 }': "expected the number of actions of A, at least 1, found '0'",
    'NFG 1 R "t" { "A" } { -1 }': "actions of A, a whole number up to 10000, found '-1'",
    'NFG 1 R "t" { "A" } { 2.0 }': "found '2.0'",
    'NFG 1 R "t" { "A" } { 10001 }': "found '10001'",
    'NFG 1 R "t" { "A" } { 999999999999 }': "found '999999999999'",
    'NFG 1 R "t" { "A" } { ٣ }': "found '٣'",
    'NFG 1 R "t" { "A" "B" } { 5000 5000 } 1': "a game with 50,000,000 payoffs; accepted: at most 5,000,000",
    'NFG 1 R "t" { "A" "B" } { 2 } 1': "expected the number of actions of B",
    'NFG 1 R "t" { "A" } { 2 2 } 1': "expected }, found '2'",
    'NFG 1 R "t" { "A" } { { } } 1': "expected a label of an action of A in double quotes, found '}'",
    'NFG 1 R "t" { "A" } { { "a" } { "b" } } 1': "expected }, found '{'",
    'NFG 1 R "t" { "A" }\n{ 2 }\n1': "line 3, column 2: expected payoff 2 of 2, found the end of the file",
    'NFG 1 R "t" { "A" }\n{ 2 }\n1 2 3': "the end of the file, after payoffs for 2 profiles, found '3'",
    'NFG 1 R "t" { "A" }\n{ 2 }\n\n 1 x': "line 4, column 4: expected payoff 2 of 2: not a number: 'x'",
    'NFG 1 R "t" { "A" } { 2 } 1,,2': "expected payoff 2 of 2, found ','",
    'NFG 1 R "t" { "A" } { 2 } 1 nan': "not a number: 'nan'",
    'NFG 1 R "t" { "A" } { 2 } 1 1/0': "division by zero",
    'NFG 1 R "t" { "A" } { 2 } 1 1e99999': "exponent too large",
    'NFG 1 R "t" { "A" } { 2 } "c" "c" 1 2': "expected payoff 1 of 2, found",
    'NFG 1 R "t" { "A" } { 2 } { { "o" 1 2 } } 1 1': "expected }, found '2'",
    'NFG 1 R "t" { "A" } { 2 } { { 1 } } 1 1': "expected the name of an outcome in double quotes, found '1'",
    'NFG 1 R "t" { "A" } { 2 } { { "o" } } 1 1': "expected payoff 1 of 1, found '}'",
    'NFG 1 R "t" { "A" } { 2 } { { "o" 1 } } 1 2': "the outcome at profile 2 of 2, a whole number up to 1",
    'NFG 1 R "t" { "A" } { 2 } { { "o" 1 } } 1': "expected the outcome at profile 2 of 2",
    'NFG 1 R "t" { "A" } { 2 } { { "o" 1 } } 1 0 0': "expected the end of the file",
    'NFG 1 R "t" { "A" } { 2 } { "o" 1 } 1 0': "expected {",
    'NFG 1 R "t" { ' + '"A" ' * 32 + "}": "expected } after 31 names",
}


@pytest.mark.parametrize("text", MALFORMED_NFG)
def test_malformed_nfg(text):
    with pytest.raises(FormatError, match=re.escape(MALFORMED_NFG[text])) as caught:
        read_nfg(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("value", [sympy.sqrt(2), sympy.Symbol("x"), Fraction(2**4000)])
def test_writers_refuse_what_cannot_be_read_back(value):
    game = NormalForm([[[value]], [[1]]])
    for write in (write_nfg, write_csv):
        with pytest.raises(FormatError):
            write(game)


@pytest.mark.parametrize(("name", "source"), [("g.nfg", NFG), ("g.nfg", OUTCOMES)])
def test_a_truncated_file_is_refused_or_a_game(name, source, tmp_path):
    kept = _truncated(tmp_path / name, source)
    assert all(isinstance(game, NormalForm) for game in kept)
    assert len(kept) == 2  # with and without the final newline


def _truncated(path, source):
    """Return the games that the beginnings of a file, byte by byte, turn out to hold."""
    found = []
    for end in range(len(source.encode()) + 1):
        path.write_bytes(source.encode()[:end])
        with contextlib.suppress(FormatError):
            found.append(load(path))
    return found


# tables


@given(games(2, 2, labels.map(str.strip).filter(lambda s: s and "\\" not in s)))
def test_csv_round_trip(game):
    assert read_csv(write_csv(game)) == game


COMMAS = 'US \\ CN,C,D\nC,"3, 3","0, 5"\nD,"5, 0","1, 1"\n'
TABLES = [
    COMMAS,
    COMMAS.replace("\n", "\r\n"),
    "\ufeff\n" + COMMAS + ",,\n\n",
    "US \\ CN, C, D\nC, (3;3), 0;5\nD, 5 0, [1|1]".replace("|", " "),
    "US\\CN\tC\tD\t\nC\t3, 3\t(0, 5)\t\nD\t5,0\t1;1\t\n",
    "US \\ CN;C;D\nC;3, 3;0, 5\nD;5, 0;1 1",
    'US \\ CN;C;D\nC;"3;3";"0;5"\nD;"5;0";"1;1"',
    "US \\ CN\tC\tD\nC\t（3，3）\t0，5\nD\t10/2；0\t1.0, 1e0",
]


@pytest.mark.parametrize("text", TABLES)
def test_csv_notations(text):
    assert read_csv(text) == PD


def test_csv_without_labels():
    game = read_csv('Chicken,,x,x\n,"1/2, −1","3/2 1","0,0"')
    assert game.title == "Chicken"
    assert game.players == ("1", "2")
    assert game.actions == (("1",), ("1", "x_1", "x_2"))
    assert game.payoff((0, 0)) == (Fraction(1, 2), -1)
    assert game.payoff((0, 1)) == (Fraction(3, 2), 1)


MALFORMED_CSV = {
    "": "no columns",
    "a": "no columns",
    "a,b": "no table",
    ",\n,\n": "no table",
    ",C,D\nC,1": "row 'C', column 'C': expected two payoffs such as 3, 2 or 3/2 1, found '1'",
    ',C,D\nC,"1,2"': "row 'C', column 'D': expected two payoffs such as 3, 2 or 3/2 1, found ''",
    ',C,D\nC,"1,2,3","1,2"': "row 'C', column 'C': expected two payoffs",
    ',C,D\nC,"1,x","1,2"': "row 'C', column 'C': not a number: 'x'",
    ";C;D\nC;1,5;2,5": None,
    ";C;D\nC;1,5 2;2,5": "row 'C', column 'C': not a number: '5 2'",
    ",C,D\nC,3, 3,0, 5": "line 2: 4 cells under 2 column labels; a cell that contains ',' must be in double",
    ',C\nC,"1, 2': "line 2: unexpected end of data",
    ',C\nC,"1, 2"x': "line 2: ',' expected after '\"'",
    ',C\nC,"1/0, 2"': "division by zero",
}


@pytest.mark.parametrize("text", MALFORMED_CSV)
def test_malformed_csv(text):
    if MALFORMED_CSV[text] is None:
        assert read_csv(text).shape == (1, 2)
        return
    with pytest.raises(FormatError, match=re.escape(MALFORMED_CSV[text])):
        read_csv(text)


def test_csv_holds_two_players():
    with pytest.raises(FormatError, match="two players, not of 1"):
        write_csv(NormalForm([[1, 2]]))
    with pytest.raises(FormatError, match="backslash"):
        write_csv(NormalForm([[[1]], [[2]]], ("a\\b", "c")))


def test_a_truncated_csv_is_refused_or_a_game(tmp_path):
    kept = _truncated(tmp_path / "g.csv", TABLES[-1])
    assert len(kept) > 0
    assert all(isinstance(game, NormalForm) for game in kept)


# formulas

x, y = sympy.symbols("x y", real=True)
FORMULAS = {
    "x": x,
    " 1 + 2*x ": 1 + 2 * x,
    "-x**2": -(x**2),
    "(-x)**2": x**2,
    "x - y - 1": x - y - 1,
    "x / y / 2": x / y / 2,
    "x**-2": x**-2,
    "x**(-2)": x**-2,
    "2 - -x": 2 + x,
    "0.1 + 1e-2": sympy.Rational(11, 100),
    "1/3*x": x / 3,
    "((x))": x,
    "+x*+y": x * y,
    "(x + y)**2/(1 - .5*y)": (x + y) ** 2 / (1 - y / 2),
    "x**20": x**20,
}


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas(text):
    made = parse_expression(text, ("x", "y"))
    assert made == FORMULAS[text]
    assert made.free_symbols <= {x, y}


terms = st.recursive(
    st.sampled_from("xy") | st.integers(0, 99).map(str) | st.sampled_from(["0.5", "1e2", ".25"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", " - "]), inner).map("".join)
        | inner.map("({})".format)
        | inner.map("-{}".format)
        | inner.map("({})**2".format)
    ),
    max_leaves=8,
)


@given(terms)
def test_formulas_mean_what_python_means(text):
    point = {"x": Fraction(7, 3), "y": Fraction(-11, 5)}
    exact = re.sub(r"\d*\.\d+|\d+e\d+|(?<!\*\*)\b\d+", r"Fraction('\g<0>')", text)
    try:
        expected = eval(exact, {"Fraction": Fraction}, point)
    except ZeroDivisionError:
        return
    made = parse_expression(text, ("x", "y")).subs({x: sympy.Rational(7, 3), y: sympy.Rational(-11, 5)})
    assert made == sympy.Rational(expected.numerator, expected.denominator)


HOSTILE = {
    "": 1,
    "__import__('os').system('true')": 1,
    "x.__class__": 2,
    "lambda: 1": 1,
    "sin(x)": 1,
    "x(1)": 2,
    "os": 1,
    "x y": 3,
    "2x": 2,
    "x^2": 2,
    "x//2": 3,
    "x***2": 4,
    "x**y": 4,
    "x**0.5": 4,
    "x**21": 4,
    "x**99999999999": 4,
    "9**9**9": 5,
    "9**(9**9)": 6,
    "((((9**20)**20)**20)**20)": None,
    "(((x**20)**20)**20)": None,
    "x**11*x**10": None,
    "1/0": 3,
    "1/(x-x)": 3,
    "0**-1": 1,
    "1e9999": 1,
    "(x": 3,
    "x)": 2,
    "()": 2,
    "x +": 4,
    ".": 1,
    "1_000": 2,
    "ｘ": 1,
    "х": 1,  # Cyrillic
    "x²": 2,
    "x**²": 4,
    "٣": 1,
    "x\u200b": 2,
    "x = 1": 3,
    "[1]": 1,
    "x;x": 2,
    "'x'": 1,
    "x\x00": 2,
    "1 if x else 2": 3,
    "(" * 51 + "x" + ")" * 51: None,
    "(" * 1000 + "x" + ")" * 999: None,
    "-" * 1999 + "x": None,
    "9" * 1000 + "**4": None,
    "+".join(["1e999"] * 300): None,
    "(" * 10**7: 0,
    "x+" * 10**6 + "x": 0,
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20].encode("unicode_escape").decode())
def test_hostile_formulas_are_refused_at_once(text):
    start = time.perf_counter()
    with pytest.raises(FormatError) as caught:
        parse_expression(text, ("x", "y"))
    assert time.perf_counter() - start < 0.5
    message = str(caught.value)
    assert len(message) < 500
    if HOSTILE[text] == 0:
        assert "at most 2000" in message
    elif HOSTILE[text]:
        assert f", column {HOSTILE[text]}: " in message


def test_formula_errors_name_what_is_accepted():
    accepted = "numbers, + - * /, ** with an integer up to 20, parentheses, and parameters (x, y)"
    with pytest.raises(FormatError, match=re.escape(f"found 'z'; accepted: {accepted}")):
        parse_expression("x + z", ("x", "y"))


@settings(max_examples=300)
@given(st.text(st.sampled_from("xyz0189.+-*/()e \t_^²'\"[]"), max_size=30))
def test_any_text_is_a_formula_or_refused(text):
    try:
        made = parse_expression(text, ("x", "y"))
    except FormatError:
        return
    assert made.free_symbols <= {x, y}


# one's own game

TOML = """title = "Export control"
players = ["US", "CN"]
[actions]
US = ["Open", "Restrict"]
CN = ["Depend", "Indigenise"]
[parameters]
t = { default = "3/2", range = [0, 3], meaning = { en = "gain", zh = "收益" }, source = "own" }
s = { default = 0.1, range = "(0, 1]" }
[payoffs]
"Open,Depend" = ["t", "t/s"]
"Open, Indigenise" = ["t/2 - 1", "(t + 1)/4"]
"Restrict,Depend" = [1, 0.1]
"Restrict,Indigenise" = [0, "1/3"]
"""


def test_toml_model():
    model = read_toml(TOML)
    assert [p.name for p in model.parameters] == ["t", "s"]
    assert [p.range for p in model.parameters] == ["[0, 3]", "(0, 1]"]
    assert model.parameters[0].meaning == ("gain", "收益")
    assert (model.parameters[0].source, model.parameters[1].default) == ("own", Fraction(1, 10))
    t, s = sympy.symbols("t s", real=True)
    assert model.form.payoff(("Open", "Depend")) == (t, t / s)
    game = model.at(t=2)
    assert game.kind == "exact"
    assert game.title == "Export control"
    tenth, third = Fraction(1, 10), Fraction(1, 3)
    assert game.payoffs.tolist() == [[[2, 0], [1, 0]], [[20, Fraction(3, 4)], [tenth, third]]]


def test_toml_without_parameters():
    source = TOML.replace('"t"', "1").replace('"t/s"', "2").replace("t/2", "2").replace("(t + 1)/4", "1")
    head, tail = source.split("[parameters]")
    model = read_toml(head + tail[tail.index("[payoffs]") :])
    assert model.parameters == ()
    assert model.at() == model.form
    assert model.at().payoffs.tolist() == [[[1, 1], [1, 0]], [[2, 1], [Fraction(1, 10), Fraction(1, 3)]]]


def test_the_example_of_the_module_is_a_model():
    from games.formats import toml

    example = "\n".join(line[4:] for line in toml.__doc__.splitlines() if line.startswith("    "))
    assert read_toml(example).at(t=1).payoff(("Open", "Indigenise")) == (Fraction(-1, 2), Fraction(1, 2))


MALFORMED_TOML = [
    ('title = "Export control"\n', "", "missing key 'title'; needed: title, players, actions, payoffs"),
    ("title", "titel", "unknown key 'titel'; accepted: title, players, actions, payoffs, story, parameters"),
    ('"Export control"', "3", "title must be a text"),
    ('players = ["US", "CN"]', 'players = "US"', "players must be a list of names in quotes"),
    ('"US", "CN"]', '"US", "US"]', "players: names must be distinct and not empty"),
    ('"US", "CN"]', '"US", "EU"]', "unknown key 'actions.CN'; accepted: US, EU"),
    ('CN = ["Depend", "Indigenise"]\n', "", "missing key 'actions.CN'"),
    ('["Open", "Restrict"]', "[]", "actions.US must be a list of names"),
    ('["Open", "Restrict"]', '["Open", ""]', "actions.US: names must be distinct and not empty"),
    ('["Open", "Restrict"]', '["Open", "a,b"]', "action 'a,b': no commas"),
    ("default = 0.1, ", "", "missing key 'parameters.s.default'; needed: default, range"),
    ("default = 0.1, ", "default = 0, ", "parameters.s.default: s = 0 is outside its range; "),
    ("default = 0.1, ", "default = true, ", "parameters.s.default must be a number, not True"),
    ("default = 0.1, ", "default = 0.1, defualt = 1, ", "unknown key 'parameters.s.defualt'; accepted: "),
    ("default = 0.1, ", "default = nan, ", "not a number: 'nan'"),
    ('"(0, 1]"', '"0..1"', "parameters.s.range must be [low, high]"),
    ('"(0, 1]"', "[0]", "parameters.s.range must be [low, high]"),
    ('"(0, 1]"', "1", "parameters.s.range must be [low, high]"),
    ('"(0, 1]"', "[1, 0]", "the lower end 1 is above the upper end 0"),
    ('"(0, 1]"', '"(0, x]"', "parameters.s.range: not a number"),
    ("[parameters]\nt =", "[parameters]\n2t =", "parameter '2t'; accepted"),
    ("[parameters]\nt =", "[parameters]\n'税' =", "parameter '税'; accepted"),
    ('s = { default = 0.1, range = "(0, 1]" }', "s = 3", "parameters.s must be a table, not 3"),
    ('zh = "收益"', 'fr = "gain"', "unknown key 'parameters.t.meaning.fr'; accepted: en, zh"),
    ('source = "own"', "source = 3", "parameters.t.source must be a text"),
    ('"Open,Depend"', '"Open,Depended"', "payoffs: profile 'Open,Depend' is missing; 4 needed, 4 given"),
    ('"Open,Depend" =', '"Depend,Open" = [1, 1]\n"Open,Depend" =', "payoffs: unknown profile 'Depend,Open'"),
    ('"Open,Depend" =', '"Open, Depend" = [1, 1]\n"Open,Depend" =', "two keys mean the same profile"),
    ("[1, 0.1]", "[1]", "payoffs.'Restrict,Depend' must be 2 payoffs, one a player, not [1]"),
    ("[1, 0.1]", "[1, [2]]", "payoffs.'Restrict,Depend' must be a number, not [2]"),
    ("[1, 0.1]", "[1, inf]", "not a number: 'inf'"),
    ("[1, 0.1]", "[1, 1979-05-27]", "payoffs.'Restrict,Depend' must be a number"),
    ('"t/s"', '"t/z"', "payoffs.'Open,Depend': formula 't/z', column 3: expected a number, a"),
    ('"t/s"', '"1/(2*t - 3)"', "a payoff is not finite at the default parameters (division by zero)"),
    ('"t/s"', '"(2*t - 3)/((2*t - 3)*(t + 1))"', None),
    ("[payoffs]", "[payoffs", "not valid TOML: "),
    ("[payoffs]", "x = " + "[" * 5000 + "\n[payoffs]", "not valid TOML: "),
    ("[payoffs]", "# " + "x" * 200_000 + "\n[payoffs]", "characters of TOML; accepted: at most 200,000"),
]


@pytest.mark.parametrize(("old", "new", "message"), MALFORMED_TOML)
def test_malformed_toml(old, new, message):
    assert TOML.count(old) >= 1
    source = TOML.replace(old, new, 1)
    if message is None:
        assert read_toml(source).at().kind == "exact"
        return
    with pytest.raises(FormatError, match=re.escape(message)):
        read_toml(source)


def test_a_payoff_that_is_no_number_at_the_default_is_refused():
    source = TOML.replace('"(0, 1]"', "[0, 1]").replace("default = 0.1", "default = 0").replace('"3/2"', "0")
    with pytest.raises(FormatError, match="not finite"):
        read_toml(source)


def test_a_truncated_toml_is_refused_or_a_model(tmp_path):
    kept = _truncated(tmp_path / "g.toml", TOML)
    assert len(kept) == 2
    assert all(model.at().shape == (2, 2) for model in kept)


# load


def test_load_by_suffix(tmp_path):
    for name, text in {"a.nfg": NFG, "b.NFG": NFG, "c.csv": COMMAS, "d.tsv": TABLES[4]}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert load(tmp_path / name) == PD
        assert load(str(tmp_path / name)) == PD
    (tmp_path / "e.toml").write_text(TOML, encoding="utf-8-sig")
    assert load(tmp_path / "e.toml").at().shape == (2, 2)


def test_every_reader_exists():
    assert set(formats.READERS) >= {".nfg", ".csv", ".tsv", ".toml"}
    assert all(callable(formats._reader(formats.Path(f"x{suffix}"))) for suffix in formats.READERS)


def test_unreadable_files(tmp_path):
    (tmp_path / "dir.nfg").mkdir()
    (tmp_path / "latin.nfg").write_bytes(NFG.replace("why", "wh\xff").encode("latin-1"))
    (tmp_path / "bad.nfg").write_text("NFG 2")
    cases = {
        "game.xyz": "unknown suffix '.xyz'; accepted: .csv, ",
        "game": "unknown suffix ''",
        "absent.nfg": "cannot be read (No such file or directory)",
        "dir.nfg": "not a file but a directory or device",
        "latin.nfg": "not UTF-8 text (byte 64); save it as UTF-8",
        "bad.nfg": "line 1, column 5: expected 1, found '2'",
        "a\0b.nfg": "cannot be read (no possible name of a file)",
    }
    for name, message in cases.items():
        with pytest.raises(FormatError, match=re.escape(message)) as caught:
            load(tmp_path / name)
        assert str(caught.value).startswith(str(tmp_path / name) + ": ")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "g.nfg").write_text(NFG)

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(formats.Path, "read_bytes", refuse)
    with pytest.raises(FormatError, match=re.escape("cannot be read (Permission denied)")):
        load(tmp_path / "g.nfg")


@pytest.mark.parametrize("suffix", [".nfg", ".csv", ".toml"])
def test_a_huge_file_is_refused_unread(tmp_path, suffix):
    path = tmp_path / f"huge{suffix}"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    start = time.perf_counter()
    with pytest.raises(FormatError, match="100 MB; accepted: at most 50 MB"):
        load(path)
    assert time.perf_counter() - start < 0.2


@pytest.mark.parametrize(
    "body",
    [
        '{2 2} "' + "a" * 10**7,
        '{2 2} "' + '\\"' * 10**6,
        "{2 2} " + "1" * 10**7,
        "{ {" + '""' * 10**6,
        "{2 2} {" + '{"" 1 1}' * 10**6,
    ],
)
def test_large_malformed_nfg_is_refused_quickly(body):
    start = time.perf_counter()
    with pytest.raises(FormatError):
        read_nfg('NFG 1 R "" {"a" "b"} ' + body)
    assert time.perf_counter() - start < 2
    assert len(body) < MAX_BYTES


def test_nfg_needs_no_heavy_import(tmp_path):
    (tmp_path / "g.nfg").write_text(NFG)
    code = (
        "import sys; from games.formats import load; load(sys.argv[1]);"
        "print(*{'sympy', 'scipy', 'pandas', 'z3', 'flint', 'numba'} & set(sys.modules), 'loaded')"
    )
    command = [sys.executable, "-c", code, tmp_path / "g.nfg"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["loaded"]


# other packages

INTEGERS = NormalForm(np.arange(3 * 2 * 3 * 4).reshape(3, 2, 3, 4) ** 2, ("a", "b", "c"))
HALVES = NormalForm([[["1/2", -3], [0, "7/4"]], [[1, 2], [3, "-1/8"]]])


def test_nashpy_round_trip():
    nashpy = pytest.importorskip("nashpy")
    for game in (PD, HALVES):
        made = adapters.to_nashpy(game)
        assert isinstance(made, nashpy.Game)
        assert [m.shape for m in made.payoff_matrices] == [(2, 2), (2, 2)]
        assert adapters.from_nashpy(made, game.players, game.actions) == game
    assert adapters.to_nashpy(PD).payoff_matrices[0].dtype == np.int64
    assert [tuple(map(tuple, e)) for e in adapters.to_nashpy(PD).support_enumeration()] == [((0, 1), (0, 1))]
    decimals = nashpy.Game([[2.2, 0.3]], [[0.1, 3]])
    exact = NormalForm([[["2.2", "0.3"]], [["0.1", 3]]])
    assert adapters.from_nashpy(decimals) == exact
    with pytest.raises(NotCoveredError, match="two players, not 3"):
        adapters.to_nashpy(INTEGERS)
    with pytest.raises(NotCoveredError, match="parameters"):
        adapters.to_nashpy(NormalForm([[[x]], [[1]]]))
    assert adapters.to_nashpy(NormalForm([[[sympy.sqrt(2)]], [[1]]])).payoff_matrices[0][0, 0] == 2**0.5


def test_quantecon_round_trip():
    theory = pytest.importorskip("quantecon.game_theory")
    for game in (PD, HALVES, INTEGERS, NormalForm([[1, 2, 3]])):
        assert adapters.from_quantecon(adapters.to_quantecon(game), game.players, game.actions) == game
    made = adapters.to_quantecon(INTEGERS)
    assert made.nums_actions == (2, 3, 4)
    for profile in itertools.product(range(2), range(3), range(4)):
        assert tuple(made[profile]) == INTEGERS.payoff(profile)
    assert theory.pure_nash_brute(adapters.to_quantecon(PD)) == [(1, 1)]


def test_pygambit_round_trip():
    gambit = pytest.importorskip("pygambit")
    odd = (("a", "b b"), ("c", 'd"'))
    thirds = NormalForm([[["1/3", "-2/7"], [0, "0.1"]], [[1, 2], [3, 4]]], ("US", "中国"), odd)
    for game in (PD, HALVES, INTEGERS, thirds):
        made = adapters.to_pygambit(game)
        assert isinstance(made, gambit.Game)
        assert adapters.from_pygambit(made) == game
    assert adapters.to_pygambit(PD).title == "dilemma"
    equilibria = gambit.nash.enumpure_solve(adapters.to_pygambit(PD)).equilibria
    assert len(equilibria) == 1
    with pytest.raises(FormatError, match="not rational"):
        adapters.to_pygambit(NormalForm([[[sympy.sqrt(2)]], [[1]]]))


def test_gambit_reads_what_we_write_and_we_what_it_writes():
    gambit = pytest.importorskip("pygambit")
    for source in (NFG, OUTCOMES.replace("1, 0", "1 0")):
        assert adapters.from_pygambit(gambit.read_nfg(io.StringIO(source))) == read_nfg(source)


@pytest.mark.parametrize("name", ["nashpy", "quantecon", "pygambit"])
def test_absent_packages_are_named(name, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, f"{name}.game_theory", None)
    message = f"{name} is not installed; install it with: pip install {name}"
    with pytest.raises(adapters.MissingPackageError, match=message):
        getattr(adapters, f"to_{name}")(PD)
