"""Proved statements of which no one game at a point shows the whole: replayed from definitions at drawn points.

Every replay builds games, networks, walks or matrices from numbers and reads the answer off; none uses the condition
that was proved. Each holds at every point drawn; `met` counts how often its premise was.
"""

import random
from fractions import Fraction as Q
from itertools import combinations
from math import prod

import pytest
import sympy
from test_claims_replayed import ELSEWHERE, STATEMENTS, appeal, draw, rises

from games.actors import Power, Source
from games.export_controls import CN_MOVES
from games.power_portfolio import ACTORS, POWERS
from games.relative_gains import operator
from solvers.coalitions.values import shapley_value
from solvers.participation import participation

DRAWS = 10
met = {}


def premise(key, holds):
    """Count how often a premise held; where it does not, the statement says nothing."""
    met[key] = met.get(key, 0) + bool(holds)
    return holds


def share(rng, low=0, high=1):
    return low + (high - low) * Q(rng.randint(1, 59), 60)


# ---------------------------------------------------------------- ecosystems, dependence, lock-in
def growth_gathers_pace(model, rng):
    """Let all respond to the share that has joined, twice: the second step is no shorter than the first."""
    point = draw(model, rng, beta=share(rng, Q(1, 2), 2), theta=share(rng, Q(-1, 4), Q(1, 4)), subsidy=Q(1, 20))
    game, x = model.at(**point), point["x"]
    one = game.joining(x)
    two = game.joining(one)
    if premise((2, 2), game.joining(0) == 0 and game.joining(1) == 1 and x < one and two < 1):
        return two - one >= one - x
    return True


def losses_rise(*layers):
    def holds(model, rng):
        point = draw(model, rng)
        return all(
            rises(model, point, f"omega_{layer}", lambda game, layer=layer: float(game[f"loss: {layer}"]))
            for layer in layers
        )

    return holds


def either_may_lock_in(model, rng):
    """The walk that a newcomer moves up or down evenly, absorbed at both barriers: solved as a linear system."""
    a, b = rng.randint(1, 6), rng.randint(1, 6)
    inner = range(1 - b, a)
    matrix = sympy.Matrix(len(inner), len(inner), lambda i, j: int(i == j) - sympy.Rational(abs(i - j) == 1, 2))
    up = sympy.Matrix([sympy.Rational(place + 1 == a, 2) for place in inner])
    chance = matrix.LUsolve(up)[list(inner).index(0)]
    return 0 < chance < 1 and model.at(barrier_a=a, barrier_b=b)["chance that A locks in"] == chance


# ---------------------------------------------------------------- alliances
def one_more_never_hurts(model, rng):
    game = model.at(**draw(model, rng))
    few = [group for size in (1, 2, 3) for group in combinations(game.players, size)]
    return all(game.worth(*s) <= game.worth(*s, extra) for s in few for extra in set(game.players) - set(s))


def us_leads_by_more(model, rng):
    point = draw(model, rng)
    loose, tight = (shapley_value(model.at(**point | {"lam": lam})) for lam in (Q(4, 5), Q(1, 5)))
    return all(tight[0] - other >= loose[0] - before for other, before in zip(tight[1:], loose[1:], strict=True))


def us_has_most(model, rng):
    us, *others = shapley_value(model.at(**draw(model, rng)))
    return us >= max(others)


# ---------------------------------------------------------------- rules
def chosen(game, option):
    """What the EU would choose from a fine grid if the firm did that whatever it chose."""
    paid, (low, high) = game.options[option][0], game.interval
    grid = [low + (high - low) * Q(i, 40) for i in range(41)]
    return max(grid, key=lambda s: (paid.xreplace({game.action: sympy.Rational(s)}), -s))


def lighter_is_stricter(model, rng):
    point = draw(model, rng)
    heavy, light = model.at(**point), model.at(**point | {"eta": (point["eta"] + Q(1, 4)) / 2})
    return all(chosen(light, option) >= chosen(heavy, option) for option in heavy.options)


def strictest_where_applied_everywhere(model, rng):
    game = model.at(**draw(model, rng))
    return chosen(game, "Comply") >= max(chosen(game, "Segment"), chosen(game, "Exit"))


def benefits_spread(model, rng):
    point = draw(model, rng)
    return all(
        rises(model, point, name, lambda game: max(n for n, _ in participation(game).equilibria))
        for name in ("b", "rho")
    )


# ---------------------------------------------------------------- reach
def slow_at_first(model, rng):
    game = model.at(**draw(model, rng))
    return float(game[FRAME]) <= float(game[FORCE])


def lasting(model, rng):
    return rises(model, draw(model, rng), "t", lambda game: float(game[FRAME]))


FRAME, FORCE = "effect of the frame", "effect of coercion"


# ---------------------------------------------------------------- relative gains
def utilities(weights, gains):
    """U_i = V_i + sum over others of k_ij (V_i - V_j), as it is written."""
    n = len(gains)
    return [gains[i] + sum(weights[i][j] * (gains[i] - gains[j]) for j in range(n) if j != i) for i in range(n)]


def gains_behind(weights, wanted):
    """The absolute gains whose utilities are the ones given."""
    n = len(wanted)
    columns = [utilities(weights, [Q(int(i == j)) for i in range(n)]) for j in range(n)]
    matrix = sympy.Matrix(n, n, lambda i, j: sympy.Rational(columns[j][i]))
    return [Q(int(v.p), int(v.q)) for v in matrix.LUsolve(sympy.Matrix([sympy.Rational(u) for u in wanted]))]


