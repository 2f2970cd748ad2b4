"""Stochastic games: Shapley's value, all pure stationary equilibria, certified mixed ones."""

import random
from fractions import Fraction as Q
from itertools import product

import numpy as np
import pytest
import sympy

from games.errors import FormError, NotCoveredError
from games.forms import NormalForm
from games.forms.stochastic import StochasticGame
from solvers.markov import stationary
from solvers.markov_perfect import markov_perfect, stochastic_value
from solvers.nash import nash

PENNIES = [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]


def alone(stage, delta):
    """One state for ever."""
    profiles = (stage.labels(p) for p in stage.profiles())
    return StochasticGame({"s": stage}, {"s": dict.fromkeys(profiles, (1,))}, delta)


def drawn(seed, shapes, players=2, zero_sum=False, high=6):
    """A random stochastic game."""
    rng = random.Random(seed)
    states = [f"s{k}" for k in range(len(shapes))]
    stages, moves = {}, {}
    for state, shape in zip(states, shapes):
        first = np.array([rng.randint(-high, high) for _ in range(int(np.prod(shape)))]).reshape(shape)
        rest = [np.array([rng.randint(-high, high) for _ in first.flat]).reshape(shape) for _ in range(players - 1)]
        stages[state] = NormalForm(np.array([first, -first] if zero_sum else [first, *rest]).tolist())
        moves[state] = {}
        for profile in stages[state].profiles():
            weights = [rng.randint(0, 3) for _ in states]
            weights[0] += sum(weights) == 0
            moves[state][stages[state].labels(profile)] = [Q(w, sum(weights)) for w in weights]
    return StochasticGame(stages, moves, Q(rng.randint(1, 9), 10))


def iterated(game, rounds=2000):
    """The value of a zero-sum game with 2 x 2 stages by plain value iteration in floating point."""
    V = np.zeros(len(game.states))
    for _ in range(rounds):
        new = []
        for state, stage in game.stages.items():
            p = np.array([[[float(q) for q in game.next(state, (a, b))] for b in (0, 1)] for a in (0, 1)])
            A = stage.payoffs[0].astype(float) + float(game.discount) * p @ V
            lower, upper = A.min(axis=1).max(), A.max(axis=0).min()
            mixed = np.linalg.det(A) / (A[0, 0] + A[1, 1] - A[0, 1] - A[1, 0]) if lower < upper else lower
            new.append(mixed)
        V = np.array(new)
    return V


def brute_pure(game):
    """Pure stationary equilibria by definition: no other pure stationary strategy of anybody does better anywhere."""
    stages = list(game.stages.items())
    choices = list(product(*(list(stage.profiles()) for _, stage in stages)))

    def values(chosen):
        P = sympy.Matrix([[sympy.Rational(p) for p in game.next(s, a)] for (s, _), a in zip(stages, chosen)])
        u = sympy.Matrix(
            [[sympy.Rational(x) for x in g.payoffs[(slice(None), *a)]] for (_, g), a in zip(stages, chosen)]
        )
        return (sympy.eye(len(stages)) - sympy.Rational(game.discount) * P).LUsolve(u)

    worth = {chosen: values(chosen) for chosen in choices}

    def others(chosen, i):
        own = (range(stage.shape[i]) for _, stage in stages)
        for plan in product(*own):
            yield tuple((*a[:i], b, *a[i + 1 :]) for a, b in zip(chosen, plan))

    return {
        chosen
        for chosen in choices
        if all(
            worth[other][s, i] <= worth[chosen][s, i]
            for i in range(len(game.players))
            for other in others(chosen, i)
            for s in range(len(stages))
        )
    }


def chosen_in(point):
    return tuple(tuple(mix.index(1) for mix in mixes) for mixes in point.profile)


def test_matching_pennies_for_ever_is_worth_nothing():
    found = stochastic_value(alone(NormalForm(PENNIES), "9/10")).found
    assert found.low == found.high == (0,)
    assert found.profile == (((Q(1, 2),) * 2,) * 2,)


