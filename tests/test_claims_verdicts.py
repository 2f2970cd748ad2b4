"""The ledger of all 54 claims: every verdict, every point it shows replayed, in both languages."""

import json
import random
import re
from dataclasses import replace
from fractions import Fraction as Q
from itertools import product

import pytest
import sympy

from games import claims, evidence
from games.actors import Power, Source
from games.formal import FACTS, STATEMENTS, export_controls, relative_gains
from games.relative_gains import operator
from games.statements import Fact, Statement
from games.text import Text
from paper_figs.cli import main
from paper_figs.ledger import Entry, Restated, combined, judge, judge_statement, ledger, overview

LETTERS = {
    "p": "proved", "r": "refuted", "c": "conditional", "b": "by construction", "d": "by calibration",
}  # fmt: skip
VERDICTS = {
    1: ("by construction", "b"),
    2: ("conditional", "pcp"),
    3: ("proved", "pp"),
    4: ("proved", "ppp"),
    5: ("conditional", "brc"),
    6: ("conditional", "cc"),
    7: ("by construction", "b"),
    8: ("by construction", "b"),
    9: ("by construction", "b"),
    10: ("by construction", "b"),
    11: ("by construction", "b"),
    12: ("conditional", "rppp"),
    13: ("conditional", "prcccp"),
    14: ("conditional", "prccpcpppp"),
    15: ("conditional", "cpp"),
    16: ("conditional", "ppc"),
    17: ("by calibration", "dd"),
    18: ("by calibration", "dd"),
    19: ("by calibration", "pdd"),
    20: ("conditional", "ccb"),
    21: ("conditional", "ppc"),
    22: ("conditional", "ccccrp"),
    23: ("conditional", "ccp"),
    24: ("conditional", "ccrp"),
    25: ("conditional", "pcb"),
    26: ("conditional", "pcc"),
    27: ("conditional", "ppc"),
    28: ("by calibration", "pd"),
    29: ("conditional", "pc"),
    30: ("conditional", "cbcp"),
    31: ("conditional", "bc"),
    32: ("conditional", "pccd"),
    33: ("conditional", "ppc"),
    34: ("by construction", "bbb"),
    35: ("conditional", "ccc"),
    36: ("proved", "pp"),
    37: ("conditional", "cc"),
    38: ("conditional", "cp"),
    39: ("conditional", "ppccd"),
    40: ("conditional", "pc"),
    41: ("conditional", "cp"),
    42: ("conditional", "pcppd"),
    43: ("conditional", "ccd"),
    44: ("conditional", "cc"),
    45: ("conditional", "ccb"),
    46: ("conditional", "ppc"),
    47: ("by construction", "bb"),
    48: ("proved", "ppp"),
    49: ("conditional", "pc"),
    50: ("conditional", "pccprccd"),
    51: ("conditional", "pppccc"),
    52: ("conditional", "pccb"),
    53: ("conditional", "bc"),
    54: ("proved", "pp"),
}


@pytest.fixture(scope="module")
def found():
    return ledger()


@pytest.mark.parametrize("number", VERDICTS)
def test_verdicts(number):
    entry = judge(number)
    verdict, letters = VERDICTS[number]
    assert [part.status for part in entry.parts] == [LETTERS[letter] for letter in letters]
    assert entry.status == verdict


def test_the_ledger_has_all_claims(found):
    assert [entry.claim.id for entry in found.entries] == list(VERDICTS) == list(range(1, 55))
    assert len(found.rows) == sum(map(len, STATEMENTS.values()))
    assert not any(row.verdict.status == "unknown" for row in found.rows)


def by_substitution(condition, model, point):
    """The truth of a condition at a point, by sympy's own substitution; None where it is not decided."""
    values = {model.symbols[name]: sympy.Rational(value) for name, value in point.items()}
    decided = sympy.sympify(condition).xreplace(values)
    return bool(decided) if decided in (sympy.true, sympy.false) else None


def test_counterexamples_and_examples_are_replayed(found):
    replayed = 0
    for row in found.rows:
        verdict, model, condition = row.verdict, row.statement.game, row.statement.condition
        assert (verdict.counterexample is not None) == (verdict.status in ("refuted", "conditional"))
        for point, expected in ((verdict.counterexample, False), (verdict.example, True)):
            if point is not None:
                full = {**model.defaults, **point}
                assert all(by_substitution(c, model, full) is True for c in model.domain)
                assert by_substitution(condition, model, full) is expected
                replayed += 1
    assert replayed >= 100


