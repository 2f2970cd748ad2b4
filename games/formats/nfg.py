r"""Normal-form games in Gambit's `.nfg` files.

    NFG 1 R "title" { "player 1" "player 2" } { {"a" "b"} {"c" "d"} } "comment"   1 2  3 4  5 6  7 8

The prologue is `NFG 1 R` (or `D`, which means the same), a title, the players, and for each player the labels
of her actions or just their number (`{ 2 2 }`); a comment may follow. Then comes, in the *payoff* form,
everybody's payoff at every profile, player 1's action varying fastest; in the *outcome* form, a list of
outcomes `{ {"name" 1, 2} … }`, then the number of the outcome at every profile, 0 for the null outcome in
which all get nothing. White space means nothing outside quotes, and commas between numbers are optional. In a
quoted text `\"` is a quote and `\\` a backslash; a backslash before anything else is itself. Empty and
repeated labels, which Gambit's own files contain, are numbered (see `distinct_labels`). Numbers are integers,
decimals, exponents and p/q, read exactly. The comment is not kept.

References: Savani and Turocy, *Gambit: The package for computation in game theory*, "Game representation
formats".
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

from games.errors import FormatError
from games.formats.texts import (
    MAX_ACTIONS,
    MAX_PLAYERS,
    check_size,
    distinct_labels,
    object_array,
    payoff_number,
    payoff_text,
)
from games.forms.normal_form import NormalForm
from games.forms.numbers import clip

# Possessive, so that an unclosed quote in a large file fails at once and holds no memory.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{},]|[^\s{},"]+|"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_TO_ESCAPE = re.compile(r'"|\\(?=["\\]|\Z)')


def read_nfg(text: str) -> NormalForm:
    r"""Return the game in the text of a `.nfg` file.

    Raises FormatError naming line, column, what was found and what was expected.

    >>> read_nfg('NFG 1 R "Chicken" { "A" "B" } { {"Swerve" "Go"} {"Swerve" "Go"} } 0 0 1 -1 -1 1 -10 -10')
    A \ B   Swerve  Go
    ------  ------  --------
    Swerve  0, 0    -1, 1
    Go      1, -1   -10, -10
    """
    tokens = _Tokens(text.removeprefix("\ufeff"))
    title = _prologue(tokens)
    players = _labels(tokens, "player's name", MAX_PLAYERS)
    actions = _actions(tokens, players)
    shape = [len(labels) for labels in actions]
    check_size(shape)
    if tokens.token.startswith('"'):
        tokens.text("a comment")
    profiles = math.prod(shape)
    values = _outcomes(tokens, shape) if tokens.token == "{" else _numbers(tokens, len(shape) * profiles)
    if tokens.token:
        raise tokens.error(f"the end of the file, after payoffs for {profiles} profiles")
    payoffs = object_array(values).reshape(*reversed(shape), len(shape)).T
    return NormalForm(payoffs, players, actions, title)


def write_nfg(game: NormalForm) -> str:
    r"""Return the game as the text of a `.nfg` file, in payoff form; reading it gives the same game.

    Floats are written with the shortest decimals that mean them. Raises FormatError for payoffs that are not
    numbers.

    >>> print(write_nfg(NormalForm([[["1/2", 3]], [[0, 1]]], ("A", "B"), (("x",), ("y", "z")), 'a "test"')))
    NFG 1 R "a \"test\"" { "A" "B" }
    { { "x" } { "y" "z" } }
    <BLANKLINE>
    1/2 0
    3 1
    <BLANKLINE>
    """
    actions = " ".join(_quoted_list(labels) for labels in game.actions)
    profiles = game.payoffs.T.reshape(-1, game.n_players)
    lines = (" ".join(payoff_text(value) for value in profile) for profile in profiles)
    prologue = f"NFG 1 R {_quoted(game.title)} {_quoted_list(game.players)}\n{{ {actions} }}"
    return "\n".join([prologue, "", *lines, ""])


class _Tokens:
    """The words of a file one after the other; `token` is the next one, empty at the end."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._rest = _TOKEN.finditer(source)
        self.known: dict[str, Fraction] = {}
        self.token = ""
        self.next()

    def next(self) -> str:
        """Return the next token and move on."""
        taken = self.token
        match = next(self._rest, None)
        self.token, self._start = (match[0], match.start()) if match else ("", len(self.source))
        return taken

    def error(self, expected: str) -> FormatError:
        """Return the error that says where we are, what is there and what should be."""
        return FormatError(f"{self.where}: expected {expected}, found {self._found}")

    @property
    def where(self) -> str:
        """Line and column of the next token, from 1."""
        line = self.source.count("\n", 0, self._start) + 1
        return f"line {line}, column {self._start - self.source.rfind(chr(10), 0, self._start)}"

    @property
    def _found(self) -> str:
        if self.token == '"':
            return "a quote that is never closed"
        return clip(repr(self.token)) if self.token else "the end of the file"

    def word(self, *accepted: str) -> str:
        """Take one of the accepted tokens."""
        if self.token not in accepted:
            raise self.error(" or ".join(accepted))
        return self.next()

    def text(self, what: str) -> str:
        """Take a quoted text."""
        if len(self.token) < 2 or self.token[0] != '"':
            raise self.error(f"{what} in double quotes")
        return _ESCAPED.sub(r"\1", self.next()[1:-1])

    def whole(self, what: str, high: int) -> int:
        """Take a whole number from 0 to `high`."""
        if not re.fullmatch("[0-9]{1,9}", self.token) or int(self.token) > high:
            raise self.error(f"{what}, a whole number up to {high}")
        return int(self.next())

    def comma(self) -> None:
        """Take a comma if there is one."""
        if self.token == ",":
            self.next()


