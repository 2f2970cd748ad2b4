"""Stochastic games in which no state comes back: all stationary equilibria, by definition and against the search."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from games.forms import NormalForm
from games.forms.stochastic import StochasticGame
from solvers.markov.backward import all_stationary, backwards
from solvers.markov.mixed_stationary import mixed_stationary
from solvers.markov.stationary import regret, rules
from solvers.markov_perfect import markov_perfect

F = Fraction


def moving_on(rng, states=3):
    """Random 2x2 stages; play stays in a state with a fixed chance and else goes to some later one."""
    names, stay = [f"s{k}" for k in range(states)], F(1, 4)
    stages, moves = {}, {}
    for k, name in enumerate(names):
        stage = NormalForm(
            np.array([[[F(rng.randint(0, 99)) for _ in "ab"] for _ in "ab"] for _ in "AB"], dtype=object)
        )
        stages[name] = stage
        later = names[k + 1 :]
        moves[name] = {
            stage.labels(a): {name: 1} if not later else {name: stay, rng.choice(later): 1 - stay}
            for a in stage.profiles()
        }
    return StochasticGame(stages, moves, F(rng.randint(1, 9), 10))


@pytest.mark.parametrize("seed", range(12))
def test_every_one_is_an_equilibrium_and_the_search_finds_no_other(seed):
    game = moving_on(Random(seed))
    numbers = rules(game)
    every = all_stationary(numbers)
    found = markov_perfect(game)
    if every is None:
        assert not found.complete
        return
    assert found.complete
    assert all(regret(numbers, profile) == 0 for profile in every)
    assert len(set(every)) == len(every) == len(found.equilibria)
    assert {e.profile for e in found.pure} == {p for p in every if all(max(m) == 1 for s in p for m in s)}
    exact = {profile for profile, gap in mixed_stationary(numbers) if gap == 0}
    assert exact <= set(every)


def test_most_random_games_are_decided_and_two_equilibria_multiply():
    assert sum(markov_perfect(moving_on(Random(seed))).complete for seed in range(12)) >= 10
    meet = NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    then = {meet.labels(a): {"last": 1} for a in meet.profiles()}
    found = markov_perfect(StochasticGame({"first": meet, "last": meet}, {"first": then, "last": then}, "1/2"))
    assert found.complete
    assert len(found.equilibria) == 9
    assert found.to_json()["complete"]
    assert "完备" in found.to_text("zh")


def test_where_it_does_not_apply_nothing_is_claimed():
    meet = NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    back = {meet.labels(a): {"there" if a == (0, 0) else "here": 1} for a in meet.profiles()}
    round_trip = StochasticGame({"here": meet, "there": meet}, {"here": back, "there": back}, "1/2")
    assert backwards(rules(round_trip)) is None
    assert not markov_perfect(round_trip).complete
    tied = NormalForm([[[1, 1], [1, 1]], [[1, 1], [1, 1]]])
    stays = {tied.labels(a): {"on": 1} for a in tied.profiles()}
    assert all_stationary(rules(StochasticGame({"on": tied}, {"on": stays}, "1/2"))) is None
