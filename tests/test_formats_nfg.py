"""Gambit's .nfg: round trips are exact, malformed input is one clear FormatError, at once."""

import re
import subprocess
import sys
import time
from fractions import Fraction

import pytest
import sympy
from format_samples import NFG, OUTCOMES, PD, games, truncated
from hypothesis import given
from hypothesis import strategies as st

from games.errors import FormatError
from games.formats.csv import write_csv
from games.formats.nfg import read_nfg, write_nfg
from games.formats.texts import MAX_BYTES, distinct_labels
from games.forms import NormalForm


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
    kept = truncated(tmp_path / name, source)
    assert all(isinstance(game, NormalForm) for game in kept)
    assert len(kept) == 2  # with and without the final newline


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
