"""Technology races: closed forms of the literature, deviations by brute force, certified races over many gaps."""

import random
from fractions import Fraction as Q

import numpy as np
import pytest
import sympy

import games
from games.errors import FormError, NotCoveredError, ParameterError
from games.forms.race import INFORMATION, GapRace, SafetyRace
from games.technology_race import derived_enmity
from solvers.race import race
from solvers.races.many_gaps import many_gaps
from solvers.races.three_gaps import first_order_conditions, hamiltonians, intensities

sqrt = sympy.sqrt


def drawn(seed, gaps=3, control=True):
    rng = random.Random(seed)
    profits = sorted(Q(rng.randint(-20, 40), 10) for _ in range(gaps))
    cost = Q(rng.randint(3, 80), 10) if control else None
    return GapRace(profits, Q(rng.randint(0, 10), 10), cost, Q(rng.randint(1, 10), 20))


def without_control(each):
    return GapRace(each.profits, each.catch_up, None, each.discount)


def same(one, other):
    return abs(sympy.N(sympy.sympify(one) - sympy.sympify(other), 40)) < 1e-30


def worth(each, found, research, control):
    """One player's values at every gap if it plays this and the rival the equilibrium: a linear system."""
    M, h, r = each.greatest, float(each.catch_up), float(each.discount)
    cost = float(each.control_cost or 0)
    theirs, taken = ([float(v) for v in row] for row in (found.research, found.control))
    A, b = r * np.eye(2 * M + 1), np.zeros(2 * M + 1)
    for m in range(-M, M + 1):
        j = m + M
        up = research[j] * (m < M) + (h - taken[M - m]) * (m < 0)
        down = theirs[M - m] * (m > -M) + (h - control[j]) * (m > 0)
        b[j] = float(each.profit(m)) - research[j] ** 2 / 2 - cost * control[j] ** 2 / 2
        A[j, j] += up + down
        if m < M:
            A[j, j + 1] -= up
        if m > -M:
            A[j, j - 1] -= down
    return np.linalg.solve(A, b)


def assert_best(each, found):
    """No other research or control, anywhere or at one gap alone, does better at any gap."""
    own = np.array([float(v) for v in found.research]), np.array([float(v) for v in found.control])
    best = worth(each, found, *own)
    assert np.allclose(best * float(each.discount), [float(v) for v in found.flow], atol=1e-8)
    rng, top = np.random.default_rng(0), 2 * max(own[0].max(), 0.1)
    for _ in range(60):
        k, research, control = rng.integers(len(best)), own[0].copy(), own[1].copy()
        research[k] = rng.uniform(0, top) * (k < len(best) - 1)
        if each.control_cost is not None and k > each.greatest:
            control[k] = rng.uniform(0, float(each.catch_up))
        assert (worth(each, found, research, control) <= best + 1e-9).all()


@pytest.mark.parametrize("seed", range(10))
def test_aghion_and_others_closed_forms(seed):
    each = drawn(seed, control=False)
    each = GapRace(each.profits, each.catch_up)
    lag, level, lead = map(sympy.Rational, each.profits)
    h = sympy.Rational(each.catch_up)
    n = -h + sqrt(h**2 + 2 * (lead - level))
    (found,) = race(each).equilibria
    assert same(found.research[1], n)
    assert same(found.research[0], -(h + n) + sqrt((h + n) ** 2 + n**2 + 2 * (level - lag)))
    assert found.research[2] == 0


def test_the_closed_forms_as_formulas():
    model = games.find("step_by_step").choose(control="none").fix(k=0)
    (found,) = race(model.form).regimes
    h, lead, level, lag = (model.symbols[name] for name in ("h", "p_lead", "p_level", "p_lag"))
    n = -h + sqrt(h**2 + 2 * (lead - level))
    assert sympy.expand(found.level - n) == 0
    oracle = -(h + n) + sqrt((h + n) ** 2 + n**2 + 2 * (level - lag))
    assert sympy.simplify(found.lag - oracle) == 0