def random_points(model, count, seed):
    """Points of the declared box that satisfy the model's assumptions."""
    rng, found = random.Random(seed), []
    if any(a.has(sympy.Eq) for a in model.assumptions):
        return found  # unknowns tied by equations: no point of the box satisfies them but by chance
    for _ in range(50 * count):
        point = {p.name: p.low + (p.high - p.low) * Q(rng.randint(1, 59), 60) for p in model.parameters}
        if all(by_substitution(a, model, point) for a in model.assumptions):
            found.append(point)
        if len(found) == count:
            break
    return found


def test_regions_are_where_the_statements_hold(found):
    inside = outside = 0
    for row in found.rows:
        if row.status != "conditional":
            continue
        model, condition = row.statement.game, row.statement.condition
        points = [*random_points(model, 5, row.claim.id), {**model.defaults, **row.verdict.example}]
        for point in points:
            in_region = any(all(by_substitution(c, model, point) for c in region) for region in row.verdict.regions)
            assert in_region == by_substitution(condition, model, point), row.statement.text.en
            inside, outside = inside + in_region, outside + (not in_region)
    assert min(inside, outside) > 80


def test_what_is_proved_holds_at_random_points(found):
    tried = 0
    for row in found.rows:
        if row.status == "proved":
            for point in random_points(row.statement.game, 4, row.claim.id):
                tried += 1
                assert by_substitution(row.statement.condition, row.statement.game, point) is True
    assert tried > 150


@pytest.mark.slow
def test_shares_agree_with_an_independent_sample(found):
    """A plain pseudo-random sample of rationals, against the quasi-random estimate: within five standard errors."""
    compared = 0
    for row in found.rows:
        if row.share is None or compared >= 12 or len(row.statement.game.parameters) > 8:
            continue
        points = random_points(row.statement.game, 250, 3)
        hits = sum(by_substitution(row.statement.condition, row.statement.game, p) for p in points)
        error = max((row.share.share * (1 - row.share.share) / len(points)) ** 0.5, 0.01)
        assert abs(hits / len(points) - row.share.share) <= 5 * error + 0.01, row.statement.text.en
        compared += 1
    assert compared == 12


def test_every_conditional_statement_has_a_share_in_its_interval(found):
    for row in found.rows:
        if row.status == "conditional":
            assert row.share.low <= row.share.share <= row.share.high
            assert row.share.high - row.share.low < 0.1


# ---------------------------------------------------------------- verdicts move with what is said
def test_a_false_statement_is_refuted_and_a_false_fact_too():
    claim = claims.get(12)
    wrong = Statement(export_controls.BAN, Text("x", "x"), lambda model: model.symbols["t_us"] > 1)
    assert judge_statement(claim, wrong).status == "refuted"
    assert Restated(claim, Fact(Text("x", "x"), lambda: False)).status == "refuted"
    assert Restated(claim, Fact(Text("x", "x"), lambda us: us > 1, ("us_compute_share",))).status == "refuted"


def test_a_claim_is_as_strong_as_its_weakest_part():
    assert combined(["proved", "proved"]) == "proved"
    assert combined(["proved", "by construction", "by calibration"]) == "by calibration"
    assert combined(["proved", "refuted"]) == combined(["conditional", "proved"]) == "conditional"
    assert combined(["unknown", "refuted"]) == combined(["proved", "unknown"]) == "unknown"
    assert combined(["refuted", "refuted"]) == "refuted"
    assert Entry(replace(claims.get(4), formal=())).status == "out of scope"


def test_facts_follow_from_the_evidence_and_the_mask():
    assert all(fact.holds for listed in FACTS.values() for fact in listed)
    value = {name: evidence.get(name).number for name in ("us_genai_market", "eu_genai_market", "cn_genai_market")}
    assert sorted(value, key=value.get)[1] == "eu_genai_market"  # a bloc counted as one
    assert evidence.get("cn_genai_market").number > evidence.get("uk_genai_market").number  # countries counted
    omitted = {power.name: {s.name for s in set(Source) - power.value.sources} for power in Power}
    assert omitted == {"C": {"D"}, "T": {"M"}, "I": {"R"}, "P": {"S"}}