def test_pennies_that_end_when_won():
    # Row wins 1 and the game ends, or gets nothing and goes on: v = val [[1, d v], [d v, 1]] = (1 + d v) / 2.
    stage = NormalForm([[[1, 0], [0, 1]], [[-1, 0], [0, -1]]])
    over = NormalForm([[[0]], [[0]]])
    on, off = {"play": 1}, {"over": 1}
    moves = {("1", "1"): off, ("2", "2"): off, ("1", "2"): on, ("2", "1"): on}
    game = StochasticGame({"play": stage, "over": over}, {"play": moves, "over": {("1", "1"): off}}, "1/2")
    found = stochastic_value(game)
    assert found.complete
    assert found.found.low == (Q(2, 3), 0)


def test_an_irrational_value():
    # v = val [[1 + v / 2, 0], [0, 1]] = (1 + v / 2) / (2 + v / 2): an irrational root of v^2 / 2 + 3 v / 2 - 1 = 0.
    stage = NormalForm([[[1, 0], [0, 1]], [[-1, 0], [0, -1]]])
    over = NormalForm([[[0]], [[0]]])
    off = {"over": 1}
    moves = {("1", "1"): {"play": 1}, ("2", "2"): off, ("1", "2"): off, ("2", "1"): off}
    game = StochasticGame({"play": stage, "over": over}, {"play": moves, "over": {("1", "1"): off}}, "1/2")
    found = stochastic_value(game)
    exact = (sympy.sqrt(17) - 3) / 2
    assert not found.complete
    assert sympy.Rational(found.found.low[0]) < exact < sympy.Rational(found.found.high[0])
    assert found.found.high[0] - found.found.low[0] < Q(1, 10**11)
    assert "between the bounds" in found.to_text()


@pytest.mark.parametrize("seed", range(12))
def test_shapley_agrees_with_value_iteration(seed):
    game = drawn(seed, [(2, 2)] * 3, zero_sum=True)
    found = stochastic_value(game).found
    assert np.allclose([float(v) for v in found.low], iterated(game), atol=1e-8)
    assert all(low <= high for low, high in zip(found.low, found.high))
    numbers = stationary.rules(game)
    assert stationary.best_reply(numbers, 0, found.profile)[1] == found.high
    assert tuple(-v for v in stationary.best_reply(numbers, 1, found.profile)[1]) == found.low


@pytest.mark.parametrize("scale", [Q(1, 10**9), 10**15])
def test_units_of_payoff_do_not_matter(scale):
    game = drawn(3, [(2, 2), (2, 2)], zero_sum=True)
    one, other = (stochastic_value(each).found for each in (game, scaled(game, scale)))
    assert one.profile == other.profile
    assert other.low == tuple(scale * v for v in one.low)
    game = drawn(4, [(2, 2), (2, 2)])
    one, other = markov_perfect(game), markov_perfect(scaled(game, scale))
    assert [e.profile for e in one.equilibria] == [e.profile for e in other.equilibria]


def scaled(game, scale):
    stages = {state: stage.map(lambda u: u * scale) for state, stage in game.stages.items()}
    return StochasticGame(stages, game.transitions, game.discount)


@pytest.mark.parametrize("seed", range(10))
def test_all_pure_equilibria(seed):
    shapes = [[(2, 2), (2, 2)], [(2, 3), (1, 2)], [(2, 2, 2), (1, 2, 1)]][seed % 3]
    game = drawn(seed, shapes, players=len(shapes[0]), high=2)
    found = markov_perfect(game, mixed=False).pure
    assert len(found) == len({chosen_in(e) for e in found})
    assert {chosen_in(e) for e in found} == brute_pure(game)


@pytest.mark.parametrize("seed", range(8))
def test_every_equilibrium_found_is_one(seed):
    game = drawn(seed, [(2, 2), (2, 2)])
    numbers = stationary.rules(game)
    found = markov_perfect(game)
    assert found.equilibria  # Fink 1964: there is one; these small games are searched on every support
    for point in found.equilibria:
        assert point.regret == stationary.regret(numbers, point.profile) < Q(1, 10**8)
        assert point.values == stationary.values(numbers, point.profile)
        assert all(sum(mix) == 1 and min(mix) >= 0 for mixes in point.profile for mix in mixes)
    assert not found.complete