def test_first_order_conditions_are_those_of_the_equations():
    assert set(first_order_conditions()) == {"x", "n", "l"}
    for own, gap in (("x", 1), ("n", 0), ("l", -1)):
        symbol = sympy.Symbol(f"_{own}", real=True)
        slope = sympy.diff(hamiltonians()[gap], symbol).subs(symbol, first_order_conditions()[own])
        assert sympy.expand(slope) == 0


@pytest.mark.parametrize("seed", range(15))
def test_nobody_gains_by_leaving_the_equilibrium_of_three_gaps(seed):
    each = drawn(seed, control=seed % 5 > 0)
    found = race(each)
    assert found.complete
    (point,) = found.equilibria
    assert_best(each, point)
    assert sum(point.shares) == 1 or same(sum(point.shares), 1)


@pytest.mark.parametrize("seed", range(8))
def test_formulas_hold_where_their_condition_does(seed):
    model = games.find("step_by_step")
    rng = random.Random(seed)
    point = {"h": Q(rng.randint(0, 8), 8), "gamma": Q(rng.randint(5, 40), 4), "k": Q(rng.randint(0, 6), 2)}
    at = {model.symbols[name]: sympy.Rational(v) for name, v in model.point(**point).items()}
    holding = [each for each in race(model.form).regimes if each.condition.subs(at)]
    (found,) = race(model.at(**point)).equilibria
    assert len(holding) == 1
    assert same(holding[0].level.subs(at), found.research[1])
    assert same(holding[0].lag.subs(at), found.research[0])
    assert same(holding[0].control.subs(at), found.control[2])
    assert same(found.catch_up[0], found.research[0] + sympy.Rational(point["h"]) - found.control[2])


def test_both_regimes_agree_where_they_meet():
    gamma, h = Q(3), Q(1, 2)
    rise = gamma * (gamma + 1) * h**2 / 2  # here the leader just wants all of h
    full = race(GapRace((0, 1, 1 + rise), h, gamma)).equilibria[0]
    partial = race(GapRace((0, 1, 1 + rise - Q(1, 10**9)), h, gamma)).equilibria[0]
    assert full.control[2] == h
    assert partial.control[2] < h
    assert abs(float(full.research[0] - partial.research[0])) < 1e-8


def test_control_costs_of_one_and_below():
    for gamma in ("1/2", 1, "1.0000001"):
        each = GapRace((0, 1, "5/4"), "4/5", gamma, "1/10")
        assert_best(each, race(each).equilibria[0])


@pytest.mark.parametrize("seed", range(15))
def test_control_delays_but_does_not_stop_and_makes_the_laggard_research(seed):
    each = drawn(seed)
    if not each.profits[0] < each.profits[1] < each.profits[2] or each.catch_up == 0:
        each = GapRace((0, 1, 3), "1/2", 2, "1/10")
    (free,), (held,) = race(without_control(each)).equilibria, race(each).equilibria
    assert held.research[0] > free.research[0]
    assert 0 < held.catch_up[0] < free.catch_up[0]
    assert held.flow[2] > held.flow[0]


def test_the_limit_of_patience():
    patient, impatient = (race(GapRace((0, 1, 3), "1/2", 4, r)).equilibria[0] for r in (0, "1e-9"))
    for name in ("research", "control", "catch_up", "flow", "shares"):
        pairs = zip(getattr(patient, name), getattr(impatient, name))
        assert all(abs(float(a) - float(b)) < 1e-7 for a, b in pairs)
    assert same(patient.flow[0], patient.flow[1])
    assert same(patient.flow[1], patient.flow[2])


@pytest.mark.parametrize("seed", range(10))
def test_three_gaps_are_enclosed_by_the_solver_of_many(seed):
    each = drawn(seed, control=seed % 3 > 0)
    (exact,) = intensities(each)
    (found,) = many_gaps(each)
    for difference, true in zip(found.differences, (exact.lag, exact.level)):
        assert abs(sympy.N(true, 40) - sympy.Rational(difference)) <= sympy.Rational(found.radius)


