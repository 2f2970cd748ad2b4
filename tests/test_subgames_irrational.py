"""Subgames whose equilibria are irrational: what they pay is carried upwards exactly, in number fields."""

from fractions import Fraction
from itertools import product

import pytest
from flint import fmpz_poly
from hypothesis import given
from hypothesis import strategies as st
from subgame_oracle import node_at, subgames, value
from sympy import Rational, sqrt

from games.forms.tree import GameTree, decision, leaf
from solvers.n_player.algebraic import as_number, real_roots
from solvers.subgame_perfect import subgame_perfect
from solvers.trees.reals import Algebraic, named, real

F = Fraction
GOLDEN = (sqrt(5) - 1) / 2


def cycle(tag, gains, more):
    """Three players move at once; each gains something by 0, in a cycle; `more` pays the others."""

    def third(a, b):
        return {
            str(c): leaf(*(g * (own == 0) for g, own in zip(gains(a, b, c), (a, b, c))), *more(a, b, c)) for c in (0, 1)
        }

    def second(a):
        return {str(b): decision("C", third(a, b), f"{tag} C") for b in (0, 1)}

    return decision("A", {str(a): decision("B", second(a), f"{tag} B") for a in (0, 1)}, f"{tag} A")


def golden(a, b, c):
    """All mix at p with p^2 + p = 1, or all play 0, or all play 1."""
    return 1 - b * c - b, 1 - c * a - c, 1 - a * b - a


def silver(a, b, c):
    """All mix at p with p^2 + 2 p = 1, p = sqrt 2 - 1, or all play 0, or all play 1."""
    return 1 - b * c - 2 * b, 1 - c * a - 2 * c, 1 - a * b - 2 * a


def gain(tree, profile):
    """The most that anybody gains by a pure strategy in any subgame, in decimals: each set changed alone and all."""
    play = [tuple(float(p) for p in s) for s in profile]
    best = 0.0
    for start in subgames(tree):
        assert node_at(tree, start)
        now = value(tree, play, start)
        for i, player in enumerate(tree.players):
            own = [h for h, s in enumerate(tree.information_sets)
                   if s.player == player and s.paths[0][: len(start)] == start]  # fmt: skip
            for choice in product(*(range(len(play[h])) for h in own)):
                changed = list(play)
                for h, a in zip(own, choice):
                    changed[h] = tuple(float(a == b) for b in range(len(play[h])))
                best = max(best, float(value(tree, changed, start)[i] - now[i]))
    return best


@pytest.mark.parametrize(("out", "comes"), [("19/50", {0: 1, GOLDEN: 1, 1: 0}), ("39/100", {0: 1, GOLDEN: 0, 1: 0})])
def test_a_comparison_with_an_irrational_number_is_decided(out, comes):
    """D gets 1 - p = 0.38196... inside if all mix, 1 or 0 if all play 0 or 1; outside 0.38 or 0.39."""
    inside = cycle("x", golden, lambda a, b, c: (F(1 - a),))
    tree = GameTree(decision("D", {"out": leaf(0, 0, 0, out), "in": inside}), "ABCD")
    found = subgame_perfect(tree)
    assert found.complete
    assert len(found) == 3
    assert {p.profile[1][1]: p.profile[0][1] for p in found} == comes
    mixed = [p for p in found if not p.is_pure]
    assert [row for p in mixed for row in p.profile[1:]] == [(1 - GOLDEN, GOLDEN)] * 3
    assert all(gain(tree, p.profile) < 1e-12 for p in found)


def test_numbers_of_two_fields_meet():
    """D chooses between a subgame that pays 1 - p, p golden, and one that pays half of 1 - q, q silver: 9 pairs."""
    one = cycle("x", golden, lambda a, b, c: (F(1 - a),))
    two = cycle("y", silver, lambda a, b, c: (F(1 - a) / 2,))
    tree = GameTree(decision("D", {"one": one, "two": two}), "ABCD")
    found = subgame_perfect(tree)
    assert found.complete
    assert len(found) == 9
    assert sorted(c.dimension for c in found.components) == [0] * 8 + [1]
    assert all(gain(tree, p.profile) < 1e-12 for p in found)
    both = [p for p in found if all(0 < p.profile[h][0] < 1 for h in (1, 4))]
    assert {p.payoffs[3] for p in both} == {1 - GOLDEN if (2 - sqrt(2)) / 2 < 1 - GOLDEN else 1 - sqrt(2) / 2}