def test_claims_that_contradict_each_other_both_stand(found):
    gains, burden = (judge(number).rows[0] for number in (37, 38))
    model, seen = gains.statement.game, set()
    for point in random_points(model, 60, 1):
        pair = tuple(by_substitution(row.statement.condition, model, point) for row in (gains, burden))
        assert any(pair)
        seen.add(pair)
    assert {(True, False), (False, True)} <= seen
    rules, talk = judge(52), judge(10)
    assert "claim 10" in rules.facts[0].fact.text.en and talk.status == "by construction"


# ---------------------------------------------------------------- the propositions, by another method
@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_operator_inverts_to_positive_rows(n):
    rng = random.Random(n)
    for _ in range(20):
        weights = [[Q(rng.randint(0, 30), 10) for _ in range(n)] for _ in range(n)]
        inverse = sympy.Matrix(operator(weights, n).tolist()).inv()
        assert all(entry >= 0 for entry in inverse)
        assert all(sum(inverse.row(i)) == 1 for i in range(n))
    model = relative_gains._laws(n)
    sample = {p.name: Q(rng.randint(0, 30), 10) for p in model.parameters}
    pairs = iter(sample.values())
    square = [[0 if i == j else next(pairs) for j in range(n)] for i in range(n)]
    matrix = sympy.Matrix(operator(square, n).tolist())
    shown = model.at(**sample)
    assert shown["determinant"] == matrix.det()
    assert [shown[f"cofactor {j + 1}"] / matrix.det() for j in range(n)] == list(matrix.inv().row(0))


AGGREGATORS = {
    "mean": lambda a, b, c: a + b + c,
    "product": lambda a, b, c: a * b * c,
    "squares": lambda a, b, c: a * a + b * b + c * c,
    "sum and product": lambda a, b, c: a + b + c + a * b * c,
    "harmonic": lambda a, b, c: 1 / (1 / a + 1 / b + 1 / c),
    "sum and least": lambda a, b, c: a + b + c + 7 * min(a, b, c),
}


@pytest.mark.parametrize("name", AGGREGATORS)
def test_the_best_power_omits_the_scarcest_source(name):
    aggregator, uniquely = AGGREGATORS[name], 0
    for levels in product(range(1, 5), repeat=4):
        owned = dict(zip(Source, map(Q, levels), strict=True))
        strength = {
            power: aggregator(*(owned[s] for s in Source if s in power.value.sources)) for power in Power
        }  # fmt: skip
        best = [power for power in Power if strength[power] == max(strength.values())]
        scarcest = [s for s in Source if owned[s] == min(owned.values())]
        assert {next(iter(set(Source) - power.value.sources)) for power in best} == set(scarcest)
        uniquely += len(best) == 1
    assert uniquely > 50


# ---------------------------------------------------------------- as people see it
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_54_rows_in_both_languages(found, lang):
    table = overview().table(lang)
    assert [row[0] for row in table.rows] == [str(n) for n in range(1, 55)]
    assert all(row[2] for row in table.rows)
    detail = found.table(lang)
    assert {row[0] for row in detail.rows} == {str(n) for n in range(1, 55)}
    if lang == "zh":
        words = [cell for row in table.rows for cell in row] + [row[k] for row in detail.rows for k in (1, 2, 3)]
        for word in (*LETTERS.values(), "out of scope", "unknown"):
            assert not any(word in str(cell) for cell in words)
        assert all(re.search(r"[一-鿿]", cell) for row in table.rows for cell in (row[1], row[2]))
    assert table.to_latex().count("tabularnewline") >= 54


def test_json_has_54_claims_with_their_statements(found):
    data = json.loads(json.dumps(found.to_json()))
    assert [entry["verdict"] for entry in data] == [VERDICTS[n][0] for n in range(1, 55)]
    for entry in data:
        letters = VERDICTS[entry["claim"]][1]
        assert [s["verdict"]["status"] for s in entry["statements"]] == [LETTERS[letter] for letter in letters]
        assert entry["statements"] or entry["open"]["zh"]


def test_the_command_proves_any_claim(capsys):
    for number, word in ((4, "proved"), (10, "by construction"), (50, "conditional"), (18, "by calibration")):
        assert main(["prove", str(number)]) == 0
        assert word in capsys.readouterr().out
    assert main(["prove", "4", "--lang", "zh"]) == 0
    assert "已证明" in capsys.readouterr().out