@pytest.mark.parametrize("seed", range(10))
def test_nobody_gains_by_leaving_an_equilibrium_of_many_gaps(seed):
    each = drawn(seed, gaps=(5, 7, 11)[seed % 3], control=seed % 4 > 0)
    found = race(each)
    assert not found.complete
    assert found.equilibria
    for point in found.equilibria:
        assert point.error < Q(1, 10**6)
        assert_best(each, point)


def test_many_gaps_can_have_several_equilibria():
    each = GapRace([Q(i, 10) for i in range(11)], "3/10", None, "1/20")
    found = race(each)
    assert len(found.equilibria) >= 3
    for point in found.equilibria:
        assert_best(each, point)


@pytest.mark.parametrize("scale", [Q(1, 10**6), Q(10**6)])
def test_units_of_time_and_money(scale):
    for each in (drawn(2), drawn(3, gaps=5)):
        profits = [7 + p * scale**2 for p in each.profits]
        other = GapRace(profits, each.catch_up * scale, each.control_cost, each.discount * scale)
        (one,), (two,) = race(each).equilibria, race(other).equilibria
        for name in ("research", "control", "catch_up"):
            pairs = zip(getattr(one, name), getattr(two, name))
            assert all(
                float(b) == pytest.approx(float(a * scale), rel=1e-7, abs=1e-12 * float(scale)) for a, b in pairs
            )


def test_five_states_of_which_three_are_the_small_race():
    three = games.find("gap_race").at(states="3", r="1/5")
    small = games.find("step_by_step").at()
    assert (three.profits, three.catch_up, three.control_cost) == (small.profits, small.catch_up, small.control_cost)
    assert games.find("gap_race").at().gaps == (-2, -1, 0, 1, 2)


def test_relative_gains_widen_the_prize():
    plain, keen = (games.find("step_by_step").at(k=k) for k in (0, 2))
    lag, level, lead = plain.profits
    assert keen.profits == (lag - 2 * (lead - lag), level, lead + 2 * (lead - lag))


def test_shares_of_time_by_simulation():
    each = GapRace((0, 1, 3), "1/2", 4)
    (found,) = race(each).equilibria
    up, down = 2 * float(found.research[1]), float(found.catch_up[0])
    rng = np.random.default_rng(1)
    level, apart = rng.exponential(1 / up, 200_000).sum(), rng.exponential(1 / down, 200_000).sum()
    assert float(found.shares[1]) == pytest.approx(level / (level + apart), abs=0.005)
    assert found.shares[0] == found.shares[2]


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("mu", [Q(1, 4), Q(2), Q(5)])
@pytest.mark.parametrize("e", [Q(1, 5), Q(1)])
def test_armstrong_and_others_closed_forms(n, mu, e):
    none, private, public = (race(SafetyRace(n, mu, e, information)) for information in INFORMATION)
    assert none.safety == min(1, mu / (n * e)) == none.expected
    assert private.safety == sympy.Min(1, private.variable / sympy.Rational((n - 1) * e + 1))
    assert public.safety == sympy.Min(1, public.variable / sympy.Rational(e))
    draws = np.sort(np.random.default_rng(0).uniform(0, float(mu), (100_000, n)))
    means = {
        private: np.minimum(1, draws[:, -1] / float((n - 1) * e + 1)).mean(),
        public: np.minimum(1, (draws[:, -1] - draws[:, -2]) / float(e)).mean(),
    }
    for found, mean in means.items():
        assert float(found.expected) == pytest.approx(mean, abs=0.006)
        assert found.risk == 1 - found.expected


