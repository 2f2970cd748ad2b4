"""To and from nashpy, pygambit and quantecon, none of which is needed otherwise.

Gambit computes with rationals, and the exchange, through its own file format, is exact both ways. nashpy and
quantecon hold arrays: integers are handed over as integers, anything else as float64. What comes from them is
read as every float is, as the shortest decimal that prints it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np

from games.errors import FormatError, NotCoveredError, TechpowerError
from games.formats.efg import read_efg, write_efg
from games.formats.nfg import read_nfg, write_nfg
from games.formats.texts import distinct_labels
from games.forms.normal_form import NormalForm
from games.forms.tree import Chance, Decision, GameTree, Node, fold

Names: TypeAlias = Sequence[str]
_MAX_INTEGER = 2**53


class MissingPackageError(TechpowerError):
    """A package that is not installed and that only this task needs."""


def to_nashpy(game: NormalForm) -> Any:
    """Return a two-player game as a `nashpy.Game`; labels are lost.

    Raises MissingPackageError without nashpy, NotCoveredError for other games and payoffs that are not
    numbers.
    """
    if game.n_players != 2:
        raise NotCoveredError(f"nashpy takes two players, not {game.n_players}; quantecon takes any number")
    return _package("nashpy").Game(*_array(game, "nashpy"))


def from_nashpy(game: Any, players: Names = (), actions: Sequence[Names] = ()) -> NormalForm:
    """Return a `nashpy.Game` as a game with the labels given."""
    return NormalForm(list(map(_listed, game.payoff_matrices)), players, actions)


def to_quantecon(game: NormalForm) -> Any:
    """Return a game as a `quantecon.game_theory.NormalFormGame`; labels are lost.

    There each player's payoffs are indexed by her own action first, then by those of the players after her,
    in a circle. Raises MissingPackageError without quantecon, NotCoveredError for payoffs that are not
    numbers.
    """
    theory = _package("quantecon", "quantecon.game_theory")
    n = game.n_players
    tables = [np.transpose(u, _circle(n, i)) for i, u in enumerate(_array(game, "quantecon"))]
    return theory.NormalFormGame([theory.Player(table) for table in tables])


def from_quantecon(game: Any, players: Names = (), actions: Sequence[Names] = ()) -> NormalForm:
    """Return a `quantecon.game_theory.NormalFormGame` as a game with the labels given."""
    tables = [np.transpose(u, np.argsort(_circle(game.N, i))) for i, u in enumerate(game.payoff_arrays)]
    return NormalForm(list(map(_listed, tables)), players, actions)


def to_pygambit(game: NormalForm | GameTree) -> Any:
    """Return a game as a `pygambit.Game`, payoffs exact.

    In a tree moves by nature of one name but different events are numbered, as Gambit's names are distinct.

    Raises MissingPackageError without pygambit, FormatError for payoffs that are not rational and for labels
    that Gambit does not accept.
    """
    gambit = _package("pygambit")
    tree = isinstance(game, GameTree)
    text = write_efg(_with_distinct_chances(game)) if isinstance(game, GameTree) else write_nfg(game)
    try:
        return (gambit.read_efg if tree else gambit.read_nfg)(io.StringIO(text))
    except ValueError as error:
        raise FormatError(f"Gambit does not accept the game: {error}") from None


def from_pygambit(game: Any) -> NormalForm | GameTree:
    """Return a `pygambit.Game`, payoffs exact: a tree as a tree, any other game as a normal form."""
    is_tree = getattr(game, "is_tree", type(game).__name__ == "ExtensiveGame")  # as before, and since, version 17
    return read_efg(game.to_efg()) if is_tree else read_nfg(game.to_nfg())


def _with_distinct_chances(tree: GameTree) -> GameTree:
    """Return the tree with names of moves by nature numbered where one stands for different events."""
    moves = {(n.label, n.actions, n.probabilities): n for n in tree.nodes if isinstance(n, Chance) and n.label}
    new = dict(zip(moves, distinct_labels([label for label, *_ in moves]), strict=True))

    def named(node: Node, below: list[Node]) -> Node:
        if isinstance(node, Chance):
            label = new.get((node.label, node.actions, node.probabilities), "")
            return replace(node, children=tuple(below), label=label)
        return replace(node, children=tuple(below)) if isinstance(node, Decision) else node

    return replace(tree, root=fold(tree.root, named))


def _package(name: str, module: str = "") -> Any:
    try:
        return import_module(module or name)
    except ImportError:
        raise MissingPackageError(f"{name} is not installed; install it with: pip install {name}") from None


def _array(game: NormalForm, package: str) -> np.ndarray:
    if game.kind == "exact" and all(u.denominator == 1 and abs(u) <= _MAX_INTEGER for u in game.payoffs.flat):
        return np.asarray(game.payoffs, dtype=np.int64)
    try:
        return np.asarray(game.payoffs, dtype=float)
    except (TypeError, OverflowError):
        raise NotCoveredError(f"{package} takes floats; this game has parameters or larger numbers") from None


def _listed(table: Any) -> Any:
    """Return plain numbers, which all array types share."""
    return np.asarray(table).tolist()


def _circle(n: int, i: int) -> list[int]:
    return [(i + k) % n for k in range(n)]
