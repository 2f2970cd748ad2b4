"""Sweeps of every concept and form, by the solvers: the same as solving point by point, whatever fails is recorded."""

from __future__ import annotations

from fractions import Fraction as Q

import numpy as np
import pytest

from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.export_controls import chip_ban, workaround
from games.formats.toml import read_toml
from games.forms import NormalForm
from games.model import Model
from games.parameters import parameter
from games.registry import find
from games.text import Text
from paper_figs.cli import main
from solvers.nash import nash
from solvers.solve import solve
from solvers.sweep import Listed, sweep
from solvers.sweeps.rows import rows_of

CASES = [
    ("repeated_chip_trade", "", {"delta": "1/10:9/10:3"}),
    ("ecosystem_choice", "", {"c_o": "1/10:1/5:2"}),
    ("alliance_coalition", "", {"k": "0:1:2"}),
    ("capability_signal", "pbe", {"pi": "1/4:3/4:2"}),
    ("workaround", "nash", {"k": "0:3:2"}),
    ("tullock", "", {"V": "1:2:2"}),
    ("cournot", "", {"k": "0:1/2:2"}),
    ("stringency", "", {}),
    ("persuasion", "", {}),
    ("cheap_talk", "", {"b": "1/40:1/10:2"}),
    ("dependence", "", {}),
    ("emulation_finite", "nash", {}),
    ("chip_ban", "stackelberg", {"q": "0:1:3"}),
    ("chip_ban", "dominance", {"q": "0:1:3"}),
    ("chip_ban", "correlated", {"q": "0:1:3"}),
]


@pytest.mark.parametrize(("name", "concept", "axes"), CASES, ids=[f"{n}-{c}" for n, c, _ in CASES])
def test_each_point_is_that_of_the_solver(name, concept, axes):
    model = find(name)
    known = {p.name for p in model.parameters}
    axes = {axis: spec for axis, spec in axes.items() if axis in known} or first_axis(model)
    found = sweep(model, concept, exact=True, workers=1, **axes)
    assert isinstance(found, Listed)
    assert set(found.status.flat) == {"solved"}, found.failed
    frame = found.long
    for index in range(found.size):
        expected = rows_of(solve(found.game(index), concept))
        own = frame[frame["point"] == index]
        listed = list(zip(own["equilibrium"], own["quantity"], own["value"].map(repr), own["text"]))
        assert listed == [(n, q.name, repr(q.value), q.text) for n, row in enumerate(expected) for q in row]
        assert found.count.flat[index] == len(expected)
    data = found.to_xarray()
    assert data["count"].dims == tuple(axes)
    assert len(found.to_frame()) >= found.size
    assert found.table("zh").to_text()


def first_axis(model):
    own = next(p for p in model.parameters if p.low < p.high and p.default > 0)
    return {own.name: [own.default]}


def test_kernel_and_solver_agree():
    axes = {"k_us": "0:3:5", "q": [Q(1, 6), Q(1, 2), Q(3, 4)]}
    exact, fast = sweep(chip_ban, exact=True, workers=1, **axes), sweep(chip_ban, **axes).resolve_ties()
    assert (exact.count == fast.count).all()
    assert fast.tie.any()
    for names, own in zip(fast.profiles, fast.pure):
        supports = exact.long[exact.long["text"] == ", ".join(names)]
        assert set(supports["point"]) == set(np.flatnonzero(own))


def test_rules_say_which_equilibrium_they_choose():
    rules = ("payoff-dominance", "risk-dominance", "best:Row", "worst:Row", "sum", "tracing")
    found = sweep(find("classics.symmetric"), "nash", select=rules, workers=1, k="0:1:3")
    for index in range(3):
        points = list(nash(found.game(index)))
        own = {rule: found.chosen(rule)[index] for rule in rules}
        first = [p.payoffs[0] for p in points]
        assert own["best:Row"] == (first.index(max(first)) if first.count(max(first)) == 1 else -1)
        assert own["worst:Row"] == (first.index(min(first)) if first.count(min(first)) == 1 else -1)
        risky = solve(found.game(index), "risk-dominance").chosen
        assert own["risk-dominance"] == (-1 if risky is None else [p.profile for p in points].index(risky.profile))
        better = [
            all(u > v for other in points if other is not p for u, v in zip(p.payoffs, other.payoffs)) for p in points
        ]
        assert own["payoff-dominance"] == (better.index(True) if any(better) else -1)
    assert "selected by sum" in found.to_xarray()
    assert found.points["selected by best:Row"] > 0
    with pytest.raises(UnknownNameError, match="payoff-dominance"):
        sweep(chip_ban, select=["luck"], q="0:1:2")
    with pytest.raises(UnknownNameError, match="US, CN"):
        sweep(chip_ban, select=["best:EU"], q="0:1:2")
    with pytest.raises(NotCoveredError, match="tracing"):
        sweep(workaround, select=["tracing"], k="0:3:2")
    with pytest.raises(ParameterError, match="not asked"):
        found.chosen("best:Column")


