"""Repeated games: critical discount factors and automata, against the literature and against simulated play."""

import random
from fractions import Fraction

import pytest
import sympy

import games
from games.classics import chicken, prisoners_dilemma, stag_hunt, symmetric
from games.errors import FormError, NotCoveredError
from games.forms.repeated import RepeatedGame
from games.relative_gains import relative_gains
from solvers.repeated import repeated
from solvers.repetition.automata import Automaton, grim_trigger, judge, tit_for_tat, win_stay_lose_shift
from solvers.repetition.triggers import critical_discount, deviations

C, D = ("Cooperate", "Cooperate"), ("Defect", "Defect")


def average(automaton, stage, state, i, delta, played=None, horizon=150):
    """Return a player's average payoff by playing on from a state, the first round perhaps otherwise."""
    total = 0.0
    for t in range(horizon):
        profile = played if played and t == 0 else automaton.prescribed[state]
        total += (1 - delta) * delta**t * float(stage.payoff(profile)[i])
        state = automaton.after(state, profile)
    return total


def perfect_by_play(automaton, stage, delta):
    for state, profile in automaton.prescribed.items():
        for i in range(2):
            for action in stage.actions[i]:
                played = tuple(action if j == i else profile[j] for j in range(2))
                gain = average(automaton, stage, state, i, delta, played) - average(automaton, stage, state, i, delta)
                if gain > 1e-9:
                    return False
    return True


@pytest.mark.parametrize(("T", "R", "P", "S"), [(5, 3, 1, 0), (4, 3, 2, 1), (7, 5, 1, -2)])
def test_grim_in_the_dilemma_under_relative_gains(T, R, P, S):
    found = []
    for k in (0, Fraction(1, 2), 1, 3, 10**6):
        stage = relative_gains(symmetric(T, R, P, S), k)
        temptation = T + k * (T - S)
        delta = critical_discount(stage, C, stage.payoff(D))
        assert delta == Fraction(temptation - R, temptation - P)
        assert judge(grim_trigger(stage, C, D), stage).discount_factors == sympy.Interval.Ropen(
            sympy.Rational(delta), 1
        )
        found.append(delta)
    assert found == sorted(found)
    assert 1 - found[-1] < Fraction(1, 10**5)


def test_equal_weights_among_n_actors_and_imperfect_detection():
    model = games.find("repeated_chip_trade")
    T, R, P, S = 4, 3, 1, 0
    for n in (2, 3, 7):
        for k in (0, Fraction(1, 2), 2):
            w = k / (1 + Fraction(k)) / (n - 1)
            stage = model.at(T=T, R=R, P=P, S=S, k=k, n=n).stage
            trade = ("Trade", "Trade")
            gain, loss = T - w * S - (1 - w) * R, (1 - w) * (R - P)
            assert critical_discount(stage, trade, stage.payoff(("Restrict", "Restrict"))) == gain / (gain + loss)
            seldom = critical_discount(stage, trade, stage.payoff(("Restrict", "Restrict")), Fraction(1, 4))
            assert seldom == gain / (gain + loss / 4)


def test_the_formula_of_a_symbolic_dilemma():
    T, R, P, S = sympy.symbols("T R P S", real=True)
    first, _ = deviations(symmetric(T, R, P, S), C, (P, P))
    assert sympy.simplify(first.critical - (T - R) / (T - P)) == 0
    with pytest.raises(NotCoveredError, match="lists each formula"):
        critical_discount(symmetric(T, R, P, S), C, (P, P))


@pytest.mark.parametrize("seed", range(12))
def test_automata_by_simulated_play(seed):
    rng = random.Random(seed)
    stage = symmetric(*(rng.randint(0, 6) for _ in range(4)))
    profiles = [(a, b) for a in stage.actions[0] for b in stage.actions[1]]
    states = "abc"[: rng.randint(1, 3)]
    prescribed = {s: rng.choice(profiles) for s in states}
    automaton = Automaton(prescribed, {(s, p): rng.choice(states) for s in states for p in profiles})
    for strategy in (automaton, tit_for_tat(stage), win_stay_lose_shift(stage)):
        verdict = judge(strategy, stage)
        for delta in (Fraction(i, 9) for i in range(1, 8)):
            near = any(abs(float(check.slack.eval(sympy.Rational(delta)))) < 1e-6 for check in verdict.checks)
            inside = sympy.Rational(delta) in verdict.discount_factors
            assert inside == verdict.holds(delta)
            if not near:
                assert inside == perfect_by_play(strategy, stage, float(delta))
            assert bool(verdict.gains(delta)) == (not inside)


def test_tit_for_tat_is_perfect_only_at_a_knife_edge():
    # Its off-path alternation must be worth exactly cooperation and exactly punishment: T + S = R + P.
    assert judge(tit_for_tat(prisoners_dilemma()), prisoners_dilemma()).discount_factors == sympy.FiniteSet(
        sympy.Rational(1, 2)
    )
    assert judge(tit_for_tat(symmetric(5, 3, 1, 0)), symmetric(5, 3, 1, 0)).discount_factors is sympy.EmptySet


def test_irrational_ends_are_exact():
    game = symmetric(5, 3, 1, 0)
    alternate = Automaton(
        {"dc": ("Defect", "Cooperate"), "cd": ("Cooperate", "Defect"), "punish": D},
        {("dc", ("Defect", "Cooperate")): "cd", ("dc", None): "punish", ("cd", ("Cooperate", "Defect")): "dc",
         ("cd", None): "punish", ("punish", None): "punish"},
    )  # fmt: skip
    found = judge(alternate, game).discount_factors
    # Whoever cooperates gets 5 delta / (1 + delta) >= 1: from 1/4; the defector cannot gain.
    assert found == sympy.Interval.Ropen(sympy.Rational(1, 4), 1)
    golden = Automaton({"a": C, "b": D, "c": D}, {("a", C): "a", ("a", None): "b", ("b", None): "c", ("c", None): "a"})
    ends = judge(golden, game).discount_factors
    low = ends.start
    assert sympy.expand(3 - (1 - low) * (5 + low + low**2) - 3 * low**3).equals(0)
    assert not low.is_Rational


def test_every_outcome_of_the_stage_game_is_judged():
    found = repeated(RepeatedGame(chicken(), "1/2"))
    assert {o.profile: o.critical for o in found.outcomes} == {
        ("Cooperate", "Cooperate"): Fraction(1, 2), ("Cooperate", "Defect"): 0, ("Defect", "Cooperate"): 0,
        ("Defect", "Defect"): None,
    }  # fmt: skip
    assert [o.profile for o in found.sustained] == [C, ("Cooperate", "Defect"), ("Defect", "Cooperate")]
    assert found.punishments == (2, 2)
    assert repeated(RepeatedGame(stag_hunt(), 0)).sustained[0].critical == 0
    assert "维持" in found.to_text("zh")


def test_what_is_refused():
    with pytest.raises(FormError, match="0 <= delta < 1"):
        RepeatedGame(chicken(), 1)
    with pytest.raises(FormError, match="0 < detection <= 1"):
        RepeatedGame(chicken(), 0, 0)
    with pytest.raises(FormError, match="no state 'x'"):
        Automaton({"a": C}, {("a", None): "x"})
    with pytest.raises(FormError, match="no state follows"):
        judge(Automaton({"a": C}, {("a", C): "a"}), chicken())
    with pytest.raises(FormError, match="same two actions"):
        tit_for_tat(games.find("chip_ban").at())
    with pytest.raises(NotCoveredError, match="formulas"):
        repeated(games.find("repeated_chip_trade").form)
