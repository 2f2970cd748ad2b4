"""Speaking up for a frame, and relative gains that come from the use of force: against naive paths and enumeration."""

from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest
import sympy

import games
from games.errors import NotCoveredError
from games.relative_gains import relative_gains
from solvers.solve import solve
from solvers.subgame_perfect import subgame_perfect

CHOICE, CONTEST, FRAMES = games.find("frame_choice"), games.find("frame_contest"), games.find("frames")
SPOKEN = {"US": "Security", "CN": "Development", "EU": "Rights"}


def naive_shares(point, efforts):
    """Integrate x' = b(x) - x in small steps and read off where it ends."""
    bias = {f"bias_{SPOKEN[who].lower()}": x * point["push"] for who, x in efforts.items()}
    own = {p.name: point[p.name] for p in FRAMES.parameters}
    game = FRAMES.at(**own)
    u0 = np.array(game.intercepts, dtype=float)
    for column, frame in enumerate(game.strategies[:3]):
        u0[:, column] += float(bias[f"bias_{frame.lower()}"])
    today = [float(point[f"today_{frame.lower()}"]) for frame in game.strategies[:3]]
    x = np.array([[*today, 1 - sum(today)]] * 3)
    w, slopes = np.array(game.weights, dtype=float), np.array(game.slopes, dtype=float)
    for _ in range(6000):
        x += 2e-3 * (np.eye(4)[(u0 + slopes @ (w @ x)).argmax(axis=1)] - x)
    ends = x.argmax(axis=1)
    return {who: sum(g for g, end in zip(game.weights, ends) if game.strategies[end] == f) for who, f in SPOKEN.items()}


@pytest.mark.parametrize(
    "values", [{}, {"beta": "1/3", "push": "1/5"}, {"beta": "1/10", "today_rights": "2/5", "push": 1, "c": "1/3"}]
)
def test_the_payoffs_are_the_shares_at_the_end_of_the_path(values):
    point = CHOICE.point(**values)
    game = CHOICE.at(**values)
    for profile in product((0, 1), repeat=3):
        shares = naive_shares(point, dict(zip(game.players, profile)))
        expected = tuple(shares[who] - point["c"] * x for who, x in zip(game.players, profile))
        assert game.payoff(profile) == expected


def test_the_contest_at_its_ends_is_the_choice_with_half_the_cost():
    choice, contest = CHOICE.at(c="1/20"), CONTEST.at(steps="2", c="1/10")
    assert (contest.payoffs[:, ::2, ::2, ::2] == choice.payoffs).all()
    assert contest.actions[0] == ("0", "1/2", "1")


def test_relative_gains_are_on_top():
    plain = CHOICE.at()
    assert CHOICE.at(k_us=1, k_cn=2, k_eu="1/2") == relative_gains(plain, (1, 2, "1/2"))


def test_free_effort_never_lowers_the_own_reach():
    game = CHOICE.at(c=0)
    for i in range(3):
        low, high = (game.payoffs[i].take(a, axis=i) for a in (0, 1))
        assert (high >= low).all()


def test_a_model_without_formulas_says_so():
    for ask in (lambda: CHOICE.form, lambda: CHOICE.strategic, lambda: CHOICE.over(c="0:1:3")):
        with pytest.raises(NotCoveredError, match="follow from a path"):
            ask()
    assert CHOICE.shown == CHOICE.at()
    assert "Low" in CHOICE._repr_html_()
    assert solve(CHOICE.at()).complete
    assert CHOICE.fix(push=0).at().payoffs.shape == (3, 2, 2, 2)


def test_a_tie_today_is_not_decided_by_the_solver():
    with pytest.raises(NotCoveredError, match="equally good"):
        CHOICE.at(today_security="3/10")


FORCE = games.find("endogenous_k")


def play(values):
    """Return what the partner does, and whether force is worth it after each choice, by naive comparison."""
    v = FORCE.point(**values)
    worth = {
        c: chance * v["Z"] - v["c"] > v["v"] for c, chance in (("Accept", v["p"] + v["s"] * v["g"]), ("Refuse", v["p"]))
    }
    return v, worth


@pytest.mark.parametrize("seed", range(40))
def test_an_absolute_gain_is_refused_only_if_force_is_worth_it(seed):
    rng = np.random.default_rng(seed)
    names = ("a", "g", "p", "s", "Z", "c", "v")
    values = {n: F(int(rng.integers(1, 60)), 64) for n in names}
    values |= {"p": values["p"] / 2, "s": values["s"] / 2, "Z": 4 * values["Z"]}
    point, worth = play(values)
    tree = FORCE.at(**values)
    choices = {eq.profile[0] for eq in subgame_perfect(tree)}
    partner = {c: (point["a"] if c == "Accept" else 0) + _second(point, c, worth[c]) for c in worth}
    best = {c for c in partner if partner[c] == max(partner.values())}
    if len(choices) == 1:
        (chosen,) = choices
        assert [("Accept", "Refuse")[chosen.index(1)]] == sorted(best)
    if "Refuse" in best and len(best) == 1:
        assert worth["Accept"]
    if worth["Accept"] == worth["Refuse"] is False:
        assert best == {"Accept"}


def _second(v, choice, attacked):
    chance = v["p"] + (v["s"] * v["g"] if choice == "Accept" else 0)
    return (1 - chance) * v["Z"] - v["c"] if attacked else v["v"]


def test_where_force_is_worth_it_the_weight_is_the_edge_times_the_prize():
    """Accepting pays the partner a - k g more than refusing, k = s Z after attacks, k = 0 in peace."""
    tree, v = FORCE.form, {p.name: p.symbol for p in FORCE.parameters}
    leaves = {path: node.payoffs[1] for path, node in tree.walk() if hasattr(node, "payoffs")}
    attacked = leaves["Accept", "Attack"] - leaves["Refuse", "Attack"]
    peaceful = leaves["Accept", "Keep peace"] - leaves["Refuse", "Keep peace"]
    assert sympy.expand(attacked - (v["a"] - v["s"] * v["Z"] * v["g"])) == 0
    assert sympy.expand(peaceful - v["a"]) == 0
