"""The propositions: every step proved, replayed by another method, and refuted when it is changed."""

import random
from dataclasses import replace
from fractions import Fraction as Q

import pytest
import sympy

import games
from games.formal import proofs
from games.formal.propositions import PROPOSITIONS, Identity, Lemma, Proposition
from games.forms.contest import ContestGame
from games.relative_gains import operator, relative_gains
from games.statements import Statement
from games.text import Text
from solvers.commitment import commitment
from solvers.contests import contest
from solvers.nash import nash
from solvers.propositions import check, judge, propositions
from solvers.pure import pure_equilibria
from solvers.races.three_gaps import intensities
from solvers.subgame_perfect import subgame_perfect


def point(model, rng, **fixed):
    while True:
        values = {p.name: p.low + (p.high - p.low) * Q(rng.randint(1, 29), 30) for p in model.parameters} | fixed
        symbolic = {model.symbols[name]: sympy.Rational(value) for name, value in values.items()}
        if all(assumption.xreplace(symbolic) for assumption in model.assumptions):
            return values


def at(expression, values):
    return Q(str(sympy.sympify(expression).subs({s: sympy.Rational(values[s.name]) for s in expression.free_symbols})))


@pytest.mark.parametrize("number", range(len(PROPOSITIONS)))
def test_every_step_is_proved(number):
    found = judge(PROPOSITIONS[number])
    assert found.status == "proved"
    assert [checked.verdict.status for checked in found.steps] == ["proved"] * len(PROPOSITIONS[number].steps)
    assert found.steps


def test_all_have_names_claims_and_distinct_steps():
    assert len(PROPOSITIONS) == 8
    assert {50, 51, 48, 42, 29, 35, 14} <= {claim for each in PROPOSITIONS for claim in each.claims}
    texts = [step.text.en for each in PROPOSITIONS for step in each.steps]
    assert len(set(texts)) == len(texts)


def test_identities_and_lemmas_hold_at_random_numbers():
    rng, tried = random.Random(3), 0
    for step in (step for each in PROPOSITIONS for step in each.steps):
        if isinstance(step, Identity):
            for residual in map(sympy.sympify, step.residuals()):
                values = {s: sympy.Rational(rng.randint(1, 40), 41) for s in residual.free_symbols}
                assert residual.xreplace(values).is_zero or sympy.simplify(residual.subs(values)) == 0
                tried += 1
        elif isinstance(step, Lemma):
            condition, domain = step.said()
            symbols, inside = sorted(condition.free_symbols | {s for c in domain for s in c.free_symbols}, key=str), 0
            while inside < 50:
                values = {s: sympy.Rational(rng.randint(-60, 60), rng.randint(1, 9)) for s in symbols}
                if all(c.subs(values) for c in domain):
                    assert condition.subs(values)
                    inside += 1
            tried += inside
    assert tried > 150


def test_a_wrong_step_is_refuted():
    x = sympy.Symbol("x", real=True)
    words = Text("x", "x")
    assert check(Identity(words, lambda: [x**2 - 1])).status == "refuted"
    assert check(Lemma(words, lambda: (x > 0, (x >= 0,)))).counterexample == {"x": 0}
    assert check(Identity(words, lambda: [(x + 1) ** 2 - x**2 - 2 * x - 1])).status == "proved"
    bad = Proposition(words, words, (), (*PROPOSITIONS[0].steps, Lemma(words, lambda: (x > 0, ()))))
    assert judge(bad).status == "refuted"
    wrong = Statement("export_controls.chip_ban", words, lambda model: proofs.quality >= proofs.critical_quality())
    assert judge(replace(bad, steps=(wrong,))).status == "refuted"


# ---------------------------------------------------------------- the formulas, beside the solvers
def test_the_critical_quality_and_weight_are_where_equilibria_change():
    model, rng, met = games.find("chip_ban"), random.Random(1), set()
    quality, weight = proofs.critical_quality(), proofs.critical_weight()
    for _ in range(150):
        values = point(model, rng)
        good = values["q"] >= at(quality, values)
        strict = at(weight, values) if not good else None
        game = model.at(**values)
        restrict, open_ = game.payoff(("Restrict", "Indigenise"))[0], game.payoff(("Open", "Indigenise"))[0]
        assert (restrict > open_) == (not good and values["k_us"] > strict)
        if good:
            found = {e.support for e in pure_equilibria(model.at(**values | {"k_us": 3})) if e.is_pure}
            assert ((1,), (1,)) not in found or restrict == open_
        met.add((good, restrict > open_))
    assert met == {(True, False), (False, False), (False, True)}


