"""Limits of time and memory: obeyed, said, and never at the price of a false answer. No test depends on speed."""

from __future__ import annotations

import pickle
import random
from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from nplayer_oracle import random_game
from test_bimatrix import draw, identity, is_equilibrium, oracle

from games.forms import NormalForm
from games.phrases import phrase
from solvers import limits
from solvers.limits import LimitReachedError, Limits, Watch, together
from solvers.n_player import joins, search
from solvers.n_player.supports import integer_tables
from solvers.nash import nash, two_player_equilibria
from solvers.pure import pure_equilibria
from solvers.two_player import bimatrix
from solvers.two_player.bimatrix import nash_set
from solvers.two_player.subsets import affine_dimension, face_dimension

NEVER = float("inf")


def ticking(ends):
    """Limits whose clock stands at the number of looks at it, and ends after so many."""
    return Limits(budget=ends, clock=count().__next__, held=lambda: 0, memory=1)


def game_of(a, b):
    return NormalForm(np.array([a, b], dtype=object))


def regret_free(game, found):
    a, b = game.payoffs
    return all(is_equilibrium(a, b, *point.profile) for point in found)


@pytest.fixture(params=["integer", "compiled"])
def walk(request, monkeypatch):
    at = 10**9
    if request.param == "compiled":
        pytest.importorskip("numba")
        monkeypatch.setattr("solvers.two_player.walk_numba._SLICE", 16)
        at = 0
    monkeypatch.setattr(bimatrix, "COMPILED_AT", at)
    monkeypatch.setattr(bimatrix, "COMPILED_IF_LOADED_AT", at)
    return request.param


# ---------------------------------------------------------------- time
def test_no_time_at_all_still_gives_true_equilibria_and_every_pure_one():
    rng = random.Random(1)
    for size in (2, 5, 30):
        game = game_of(*(draw(rng, size, size, 0, 9) for _ in range(2)))
        found = nash(game, budget=0)
        assert not found.complete
        assert len(found) >= 1
        assert regret_free(game, found)
        assert {p.profile for p in pure_equilibria(game)} <= {p.profile for p in found}
        assert "time budget" in found.why


def test_wherever_the_time_ends_the_answer_is_part_of_the_whole(walk):
    rng = random.Random(2)
    a, b = draw(rng, 6, 5, 0, 3), draw(rng, 6, 5, 0, 3)
    whole, game, seen = oracle(a, b), game_of(a, b), set()
    for ends in (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 10**6):
        found = two_player_equilibria(game, ticking(ends))
        points = {point.profile for point in found}
        assert points <= whole
        assert points
        assert not found.complete or points == whole
        seen.add(found.complete)
    assert seen == {False, True}


def test_what_is_not_proved_is_left_open():
    found = nash(game_of(identity(3), identity(3)), budget=0)
    assert {component.index for component in found.components} == {None}
    assert {component.dimension for component in found.components} == {None}
    assert {data["dimension"] for data in found.to_json()["components"]} == {None}
    assert "?" in found.to_text()
    assert found.to_json()["components"][0]["index"] is None


def test_the_walk_says_how_far_it_came(walk):
    a, b = identity(8), identity(8)
    met = {nash_set(a, b, ticking(ends)).walked for ends in (0, 12, 24, 48, 10**9)}
    assert (0, 0) in met
    assert (255, 255) in met
    assert len(met) >= 3
    assert all(0 <= w <= 255 for pair in met for w in pair)


def test_a_large_tableau_is_left_within_one_step():
    a, b = (np.random.default_rng(k).integers(0, 10**6, (140, 130)).tolist() for k in (0, 1))
    clock = count()
    nash_set(a, b, Limits(budget=8, clock=clock.__next__, held=lambda: 0, memory=1))
    assert next(clock) < 100  # one look before each of the pivots out of the first basis


