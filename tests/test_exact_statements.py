"""Statements about equilibria are exact over the closed domain: against the exact solvers, boundaries first."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
import sympy

import games
from games.errors import FormatError, NotCoveredError, ParameterError, UnknownNameError
from games.formats.toml import read_toml
from games.forms.bayesian import signalling
from games.forms.tree import GameTree, decision, leaf
from games.model import Model
from games.parameters import parameter
from games.text import Text
from paper_figs.cli import main
from solvers.nash import nash
from solvers.own_statements import Symbolic, prove_statement
from solvers.regions import regions
from solvers.robustness import probability, tornado
from solvers.signalling import signalling_equilibria
from solvers.statics.points import prediction
from solvers.statics.reals import holds
from solvers.subgame_perfect import subgame_perfect

CAPABILITY = games.find("capability_signal")
TREE = """
title = "Signal"
tree = '''
  nature chooses High with {0} or Low with {1}
  after High: S [H] chooses D or C
  after Low: S [L] chooses D or C
  after High, D or Low, D: R [afterD] chooses r or a
  after High, C or Low, C: R [afterC] chooses r or a
{2}
'''
[parameters]
"""
ENDS = [", ".join(path) for path in product(("High", "Low"), "DC", "ra")]


def tree(first, second, payoffs, parameters):
    rows = "\n".join(f"  after {path}: {pay}" for path, pay in zip(ENDS, payoffs, strict=True))
    return TREE.format(first, second, rows) + parameters


PLAIN = read_toml(tree("1/2", "1/2",
    ["-1, -w", "-1/2, 0", "0, 1", "1/2, 0", "-1, v", "-1/2, 0", "0, 1", "1/2, 0"],
    'w = { default = "1/2", range = [-1, 1] }\nv = { default = "1/2", range = [0, 1] }'))  # fmt: skip
PRIOR = tree("p", "1 - p",
    ["2, 0", "2, 1", "0, 0", "0, 1", "-1, 1", "-1, 0", "0, 1", "0, 0"],
    'p = { default = "1/2", range = [0, 1] }')  # fmt: skip
ENTRY = """
title = "Entry"
tree = '''
  nature chooses Tough with p or Soft with 1 - p
  after Tough or Soft: Entrant chooses Out or In
  after Tough, Out: 0, m
  after Soft, Out: 0, m
  after Tough, In: Incumbent chooses FightT or ShareT
  after Soft, In: Incumbent chooses FightS or ShareS
  after FightT: -c, 1
  after ShareT: m/2 - c, 0
  after FightS: -c, -1
  after ShareS: m/2 - c, m/2
'''
[parameters]
p = { default = "1/2", range = [0, 1] }
m = { default = 2, range = [0, 5] }
c = { default = "1/4", range = "[0, 1)" }
"""


def pure(found):
    """The pure profiles among equilibria of a tree, by number of action."""
    return {tuple(own.index(1) for own in point.profile) for point in found if point.is_pure}


@pytest.mark.parametrize("seed", range(6))
def test_every_pure_profile_of_a_signalling_game_at_ties(seed):
    """Payoffs of a few small numbers, so that ties abound; two types or three, two responses or three."""
    rng = Random(seed)
    types, answers = (["s", "t", "q"][: 2 + seed % 2], ["x", "y", "z"][: 2 + seed // 2 % 2])
    a = parameter("a", "a", "甲", 1, -1, 1)
    table = {key: rng.choice([-1, 0, 1]) for key in product("uv", types, "mn", answers)}
    slope = {key: rng.choice([-1, 0, 1]) for key in table}

    def build(a):
        def pay(who):
            return lambda *key: table[who, *key] + slope[who, *key] * a

        return signalling(types, [Fraction(1, len(types))] * len(types), ["m", "n"], answers, pay("u"), pay("v"))

    model = Model(name="x.y", title=Text("a", "甲"), story=Text("a", "甲"), parameters=(a,), build=build)
    meaning = Symbolic(model)
    sets = model.form.information_sets
    plans = list(product(*(range(len(info.actions)) for info in sets)))
    named = [tuple(info.actions[k] for info, k in zip(sets, plan, strict=True)) for plan in plans]
    conditions = [meaning.equilibrium(labels, False) for labels in named]
    met = 0
    for value in (Fraction(-1), Fraction(-1, 2), Fraction(0), Fraction(1, 3), Fraction(1)):
        exact = pure(signalling_equilibria(model.at(a=value)))
        assert [plan for plan, c in zip(plans, conditions, strict=True) if holds(c, {"a": value})] == sorted(exact)
        met += len(exact)
    assert met


@pytest.mark.parametrize(("model", "text", "status"), [
    (CAPABILITY, "(Conceal, Relax, Restrict, Conceal) -> w_h >= 0", "refuted"),
    (CAPABILITY, "(Conceal, Relax, Restrict, Conceal) -> w_h >= 0 or w_l <= 0", "proved"),
    (CAPABILITY, "w_h < 0 -> not (Conceal, Relax, Restrict, Conceal)", "refuted"),
    (PLAIN, "(C, a, r, C) -> w >= 0", "refuted"),
    (PLAIN, "(C, a, r, C) -> w >= 0 or v = 0", "proved"),
    (PLAIN, "w = -1/2 and v = 1/2 -> (C, a, r, C)", "refuted"),
])  # fmt: skip
def test_a_belief_at_the_end_of_the_domain_counts(model, text, status):
    verdict = prove_statement(model, text)
    assert verdict.status == status
    assert ("agrees" in verdict.why) == (status == "refuted")
    assert "perfect Bayesian" in verdict.table().notes and "精炼贝叶斯" in verdict.table("zh").notes


def test_the_counterexample_is_an_equilibrium_for_the_solver():
    point = {"w_l": 0, "w_h": Fraction(-1, 2), "c_h": 1, "c_l": 1}
    assert (1, 1, 0, 1) in pure(signalling_equilibria(CAPABILITY.at(**point)))
    assert CAPABILITY.form.information_sets[1].actions[1] == "Relax"


def test_types_of_probability_zero_are_left_out_and_it_is_said():
    model = read_toml(PRIOR)
    assert prove_statement(model, "(D, a, r, C)").status == "proved"
    verdict = prove_statement(model, "not (D, r, r, C)")
    assert verdict.status == "proved"
    for lang, words in (("en", "Stated for p > 0 and p < 1"), ("zh", "仅就 p > 0 且 p < 1 而言")):
        assert words in verdict.table(lang).notes
        assert words in regions(model).table(lang).notes
    assert verdict.to_json()["notes"][1].startswith("Stated for p > 0")
    for p, plan, text in ((0, (0, 0, 0, 1), "(D, r, r, C)"), (1, (0, 1, 0, 0), "(D, a, r, D)")):
        assert prove_statement(model, f"not {text}").status == "proved"
        assert plan in pure(subgame_perfect(model.at(p=p)))
        edge = prove_statement(model.fix(p=p), f"not {text}")
        assert edge.status == "refuted" and "subgame-perfect" in edge.table().notes
        with pytest.raises(ParameterError, match="stated inside"):
            regions(model).at(p=p)
    assert [row.label for row in regions(model).at(p="1/3")] == ["(D, a, r, C)"]
    assert prove_statement(model, "p >= 0").notes == ()


def test_cover_counts_equilibria_that_need_an_equation():
    """At x = 0 alone the response to the unsent message deters; the sender's other message is never best elsewhere."""
    x = parameter("x", "x", "甲", 1, -1, 1)

    def build(x):
        def sender(t, m, answer):
            return 0 if m == "m" else {"y": 1, "z": -1}[answer]

        def receiver(t, m, answer):
            return (-x * x if answer == "z" else 0) if m == "n" else 0

        return signalling(["s", "t"], ["1/2", "1/2"], ["m", "n"], ["y", "z"], sender, receiver)

    model = Model(name="x.y", title=Text("a", "甲"), story=Text("a", "甲"), parameters=(x,), build=build)
    (y, z) = (("m", a, "z", "m") for a in "yz")
    sets = [info.name for info in model.form.information_sets]
    assert len(sets) == 4
    for plan in (y, z):
        verdict = prove_statement(model, f"({', '.join(plan)}) -> x > 1/2")
        assert verdict.status == "refuted" and verdict.counterexample["x"] == 0
    assert regions(model).cover().status == "proved"


