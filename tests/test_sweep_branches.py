"""Branches along an axis: followed by support and continuity, every beginning and end explained."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest

from games.errors import NotCoveredError, ParameterError
from games.export_controls import chip_ban, chip_ban_three
from games.forms import NormalForm
from games.model import Model
from games.parameters import parameter
from games.registry import find
from games.text import Text
from solvers.sweep import sweep
from solvers.sweeps.branches import branches


def made(payoffs, low=0, high=1):
    t = parameter("t", "t", "t", low, low, high)
    return Model("test.branches", Text("Branches", "分支"), Text("", ""), (t,), lambda t: NormalForm(payoffs(t)))


def everything_is_explained(found, counts):
    """Every equilibrium is on one branch; every begin after the first point and end before the last is in one event."""
    assert [(row >= 0).sum() for row in found.numbers] == list(counts)
    assert all(len({int(n) for n in row if n >= 0}) == (row >= 0).sum() for row in found.numbers)
    told = [
        n
        for e in found.events
        if e.kind in ("support", "jump", "fold", "exchange", "birth", "death")
        for n in e.branches
    ]
    begun = [k for k, b in enumerate(found.branches) if b.first > 0]
    ended = [k for k, b in enumerate(found.branches) if b.last < len(found.values) - 1]
    assert sorted(told) == sorted(begun + ended)


def test_a_fold_of_coordination():
    """B becomes dominant at t = 1/2: the equilibrium A, A and the mixed one end together."""
    model = made(lambda t: [[[1, 0], [2 * t, 1]], [[1, 2 * t], [0, 1]]])
    for found in (sweep(model, t="0:1:12"), sweep(model, exact=True, workers=1, t="0:1:12")):
        line = branches(found)
        everything_is_explained(line, found.count.tolist())
        (fold,) = line.of("fold")
        assert (fold.low, fold.high) == (pytest.approx(5 / 11), pytest.approx(6 / 11))
        assert len(fold.branches) == 2
        assert len(line.branches) == 3
        assert [event.kind for event in line.events if event.kind != "crossing"] == ["fold"]


def test_an_exchange_along_a_tie():
    """At t = 2 the row player is indifferent whatever she expects: mixing ends, a pure equilibrium begins elsewhere."""
    model = made(lambda t: [[[3, t], [1, 2]], [[0, 1], [1, 0]]], 0, 4)
    found = sweep(model, exact=True, workers=1, t="0:4:18")
    line = branches(found)
    everything_is_explained(line, found.count.tolist())
    (event,) = line.events
    assert (event.kind, event.low < 2 < event.high) == ("exchange", True)
    assert [line.branches[k].label for k in event.branches] == ["1 + 2, 1 + 2", "1, 2"]


def test_payoffs_that_cross():
    model = made(lambda t: [[[1 + t, 0], [0, 2 - t]], [[1, 0], [0, 1]]])
    line = branches(sweep(model, exact=True, workers=1, t="0:1:4"))
    (event,) = line.events
    assert (event.kind, event.detail, event.low < 0.5 < event.high) == ("crossing", "u(1)", True)
    assert [line.branches[k].label for k in event.branches] == ["1, 1", "2, 2"]


def test_a_continuum_and_a_gap_are_marked():
    model = made(lambda t: [[[t, 0], [Q(1, 2), 0]], [[1, 0], [1, 0]]])
    line = branches(sweep(model, exact=True, workers=1, t="0:1:5"))
    (event,) = line.of("continuum")
    assert (event.low, event.high) == (0.5, 0.5)
    t = parameter("t", "t", "t", 0, 0, 1)
    payoffs = [[[1 / (2 * t.symbol - 1), 0], [0, 1]], [[1, 0], [0, 1]]]
    pole = Model("test.pole", Text("Pole", "极点"), Text("", ""), (t,), lambda **_: NormalForm(payoffs))
    line = branches(sweep(pole, t="0:1:5"))
    assert [(event.low, event.high) for event in line.of("gap")] == [(0.5, 0.5)]


def test_three_players_and_a_line_of_a_plane():
    found = sweep(chip_ban_three, "nash", exact=True, workers=1, k_us="0:3:9")
    three = branches(found)
    everything_is_explained(three, found.count.tolist())
    labels = [tuple(three.branches[k].label for k in event.branches) for event in three.of("support")]
    assert labels == [("Open, Depend, Join", "Open, Depend, Join + Sell")]
    plane = sweep(chip_ban, k_us="0:3:7", q="0:1:30")
    line = branches(plane, "q", k_us=3)
    everything_is_explained(line, plane.count[3].tolist())
    assert line.axis == "q"
    assert "q" in line.to_frame()
    assert line.table("zh").to_text()
    assert line.to_json()["events"]


def test_what_cannot_be_followed():
    with pytest.raises(ParameterError, match="sample"):
        branches(sweep(chip_ban, design="sobol:8", q="0:1"))
    with pytest.raises(ParameterError, match="k_us, q"):
        branches(sweep(chip_ban, k_us="0:3:3", q="0:1:3"))
    with pytest.raises(ParameterError, match="every other axis"):
        branches(sweep(chip_ban, k_us="0:3:3", q="0:1:3"), "q")
    with pytest.raises(ParameterError, match="shape"):
        branches(sweep(chip_ban, k_us="0:3:3", q="0:1:3"), "q", k_us=3)
    with pytest.raises(NotCoveredError, match="exact=True"):
        branches(sweep(find("classics.symmetric"), "pure", k="0:1:3"))
    with pytest.raises(NotCoveredError, match="supports"):
        branches(sweep(chip_ban, "dominance", workers=1, q="0:1:3"))
