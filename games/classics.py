"""Classic games, and the name of any 2x2 game.

The symmetric 2x2 games are written T, R, P, S: temptation, reward, punishment, sucker. The order of the four numbers
decides the game: T > R > P > S is the Prisoner's Dilemma, R > T >= P > S a Stag Hunt, T > R > S > P Chicken, and so on.
Relative gains move a game through these classes: Harmony becomes a Stag Hunt or Chicken and ends as a Prisoner's
Dilemma, which absorbs.

References: Rapoport, Guyer and Gordon (1976), *The 2 x 2 Game*; Robinson and Goforth (2005), *The Topology of the
2 x 2 Games*; Snidal (1991).
"""

from __future__ import annotations

from typing import Any

from games.forms.normal_form import NormalForm

COOPERATE, DEFECT = "Cooperate", "Defect"


def symmetric(T: Any, R: Any, P: Any, S: Any, title: str = "") -> NormalForm:
    """Return the symmetric 2x2 game with temptation, reward, punishment and sucker payoffs."""
    moves = (COOPERATE, DEFECT)
    return NormalForm([[[R, S], [T, P]], [[R, T], [S, P]]], ("Row", "Column"), (moves, moves), title)


def prisoners_dilemma() -> NormalForm:
    """Return T > R > P > S with ordinal payoffs."""
    return symmetric(4, 3, 2, 1, "Prisoner's Dilemma")


def stag_hunt() -> NormalForm:
    """Return R > T > P > S: mutual cooperation is best, but risky."""
    return symmetric(3, 4, 2, 1, "Stag Hunt")


def chicken() -> NormalForm:
    """Return T > R > S > P: mutual defection is worst."""
    return symmetric(4, 3, 1, 2, "Chicken")


def deadlock() -> NormalForm:
    """Return T > P > R > S: both prefer mutual defection."""
    return symmetric(4, 2, 3, 1, "Deadlock")


def harmony() -> NormalForm:
    """Return R > T > S > P: cooperation dominates."""
    return symmetric(3, 4, 1, 2, "Harmony")


def battle_of_the_sexes() -> NormalForm:
    """Return the coordination game whose players disagree on where to meet."""
    moves = ("Opera", "Fight")
    return NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], ("Row", "Column"), (moves, moves), "Battle of the Sexes")


def matching_pennies() -> NormalForm:
    """Return the zero-sum game without a pure equilibrium."""
    moves = ("Heads", "Tails")
    return NormalForm([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]], ("Row", "Column"), (moves, moves), "Matching Pennies")


_SYMMETRIC_NAMES = {
    "TRPS": "Prisoner's Dilemma", "TPRS": "Deadlock", "TPSR": "Deadlock", "TRSP": "Chicken", "TSRP": "Leader",
    "TSPR": "Hero", "RTPS": "Stag Hunt", "RPTS": "Stag Hunt", "RTSP": "Harmony", "RSTP": "Harmony",
    "RPST": "Coordination", "RSPT": "Harmony",
}  # fmt: skip
