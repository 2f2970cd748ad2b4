"""Statements of one's own: read as Python would, judged as brute force does, never executed."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from region_models import brute_force, random_points

from games.errors import FormatError, NotCoveredError, UnknownNameError
from games.export_controls import chip_ban, chip_ban_three, workaround
from games.formats.logic import parse_statement
from games.formats.toml import read_toml
from games.registry import find
from paper_figs.cli import main
from solvers.nash import nash
from solvers.own_statements import prove_statement
from solvers.statics.reals import holds, truth

x, y = sympy.symbols("x y", real=True)
MINE = read_toml("""
title = "Entry"
players = ["Firm", "State"]
actions = { Firm = ["Stay out", "Enter"], State = ["Fight", "Share"] }
[payoffs]
"Stay out,Fight" = [0, 2]
"Stay out,Share" = [0, 2]
"Enter,Fight" = ["-c", 0]
"Enter,Share" = ["1 - c", 1]
[parameters]
c = { default = "1/2", range = [0, 2] }
""")


@st.composite
def logic(draw, depth=3):
    """A statement in Python's notation, and the same in ours."""
    if depth == 0 or draw(st.booleans()):
        left, right = draw(st.sampled_from(["x", "y", "x + y", "2*x - 1"])), draw(st.integers(-2, 2))
        relation = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
        return f"({left} {relation} {right})", f"({left} {relation} {right})"
    (a, mine), (b, yours) = draw(logic(depth=depth - 1)), draw(logic(depth=depth - 1))
    word = draw(st.sampled_from(["and", "or", "not", "->"]))
    if word == "not":
        return f"(not {a})", f"(not {mine})"
    python = f"((not {a}) or {b})" if word == "->" else f"({a} {word} {b})"
    return python, f"({mine} {word} {yours})"


@given(logic(), st.integers(-3, 3), st.integers(-3, 3))
@settings(max_examples=120, deadline=None)
def test_means_what_python_means(pair, a, b):
    python, ours = pair
    read = parse_statement(ours, ["x", "y"], None)
    assert truth(read, {"x": Fraction(a), "y": Fraction(b)}) == eval(python, {"x": a, "y": b})  # our own text


def test_precedence_and_chains():
    assert parse_statement("x > 0 or x < 1 and y = 2", ["x", "y"], None) == (x > 0) | ((x < 1) & sympy.Eq(y, 2))
    assert parse_statement("0 < x <= 1", ["x"], None) == sympy.And(sympy.Lt(0, x), x <= 1)
    assert parse_statement("(x + 1)*(x - 1) > 3", ["x"], None) == ((x + 1) * (x - 1) > 3)
    assert parse_statement("x > 0 -> y > 0 -> x > y", ["x", "y"], None) == sympy.Implies(
        x > 0, sympy.Implies(y > 0, x > y)
    )
    assert parse_statement("not x > 0 <-> y > 0", ["x", "y"], None) == sympy.Equivalent(x <= 0, y > 0)


@pytest.mark.parametrize("model", [chip_ban, chip_ban_three], ids=str)
def test_profiles_mean_equilibria(model):
    labels = model.form.labels(tuple(1 for _ in model.form.players))
    text = f"({', '.join(labels)})"
    from solvers.own_statements import Symbolic

    condition = parse_statement(text, model.symbols, Symbolic(model))
    points = random_points(model, 60)
    assert [holds(condition, point) for point in points] == [labels in brute_force(model, point) for point in points]


def test_only_counts_mixed_equilibria():
    from solvers.own_statements import Symbolic

    condition = parse_statement("only (Restrict, Indigenise)", chip_ban.symbols, Symbolic(chip_ban))
    met = set()
    for point in random_points(chip_ban, 60, seed=4):
        solved = nash(chip_ban.at(**point))
        if all(component.dimension == 0 for component in solved.components):
            alone = [p.support for p in solved] == [((1,), (1,))]
            assert holds(condition, point) == alone
            met.add(alone)
    assert met == {True, False}


