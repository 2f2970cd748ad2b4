"""The compiled walk of the two-player engine against the integer walk, and on games known to be hard."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("numba")

from test_bimatrix import draw, dual_cyclic, gale, identity, integral

from solvers.two_player import bimatrix, bimatrix_numba, vertices_numba
from solvers.two_player.bimatrix import nash_set
from solvers.two_player.vertices import enumerate_vertices


@pytest.fixture
def compiled(monkeypatch):
    monkeypatch.setattr(bimatrix, "COMPILED_AT", 0)


def integer_walk(a, b, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(bimatrix, "COMPILED_AT", 10**9)
        patch.setattr(bimatrix, "COMPILED_IF_LOADED_AT", 10**9)
        return nash_set(a, b)


@pytest.mark.parametrize("high", [1, 2, 3, 9, 100, 10**6, 10**20])
def test_both_walks_agree_in_everything(high, compiled, monkeypatch):
    rng = random.Random(high)
    for _ in range(25):
        m, n = rng.randint(1, 7), rng.randint(1, 7)
        a, b = draw(rng, m, n, 0, high), draw(rng, m, n, 0, high)
        first, second = bimatrix._normalised([*zip(*b, strict=True)]), bimatrix._normalised(a)
        assert bimatrix_numba.match_compiled(first, second) is not None
        assert nash_set(a, b) == integer_walk(a, b, monkeypatch)


@pytest.mark.parametrize("high", [1, 3, 50])
def test_vertices_bases_and_signs_agree(high):
    rng = random.Random(high)
    for _ in range(20):
        k, d = rng.randint(1, 7), rng.randint(1, 7)
        c = bimatrix._normalised(draw(rng, k, d, 0, high))
        exact, found = enumerate_vertices(c), vertices_numba.walk_vertices(c)
        assert len(found.labels) == len(exact.labels)
        assert set(found.labels.tolist()) == set(exact.labels)
        labels = found.labels.tolist()
        for basis, limit, sign in zip(found.bases.tolist(), found.limit.tolist(), found.signs.tolist(), strict=True):
            assert basis & labels[limit] == basis
            assert exact.bases.get(basis, (0, sign))[1] == sign


def test_a_basis_left_open_is_settled_in_rational_arithmetic(monkeypatch):
    """Without the integrality argument every zero is open; the answer stays the same."""
    c = bimatrix._normalised(draw(random.Random(4), 5, 5, 0, 2))
    plain, asked = vertices_numba.walk_vertices(c), []
    walk, settle = vertices_numba._walk, vertices_numba._exact_zeros

    def doubtful(*args):
        status, masks, _, signs, _ = walk(*args)
        return status, masks, masks.copy(), signs, range(len(masks))

    monkeypatch.setattr(vertices_numba, "_walk", doubtful)
    monkeypatch.setattr(vertices_numba, "_exact_zeros", lambda *args: asked.append(1) or settle(*args))
    assert vertices_numba.walk_vertices(c).labels.tolist() == plain.labels.tolist()
    assert len(asked) == len(plain.bases)


def test_what_cannot_be_proved_is_left_to_the_integer_walk(compiled, monkeypatch):
    a, b = draw(random.Random(1), 4, 4, 0, 5), draw(random.Random(2), 4, 4, 0, 5)
    expected = integer_walk(a, b, monkeypatch)
    monkeypatch.setattr(bimatrix_numba, "walk_vertices", lambda *_: None)
    assert nash_set(a, b) == expected


@pytest.mark.parametrize("n", [8, 11])
def test_coordination(n, compiled):
    found = nash_set(identity(n), identity(n))
    assert len(found.pairs) == 2**n - 1
    assert sum(found.indices) == 1


def test_dual_cyclic_eight_by_eight_has_as_many_equilibria_as_gale_strings_match(compiled):
    n = 8
    places = [p for k in range(0, 2 * n, 2) for p in (k + 1, k)]
    strings = gale(n)
    second = {frozenset(places[p] for p in string) for string in strings}
    expected = sum(frozenset(range(2 * n)) - string in second for string in strings) - 1
    b = integral([list(row) for row in zip(*dual_cyclic(n, range(2 * n)), strict=True)])
    a = integral(dual_cyclic(n, [p + n if p < n else p - n for p in places]))
    found = nash_set(a, b)
    assert len(found.pairs) == expected > 300
    assert sum(found.indices) == 1