@pytest.mark.parametrize(("n", "mu", "e"), [(2, 0.5, 0.7), (4, 1.0, 0.9), (3, 4.0, 0.3), (2, 1.0, 1.6)])
def test_no_other_safety_pays_in_a_safety_race(n, mu, e):
    u = (np.arange(20_000) + 0.5) / 20_000
    s = float(race(SafetyRace(n, Q(str(mu)), Q(str(e)))).safety)

    def blind(own):
        wins = (np.clip(u + (s - own) / mu, 0, 1) ** (n - 1)).mean()
        return wins * own + (1 - wins) * (1 - e) * s

    assert all(blind(own) <= blind(s) + 1e-4 for own in np.linspace(0, 1, 41))
    found = race(SafetyRace(n, Q(str(mu)), Q(str(e)), "private"))
    plan = sympy.lambdify(found.variable, found.safety)
    others = mu * u
    scores = others - np.array([float(plan(c)) for c in others])
    safeties, density = others - scores, (n - 1) * u ** (n - 2) / len(u)

    def informed(c, own):
        beaten = scores < c - own
        return density[beaten].sum() * own + (1 - e) * (density * safeties)[~beaten].sum()

    for c in np.linspace(0.1, 1, 7) * mu:
        assert all(informed(c, own) <= informed(c, float(plan(c))) + 1e-3 for own in np.linspace(0, min(1, c), 21))


def test_enmity_from_what_a_loser_keeps_and_relative_gains():
    for l, k in ((Q(1, 3), Q(0)), (Q(1, 2), Q(2)), (Q(0), Q(3))):
        assert derived_enmity(2, l, k) == (1 - l) * (1 + 2 * k) / (1 + k * (1 - l))
        assert derived_enmity(5, l, Q(0)) == 1 - l
        assert derived_enmity(2, l, k) >= derived_enmity(3, l, k) >= derived_enmity(10, l, k)
    model = games.find("safety_race_rivals")
    assert race(model.at(k=3)).risk >= race(model.at(k=0)).risk
    assert race(model.at(n="3", information="public")).game.enmity == derived_enmity(3, Q(1, 2), Q(1))


def test_formulas_of_a_safety_race_hold_at_points():
    for information in INFORMATION:
        model = games.find("safety_race").choose(information=information, n="3")
        formula = race(model.form).risk
        for values in ({"mu": "1/2", "enmity": 1}, {"mu": 4, "enmity": "1/3"}):
            at = {model.symbols[name]: sympy.Rational(v) for name, v in model.point(**values).items()}
            assert same(formula.subs(at), race(model.at(**values)).risk)


def test_words_in_both_languages():
    for name in ("step_by_step", "gap_race", "safety_race"):
        found = race(games.find(name).at())
        assert "Markov" in found.to_text() or "safety" in found.to_text()
        assert any("一" <= c <= "鿿" for c in found.to_text("zh"))
        assert found.to_json()["concept"] == "race"
        assert "tabular" in found.to_latex()
    formulas = race(games.find("step_by_step").form)
    assert formulas.complete
    assert [row["regime"] for row in formulas.to_json()["regimes"]] == ["full", "partial"]
    assert "tabular" in games.find("step_by_step").form.to_latex()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GapRace((0, 1), 0), "odd number of profits"),
        (lambda: GapRace((0,), 0), "at least 3"),
        (lambda: GapRace((0, 2, 1), 0), "none below the one before"),
        (lambda: GapRace((0, 1, 2), -1), "catch_up -1; accepted: zero or more"),
        (lambda: GapRace((0, 1, 2), 1, 0), "control_cost 0; accepted: positive"),
        (lambda: SafetyRace(1, 1, 1), "accepted: a whole number, at least 2"),
        (lambda: SafetyRace(2, 0, 1), "capability 0; accepted: positive"),
        (lambda: SafetyRace(2, 1, 1, "some"), "accepted: none, private, public"),
    ],
)
def test_what_is_no_race(make, message):
    with pytest.raises(FormError, match=message):
        make()


def test_what_is_not_covered():
    with pytest.raises(NotCoveredError, match="formulas"):
        race(games.find("gap_race").form)
    with pytest.raises(NotCoveredError, match="at most 41"):
        race(GapRace(range(43), 1))
    with pytest.raises(ParameterError, match="assumes p_lead >= p_level"):
        games.find("step_by_step").at(p_level=2)


@pytest.mark.parametrize("gamma", ["1/2", "3/4", 1, 2])
def test_cheap_control_of_part_of_diffusion(gamma):
    each = GapRace((0, 1, "1.05"), 1, gamma, "1/10")
    (regime,) = intensities(each)
    assert regime.regime == "partial"
    assert_best(each, race(each).equilibria[0])