PROVED = {
    "k_us = 0 and phi < 1 -> not (Restrict, Indigenise)": chip_ban,
    "(Restrict, Indigenise) <-> (k_us*t_cn*(1 - q) >= t_us*(1 - phi)*(k_us + 1) and q*t_cn >= d)": chip_ban,
    "u(US: Open, Depend) = t_us - k_us*(t_cn - t_us)": chip_ban,
    "(Rule, Exit, Tolerate) or (Rule, Exit, Tighten) <-> (Rule, Exit)": workaround,
    '("Stay out", Fight)': MINE,
    "(Enter, Share) <-> c <= 1": MINE,
    "c > 1 -> only (Stay out, Share) or only (Stay out, Fight) or (Stay out, Share)": MINE,
}
REFUTED = {
    "k_us > 2 -> (Restrict, Indigenise)": chip_ban,
    "(Open, Depend) or (Restrict, Indigenise)": chip_ban,
    "(Rule, Redesign, Tighten) -> g > F": workaround,
    "(Enter, Share)": MINE,
    "only (Enter, Share)": MINE,
}


@pytest.mark.parametrize("text", PROVED)
def test_proved(text):
    assert prove_statement(PROVED[text], text).status == "proved"


@pytest.mark.parametrize("text", REFUTED)
def test_refuted_and_replayed(text):
    verdict = prove_statement(REFUTED[text], text)
    assert verdict.status == "refuted"
    assert verdict.why.endswith("agrees")
    assert set(verdict.counterexample) == set(REFUTED[text].symbols)
    where = prove_statement(REFUTED[text], text, where=True)
    assert where.status in ("conditional", "refuted")


def test_a_wrong_formula_would_not_survive_the_replay(monkeypatch):
    from solvers import own_statements

    monkeypatch.setattr(own_statements, "deviations", lambda *_: [sympy.Integer(-1)])
    assert prove_statement(chip_ban, "(Restrict, Indigenise) or k_us > 0").status != "proved"
    assert prove_statement(MINE, "(Stay out, Fight) or c < 1").status == "unknown"


BAD = {
    "": "comparison|number",
    "k_us >": "column 7",
    "(Restrict, Indigenise": "closing parenthesis",
    "__import__('os')": "column 1",
    "k_us > 2 -> (Restrict, Fly)": "one action of each player",
    "only k_us": "profile",
    "((((": "closing",
    "k_us": "comparison",
    "k_us > 1 k_us": "or the end",
    "(" * 2000: "closing",
    "not " * 300 + "true": "inside one another",
    "k_us > 1 " * 400: "at most 2000",
    "k_us > 1/0": "division by zero",
    "u(US, Open) > 1": "u\\(PLAYER",
    "lambda: 0": "found 'lambda'",
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_anything_else_is_one_clear_error(text):
    with pytest.raises(FormatError, match=BAD[text]):
        prove_statement(chip_ban, text)


def test_unknown_names_and_games_not_covered():
    with pytest.raises(UnknownNameError, match="US, CN"):
        prove_statement(chip_ban, "u(X: Open, Depend) > 1")
    with pytest.raises(UnknownNameError, match="no profile"):
        prove_statement(chip_ban, "u(US: Open, Fly) > 1")
    rivals = find("rival_standards")
    with pytest.raises(NotCoveredError, match="only"):
        prove_statement(rivals, f"only ({', '.join(rivals.form.labels((0, 0, 0)))})")


def test_command(tmp_path, capsys):
    assert main(["prove", "chip_ban", "k_us > 2 -> (Restrict, Indigenise)", "--set", "q=2/5", "--lang", "zh"]) == 0
    assert "已否证" in capsys.readouterr().out
    path = tmp_path / "mine.toml"
    path.write_text("""
title = "Tariffs"
players = ["A", "B"]
actions = { A = ["free", "tariff"], B = ["free", "tariff"] }
parameters.t = { default = 1, range = [0, 3] }
payoffs = { "free,free" = [2, 2], "free,tariff" = [0, "t"], "tariff,free" = ["t", 0], "tariff,tariff" = [1, 1] }
""")
    assert main(["prove", str(path), "(free, free) <-> t <= 2", "--json"]) == 0
    assert '"proved"' in capsys.readouterr().out
    assert main(["prove", str(path), "(free, free)", "--where"]) == 0
    assert "t <= 2" in capsys.readouterr().out
    assert main(["prove", "chip_ban"]) == 2
