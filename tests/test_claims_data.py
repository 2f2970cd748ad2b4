"""The ledger of claims: complete, bilingual, and its formal statements taken from the models' payoffs."""

from __future__ import annotations

import random
from fractions import Fraction as Q

import pytest
import sympy
from definitions import perfect_outcomes, pure_nash

from games import claims
from games.errors import FormatError, NotCoveredError, UnknownNameError
from games.export_controls import chip_ban, chip_ban_sequential, workaround
from games.formal import FACTS, STATEMENTS
from games.forms import GameTree, decision, leaf
from games.parameters import parameter
from games.registry import catalogue
from games.statements import for_some, is_equilibrium, profiles, subgame_perfect_paths
from paper_figs.ledger import judge, ledger

EVERY = [(number, i, s) for number, listed in STATEMENTS.items() for i, s in enumerate(listed)]
IDS = [f"{number}.{i}" for number, i, _ in EVERY]


def random_point(model, rng):
    """Exact values inside the declared ranges, corners often."""

    def draw(p):
        inside = p.low + (p.high - p.low) * Q(rng.randint(1, 19), 20)
        return rng.choice([inside] * 3 + [p.high] * (not p.open_high) + [p.low] * (not p.open_low))

    return {p.name: draw(p) for p in model.parameters}


def holds(condition, model, point):
    symbols = model.symbols
    value = sympy.sympify(condition).subs({symbols[n]: sympy.Rational(v) for n, v in point.items()})
    assert value in (sympy.true, sympy.false), value
    return bool(value)


# ---------------------------------------------------------------- the ledger
def test_the_ledger_has_54_claims_in_two_languages():
    ledger = claims.load()
    assert list(ledger) == list(range(1, 55))
    for claim in ledger.values():
        assert claim.statement.en.endswith(".")
        assert claim.statement.zh.endswith("。")
        assert claim.section
        assert claim.models
    assert len({claim.statement.en for claim in ledger.values()}) == 54
    assert len({claim.statement.zh for claim in ledger.values()}) == 54
    assert len(claims.table("zh").rows) == len(claims.table().rows) == 54


def test_every_claim_is_decided_or_says_why_not():
    assert [claim.id for claim in claims.formal()] == sorted(STATEMENTS)
    decided = STATEMENTS.keys() | FACTS.keys()
    assert {claim.id for claim in claims.load().values() if claim.in_scope} == decided
    assert decided == set(range(1, claims.COUNT + 1))
    for claim in claims.load().values():
        assert claim.in_scope or claim.open
        if claim.open:
            assert claim.open.en.endswith(".") and claim.open.zh.endswith("。")
    with pytest.raises(UnknownNameError, match="1 to 54"):
        claims.get(55)


def test_every_model_speaks_of_a_claim_that_names_its_family():
    for model in catalogue().values():
        for number in model.claims:
            assert model.name.partition(".")[0] in claims.get(number).models


@pytest.mark.parametrize(("old", "new", "message"), [
    ("[7]", "[70]", "numbered"),
    ('open_zh = "', 'open_fr = "', "claim 2 needs"),
    ("\nen = ", '\nkind = "proved"\nen = ', "claim 1 needs"),
    ('models = ["evidence"]', 'models = ["astrology"]', "discourse_alignment"),
    ('section = "2.1"', "", "claim 2 needs"),
    ('en = "States want position, not only economic gain."', 'en = ""', "claim 14: en"),
])  # fmt: skip
def test_a_malformed_ledger_is_refused(old, new, message):
    text = claims.resources.files("games").joinpath(claims.FILE).read_text("utf-8")
    assert old in text
    with pytest.raises(FormatError, match=message):
        claims.parse(text.replace(old, new, 1), STATEMENTS, FACTS)


def test_a_claim_that_nothing_decides_must_say_why():
    text = claims.resources.files("games").joinpath(claims.FILE).read_text("utf-8")
    with pytest.raises(FormatError, match="claim 1 has no statement"):
        claims.parse(text, STATEMENTS, {})


# ---------------------------------------------------------------- every formal statement
@pytest.mark.parametrize(("number", "i", "statement"), EVERY, ids=IDS)
def test_a_statement_is_a_condition_on_its_models_parameters(number, i, statement):
    condition = statement.condition
    assert isinstance(condition, sympy.logic.boolalg.Boolean)
    assert condition.free_symbols or condition == sympy.true
    assert condition.free_symbols <= set(statement.game.symbols.values())
    assert not set(statement.at) & set(statement.game.symbols)
    assert statement.name.partition(".")[0] in claims.get(number).models
    assert statement.text.en.endswith(".")
    assert statement.text.zh.endswith("。")
    assert statement.formula.text == str(condition)
    assert statement.domain == statement.game.domain


def test_the_texts_are_distinct():
    assert len({s.text.en for _, _, s in EVERY}) == len({s.text.zh for _, _, s in EVERY}) == len(EVERY) > 120


# The article's reading of events, at the defaults; True where the statement holds there.
AT_DEFAULTS = {
    12: [True, True, True, True],
    13: [True, False, False, True, True],
    14: [True, True, True, True, True, True],
    22: [True, True, True, True, True, True],
    23: [True, True, True],
    24: [True, True, True, True],
    51: [True, True, True, False, True, False],
}


@pytest.mark.parametrize("number", AT_DEFAULTS)
def test_at_the_defaults(number):
    listed = [s for s in STATEMENTS[number] if s.name.startswith("export_controls.")]
    assert [holds(s.condition, s.game, s.game.defaults) for s in listed] == AT_DEFAULTS[number]


