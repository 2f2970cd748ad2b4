"""What the order of payoffs says, against equilibria of cardinalisations drawn at random."""

import random
from fractions import Fraction as F
from itertools import pairwise

import numpy as np
import pytest

import games
from games.classics import matching_pennies
from games.errors import NotCoveredError
from games.forms import GameTree, NormalForm, decision, leaf
from games.forms.tree import Leaf
from games.ordinal import strict_game
from paper_figs.cli import main
from solvers.by_order import by_order
from solvers.nash import nash


def climbing(values, rng):
    """Numbers for the ranks of some values, drawn in their order."""
    ranks = sorted(set(values))
    levels = sorted(F(rng.randint(1, 10**6), 997) for _ in ranks)
    assert all(a < b for a, b in pairwise(levels))
    return dict(zip(ranks, levels, strict=True))


def redrawn(game, rng):
    payoffs = []
    for own in game.payoffs:
        levels = climbing(own.flat, rng)
        payoffs.append(np.array([levels[v] for v in own.flat], dtype=object).reshape(own.shape))
    return game.with_payoffs(payoffs)


def outcomes(game):
    """Every profile played with positive probability in an equilibrium, equilibrium by equilibrium."""
    return [
        {game.labels(p) for p in game.profiles() if all(s[a] > 0 for s, a in zip(point.profile, p, strict=True))}
        for point in nash(game)
    ]


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3)])
def test_normal_forms_in_drawn_cardinalisations(shape):
    rng, told = random.Random(sum(shape)), set()
    for _ in range(25):
        size = shape[0] * shape[1]
        game = NormalForm([np.reshape(rng.sample(range(size), size), shape).tolist() for _ in range(2)])
        action = game.actions[0][0]
        found = by_order(game, lambda outcome, action=action: outcome[0] == action)
        told.add((found.some, found.every))
        for _ in range(4):
            played = outcomes(redrawn(game, rng))
            fits = [all(profile[0] == action for profile in own) for own in played]
            pure = [fit for fit, own in zip(fits, played, strict=True) if len(own) == 1]
            assert any(pure) == found.some
            if found.every is not None:
                assert all(fits) == found.every
    assert len(told) >= 3


def test_all_2x2_games_without_ties_are_decided():
    for name in ("Prisoner's Dilemma", "Stag Hunt", "Chicken"):
        assert by_order(strict_game(name), lambda outcome: outcome[0] == "Defect").every is not None
    assert by_order(matching_pennies(), lambda _: False).to_json()["every"] is False


def random_tree(rng, depth, ends):
    if not depth or rng.random() < 0.2:
        return leaf(*(next(own) for own in ends))
    return decision(rng.choice("AB"), {move: random_tree(rng, depth - 1, ends) for move in "xyz"[: rng.randint(2, 3)]})


def play(node, players):
    """The play of backward induction, and what it pays."""
    if isinstance(node, Leaf):
        return (), node.payoffs
    below = [((move, *rest), paid) for move, child in zip(node.actions, node.children, strict=True)
             for rest, paid in [play(child, players)]]  # fmt: skip
    return max(below, key=lambda end: end[1][players.index(node.player)])


def test_trees_in_drawn_cardinalisations():
    rng, told = random.Random(4), set()
    for _ in range(30):
        tree = GameTree(random_tree(rng, 3, [iter(rng.sample(range(99), 40)) for _ in range(2)]), ("A", "B"))
        levels = [climbing(range(99), rng) for _ in range(2)]
        drawn = tree.map(lambda end, to=levels: leaf(*(own[v] for own, v in zip(to, end.payoffs, strict=True))), F)
        path, _ = play(drawn.root, ("A", "B"))
        assert by_order(tree, lambda found, path=path: found == path) == by_order(tree, lambda found: True)
        told.add(by_order(tree, lambda found: "x" in found).every)
    assert told == {True, False}


def test_where_movers_are_indifferent_the_order_leaves_it_open():
    """After x, B may mix so that A likes x or does not, which depends on sizes; by pure plans A always stays out."""
    after = decision("B", {"left": leaf(2, 0), "right": leaf(0, 0)})
    found = by_order(
        GameTree(decision("A", {"x": after, "out": leaf(3, 1)}), ("A", "B")), lambda path: path == ("out",)
    )
    assert (found.some, found.every) == (True, None)


def test_rest_points_of_frames_compare_payoffs_in_one_state():
    game = games.find("frames").at()
    assert by_order(game, lambda found: set(found) == {"Security"}).every is False
    assert by_order(game, lambda _: True).every is None


def test_what_is_not_covered():
    with pytest.raises(NotCoveredError, match="RepeatedGame"):
        by_order(games.find("repeated_chip_trade").at(), lambda _: True)
    with pytest.raises(NotCoveredError):
        by_order(games.find("capability_signal").at(), lambda _: True)


def test_the_command_decides_trees(capsys):
    assert main(["robustness", "workaround", "--predict", "Rule, Redesign, Tighten", "--cardinal", "--json"]) == 0
    assert '"every": true' in capsys.readouterr().out
    assert main(["robustness", "gap_race", "--predict", "x", "--cardinal"]) != 0
    assert "decided of trees" in capsys.readouterr().err
