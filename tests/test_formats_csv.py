"""Bimatrices from spreadsheets: round trips are exact, malformed input is one clear FormatError."""

import re
from fractions import Fraction

import pytest
from format_samples import PD, TABLES, games, labels, truncated
from hypothesis import given

from games.errors import FormatError
from games.formats.csv import read_csv, write_csv
from games.forms import NormalForm


@given(games(2, 2, labels.map(str.strip).filter(lambda s: s and "\\" not in s)))
def test_csv_round_trip(game):
    assert read_csv(write_csv(game)) == game


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
    kept = truncated(tmp_path / "g.csv", TABLES[-1])
    assert len(kept) > 0
    assert all(isinstance(game, NormalForm) for game in kept)


def test_a_table_without_labels_is_refused():
    with pytest.raises(FormatError, match="first row holds payoffs"):
        read_csv("2,1;0,0\n0,0;1,2\n")