@pytest.mark.parametrize("shapes", [[(3, 3)] * 2, [(3, 4)] * 2, [(2, 2, 2)] * 2])
def test_games_of_too_many_supports_have_an_equilibrium_found(shapes):
    game = drawn(1, shapes, players=len(shapes[0]))
    found = markov_perfect(game)
    numbers = stationary.rules(game)
    assert found.equilibria
    assert all(stationary.regret(numbers, point.profile) < Q(1, 10**8) for point in found.equilibria)


def test_one_state_is_the_stage_game():
    for payoffs in ([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], [[[2, 0], [0, 1]], [[1, 0], [0, 2]]], PENNIES):
        stage = NormalForm(payoffs)
        found = {e.profile[0] for e in markov_perfect(alone(stage, "3/4")).equilibria}
        assert found == {point.profile for point in nash(stage)}


def test_players_and_actions_in_another_order():
    game = drawn(11, [(2, 3), (2, 2)])
    stages = {
        state: NormalForm([np.swapaxes(stage.payoffs[1], 0, 1)[::-1].tolist(), stage.payoffs[0].T[::-1].tolist()])
        for state, stage in game.stages.items()
    }

    def turned(state, profile):
        a, b = profile
        return game.next(state, (b, game.stages[state].shape[1] - 1 - a))

    moves = {state: {stage.labels(p): turned(state, p) for p in stage.profiles()} for state, stage in stages.items()}
    mirror = StochasticGame(stages, moves, game.discount)
    one = {chosen_in(e) for e in markov_perfect(game, mixed=False).pure}
    other = {chosen_in(e) for e in markov_perfect(mirror, mixed=False).pure}
    back = {
        tuple((b, stage.shape[1] - 1 - a) for (a, b), stage in zip(chosen, game.stages.values())) for chosen in other
    }
    assert one == back


def test_formulas_and_points():
    x = sympy.Symbol("x", real=True)
    game = alone(NormalForm([[[x, 0], [0, 1]], [[1, 0], [0, x]]]), x / 4)
    assert game.kind == "symbolic"
    with pytest.raises(NotCoveredError, match="formulas"):
        markov_perfect(game)
    point = game.map(lambda v: v.xreplace({x: sympy.Integer(2)}) if isinstance(v, sympy.Basic) else v)
    assert (point.kind, point.discount) == ("exact", Q(1, 2))
    assert len(markov_perfect(point).equilibria) == 3
    assert "下一状态" in point.table("zh").to_text()
    assert "tabular" in point.to_latex()
    assert "马尔可夫" in markov_perfect(point).to_text("zh")


STAGE = NormalForm(PENNIES)
SAME = dict.fromkeys(product("12", repeat=2), (1,))


@pytest.mark.parametrize(
    ("stages", "moves", "delta", "message"),
    [
        ({"s": STAGE}, {"s": SAME}, 1, "accepted: 0 <= delta < 1"),
        ({"s": STAGE}, {"s": {("1", "1"): [1]}}, 0, r"no probabilities after \(1, 2\)"),
        ({"s": STAGE}, {"s": SAME | {("1", "3"): [1]}}, 0, "no profile"),
        ({"s": STAGE}, {"s": SAME | {("1", "1"): ["1/2"]}}, 0, "none below 0, of sum 1"),
        ({"s": STAGE}, {"s": SAME | {("1", "1"): {"t": 1}}}, 0, "next states t; accepted: s"),
        ({"s": STAGE}, {"s": SAME | {("1", "1"): [1, 0]}}, 0, "2 probabilities for 1 states"),
        ({"s": STAGE}, {}, 0, "accepted: one entry per state"),
        ({"s": STAGE, "t": NormalForm([[1]])}, {"s": SAME, "t": SAME}, 0, "players differ"),
    ],
)
def test_what_is_no_stochastic_game(stages, moves, delta, message):
    with pytest.raises(FormError, match=message):
        StochasticGame(stages, moves, delta)


def test_what_is_not_covered():
    with pytest.raises(NotCoveredError, match="sum to zero"):
        stochastic_value(drawn(0, [(2, 2)]))
    with pytest.raises(NotCoveredError, match="pure stationary profiles"):
        markov_perfect(drawn(0, [(4, 4)] * 5))