def test_only_of_one_player_and_at_ties():
    firm = games.find("firm_compliance")
    meaning = Symbolic(firm)
    rng, met = Random(1), set()
    for k in range(40):
        point = {p.name: p.low + (p.high - p.low) * Fraction(rng.randint(0, 4), 4) for p in firm.parameters}
        solved = list(nash(firm.at(**point)))
        for j, move in enumerate(firm.form.actions[0]):
            alone = [s.support for s in solved] == [((j,),)]
            assert holds(meaning.equilibrium((move,), True), point) == alone
            met.add((k % 2, alone))
    assert len(met) == 4
    tied = read_toml("""
title = "Tied"
players = ["A", "B"]
actions = { A = ["T", "B"], B = ["L", "R"] }
payoffs = { "T,L" = [1, 1], "T,R" = [1, 0], "B,L" = ["x", 0], "B,R" = [0, 1] }
parameters.x = { default = 0, range = [0, 1] }
""")
    assert prove_statement(tied, "x < 1 -> only (T, L)").status == "proved"
    assert prove_statement(tied, "only (T, L)").counterexample == {"x": 1}
    larger = read_toml("""
title = "Larger"
players = ["A", "B"]
actions = { A = ["T", "M", "B"], B = ["L", "R"] }
payoffs = { "T,L" = [1, 1], "T,R" = [1, 0], "M,L" = ["x", 0], "M,R" = [0, 1], "B,L" = [0, 0], "B,R" = [0, 1] }
parameters.x = { default = 0, range = [0, 1] }
""")
    assert prove_statement(larger, "x < 1 -> only (T, L)").status == "proved"
    assert prove_statement(larger, "only (T, L)").status == "refuted"
    with pytest.raises(NotCoveredError, match="2x2"):
        prove_statement(larger, "only (T, L)", where=True)
    with pytest.raises(NotCoveredError, match="perfect information"):
        prove_statement(PLAIN, "only (C, a, r, C)")


