"""Games and brute-force oracles for all equilibria of games with three and more players."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from solvers.n_player.components import NPlayerResult

Profile = tuple[tuple[Any, ...], ...]


def game(shape: tuple[int, ...], payoff: Callable[[tuple[int, ...]], Sequence[int]]) -> np.ndarray:
    table = np.empty((len(shape), *shape), dtype=object)
    for s in product(*map(range, shape)):
        for i, value in enumerate(payoff(s)):
            table[(i, *s)] = Fraction(value)
    return table


def fractions(table: np.ndarray) -> np.ndarray:
    return np.vectorize(Fraction, otypes=[object])(table)


def random_game(shape: tuple[int, ...], high: int, seed: int) -> np.ndarray:
    return fractions(np.random.default_rng(seed).integers(0, high, (len(shape), *shape)))


def action_values(table: np.ndarray, i: int, profile: Profile) -> np.ndarray:
    out = np.moveaxis(table[i], i, 0)
    for j in reversed([j for j in range(len(profile)) if j != i]):
        out = out @ np.array(profile[j], dtype=object)
    return out


def regret(table: np.ndarray, profile: Profile) -> Any:
    worst = 0
    for i, row in enumerate(profile):
        values = action_values(table, i, profile)
        worst = max(worst, max(values) - sum(p * v for p, v in zip(row, values, strict=True)))
    return worst


def simplex(size: int, denominator: int) -> Iterable[tuple[Fraction, ...]]:
    for rest in product(range(denominator + 1), repeat=size - 1):
        if sum(rest) <= denominator:
            yield tuple(Fraction(k, denominator) for k in (denominator - sum(rest), *rest))


def lattice_equilibria(table: np.ndarray, denominator: int) -> list[Profile]:
    """Equilibria on the lattice, by the definition; in whole numbers for speed."""
    whole = (table * denominator**0).astype(np.int64)
    grids = [[tuple(int(p * denominator) for p in x) for x in simplex(m, denominator)] for m in table.shape[1:]]
    found = []
    for weights in product(*grids):
        values = (action_values(whole, i, weights) for i in range(len(whole)))
        if all(
            all(not w or v == max(row) for w, v in zip(own, row, strict=True))
            for own, row in zip(weights, values, strict=True)
        ):
            found.append(tuple(tuple(Fraction(w, denominator) for w in own) for own in weights))
    return found


def assert_sound(table: np.ndarray, result: NPlayerResult) -> None:
    assert result.complete, result.why
    assert result.components
    for component in result.components:
        assert component.points
        for point in component.points:
            if point.rational:
                assert regret(table, point.profile) == 0
            else:
                assert abs(float(regret(table.astype(float), point.approx))) < 1e-9


def assert_agrees_with_lattice(table: np.ndarray, result: NPlayerResult, denominator: int) -> None:
    """Every lattice equilibrium in exactly one component; a segment between two of them never crosses components."""
    points = lattice_equilibria(table, denominator)
    homes = []
    for point in points:
        home = [k for k, c in enumerate(result.components) if c.contains(point)]
        assert len(home) == 1, (point, home)
        homes += home
    for a, b in product(range(len(points)), repeat=2):
        if sum(x != y for x, y in zip(points[a], points[b], strict=True)) == 1:
            assert homes[a] == homes[b], (points[a], points[b])


def cover_components(table: np.ndarray, n: int) -> tuple[np.ndarray, int]:
    """Boxes of an even grid not excluded by signs at corners, labelled by contact (two actions a player)."""
    from scipy import ndimage

    players = len(table)
    grid, keep = np.linspace(0, 1, n + 1), np.ones((n,) * players, dtype=bool)
    for i in range(players):
        d = np.moveaxis(table[i], i, 0)
        v = (d[1] - d[0]).astype(float)
        for _ in range(players - 1):  # one other player after the other, her grid becoming the last axis
            v = np.multiply.outer(v[0], 1 - grid) + np.multiply.outer(v[1], grid)
        low, high = v, v
        for axis in range(players - 1):
            low = np.minimum(low.take(range(n), axis), low.take(range(1, n + 1), axis))
            high = np.maximum(high.take(range(n), axis), high.take(range(1, n + 1), axis))
        index = np.arange(n).reshape([n if k == i else 1 for k in range(players)])
        keep &= ~(np.expand_dims(low > 1e-12, i) & (index < n - 1))
        keep &= ~(np.expand_dims(high < -1e-12, i) & (index > 0))
    labels, count = ndimage.label(keep, np.ones((3,) * players))
    return labels, int(count)


def assert_agrees_with_cover(
    table: np.ndarray, result: NPlayerResult, sizes: Sequence[int] = (24, 64, 128, 256)
) -> None:
    """As many components as separate clusters of boxes, each cluster met by one component's points."""
    for n in sizes:
        labels, count = cover_components(table, n)
        met = [set.union(*(boxes(p.approx, labels, n) for p in c.points)) for c in result.components]
        assert all(len(m) == 1 for m in met), (n, met)
        if count == len(result.components):
            assert len(set.union(*met)) == count
            return
    raise AssertionError((count, len(result.components)))


def boxes(point: Profile, labels: np.ndarray, n: int) -> set[int]:
    near = [{min(n - 1, max(0, int(np.floor(row[1] * n + e)))) for e in (-1e-9, 1e-9)} for row in point]
    return {int(labels[k]) for k in product(*near)} - {0}


def points_of(result: NPlayerResult) -> set[Profile]:
    return {p.profile for c in result.components for p in c.points}


def signature(result: NPlayerResult) -> list[int]:
    return sorted(c.dimension for c in result.components)
