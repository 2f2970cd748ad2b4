"""Trembling-hand perfect equilibria of trees: textbook games, the definition, and what must be included in what."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from blind_trees import blind_tree
from subgame_oracle import is_subgame_perfect, value
from tree_examples import horse

from games.errors import NotCoveredError
from games.forms import GameTree, decision, leaf
from games.phrases import phrase
from solvers.sequential import sequential
from solvers.trembling_hand import agent_normal_form, trembling_hand

F = Fraction


def test_seltens_horse() -> None:
    """Of the two components of Nash equilibria the one with D needs an agent who would not go on: it is not perfect."""
    found = trembling_hand(horse())
    assert {point.payoffs for point in found} == {(1, 1, 1)}
    assert all(answer for own in found.verdicts for answer in own)


def test_a_threat_of_a_dominated_action_is_refuted_although_it_is_sequential() -> None:
    """Both get 1 if A stays out. If she enters, B cannot see how, and does as well by x as by y after `in`, worse after
    `by mistake`, which is dominated for A: y after a certain belief in `in` is sequential, but no tremble keeps it."""
    replies = {"in": {"x": leaf(0, 1), "y": leaf(2, 1)}, "by mistake": {"x": leaf(-1, 1), "y": leaf(0, 0)}}
    moves = {a: decision("B", own, "entry") for a, own in replies.items()}
    tree = GameTree(decision("A", moves), ("A", "B"))
    everything, perfect = sequential(tree), trembling_hand(tree)
    assert any(part.dimension for part in everything.components)
    judged = {
        p.profile: a for part, own in zip(perfect.components, perfect.verdicts) for p, a in zip(part.extreme, own)
    }
    assert judged[(F(1), F(0)), (F(1), F(0))] is True
    assert judged[(F(1), F(0)), (F(0), F(1))] is False
    assert not perfect.complete


def test_perfect_equilibria_resist_some_trembles_and_refuted_ones_none_of_a_grid() -> None:
    """A point judged perfect is sequential and subgame perfect; a refuted one has an agent who, whatever equal trembles
    are tried, does strictly better by something else."""
    rng, proved, refuted = Random(5), 0, 0
    for _ in range(12):
        tree = blind_tree(rng, 2, 4, 1, 0.7, 0.1)
        if not tree.information_sets:
            continue
        found = trembling_hand(tree, 20.0)
        all_points = {point.profile for point in sequential(tree)}
        for part, own in zip(found.components, found.verdicts, strict=True):
            for point, answer in zip(part.extreme, own, strict=True):
                assert point.profile in all_points
                assert is_subgame_perfect(tree, point.profile)
                proved += answer is True
                if answer is False:
                    refuted += 1
                    assert not any(is_best_near(tree, point.profile, e) for e in (F(1, 10**4), F(1, 10**6)))
    assert proved > 8
    assert refuted > 1


def is_best_near(tree: GameTree, profile: tuple[tuple[Fraction, ...], ...], e: Fraction) -> bool:
    """Whether every agent's strategy is a best reply when all others tremble evenly with weight e."""
    near = [tuple((1 - e) * p + e / len(row) for p in row) for row in profile]
    for h, s in enumerate(tree.information_sets):
        i = tree.players.index(s.player)

        def pays(row: tuple[Fraction, ...], h: int = h, i: int = i) -> Fraction:
            return value(tree, [*near[:h], row, *near[h + 1 :]])[i]

        corners = [tuple(F(int(a == b)) for b in range(len(s.actions))) for a in range(len(s.actions))]
        if pays(profile[h]) < max(map(pays, corners)):
            return False
    return True


def test_the_agent_normal_form_pays_every_set_what_its_owner_gets() -> None:
    tree = horse()
    form = agent_normal_form(tree)
    assert form.shape == tuple(len(s.actions) for s in tree.information_sets)
    for profile in form.profiles():
        mixed = [tuple(F(int(a == b)) for b in range(n)) for a, n in zip(profile, form.shape, strict=True)]
        paid = value(tree, mixed)
        owners = [tree.players.index(s.player) for s in tree.information_sets]
        assert list(form.payoff(form.labels(profile))) == [paid[i] for i in owners]


def test_it_says_why_and_refuses_what_is_too_large() -> None:
    found = trembling_hand(horse())
    assert found.why in found.note()
    assert "序贯均衡" in phrase(found.why, "zh")
    assert found.to_json()["perfect"] == [list(own) for own in found.verdicts]
    with pytest.raises(NotCoveredError, match="4096"):
        trembling_hand(GameTree(leaf(1), ("A",)))
    node = leaf(0)
    for _ in range(13):
        node = decision("A", {"l": node, "r": leaf(1)})
    with pytest.raises(NotCoveredError, match="4096"):
        trembling_hand(GameTree(node, ("A",)))
