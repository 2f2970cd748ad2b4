"""Potentials: congestion and Cournot games, brute force over all cycles, and the implications between the kinds."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import combinations, product

import numpy as np
import pytest
import sympy

from games.classics import battle_of_the_sexes, matching_pennies, prisoners_dilemma, symmetric
from games.errors import NotCoveredError, ParameterError
from games.forms import NormalForm
from solvers.potential import KINDS, potential, strongest_potential
from solvers.pure import pure_equilibria


def drawn(seed, shape, high):
    rng = np.random.default_rng(seed)
    return NormalForm(rng.integers(0, high + 1, (len(shape), *shape)))


def neighbours(game):
    for a in game.profiles():
        for i, count in enumerate(game.shape):
            for k in range(count):
                if k != a[i]:
                    yield i, a, (*a[:i], k, *a[i + 1 :])


def reaches(edges, start, goal):
    seen, todo = {start}, [start]
    while todo:
        for b in edges.get(todo.pop(), ()):
            if b == goal:
                return True
            if b not in seen:
                seen.add(b)
                todo.append(b)
    return False


def brute_ordinal(game, weak):
    """No strict move leads back to where it started by moves that never lose (weak) or always gain."""
    edges, strict = {}, []
    for i, a, b in neighbours(game):
        gain = game.payoffs[i][b] - game.payoffs[i][a]
        if gain > 0 or (weak and gain == 0):
            edges.setdefault(a, set()).add(b)
        if gain > 0:
            strict.append((a, b))
    return not any(reaches(edges, b, a) for a, b in strict)


def brute_exact(game):
    """The gains round every square add up to zero."""
    for i, j in combinations(range(game.n_players), 2):
        for a in game.profiles():
            for p, q in product(range(game.shape[i]), range(game.shape[j])):
                b = (*a[:i], p, *a[i + 1 :])
                c, d = (*b[:j], q, *b[j + 1 :]), (*a[:j], q, *a[j + 1 :])
                u, v = game.payoffs[i], game.payoffs[j]
                if (u[b] - u[a]) + (v[c] - v[b]) + (u[d] - u[c]) + (v[a] - v[d]):
                    return False
    return True


def check(game, found):
    """A potential obeys its definition; a cycle refutes it."""
    if found.exists:
        for i, a, b in neighbours(game):
            gain, rise = game.payoffs[i][b] - game.payoffs[i][a], found.values[b] - found.values[a]
            if found.kind in ("exact", "weighted"):
                assert gain == found.weights[i] * rise
            elif found.kind == "ordinal":
                assert (gain > 0) == (rise > 0)
            else:
                assert gain <= 0 or rise > 0
        pure = {tuple(s[0] for s in point.support) for point in pure_equilibria(game).pure}
        assert set(found.maximisers) <= pure
        return
    cycle, gains = found.cycle, []
    assert len(cycle) >= 3
    assert len(set(cycle)) == len(cycle)
    for a, b in zip(cycle, cycle[1:] + cycle[:1], strict=True):
        (i,) = [k for k in range(len(a)) if a[k] != b[k]]
        gains.append(game.payoffs[i][b] - game.payoffs[i][a])
    if found.kind == "exact":
        assert sum(gains) != 0
    if found.kind == "ordinal":
        assert min(gains) >= 0 < max(gains)
    if found.kind == "generalised ordinal":
        assert min(gains) > 0


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3), (2, 2, 2), (1, 3), (3, 2, 2)])
def test_brute_force_on_tied_games(shape):
    yes = dict.fromkeys(KINDS, 0)
    for seed in range(60):
        game = drawn(seed, shape, 1 + seed % 3)
        found = {kind: potential(game, kind) for kind in KINDS}
        for kind, one in found.items():
            check(game, one)
            yes[kind] += one.exists
        assert found["exact"].exists == brute_exact(game)
        assert found["ordinal"].exists == brute_ordinal(game, True)
        assert found["generalised ordinal"].exists == brute_ordinal(game, False)
        exists = [found[kind].exists for kind in KINDS]
        assert exists == sorted(exists)
    assert yes["generalised ordinal"] > 0
    assert yes["ordinal"] < 60 or shape == (1, 3)


def test_congestion_games_are_exact_potential_games():
    rng = random.Random(1)
    for _ in range(10):
        cost = [[rng.randint(0, 20) for _ in range(3)] for _ in range(3)]
        users = [[tuple(a).count(a[i]) for a in product(range(3), repeat=3)] for i in range(3)]
        payoffs = [[-cost[a[i]][users[i][k] - 1] for k, a in enumerate(product(range(3), repeat=3))] for i in range(3)]
        game = NormalForm(np.array(payoffs, dtype=object).reshape(3, 3, 3, 3))
        found = potential(game)
        assert found.exists
        check(game, found)
        rosenthal = {a: -sum(sum(cost[r][: a.count(r)]) for r in range(3)) for a in product(range(3), repeat=3)}
        assert len({found.values[a] - value for a, value in rosenthal.items()}) == 1


def test_weights_are_found():
    rng = np.random.default_rng(5)
    for weights in ((1, 3, F(2, 7)), (10**9, F(1, 10**6), 1)):
        base = rng.integers(0, 9, (3, 2, 3)).astype(object)
        own = [rng.integers(0, 9, [1 if k == i else n for k, n in enumerate((3, 2, 3))]) for i in range(3)]
        game = NormalForm(np.array([w * base + u for w, u in zip(weights, own, strict=True)], dtype=object))
        assert not potential(game).exists
        found = potential(game, "weighted")
        assert found.exists
        check(game, found)
        assert [w / found.weights[0] for w in found.weights] == [F(w) / weights[0] for w in weights]


def test_classics():
    assert strongest_potential(prisoners_dilemma()).kind == "exact"
    assert strongest_potential(battle_of_the_sexes()).kind == "exact"
    pennies = strongest_potential(matching_pennies())
    assert not pennies.exists
    assert len(pennies.cycle) == 4
    assert set(potential(symmetric(4, 3, 1, 2)).maximisers) == {(0, 1), (1, 0)}
    # Monderer and Shapley (1996), section 2: no ordinal potential, but a generalised ordinal one.
    paper = NormalForm([[[1, 2], [2, 0]], [[0, 0], [0, 1]]])
    assert strongest_potential(paper).kind == "generalised ordinal"
    assert strongest_potential(paper).exists


def test_invariances():
    for seed in range(40):
        game = drawn(seed, (3, 3), 3)
        moved = NormalForm([game.payoffs[0] * 10**15 + 1, game.payoffs[1] / 10**9 - 7])
        for kind in KINDS[1:]:
            assert potential(game, kind).exists == potential(moved, kind).exists
        turned = game.restrict(([2, 0, 1], [1, 0, 2]))
        assert all(potential(game, kind).exists == potential(turned, kind).exists for kind in KINDS)


def test_tables_and_bad_input():
    assert len(potential(prisoners_dilemma()).to_frame()) == 4
    assert len(potential(matching_pennies(), "ordinal").to_frame()) == 4
    with pytest.raises(ParameterError, match="accepted"):
        potential(prisoners_dilemma(), "best")
    with pytest.raises(NotCoveredError, match="symbolic"):
        potential(symmetric(*sympy.symbols("T R P S")))
