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
from fractions import Fraction

from games.formats.texts import (
    MAX_ACTIONS,
    MAX_PLAYERS,
    check_size,
    object_array,
    payoff_text,
)
from games.formats.tokens import Tokens, quoted, quoted_list
from games.forms.normal_form import NormalForm
from games.forms.numbers import clip


def read_nfg(text: str) -> NormalForm:
    r"""Return the game in the text of a `.nfg` file.

    Raises FormatError naming line, column, what was found and what was expected.

    >>> read_nfg('NFG 1 R "Chicken" { "A" "B" } { {"Swerve" "Go"} {"Swerve" "Go"} } 0 0 1 -1 -1 1 -10 -10')
    A \ B   Swerve  Go
    ------  ------  --------
    Swerve  0, 0    -1, 1
    Go      1, -1   -10, -10
    """
    tokens = Tokens(text)
    title = _prologue(tokens)
    players = tokens.labels("player's name", MAX_PLAYERS)
    actions = _actions(tokens, players)
    shape = [len(labels) for labels in actions]
    check_size(shape)
    if tokens.is_text:
        tokens.text("a comment")
    profiles = math.prod(shape)
    values = _outcomes(tokens, shape) if tokens.token == "{" else tokens.numbers(len(shape) * profiles)
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
    actions = " ".join(quoted_list(labels) for labels in game.actions)
    profiles = game.payoffs.T.reshape(-1, game.n_players)
    lines = (" ".join(payoff_text(value) for value in profile) for profile in profiles)
    prologue = f"NFG 1 R {quoted(game.title)} {quoted_list(game.players)}\n{{ {actions} }}"
    return "\n".join([prologue, "", *lines, ""])


def _prologue(tokens: Tokens) -> str:
    tokens.word("NFG")
    tokens.word("1")
    tokens.word("R", "D")
    return tokens.text("the title")


def _actions(tokens: Tokens, players: list[str]) -> list[list[str]]:
    tokens.word("{")
    if tokens.token == "{":
        whats = [f"label of an action of {clip(player)}" for player in players]
        actions = [tokens.labels(what, MAX_ACTIONS) for what in whats]
    else:
        counts = [_count(tokens, player) for player in players]
        check_size(counts)
        actions = [[str(k + 1) for k in range(count)] for count in counts]
    tokens.word("}")
    return actions


def _count(tokens: Tokens, player: str) -> int:
    what = f"the number of actions of {clip(player)}"
    if tokens.token == "0":
        raise tokens.error(f"{what}, at least 1")
    return tokens.whole(what, MAX_ACTIONS)


def _outcomes(tokens: Tokens, shape: list[int]) -> list[Fraction]:
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
        outcomes.append(tokens.numbers(len(shape)))
        tokens.word("}")
        tokens.comma()
    tokens.next()
    values: list[Fraction] = []
    for k in range(count):
        values += outcomes[tokens.whole(f"the outcome at profile {k + 1} of {count}", len(outcomes) - 1)]
        tokens.comma()
    return values