def test_predictions_of_trees_with_nature():
    entry = read_toml(ENTRY)
    p, m, c = (entry.symbols[name] for name in "pmc")
    enters = probability(entry, (1 - p) * m >= 2 * c, draws=3000).share
    for play in ("Soft, In, ShareS", "In, ShareS", "In, FightT, ShareS"):
        assert probability(entry, play, draws=3000).share == enters
    assert probability(entry, "Out", draws=3000).share == pytest.approx(1 - enters)
    for model, asked, words in ((entry, "Foo, Bar", "3 decisions"), (entry, "In", "3 decisions"),
                                (entry, "Soft, In, SharS", "did you mean ShareS"),
                                (CAPABILITY, "Bla, Bla, Bla, Bla", "4 decisions"),
                                (PLAIN, "High, C, a", "4 decisions")):  # fmt: skip
        with pytest.raises(UnknownNameError, match=words):
            prediction(model, asked)


def test_commands(tmp_path, capsys):
    path = tmp_path / "entry.toml"
    path.write_text(ENTRY)
    assert main(["robustness", str(path), "--predict", "Foo,Bar"]) == 2
    assert "no profile (Foo, Bar)" in capsys.readouterr().err
    assert main(["prove", str(path), "p*m + 2*c < m -> (In)"]) == 2
    assert "one action at each of the 3 decisions" in capsys.readouterr().err
    with pytest.raises(FormatError, match="each player"):
        prove_statement(games.find("chip_ban"), "k_us > 1 -> (Restrict)")
    assert main(["prove", str(path), "p*m + 2*c < m -> (In, FightT, ShareS)"]) == 0
    assert "subgame-perfect" in capsys.readouterr().out
    assert main(["robustness", "workaround", "--predict", "Rule,Exit,Tighten", "--cardinal"]) == 2
    assert "whole profile" in capsys.readouterr().err