def inverse_is_a_mean(n):
    def holds(model, rng):
        weights = [[0 if i == j else share(rng, 0, 3) for j in range(n)] for i in range(n)]
        units = [[Q(int(i == j)) for i in range(n)] for j in range(n)]
        columns = [gains_behind(weights, unit) for unit in units]
        same = [list(map(Q, column)) for column in operator(weights, n).T] == [utilities(weights, u) for u in units]
        return same and min(map(min, columns)) >= 0 and all(sum(row) == 1 for row in zip(*columns, strict=True))

    return holds


def per_rival(own):
    return [[k] * len(own) for k in own]


def agreements_shrink(model, rng):
    """Draw utilities that nobody loses by: nobody loses in absolute gains."""
    weights = per_rival([share(rng, 0, 3) for _ in range(3)])
    return min(gains_behind(weights, [rng.choice((0, share(rng, 0, 2))) for _ in range(3)])) >= 0


def accepted_if_civil(model, rng):
    own, civil = [share(rng, 0, 3) for _ in range(3)], share(rng)
    gains = gains_behind(per_rival(own), [rng.choice((0, share(rng, 0, 2))) for _ in range(3)])
    return min(utilities(per_rival([civil * k for k in own]), gains)) >= 0


def no_strict_restriction(model, rng):
    game = model.at(**draw(model, rng))
    return all(appeal(game, cn) <= 0 for cn in CN_MOVES)


# ---------------------------------------------------------------- powers
def strength(game, actor, move):
    return game.payoff((move,) * len(ACTORS))[ACTORS.index(actor)]


def the_greatest_leads(model, rng):
    point = draw(model, rng)
    for source in Source:
        name = source.name.lower()
        point[f"{name}_us"] = max(point[f"{name}_{a.lower()}"] for a in ACTORS)
    game = model.at(**point)
    return all(strength(game, "US", move) >= strength(game, a, move) for move in POWERS for a in ACTORS)


def two_scarcest(model, rng):
    levels = dict(zip(Source, (Q(i, 20) for i in rng.sample(range(1, 20), 4)), strict=True))
    game = model.at(**draw(model, rng) | {f"{s.name}_us".lower(): value for s, value in levels.items()})
    best = sorted(POWERS, key=lambda move: strength(game, "US", move))[-2:]
    assigned = set(best) == {"Compulsory", "Structural"}
    premise((50, 3), assigned)
    return assigned == (set(sorted(levels, key=levels.get)[:2]) == {Source.D, Source.M})


def best_omits_the_scarcest(model, rng):
    """Any positive mixture of the three symmetric polynomials, of powers of the sources, rises strictly in each."""
    mix, power = [share(rng) for _ in range(3)], rng.randint(1, 3)
    levels = dict(zip(Source, (Q(rng.randint(1, 6), 6) for _ in Source), strict=True))

    def aggregate(sources):
        values = [levels[s] ** power for s in sources]
        return sum(c * sum(map(prod, combinations(values, size))) for c, size in zip(mix, (1, 2, 3), strict=True))

    strengths = {p: aggregate(p.value.sources) for p in Power}
    best = [p for p in Power if strengths[p] == max(strengths.values())]
    least = [s for s in Source if levels[s] == min(levels.values())]
    premise((50, 0), len(best) == 1)
    return {s for p in best for s in set(Source) - p.value.sources} == set(least)


REPLAYED = {
    (2, 2): growth_gathers_pace,
    (14, 6): inverse_is_a_mean(2),
    (14, 7): inverse_is_a_mean(3),
    (14, 8): inverse_is_a_mean(4),
    (14, 9): agreements_shrink,
    (15, 2): losses_rise("chips", "compute", "applications"),
    (16, 0): the_greatest_leads,
    (16, 1): the_greatest_leads,
    (19, 0): losses_rise("applications"),
    (21, 0): no_strict_restriction,
    (28, 0): one_more_never_hurts,
    (30, 3): either_may_lock_in,
    (33, 0): us_leads_by_more,
    (33, 1): us_has_most,
    (36, 0): lighter_is_stricter,
    (36, 1): strictest_where_applied_everywhere,
    (39, 0): benefits_spread,
    (46, 0): slow_at_first,
    (46, 1): lasting,
    (50, 0): best_omits_the_scarcest,
    (50, 3): two_scarcest,
    (54, 0): accepted_if_civil,
}


def test_every_statement_sampled_elsewhere_is_replayed_here():
    assert set(REPLAYED) == ELSEWHERE


@pytest.mark.parametrize("key", REPLAYED)
def test_it_holds_wherever_drawn(key):
    model, rng = STATEMENTS[key[0]][key[1]].game, random.Random(1000 * key[0] + key[1])
    for _ in range(DRAWS):
        assert REPLAYED[key](model, rng)


def test_premises_are_met_often_enough():
    for key in ((2, 2), (50, 0), (50, 3)):
        rng, model = random.Random(1), STATEMENTS[key[0]][key[1]].game
        before = met.get(key, 0)
        for _ in range(60):
            assert REPLAYED[key](model, rng)
        assert met[key] - before > 3, key
