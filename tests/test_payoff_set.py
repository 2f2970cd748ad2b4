"""Subgame-perfect payoff sets: closed forms, the literature, a naive operator, exact programs, invariances, a peer."""

import json
import random
from fractions import Fraction as F
from itertools import pairwise, product

import numpy as np
import pytest

import games
from games.classics import matching_pennies, prisoners_dilemma, symmetric
from games.errors import NotCoveredError
from games.forms import NormalForm
from games.forms.repeated import RepeatedGame
from games.relative_gains import relative_gains
from paper_figs.payoff_sets import payoff_set_plot
from solvers.programs.linear import maximise
from solvers.pure import pure_equilibria
from solvers.repeated import repeated
from solvers.repetition.payoff_set import payoff_set
from solvers.repetition.polygons import area, clip, contains, farthest, hull, rounded_out
from solvers.repetition.triggers import critical_discount

NORMALS = np.array([[np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, 41)])
SANNIKOV = [[[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]]


def solved(stage, delta):
    return payoff_set(RepeatedGame(stage, delta))


def random_stage(rng, m, n, top=6):
    return NormalForm([[[rng.randint(0, top) for _ in range(n)] for _ in range(m)] for _ in range(2)])


def support(polygon):
    return (NORMALS @ np.array([[float(x), float(y)] for x, y in polygon]).T).max(axis=1)


# ---------------------------------------------------------------- closed forms and literature
@pytest.mark.parametrize(("T", "R", "P", "S"), [(5, 3, 1, 0), (7, 6, 2, 1), (4, 3, 1, F(1, 2)), (10, 9, 3, 1)])
def test_prisoners_dilemma(T, R, P, S):
    """Alternation pays from (P - S) / (T - P), cooperation from (T - R) / (T - P) (Stahl 1991)."""
    stage = symmetric(T, R, P, S)
    T, R, P, S = map(F, (T, R, P, S))
    alternate, grim, whole = (P - S) / (T - P), (T - R) / (T - P), (P - S) / (R - S)
    assert critical_discount(stage, ("Cooperate", "Cooperate"), (P, P)) == grim
    cooperate, feasible = max(grim, whole), hull([(T, S), (R, R), (P, P), (S, T)])
    known = {min(alternate, grim) - F(1, 50): ((P, P),), cooperate: clip(clip(feasible, 0, P), 1, P)}
    if alternate < grim:
        known[(alternate + cooperate) / 2] = hull([(P, P), (T + S - P, P), (P, T + S - P)])
    for delta in (cooperate + F(1, 20), F(99, 100)):
        known[delta] = known[cooperate]
    for delta, polygon in known.items():
        found = solved(stage, delta)
        assert found.inner == polygon
        assert found.error < F(1, 10**10)
        assert found.worst[0][1] == found.worst[1][1] == P
        assert all(contains(found.outer, v) for v in polygon)


def test_the_example_of_abreu_and_sannikov():
    """The six vertices at delta 3/10 of their example, to the digits published with QuantEcon."""
    found = solved(NormalForm(SANNIKOV), "3/10")
    known = [(7.33770472, 10.9826253), (1.12568240, 2.8), (7.33770472, 0), (7.86308964, 0), (19.7917977, 2.8),
             (15.5630896, 9.1)]  # fmt: skip
    assert found.error < F(1, 10**8)
    for polygon in (found.outer, found.inner):
        assert np.abs(support(polygon) - support(known)).max() < 1e-6


def test_no_patience_and_no_equilibrium():
    rng = random.Random(3)
    empty = 0
    for _ in range(40):
        stage = random_stage(rng, 2, 3)
        stationary = hull(point.payoffs for point in pure_equilibria(stage))
        found = solved(stage, 0)
        assert found.outer == found.inner == stationary
        assert found.exact
        patient = solved(stage, F(1, 3))
        assert all(contains(patient.inner, v) for v in stationary)
        empty += not stationary
    assert empty > 2
    for delta in (0, F(1, 2), F(99, 100)):
        pennies = solved(matching_pennies(), delta)
        assert pennies.outer == pennies.inner == ()
        assert pennies.exact
        assert "No pure" in pennies.note()


def test_folk_theorem():
    """With patience the set grows to the feasible payoffs above the pure minmax, and reaches them here."""
    rng = random.Random(8)
    for _ in range(12):
        stage = random_stage(rng, 3, 3, 9)
        least = [min(max(u[:, b]) for b in range(3)) for u in (stage.payoffs[0], stage.payoffs[1].T)]
        sets = [solved(stage, F(d)) for d in ("1/2", "9/10", "999/1000")]
        rational = clip(clip(sets[0].feasible, 0, least[0]), 1, least[1])
        assert sets[0].minmax == tuple(least)
        for small, large in pairwise(sets):
            assert all(contains(large.outer, v) for v in small.inner)
            assert all(contains(rational, v) for v in small.inner)
        if area(rational) > 0:
            assert farthest(rational, sets[-1].inner) < F(1, 10)


# ---------------------------------------------------------------- independent arguments
def clipped(points, axis, least):
    """Cut a float polygon by a half-plane, side by side."""
    kept = []
    for p, q in zip(points, [*points[1:], *points[:1]]):
        if p[axis] >= least:
            kept.append(p)
        if (p[axis] < least) != (q[axis] < least):
            t = (least - p[axis]) / (q[axis] - p[axis])
            kept.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return kept


def naive(stage, delta, rounds=80):
    """Iterate the full operator of Abreu, Pearce and Stacchetti in floats; hull points on a fine grid."""
    u = stage.payoffs.astype(float)
    W = [(float(x), float(y)) for x, y in hull(zip(u[0].flat, u[1].flat))]
    for _ in range(rounds):
        low = [min(p[i] for p in W) for i in (0, 1)]
        made = set()
        for a, b in np.ndindex(*u.shape[1:]):
            gains = u[0, :, b].max() - u[0, a, b], u[1, a, :].max() - u[1, a, b]
            part = W
            for i in (0, 1):
                part = clipped(part, i, low[i] + (1 - delta) / delta * gains[i] - 1e-11)
            made |= {tuple(np.round([(1 - delta) * u[i, a, b] + delta * w[i] for i in (0, 1)], 13)) for w in part}
        W = list(hull(made))
        if not W:
            break
    return W


def test_naive_iteration_of_the_whole_operator():
    rng, seen = random.Random(4), set()
    for _ in range(25):
        stage, delta = random_stage(rng, 2, rng.choice([2, 3])), rng.choice([F(7, 22), F(11, 20), F(13, 20)])
        found, other = solved(stage, delta), naive(stage, float(delta))
        assert bool(found.outer) == bool(other)
        if other:
            assert np.abs(support(found.outer) - support(other)).max() < 1e-7
            assert found.error < F(1, 10**7)
        seen.add(len(found.outer))
    assert {0, 1, 4} <= seen


def is_generated(stage, delta, polygon, v):
    """Whether v is a lottery over enforced pairs: one exact linear program in (mass, continuation) per profile."""
    u, low = stage.payoffs, [min(p[i] for p in polygon) for i in (0, 1)]
    profiles, k = list(np.ndindex(*stage.shape)), len(polygon)
    columns = [(p, w) for p in profiles for w in polygon]
    A = []
    for (a, b), i in product(profiles, (0, 1)):
        gain = (u[0][:, b].max() - u[0][a, b], u[1][a].max() - u[1][a, b])[i]
        least = delta * low[i] + (1 - delta) * gain
        A.append([(least - delta * w[i]) if p == (a, b) else 0 for p, w in columns])
    E = [[1] * len(columns)] + [[(1 - delta) * u[i][p] + delta * w[i] for p, w in columns] for i in (0, 1)]
    assert len(columns) == len(profiles) * k
    return maximise([0] * len(columns), A, [0] * len(A), E, [1, *v]).status == "optimal"


def test_inner_polygons_generate_themselves_by_linear_programs():
    rng, count = random.Random(6), 0
    for _ in range(14):
        stage, delta = random_stage(rng, 2, 2), rng.choice([F(2, 5), F(3, 5), F(4, 5)])
        inner = solved(stage, delta).inner
        assert all(is_generated(stage, delta, inner, v) for v in inner)
        if len(inner) > 2:
            longer = tuple((x + (x == max(p[0] for p in inner)) * F(1, 100), y) for x, y in inner)
            assert not all(is_generated(stage, delta, hull(longer), v) for v in longer)
            count += 1
    assert count > 3


def test_what_nash_reversion_sustains_is_inside():
    rng = random.Random(7)
    for _ in range(20):
        stage, delta = random_stage(rng, 3, 2), F(2, 3)
        equilibria = list(pure_equilibria(stage))
        if not equilibria:
            continue
        worst = [min(point.payoffs[i] for point in equilibria) for i in (0, 1)]
        found = solved(stage, delta)
        for labels in map(stage.labels, stage.profiles()):
            least = critical_discount(stage, labels, worst)
            if least is not None and least <= delta:
                assert found.contains(stage.payoff(labels)) is True
        assert all(low <= high <= own for (low, high), own in zip(found.worst, worst))


# ---------------------------------------------------------------- invariances
def test_scale_shift_order_duplicates_and_number_type():
    rng = random.Random(9)
    for _ in range(8):
        stage, delta = random_stage(rng, 2, 3), F(3, 5)
        found = solved(stage, delta)
        a, b = F(1, 10**9), 10**15
        scaled = NormalForm([stage.payoffs[0] * a + 7, stage.payoffs[1] * b - 3])
        for ours, theirs in zip((found.outer, found.inner), (solved(scaled, delta).outer, solved(scaled, delta).inner)):
            assert theirs == tuple((x * a + 7, y * b - 3) for x, y in ours)
        for other in (stage.restrict([[1, 0], [2, 0, 1]]), NormalForm(stage.payoffs[:, [0, 1, 1]]),
                      NormalForm(stage.payoffs.astype(float), dtype=float)):  # fmt: skip
            assert solved(other, delta).outer == found.outer
        swapped = solved(NormalForm([stage.payoffs[1].T, stage.payoffs[0].T]), delta)
        assert swapped.outer == hull((y, x) for x, y in found.outer)


def test_symmetric_games_have_symmetric_sets_and_relative_gains_shrink_them():
    rng = random.Random(2)
    for _ in range(8):
        A = [[rng.randint(0, 9) for _ in range(3)] for _ in range(3)]
        found = solved(NormalForm([A, list(zip(*A))]), F(11, 20))
        assert found.outer == hull((y, x) for x, y in found.outer)
        assert found.error < F(1, 10**8)
    dilemma, half = symmetric(5, 3, 1, 0), F(1, 2)
    sizes = [len(solved(relative_gains(dilemma, k), half).inner) for k in (0, F(1, 5), 4)]
    assert sizes == [4, 3, 1]  # cooperation, then alternation, then nothing: delta from 3/5 and 2/5 at k = 1/5


# ---------------------------------------------------------------- what is shown
def test_results_show_and_refuse():
    found = repeated(RepeatedGame(prisoners_dilemma(), "1/2"))
    assert found.payoff_set.exact
    data = json.loads(json.dumps(found.to_json()))["payoff_set"]
    assert data["outer"] == data["inner"] and ["3", "3"] in data["inner"]
    assert "exact" in found.note() and "精确" in found.note("zh")
    assert found.payoff_set.contains(("2.5", "2.5")) is True and found.payoff_set.contains((0, 5)) is False
    assert repeated(RepeatedGame(prisoners_dilemma(), "1/2", "1/2")).payoff_set is None
    three = NormalForm(np.zeros((3, 2, 2, 2), dtype=int))
    for game in (RepeatedGame(three, "1/2"), RepeatedGame(prisoners_dilemma(), "1/2", "1/2")):
        with pytest.raises(NotCoveredError, match="two players"):
            payoff_set(game)
    with pytest.raises(NotCoveredError, match="formulas"):
        payoff_set(games.find("repeated_chip_trade").form)


def test_rounding_goes_outwards_and_distances_are_bounds():
    rng = random.Random(1)
    for _ in range(30):
        polygon = hull((F(rng.randint(0, 10**6), 10**6 - 1), F(rng.randint(0, 99), 97)) for _ in range(6))
        outside = rounded_out(polygon, F(1, 64), 8)
        assert all(contains(outside, v) for v in polygon)
        far = farthest(outside, polygon)
        assert 0 <= far <= F(1, 32)
    assert abs(float(farthest(((0, 0), (1, 1)), ((0, 0),))) - 2**0.5) < 1e-15


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plot_names_every_discount_factor(lang):
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    game = RepeatedGame(symmetric(5, 3, 1, 0), 0)
    assert payoff_set_plot(game, ("1/5", "2/5", "1/2", "9/10"), ax, lang) is ax
    labels = ax.get_legend_handles_labels()[1]
    assert labels[1:] == [r"$\delta = 1/2, 9/10$", r"$\delta = 2/5$", r"$\delta = 1/5$"]
    assert [len(patch.get_xy()) for patch in ax.patches] == [5, 5, 4]
    assert [len(line.get_xdata()) for line in ax.lines] == [1]


def test_quantecon():
    pytest.importorskip("quantecon")
    from quantecon.game_theory import NormalFormGame, Player
    from quantecon.game_theory import RepeatedGame as Peer

    for payoffs, delta in ((SANNIKOV, 0.3), ([[[9, 1], [10, 3]], [[9, 10], [1, 3]]], 0.9)):
        A, B = np.array(payoffs, dtype=float)
        theirs = Peer(NormalFormGame([Player(A), Player(np.ascontiguousarray(B.T))]), delta).equilibrium_payoffs()
        ours = solved(NormalForm(payoffs), F(str(delta)))
        assert np.abs(support(ours.outer) - support(theirs.points[theirs.vertices])).max() < 1e-6