def test_of_very_many_pairs_the_first_are_shown(monkeypatch, walk):
    monkeypatch.setattr(bimatrix, "MOST_SHOWN", 4)
    game, whole, seen = game_of(identity(5), identity(5)), oracle(identity(5), identity(5)), set()
    for ends in range(1, 40):
        found = two_player_equilibria(game, ticking(ends))
        points = {point.profile for point in found}
        assert points <= whole
        assert found.complete == (len(points) == 31)
        if "of 31 pairs found the first 4 are listed" in found.why:
            seen.add(len(points))
    assert seen
    assert max(seen) <= 4 + 5 + 1  # the pure ones and the end of a path are listed besides


def test_enough_time_changes_nothing(walk):
    rng = random.Random(3)
    for _ in range(10):
        a, b = draw(rng, 5, 4, 0, 2), draw(rng, 5, 4, 0, 2)
        free, bound = nash_set(a, b), nash_set(a, b, Limits(budget=10**6, memory=10**12))
        assert (free, free.xs, free.ys) == (bound, bound.xs, bound.ys)
        assert not free.stopped


def test_one_player():
    found = nash(NormalForm([[1, 3, 3]]), budget=0)
    assert {point.profile for point in found} == {((0, 1, 0),), ((0, 0, 1),)}


def test_a_game_of_floats_stops_as_well():
    game = NormalForm(np.array([identity(4), identity(4)], float), dtype=float)
    assert {type(p) for point in nash(game, budget=0) for s in point.profile for p in s} == {Fraction}


# ---------------------------------------------------------------- three players
def test_three_players_without_time_name_what_was_left_by_its_actions():
    game = NormalForm(np.ones((3, 2, 2, 2), dtype=object) * np.arange(8).reshape(2, 2, 2),
                      actions=[("up", "down"), ("left", "right"), ("in", "out")])  # fmt: skip
    found = nash(game, budget=0)
    assert not found.complete
    assert "[{down} x {right} x {out}]" in found.why
    assert {point.profile for point in found} == {((0, 1),) * 3}


def test_a_huge_game_is_left_in_time():
    """Listing its supports alone would take longer than the test may."""
    payoffs = np.random.default_rng(1).integers(0, 99, (5, 6, 6, 6, 6, 6)).astype(object)
    found = nash(NormalForm(payoffs), budget=0)
    assert not found.complete
    assert str(63**5) in found.why


def test_the_smallest_supports_come_first_where_there_are_too_many(monkeypatch):
    rng = np.random.default_rng(6)
    games = [NormalForm(rng.integers(0, high, (3, 2, 3, 2)).astype(object)) for high in (2, 3, 9) for _ in range(3)]
    plain = [nash(game).to_json() for game in games]
    monkeypatch.setattr(search, "MOST_PENDING", 0)
    for game, before in zip(games, plain, strict=True):
        after = nash(game).to_json()
        assert after["complete"]
        assert [(c["dimension"], c["index"]) for c in after["components"]] == [
            (c["dimension"], c["index"]) for c in before["components"]
        ]
    clock = count()
    monkeypatch.setattr(search, "monotonic", lambda: next(clock))
    monkeypatch.setattr(search, "solve_support", lambda *_: ("empty", []))
    found = search.search(integer_tables(games[-1].payoffs), ((0, 1), (0, 1, 2), (0, 1)), 30.0)
    assert 3 <= found.closed_to < 7
    assert found.left
    assert "all supports of at most" in "; ".join(search.summary(found, 0))


def test_parts_that_were_not_joined_in_time_are_no_complete_list(monkeypatch):
    game = NormalForm(random_game((2, 2, 2, 2), 3, 9053))
    plain = nash(game)
    monkeypatch.setattr(joins, "monotonic", lambda: NEVER)
    found = nash(game, budget=600)
    assert plain.complete
    assert not found.complete
    assert "not followed when the time budget ended" in found.why
    assert len(found.components) > len(plain.components) == 3


# ---------------------------------------------------------------- memory
def test_memory_ends_a_search_as_time_does(walk):
    rng = random.Random(4)
    a, b = draw(rng, 6, 6, 0, 4), draw(rng, 6, 6, 0, 4)
    held = count(0, 1 << 20).__next__
    found = two_player_equilibria(game_of(a, b), Limits(clock=count().__next__, held=held, memory=1 << 21))
    assert not found.complete
    assert "memory" in found.why
    assert {point.profile for point in found} <= oracle(a, b)