# Where the strong readings fail: one coordinate away from the defaults.
@pytest.mark.parametrize(("number", "i", "corner"), [
    (12, 0, {"phi": 1}), (14, 1, {"phi": 1}), (22, 4, {"q": 1}), (24, 2, {"e": 0}), (13, 1, {}),
])  # fmt: skip
def test_strong_readings_fail_at_a_corner(number, i, corner):
    statement = STATEMENTS[number][i]
    assert statement.kind == "always"
    assert not holds(statement.condition, statement.game, statement.game.defaults | corner)


# A region ends: one change of the defaults that takes the article's reading of events off the path.
@pytest.mark.parametrize(("number", "i", "change"), [
    (22, 0, {"k_us": 0}), (22, 1, {"k_us": 0}), (22, 2, {"k_us": 0}), (22, 3, {"s_eu": 0}), (14, 2, {"q": 1}),
    (14, 5, {"q": 1, "s_eu": 0}), (23, 0, {"F": 2}), (23, 1, {"F": 2}), (24, 0, {"k": 0}), (24, 1, {"k": 0}),
    (51, 4, {"q": 0}), (13, 3, {"k_us": 0}), (13, 4, {"t_eu": 0, "l": 0}),
    (14, 3, {"t_us": "3/2", "t_cn": 1}),
])  # fmt: skip
def test_regions_end(number, i, change):
    statement = STATEMENTS[number][i]
    assert statement.kind == "where"
    assert not holds(statement.condition, statement.game, statement.game.defaults | change)


def test_regions_of_the_warnings_are_not_empty():
    hindered, provoked = STATEMENTS[51][3], STATEMENTS[51][5]
    assert holds(hindered.condition, hindered.game, hindered.game.defaults | {"q": 1})
    point = {"t_us": 1, "t_cn": 2, "k_us": "9/10", "phi": "9/10", "q": "1/2"}
    assert holds(provoked.condition, provoked.game, provoked.game.defaults | point)
    assert pure_nash(chip_ban.at(**point)) & {("Restrict", "Indigenise")}
    assert not any(us == "Restrict" for us, _ in pure_nash(chip_ban.at(**point | {"q": 0})))


PROVABLE = [
    (12, 1), (12, 2), (12, 3), (13, 0), (14, 0), (14, 4), (22, 5), (23, 2), (24, 3), (51, 0), (51, 1),
    (51, 2),
]  # fmt: skip


@pytest.mark.parametrize(("number", "i"), PROVABLE)
def test_weak_readings_hold_at_random_points(number, i):
    statement = STATEMENTS[number][i]
    rng = random.Random(number)
    condition, model = statement.condition, statement.game
    assert all(holds(condition, model, random_point(model, rng)) for _ in range(100))


# ---------------------------------------------------------------- the building blocks, by their definitions
def test_equilibrium_conditions_are_the_definition():
    rng = random.Random(1)
    conditions = {profile: is_equilibrium(chip_ban.form, profile) for profile in profiles(chip_ban.form)}
    met = set()
    for _ in range(150):
        point = random_point(chip_ban, rng)
        found = pure_nash(chip_ban.at(**point))
        assert {p for p, c in conditions.items() if holds(c, chip_ban, point)} == found
        met |= found
    assert met == set(conditions)


@pytest.mark.parametrize("model", [
    workaround, chip_ban_sequential, chip_ban_sequential.choose(commitment="CN")
])  # fmt: skip
def test_subgame_perfect_paths_are_the_definition(model):
    rng = random.Random(2)
    paths = subgame_perfect_paths(model.form)
    assert len(paths) == 4
    met = set()
    for _ in range(60):
        point = random_point(model, rng)
        tree = model.at(**point)
        found = {path for path, _ in perfect_outcomes(tree, tree.root)}
        assert found
        assert {p for p, c in paths.items() if holds(c, model, point)} == found
        met |= found
    assert len(met) >= 3


def test_restricting_for_some_weight_is_existence():
    rng = random.Random(3)
    statement = STATEMENTS[14][2]
    condition, seen = statement.condition, set()
    for _ in range(60):
        point = random_point(chip_ban, rng)
        games = (chip_ban.at(**point | {"k_us": Q(k, 4)}) for k in range(13))
        exists = any(profile[0] == "Restrict" for game in games for profile in pure_nash(game))
        assert holds(condition, chip_ban, point) == exists
        seen.add(exists)
    assert seen == {True, False}


def test_for_some_refuses_what_it_cannot_eliminate():
    k, x = parameter("k", "weight", "权重", 0, 0, 3), sympy.Symbol("x", real=True)
    assert for_some(k.symbol * x >= 1, k) == (3 * x >= 1)
    assert for_some(x >= 1, k) == (x >= 1)
    for hard in (k.symbol**2 >= x, sympy.And(k.symbol * x >= 1, k.symbol <= 2)):
        with pytest.raises(NotCoveredError):
            for_some(hard, k)
    with pytest.raises(NotCoveredError, match="closed"):
        for_some(x >= 1, parameter("k", "weight", "权重", 1, 0, 3, open_low=True))


def test_trees_without_perfect_information_are_refused():
    hidden = {a: decision("B", {"l": leaf(0, 0), "r": leaf(1, 1)}, "blind") for a in "lr"}
    with pytest.raises(NotCoveredError, match="perfect information"):
        subgame_perfect_paths(GameTree(decision("A", hidden), ("A", "B")))


def test_progress_is_told_statement_by_statement_and_claim_by_claim():
    told = []
    entry = judge(12, lambda done, of: told.append((done, of)))
    assert told == [(i + 1, 4) for i in range(4)]
    assert len(entry.rows) == 4
    ledger((7, 8), lambda done, of: told.append((done, of)))
    assert told[-2:] == [(1, 2), (2, 2)]
