"""Policy levers over all weights: recomputed from the game itself, solved at single weights inside the rows."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
import sympy

import games
from games.errors import ParameterError
from games.forms import numbers
from solvers.nash import nash
from solvers.policy import LEVERS, Change, Policy, Tracked, _followed, policy, policy_for_china
from solvers.pure import pure_equilibria
from solvers.statics.followed import followed
from solvers.statics.support_curves import curves, sign, turning_points

MODEL = games.find("three_powers")
ENDOWED = {name: value for name, value in MODEL.defaults.items() if name != "k_us"}
K, STEP = MODEL.symbols["k_us"], F(1, 20)


@pytest.fixture(scope="module")
def found():
    return policy("CN")


def near(value, weight):
    return complex(sympy.sympify(value).xreplace({K: sympy.Rational(weight)}).evalf(30)).real


def inside(rows, weight):
    return [row for row in rows if row.low < weight < row.high]


@pytest.mark.parametrize("weight", [F(1, 100), F(10, 7), F(11, 4)])
def test_rows_are_the_equilibria_solved_at_a_weight(found, weight):
    rows, solved = inside(found.rows, weight), list(nash(MODEL.at(k_us=weight)))
    assert len(rows) == len(solved) == (9 if weight == F(10, 7) else 7)
    expected = sorted((e.support, float(e.payoffs[1])) for e in solved)
    assert sorted((row.support, near(row.payoff, weight)) for row in rows) == [
        (support, pytest.approx(value, abs=1e-12)) for support, value in expected
    ]


def test_changes_are_differences_of_equilibria_solved_at_a_weight(found):
    weight = F(5, 2)
    base = {e.support: e for e in nash(MODEL.at(k_us=weight))}
    for source, lever in LEVERS.items():
        name = f"{source.name}_cn".lower()
        after = {e.support: e for e in nash(MODEL.at(k_us=weight, **{name: MODEL.defaults[name] + STEP}))}
        for row in inside(found.rows, weight):
            change = row.changes[lever]
            assert (change.utility is None) == (row.support not in after)
            if change.utility is not None:
                difference = after[row.support].payoffs[1] - base[row.support].payoffs[1]
                assert near(change.utility, weight) == pytest.approx(float(difference), abs=1e-12)
                moved = {
                    player for player, was, now in zip(("US", "EU"), *(
                        (e.profile[0], e.profile[2]) for e in (base[row.support], after[row.support])
                    ), strict=True) if any(abs(float(a - b)) > 1e-12 for a, b in zip(was, now, strict=True))
                }  # fmt: skip
                assert set(change.moved) == moved
            else:
                assert set(change.instead) == after.keys() - base.keys()


def test_signs_and_rankings_do_not_change_within_a_row_and_do_between_rows(found):
    for row in found.rows:
        low, high = (F(str(sympy.N(sympy.sympify(end), 30))) for end in (row.low, row.high))
        weights = [low + (high - low) * F(i, 10) for i in range(1, 10)]
        changes = [c.utility for c in row.changes.values() if c.utility is not None]
        pairs = [a - b for a in changes for b in changes]
        for value in (*changes, *pairs):
            assert len({sign(sympy.sympify(value).xreplace({K: sympy.Rational(w)})) for w in weights}) == 1
    for one, other in zip(found.rows, found.rows[1:]):
        if (one.support, one.payoff) == (other.support, other.payoff):
            assert one.high == other.low
            assert one.reading != other.reading


def test_where_two_levers_of_the_us_change_places():
    support, utility, paid = ((0, 2), (3,), (0, 2)), {}, {}
    for lever in ("r_us", "s_us"):
        more = MODEL.defaults[lever] + STEP
        (curve,) = curves(MODEL.fix(**ENDOWED | {lever: more}).form, support, K)
        utility[lever] = curve.payoffs[0]
        solved = nash(MODEL.at(k_us=F(190, 429), **{lever: more}))
        paid[lever] = next(e.payoffs[0] for e in solved if e.support == support)
    difference = utility["r_us"] - utility["s_us"]
    assert turning_points([difference], K, F(0), F(3)) == [F(190, 429)]
    assert sign(difference.xreplace({K: 0})) == -sign(difference.xreplace({K: 3})) == -1
    assert paid["r_us"] == paid["s_us"]


def test_pure_equilibria_are_all_followed():
    pull = {"c_t": 1, "v_t": F(1, 10), "k_cn": 1}
    path = followed(MODEL.fix(**ENDOWED | pull))
    for weight in (F(1, 7), F(9, 10), F(20, 7)):
        pure = {p.curve.support for p in path.at(weight) if all(len(used) == 1 for used in p.curve.support)}
        assert pure == {e.support for e in pure_equilibria(MODEL.at(k_us=weight, **pull))}


def test_a_fold_and_a_passage():
    """Two equilibria of one support are born together; one of them passes into another support."""
    path = _followed(MODEL, ENDOWED)
    twins = [p for p in path.pieces if p.curve.support == ((0, 2), (0, 3), (0, 1))]
    (gone,) = [p for p in path.pieces if p.curve.support == ((0, 2), (0, 3), (1,))]
    assert path.complete
    assert len(twins) == 2
    assert twins[0].low == twins[1].low
    assert {p.high for p in twins} == {F(3), gone.high}
    assert [len(path.at(k)) for k in (F(4, 3), F(7, 5), F(3, 2))] == [7, 9, 7]


def test_curves_of_a_bimatrix_game():
    model = games.find("battle_of_the_sexes")
    section = model.fix(**{name: value for name, value in model.defaults.items() if name != "k"})
    (mixed,) = curves(section.form, ((0, 1), (0, 1)), section.symbols["k"])
    for k in (F(0), F(1, 4)):
        (solved,) = [e for e in nash(section.at(k=k)) if not e.is_pure]
        at = {section.symbols["k"]: sympy.Rational(k)}
        assert [[numbers.exact(c.xreplace(at)) for c in own] for own in mixed.chances] == [[*s] for s in solved.profile]


def test_turning_points_with_two_roots():
    x = sympy.Symbol("x", real=True)
    quantity = sympy.sqrt(x) - sympy.sqrt(2 - x)
    assert F(1) in turning_points([quantity], x, F(0), F(3))
    assert turning_points([1 / (x - 2)], x, F(0), F(3)) == [2]
    assert (sign(sympy.sqrt(2) - F(1)), sign(F(0)), sign(sympy.sqrt(2) * 0)) == (1, 0, 0)


def test_rankings_and_whether_they_survive():
    def row(low, high, *values):
        changes = dict(zip("RSD", (Change(v if v is None else sympy.sympify(v)) for v in values)))
        return Tracked(F(low), F(high), (F(low) + F(high)) / 2, K, ((0,),), K, changes)

    assert row(0, 3, 1, 2, 1).ranking == (("S",), ("R", "D"))
    assert row(0, 3, 1, K - 2, 1).ranking == (("R", "D"), ("S",))
    assert row(0, 3, 1, None, 1).ranking is None
    same = (row(0, 1, 1, 2, 0), row(1, 3, 3, 9, -1))
    turned = (row(0, 1, 1, 2, 0), row(1, 3, 3, 1, -1))
    lost = (row(0, 1, 1, 2, 0), row(1, 3, None, 1, -1))
    short = (row(0, 1, 1, 2, 0),)
    verdicts = [Policy("CN", F(1), MODEL, rows, True).survives(((0,),)) for rows in (same, turned, lost, short)]
    assert verdicts == [True, False, None, None]


def test_words_and_data(found):
    assert policy_for_china().to_json() == found.to_json()
    assert "中国的政策" in found.to_text("zh")
    assert len(found.to_json()["rows"]) == len(found.table().rows) == len(found.rows) == 13
    assert "decimals are rounded" in found.note()
    assert "C/T/I" in replace(found, unfollowed=(((0, 1, 2), (0,), (0,)),)).note()


def test_what_is_refused():
    with pytest.raises(ParameterError, match="accepted: US, CN, EU"):
        policy("JP")
    with pytest.raises(ParameterError, match="positive"):
        policy("CN", increment=0)
    with pytest.raises(ParameterError, match="outside its range"):
        policy("CN", increment=1)
    with pytest.raises(ParameterError, match="no parameter"):
        policy("CN", speed=1)
    with pytest.raises(ParameterError, match="k_us moves over its range"):
        policy("CN", k_us=1)