def _prologue(tokens: _Tokens) -> str:
    tokens.word("NFG")
    tokens.word("1")
    tokens.word("R", "D")
    return tokens.text("the title")


def _labels(tokens: _Tokens, what: str, most: int) -> list[str]:
    tokens.word("{")
    labels = [tokens.text(f"a {what}")]
    while tokens.token != "}":
        if len(labels) == most:
            raise tokens.error(f"}} after {most} names, the most accepted")
        labels.append(tokens.text(f"another {what} or }},"))
    tokens.next()
    return distinct_labels(labels)


def _actions(tokens: _Tokens, players: list[str]) -> list[list[str]]:
    tokens.word("{")
    if tokens.token == "{":
        whats = [f"label of an action of {clip(player)}" for player in players]
        actions = [_labels(tokens, what, MAX_ACTIONS) for what in whats]
    else:
        counts = [_count(tokens, player) for player in players]
        check_size(counts)
        actions = [[str(k + 1) for k in range(count)] for count in counts]
    tokens.word("}")
    return actions


def _count(tokens: _Tokens, player: str) -> int:
    what = f"the number of actions of {clip(player)}"
    if tokens.token == "0":
        raise tokens.error(f"{what}, at least 1")
    return tokens.whole(what, MAX_ACTIONS)


def _numbers(tokens: _Tokens, count: int) -> list[Fraction]:
    """Take `count` numbers; equal texts share one value, which keeps large tables small."""
    known, values = tokens.known, []
    for k in range(count):
        if tokens.token not in known:
            known[tokens.token] = _number(tokens, f"payoff {k + 1} of {count}")
        values.append(known[tokens.next()])
        tokens.comma()
    return values


def _number(tokens: _Tokens, what: str) -> Fraction:
    if not tokens.token or tokens.token[0] in '{},"':
        raise tokens.error(what)
    return payoff_number(tokens.token, f"{tokens.where}: expected {what}")


def _outcomes(tokens: _Tokens, shape: list[int]) -> list[Fraction]:
    """Take the outcomes and their numbers at the profiles; return everybody's payoffs profile by profile."""
    count = math.prod(shape)
    outcomes = [[Fraction(0)] * len(shape)]
    tokens.word("{")
    while tokens.token != "}":
        if len(outcomes) > max(count, MAX_ACTIONS):
            raise tokens.error(f"}} after {len(outcomes) - 1} outcomes, for {count} profiles")
        tokens.word("{", "}")
        tokens.text("the name of an outcome")
        tokens.comma()
        outcomes.append(_numbers(tokens, len(shape)))
        tokens.word("}")
        tokens.comma()
    tokens.next()
    values: list[Fraction] = []
    for k in range(count):
        values += outcomes[tokens.whole(f"the outcome at profile {k + 1} of {count}", len(outcomes) - 1)]
        tokens.comma()
    return values


def _quoted(text: str) -> str:
    return '"' + _TO_ESCAPE.sub(r"\\\g<0>", text) + '"'


def _quoted_list(labels: Sequence[str]) -> str:
    return "{ " + " ".join(map(_quoted, labels)) + " }"
