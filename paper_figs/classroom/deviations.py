"""Which deviation from a strategy profile profits, and how to say so.

For normal forms the best pure action of each player against what the others do; for trees the best change at a single
information set, in the subgame in which it matters (one-shot deviation principle).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from games.forms import GameTree, NormalForm
from games.forms.tree import Chance, Leaf
from games.text import Text
from paper_figs.classroom.answers import Item, Part
from paper_figs.classroom.exercise import Reason
from paper_figs.classroom.words import say


def against(game: NormalForm, profile: Sequence[Part], i: int) -> list[Fraction]:
    """Return what each action of player i pays against the others' strategies."""
    values: Any = np.moveaxis(game.payoffs[i], i, 0)
    for j in reversed([j for j in range(game.n_players) if j != i]):
        values = np.tensordot(values, np.array(profile[j], dtype=object), axes=1)
    return [Fraction(value) for value in values]


def mean(weights: Part, payoffs: Sequence[Fraction]) -> Fraction:
    """Return the expected payoff of a mixture."""
    return sum((p * u for p, u in zip(weights, payoffs, strict=True)), Fraction(0))


def best_deviation(game: NormalForm, profile: Item) -> Reason | None:
    """Return the pure deviation that gains most, None at an equilibrium."""
    found = []
    for i, player in enumerate(game.players):
        payoffs = against(game, profile, i)
        best, now = max(payoffs), mean(profile[i], payoffs)
        if best > now:
            action = game.actions[i][payoffs.index(best)]
            found.append((best - now, player, action, best, now))
    if not found:
        return None
    gain, player, action, best, now = max(found, key=lambda each: each[0])
    text = say(
        "{0} is no equilibrium: {1} gains {2} by {3} ({4} instead of {5}).",
        "{0} 不是均衡：{1}改选{3}可多得 {2}（{4} 而非 {5}）。",
        profile_words(game, profile), player, gain, action, best, now,
    )  # fmt: skip
    return Reason(text, player, action, gain)


def profile_words(game: NormalForm, profile: Sequence[Part]) -> Text:
    """Return a profile as it is written in answers."""
    from paper_figs.classroom.answers import Choice, show_item

    slots = choices(game)
    shown = [show_item(tuple(profile), slots, lang) for lang in ("en", "zh")]
    assert all(isinstance(slot, Choice) for slot in slots)
    return Text(*shown)


def choices(game: NormalForm, mixes: bool = True) -> tuple[Any, ...]:
    """Return the slots of an answer that is a profile of a normal form."""
    from paper_figs.classroom.answers import Choice

    return tuple(Choice(player, tuple(own), mixes) for player, own in zip(game.players, game.actions, strict=True))


@dataclass(frozen=True)
class _Change:
    gain: Fraction
    where: int
    action: str
    after: Fraction
    before: Fraction


def best_tree_deviation(tree: GameTree, profile: Item) -> Reason | None:
    """Return the change at one information set that gains most in its subgame, None if there is none.

    For trees in which every information set is reached with positive probability in some subgame, as those of the
    exercises are.
    """
    changes = list(_changes(tree, profile))
    if not changes:
        return None
    best = max(changes, key=lambda each: each.gain)
    where = tree.information_sets[best.where]
    text = say(
        "{0} at {1} gains {2} by {3}: {4} instead of {5} from there on.",
        "{0}在 {1} 处改选{3}可多得 {2}：此后得 {4} 而非 {5}。",
        where.player, where.name, best.gain, best.action, best.after, best.before,
    )  # fmt: skip
    return Reason(text, where.player, (where.name, best.action), best.gain)


def _changes(tree: GameTree, profile: Item) -> Iterator[_Change]:
    for k, where in enumerate(tree.information_sets):
        root = _subgame(tree, where.paths)
        i = list(tree.players).index(where.player)
        before = tree_values(tree, profile)[root][i]
        for a, action in enumerate(where.actions):
            certain = tuple(Fraction(b == a) for b in range(len(where.actions)))
            after = tree_values(tree, (*profile[:k], certain, *profile[k + 1 :]))[root][i]
            if after > before:
                yield _Change(after - before, k, action, after, before)


def _subgame(tree: GameTree, paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the longest path that begins all of these and ends at a decision alone in its set."""
    shared = paths[0]
    while any(path[: len(shared)] != shared for path in paths):
        shared = shared[:-1]
    return shared


def tree_values(tree: GameTree, profile: Item) -> dict[tuple[str, ...], tuple[Fraction, ...]]:
    """Return everybody's expected payoff from every node on, by the path to it."""
    found: dict[tuple[str, ...], tuple[Fraction, ...]] = {}
    for path, node in reversed(list(tree.walk())):
        if isinstance(node, Leaf):
            found[path] = tuple(Fraction(u) for u in node.payoffs)
            continue
        weights = tuple(node.probabilities) if isinstance(node, Chance) else profile[tree.set_at[path]]
        below = [found[*path, action] for action in node.actions]
        found[path] = tuple(mean(weights, own) for own in zip(*below, strict=True))
    return found
