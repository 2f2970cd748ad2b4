"""Files as people write them, through the command: degenerate, tiny, huge, one player, one action; counted by hand."""

from __future__ import annotations

import json
from itertools import product

import pytest

from paper_figs.cli import main


def table(shape, payoffs):
    """Payoffs of all profiles in the order of the format: the first player's action changes first."""
    return " ".join(str(u) for cell in product(*map(range, shape[::-1])) for u in payoffs(cell[::-1]))


def lone(cell):
    return [(1 if sum(cell) == 1 else 0) if x else "1/4" for x in cell]


FILES = {
    # one enters alone or nobody gains: every non-empty set of entrants mixes in its own way
    "four": ('NFG 1 R "four" { "A" "B" "C" "D" } { 2 2 2 2 } ' + table((2,) * 4, lone), [0] * 15),
    "alone": ('NFG 1 R "alone" { "A" } { 3 } 2 5 5', [1]),
    "no choice": ('NFG 1 R "none" { "A" "B" "C" } { 1 1 1 } 1 2 3', [0]),
    "a dummy": ('NFG 1 R "pennies" { "A" "B" "C" } { 2 1 2 } 1 0 -1  -1 0 1  -1 0 1  1 0 -1', [0]),
    "tiny and huge": ('NFG 1 R "t" { "A" "B" } { 2 2 } 1e-9 0 0 1e15 0 1e-9 1e15 0', [0]),
    "huge": (f'NFG 1 R "h" {{ "A" "B" }} {{ 2 2 }} {10**40 + 1} {10**40} 0 0 0 0 {10**40} {10**40 + 1}', [0, 0, 0]),
    "zeros": ('NFG 1 R "z" { "A" "B" "C" } { 2 2 2 } ' + "0 " * 24, [3]),
    "twins": ('NFG 1 R "d" { "A" "B" } { 3 2 } 3 2  3 2  0 0   0 0  0 0  2 3', [0, 1, 1]),
    "outcomes": (
        'NFG 1 R "o \\"q\\" é" { "R\\"ow" "Col" } { { "up" "down" } { "left" "right" } } "why"\n'
        '{ { "first" 1, 2 } { "second" 0.5, 1e-3 } } 1 0 2 1',
        [0, 0, 0],
    ),
    # each wants to differ from both others: an edge of the cube for each of six pairs of neighbours, and one point
    "minority": (
        'NFG 1 R "m" { "A" "B" "C" } { 2 2 2 } ' + table((2, 2, 2), lambda c: [int(c.count(x) == 1) for x in c]),
        [0, 1],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_components_are_those_counted_by_hand(name, tmp_path, capsys):
    text, dimensions = FILES[name]
    file = tmp_path / "game.nfg"
    file.write_text(text, encoding="utf-8")
    assert main(["solve", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["complete"]
    assert found["grouping_proved"]
    assert sorted(component["dimension"] for component in found["components"]) == dimensions
    assert sum(component["index"] for component in found["components"]) == 1