def test_what_is_held_and_what_may_be_had():
    before = limits.resident()
    block = np.ones(1 << 23)
    assert limits.resident() >= before + block.nbytes // 2
    assert limits.available() >= 0


def test_without_a_limit_half_of_what_is_available_may_be_used(monkeypatch):
    monkeypatch.setattr(limits, "available", lambda: 100)
    watch = Watch(Limits(held=lambda: 7))
    assert not watch.over(more=0)
    assert watch.limits.room == (7, 50)


# ---------------------------------------------------------------- progress, threads
def test_progress_is_told_and_never_runs_back(walk):
    told = []
    nash(game_of(identity(7), identity(7)), progress=lambda done, of: told.append((done, of)))
    assert told
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {of for _, of in told} == {0}
    told.clear()
    nash(
        NormalForm(np.random.default_rng(2).integers(0, 9, (3, 2, 2, 2)).astype(object)),
        progress=lambda *at: told.append(at),
    )
    assert {of for _, of in told} == {27}


def test_a_step_that_cannot_be_interrupted_is_not_waited_for(monkeypatch):
    from threading import Event

    monkeypatch.setattr(limits, "GRACE", 0)
    release = Event()
    watch = Watch(Limits(budget=0))
    with pytest.raises(LimitReachedError):
        together([release.wait], watch)
    assert watch.stopped == "time"
    release.set()


def test_what_fails_in_a_thread_fails_here():
    def fails():
        raise ZeroDivisionError

    for budget in (NEVER, 60):
        with pytest.raises(ZeroDivisionError):
            together([lambda: 1, fails], Watch(Limits(budget=budget)))
        assert together([lambda: 1, lambda: 2], Watch(Limits(budget=budget))) == [1, 2]


# ---------------------------------------------------------------- coordinates put off, dimensions without them
def test_points_put_off_are_the_points():
    found = nash(game_of(identity(3), identity(3)))
    first, again = next(iter(found)), next(iter(nash(game_of(identity(3), identity(3)))))
    assert first == again
    assert hash(first) == hash(again)
    assert pickle.loads(pickle.dumps(first)) == first
    assert first.payoffs == (1, 1)
    with pytest.raises(AttributeError):
        _ = first.payoff


@pytest.mark.parametrize("high", [1, 2])
def test_dimensions_from_labels_are_those_from_coordinates(high):
    rng, most = random.Random(high), 0
    for _ in range(60):
        m, n = rng.randint(1, 5), rng.randint(1, 5)
        found = nash_set(draw(rng, m, n, 0, high), draw(rng, m, n, 0, high))
        for part, dimension in zip(found.components, found.dimensions, strict=True):
            faces = [
                ([found.xs[i] for i in xs], [found.ys[j] for j in ys]) for xs, ys in (found.subsets[s] for s in part)
            ]
            assert dimension == max(affine_dimension(x) + affine_dimension(y) for x, y in faces)
            most = max(most, dimension)
    assert most >= 3


def test_the_dimension_of_a_cube_and_of_a_simplex():
    cube = [sum(1 << 2 * k + (v >> k & 1) for k in range(4)) for v in range(16)]
    simplex = [31 ^ 1 << k for k in range(5)]
    assert (face_dimension(cube), face_dimension(simplex), face_dimension([5])) == (4, 4, 0)


def test_what_is_said_is_said_in_chinese_too():
    two = nash(game_of(identity(3), identity(3)), budget=0)
    three = nash(NormalForm(np.zeros((3, 2, 2, 2), dtype=object)), budget=0)
    for found in (two, three):
        for part in found.why.split("; "):
            assert phrase(part, "zh") != part


def test_a_stopped_search_lists_no_more_than_some_pure_equilibria():
    found = nash(NormalForm(np.zeros((2, 60, 60), dtype=int)), budget=0)
    assert not found.complete
    assert not found.to_json()["grouping_proved"]
    assert 0 < len(found) <= 201