def test_what_fails_is_recorded_with_its_reason():
    x = parameter("x", "x", "x", "1/4", 0, 1)

    def build(**values):
        return NormalForm([[[1 / (2 * values["x"] - 1), 0], [0, 1]], [[1, 0], [0, 1]]])

    assumed = (x.symbol < Q(9, 10),)
    model = Model("test.pole", Text("Pole", "极点"), Text("", ""), (x,), build, assumptions=assumed)
    found = sweep(model, exact=True, workers=1, x="0:1:5")
    assert found.status.tolist() == ["solved", "solved", "failed", "solved", "outside"]
    assert found.count.tolist() == [1, 1, 0, 3, 0]
    assert "ZeroDivision" in found.failed[2]
    assert "1 points failed" in found.note()
    assert len(found.to_frame()) == 1 + 1 + 1 + 3 + 1
    with pytest.raises(ParameterError, match="nowhere"):
        sweep(model, exact=True, workers=1, x=1)


def test_settings_and_concepts_that_do_not_fit():
    found = sweep(chip_ban, "stackelberg", settings={"leader": "CN"}, workers=1, q="0:1:2")
    assert "CN commits to" in set(found.long["quantity"])
    with pytest.raises(ParameterError, match="leader"):
        sweep(chip_ban, "nash", settings={"leader": "CN"}, q="0:1:2")
    with pytest.raises(NotCoveredError, match="coalitional game"):
        sweep(chip_ban, "coalitional", q="0:1:2")


TOML = """
title = "Standards"
players = ["A", "B"]
[actions]
A = ["own", "common"]
B = ["own", "common"]
[parameters]
s = { default = "1/2", range = [0, 2], meaning = "gain from a common standard" }
[payoffs]
"own,own" = [1, 1]
"own,common" = ["1 - s/2", 0]
"common,own" = [0, "1 - s/2"]
"common,common" = ["s", "s"]
"""


def test_files_for_all_of_it(tmp_path, capsys):
    model = tmp_path / "standards.toml"
    model.write_text(TOML)
    found = sweep(read_toml(TOML), exact=True, workers=1, s="0:2:5")
    xarray = pytest.importorskip("xarray")
    with xarray.open_dataset(found.save(tmp_path / "a.nc"), engine="scipy") as back:
        assert back["count"].values.tolist() == found.count.tolist() == [1, 1, 3, 3, 3]
        assert np.array_equal(back["u(A)"].values, found.to_xarray()["u(A)"].values, equal_nan=True)
    for words, said in (
        (["--axis", "s=0:2:5", "-o", str(tmp_path / "b.csv")], "common, common"),
        (["--design", "sobol:64", "-o", str(tmp_path / "c.zarr")], "c.zarr"),
        (["--axis", "s=0:2:5", "--concept", "stackelberg", "--leader", "B", "-o", str(tmp_path / "d")], "Stored in"),
        (["--axis", "s=0:2:5", "--select", "payoff-dominance"], "selected by payoff-dominance"),
    ):
        assert main(["sweep", str(model), *words]) == 0
        assert said in capsys.readouterr().out
    assert (
        main(["sweep", str(model), "--design", "sobol:64", "--resume", "-o", str(tmp_path / "c.zarr"), "--json"]) == 0
    )
    capsys.readouterr()
    for words, said in (
        ([], "--axis"),
        (["--design", "sobol:64", "-o", str(tmp_path / "c.zarr")], "--resume"),
        (["--design", "sobol:65", "--resume", "-o", str(tmp_path / "c.zarr")], "another sweep"),
        (["--axis", "s=0:2:5", "--cluster", "nowhere"], "scheduler"),
        (["--axis", "s=0:2:5", "--select", "luck"], "payoff-dominance"),
        (["--axis", "s=0:2:5", "--workers", "-1"], "--workers"),
    ):
        assert main(["sweep", str(model), *words]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert len(error.splitlines()) == 1, error


def test_ctrl_c_says_how_to_go_on(tmp_path, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    words = ["sweep", "chip_ban", "--axis", "q=0:1:5", "-o"]
    with monkeypatch.context() as patch:
        patch.setattr("solvers.sweeps.request.Kernel.part", interrupted)
        assert main([*words, str(tmp_path / "s")]) == 130
        assert "--resume goes on" in capsys.readouterr().err
    with monkeypatch.context() as patch:
        patch.setattr("solvers.sweep.sweep", interrupted)
        assert main([*words, str(tmp_path / "t.csv")]) == 130
        assert "nothing half-written" in capsys.readouterr().err
    assert main([*words, str(tmp_path / "s"), "--resume"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_the_summary_tells_what_each_rule_selects():
    found = sweep(chip_ban, select=["sum"], k_us="0:3:4", q="0:1:3")
    listed = {name: number for name, number in found.points.items() if name.startswith("selected by sum: ")}
    assert sum(listed.values()) == found.points["selected by sum"] == int((found.chosen("sum") >= 0).sum())
    where = [found.flat(k) for k in np.argwhere(found.chosen("sum") == 0)]
    first = [str(found.wide.loc[(k, 0), "support"]) for k in where]
    assert all(f"selected by sum: {support}" in listed for support in first)
    assert "由 sum 选定" in found.to_text("zh")