def test_the_chosen_stringency_is_what_commitment_finds_if_compliance_is_kept():
    model, rng, met = games.find("stringency"), random.Random(2), 0
    formula = proofs.chosen_stringency()
    for _ in range(40):
        values = point(model, rng, B="1/5")
        chosen = at(formula, values)
        for outcome in commitment(model.at(**values)).outcomes:
            if outcome.option == "Comply" and chosen >= 0:
                assert outcome.action == chosen
                met += 1
    assert met > 8


def test_the_leader_excludes_from_the_critical_weight_on():
    model, rng, met = games.find("exclusivity"), random.Random(4), set()
    for _ in range(60):
        values = point(model, rng)
        adds = values["b"] * (values["m_o"] - values["m_e"]) > values["rho"] * (values["n_o"] - values["n_e"])
        expected = adds and values["k"] > at(proofs.exclusive_weight(), values)
        (found,) = {path.profile[0] for path in subgame_perfect(model.at(**values))}
        assert (found == (0, 1)) == expected
        met.add(expected)
    assert met == {True, False}


@pytest.mark.parametrize("n", [2, 3, 5, 7])
def test_the_inverse_of_the_operator_for_any_number_of_actors(n):
    rng = random.Random(n)
    own = [Q(rng.randint(0, 90), 10) for _ in range(n)]
    inverse = sympy.Matrix(operator(own, n).tolist()).inv()
    D = [1 / (1 + n * sympy.Rational(k)) for k in own]
    s = sum(d * sympy.Rational(k) for d, k in zip(D, own))
    for i in range(n):
        assert sum(inverse.row(i)) == 1
        for j in range(n):
            assert inverse[i, j] == (D[i] if i == j else 0) + D[i] * sympy.Rational(own[i]) * D[j] / (1 - s) >= 0
    k = own[0]
    uniform = sympy.Matrix(operator(k, n).tolist()).inv()
    assert uniform == (sympy.eye(n) + sympy.Rational(k) * sympy.ones(n)) / (1 + n * sympy.Rational(k))


@pytest.mark.parametrize("k", ["1/2", 3])
def test_k_moves_nobody_with_budgets_and_scales_the_prize_where_effort_costs(k):
    model = games.find("portfolio_contest")
    weights = dict.fromkeys(("k_us", "k_cn", "k_eu"), k)
    plain, spiteful = (contest(model.at(version="budget", **w)) for w in ({}, weights))
    for before, after in zip(plain.efforts, spiteful.efforts, strict=True):
        assert [float(x) for x in after] == pytest.approx([float(x) for x in before], rel=1e-6)
    factor = at(proofs.effective_prize(), {"n": 3, "k": k})
    names = ("A", "B", "C")

    def alike(prize, weight):
        game = ContestGame(names, ("Prize",), [[prize]] * 3, [[1]] * 3, [None] * 3, [1] * 3, 1,
                           [[weight * (i != j) for j in range(3)] for i in range(3)])  # fmt: skip
        return [float(row[0]) for row in contest(game).efforts]

    assert alike(Q(1), Q(k)) == pytest.approx(alike(factor, 0), rel=1e-9)
    assert alike(Q(1), Q(k))[0] == pytest.approx(float(Q(2, 9) * factor))


def test_stag_hunts_enter_the_dilemma_at_the_critical_weight():
    model, rng, met = games.find("classics.symmetric"), random.Random(6), 0
    for _ in range(30):
        S, P, T, R = sorted(Q(x, 10) for x in rng.sample(range(51), 4))
        critical = at(proofs.dilemma_weight(), {"T": T, "R": R, "P": P, "S": S})
        game = model.at(T=T, R=R, P=P, S=S, k=0)
        below, above = (relative_gains(game, critical + step) for step in (-critical / 7, critical / 7))
        assert len(nash(below)) == 3
        (only,) = nash(above)
        assert only.support == ((1,), (1,))
        met += 1
    assert met == 30


def test_control_raises_the_laggard_s_research_and_leaves_it_catching_up():
    model, rng = games.find("step_by_step"), random.Random(8)
    for _ in range(20):
        values = point(model, rng)
        with_control, without = (intensities(model.at(**values, control=c))[0] for c in ("available", "none"))
        assert float(with_control.lag - without.lag) >= -1e-12
        assert 0 < float(with_control.catch_up) <= float(without.catch_up) + 1e-12


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_has_a_row_per_step(lang):
    table = propositions().table(lang)
    assert len(table.rows) == sum(len(each.steps) for each in PROPOSITIONS)
    assert table.to_latex().count("tabularnewline") >= len(table.rows)
    assert "$$" not in table.to_latex()
    assert [row[0][:2] for row in table.rows if row[0]] == [f"{i}." for i in range(1, 9)]
    assert propositions().to_json()[1]["status"] == "proved"