def test_a_play_stands_for_the_pure_profiles_that_lead_to_it():
    entry = read_toml(ENTRY)
    assert prove_statement(entry, "(Soft, In, ShareS) <-> (1 - p)*m >= 2*c").status == "proved"
    assert prove_statement(entry, "u(Entrant: Soft, In, ShareS) = m/2 - c").status == "proved"
    assert holds(Symbolic(entry).equilibrium(("Out",), False), {"p": 1, "m": 1, "c": 0})
    assert sympy.Symbol("undecided!", real=True) not in Symbolic(entry).equilibrium(("Out",), False).free_symbols


OPEN = """
title = "Seen"
tree = '''
  nature chooses Tough with p or Soft with 1 - p
  after Tough: Entrant chooses OutT or InT
  after Soft: Entrant chooses OutS or InS
  after InS: Incumbent chooses Fight or Share
  after OutT: 0, 2
  after OutS: 0, 2
  after InT: -1, 1
  after Fight: -1, c
  after Share: 1, 1
'''
[parameters]
p = { default = "1/2", range = [0, 1] }
c = { default = "1/2", range = [0, 4] }
"""


def test_predictions_where_the_entrant_sees_nature():
    seen = read_toml(OPEN)
    asked = ("OutT, InS, Share", "Soft, InS, Share", "InS, Share", "Tough, OutT, Soft, InS, Share")
    shares = {probability(seen, each, draws=2000).share for each in asked}
    assert shares == {probability(seen, seen.symbols["c"] <= 1, draws=2000).share}
    (swing,) = (s for s in tornado(seen, prediction(seen, asked[-1])) if s.name == "c")
    assert (swing.least, swing.most) == (0, 1)
    with pytest.raises(UnknownNameError, match="InS"):
        prediction(seen, "Soft, In, Share")


@pytest.mark.parametrize("point", list(product((0, Fraction(1, 2), 1), (0, 2), (0, Fraction(1, 2)))))
def test_trees_with_information_sets_at_the_ends_of_the_domain(point):
    entry = read_toml(ENTRY)
    at = dict(zip("pmc", point, strict=True))
    meaning, sets = Symbolic(entry), entry.form.information_sets
    exact = pure(subgame_perfect(entry.at(**at)))
    for plan in product(*(range(len(info.actions)) for info in sets)):
        labels = tuple(info.actions[k] for info, k in zip(sets, plan, strict=True))
        assert holds(meaning.equilibrium(labels, False), at) == (plan in exact)


@pytest.mark.parametrize("seed", range(5))
def test_only_in_trees_at_ties(seed):
    rng, a = Random(seed), parameter("a", "a", "甲", 0, -1, 1)
    ends = [[(rng.choice([-1, 0, 1]), rng.choice([0, 0, 1])) for _ in "AB"] for _ in range(5)]

    def build(a):
        x, y, z, w, v = (leaf(*(base + slope * a for base, slope in end)) for end in ends)
        replies = {"l": decision("B", {"x": x, "y": y}), "r": decision("B", {"z": z, "w": w}), "o": v}
        return GameTree(decision("A", replies), ("A", "B"))

    model = Model(name="x.y", title=Text("a", "甲"), story=Text("a", "甲"), parameters=(a,), build=build)
    meaning, plans = Symbolic(model), list(product("lro", "xy", "zw"))
    alone = [meaning.equilibrium(plan, True) for plan in plans]
    for value in (Fraction(-1), Fraction(-1, 2), Fraction(0), Fraction(1, 3), Fraction(1)):
        found = subgame_perfect(model.at(a=value))
        single = len(list(found)) == 1 and found.components[0].dimension == 0
        assert sum(holds(condition, {"a": value}) for condition in alone) == single
        exact = {tuple(["lro", "xy", "zw"][k][c] for k, c in enumerate(plan)) for plan in pure(found)}
        assert {p for p in plans if holds(meaning.equilibrium(p, False), {"a": value})} == exact


def test_an_incomplete_list_confirms_nothing(monkeypatch):
    """What the solver could not list in full proves no uniqueness."""
    from dataclasses import replace

    from solvers import nash as front

    chip_ban = games.find("chip_ban")
    text = "not only (Restrict, Indigenise)"
    assert prove_statement(chip_ban, text).status == "refuted"
    complete = front.nash
    monkeypatch.setattr(front, "nash", lambda game: replace(complete(game), complete=False))
    assert prove_statement(chip_ban, text).status == "unknown"