def test_players_mix_above_an_irrational_subgame():
    """D and E play pennies in which one outcome is worth 1 + p: their mixture lies in the field of p."""
    inside = cycle("x", golden, lambda a, b, c: (F(1 + a), F(0)))

    def reply(left, right):
        return decision("E", {"l": left, "r": right}, "E")

    far, near = leaf(0, 0, 0, 0, 1), leaf(0, 0, 0, 1, 0)
    tree = GameTree(decision("D", {"l": reply(inside, far), "r": reply(far, near)}), "ABCDE")
    found = subgame_perfect(tree)
    assert found.complete
    assert len(found) == 3
    (mixed,) = (p for p in found if p.profile[2][0] not in (0, 1))
    worth = 1 + GOLDEN
    e = found.strategy_names.index("E: E")
    assert (mixed.profile[e][0] - 1 / (1 + worth)).equals(0)
    assert (mixed.payoffs[3] - worth / (1 + worth)).equals(0)
    assert mixed.profile[0] == (F(1, 2), F(1, 2))
    assert all(gain(tree, p.profile) < 1e-12 for p in found)


def test_a_continuum_below_comes_with_isolated_points():
    """With A's gains all zero, A is indifferent: a continuum, which D either joins or leaves."""
    inside = cycle("x", lambda a, b, c: (0, *golden(a, b, c)[1:]), lambda a, b, c: (F(2),))
    tree = GameTree(decision("D", {"out": leaf(0, 0, 0, 1), "in": inside}), "ABCD")
    found = subgame_perfect(tree)
    assert max(c.dimension for c in found.components) >= 1
    assert all(gain(tree, p.profile) < 1e-12 for p in found)


def test_no_time_leaves_what_was_found():
    inside = cycle("x", golden, lambda a, b, c: (F(1 - a),))
    tree = GameTree(decision("D", {"out": leaf(0, 0, 0, 1), "in": inside}), "ABCD")
    found = subgame_perfect(tree, budget=0)
    assert not found.complete
    assert "three or more players" in found.why or "time" in found.why
    assert {p.profile[1:] for p in found} == {((a, 1 - a),) * 3 for a in (0, 1)}


def test_a_mixed_point_does_not_hide_pure_ones_of_its_support():
    """Three players who gain by meeting: two pure equilibria and a mixed one, all rational, below a choice of D's."""
    inside = cycle("x", lambda a, b, c: (1 - 2 * b, 1 - 2 * c, 1 - 2 * a), lambda a, b, c: (F(2),))
    tree = GameTree(decision("D", {"out": leaf(0, 0, 0, 1), "in": inside}), "ABCD")
    found = subgame_perfect(tree)
    assert {p.profile[1:] for p in found} == {((p, 1 - p),) * 3 for p in (0, F(1, 2), 1)}
    assert len(found) == 3
    assert found.complete


def roots(*coefficients):
    return [real(as_number(root)) for root in real_roots(fmpz_poly(list(coefficients)))]


@given(st.fractions(-3, 3, max_denominator=9), st.fractions(-3, 3, max_denominator=9))
def test_arithmetic_is_that_of_sympy(p, q):
    two, five = (max(roots(-n, 0, 1)) for n in (2, 5))
    x, y = p + q * two, p - q * five
    a, b = (Rational(v.numerator, v.denominator) for v in (p, q))
    assert float(x + y) == pytest.approx(float(2 * a + b * (sqrt(2) - sqrt(5))), abs=1e-12)
    assert (x * y < 1) == bool((a + b * sqrt(2)) * (a - b * sqrt(5)) < 1)
    assert isinstance(x - x, Fraction)
    assert x - x == 0
    assert (two * five) * (two * five) == 10
    assert isinstance(two, Algebraic)
    assert named(two * five).equals(sqrt(10))
