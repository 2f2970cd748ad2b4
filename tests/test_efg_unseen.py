"""Files nobody prepared the solvers for, each solved for every concept and checked by the definitions, naively."""

import json
from fractions import Fraction
from itertools import product

import pytest
from assessment_oracle import is_rational, obeys
from efg_samples import LEGAL, REFUSED
from subgame_oracle import is_nash_below, is_subgame_perfect

from games.formats import load
from games.forms.tree import Chance, Leaf
from paper_figs.cli import main
from solvers.solve import solve

HOLDS = {"nash": is_nash_below, "spe": is_subgame_perfect}


def tree_of(tmp_path, text):
    path = tmp_path / "game.efg"
    path.write_text(text)
    return load(path)


def outcome(tree, play):
    """The probability of every leaf, in the order of a walk."""
    found = []

    def walk(path, node, p):
        if isinstance(node, Leaf):
            found.append(p)
            return
        weights = node.probabilities if isinstance(node, Chance) else play[tree.set_at[path]]
        for w, a, child in zip(weights, node.actions, node.children):
            walk((*path, a), child, p * w)

    walk((), tree.root, 1)
    return tuple(found)


def is_exact(point):
    """Whether all probabilities are rational."""
    return all(isinstance(p, (int, Fraction)) for strategy in point.profile for p in strategy)


def pure(tree):
    units = (
        [tuple(int(a == b) for b in range(n)) for a in range(n)]
        for n in (len(s.actions) for s in tree.information_sets)
    )
    yield from product(*units)


@pytest.mark.parametrize("name", LEGAL)
@pytest.mark.parametrize("concept", HOLDS)
def test_every_point_is_an_equilibrium_and_no_pure_one_is_missing(tmp_path, name, concept):
    tree = tree_of(tmp_path, LEGAL[name])
    found, holds = solve(tree, concept), HOLDS[concept]
    assert found.complete
    rational = [p.profile for p in found if is_exact(p)]
    assert rational
    assert all(holds(tree, profile) for profile in rational)
    wanted = {outcome(tree, play) for play in pure(tree) if holds(tree, play)}
    assert wanted == {outcome(tree, p.profile) for p in found.pure}


@pytest.mark.parametrize("name", LEGAL)
def test_beliefs_support_what_is_played(tmp_path, name):
    tree = tree_of(tmp_path, LEGAL[name])
    found = solve(tree, "pbe")
    assert found.complete
    for point in filter(is_exact, found):
        corners = [own[0] for own in point.beliefs]
        assert is_rational(tree, point.profile, corners)
        assert "zero" in name or obeys(tree, point.profile, corners, "subgames")


def test_nature_never_goes_there(tmp_path):
    """In `zero_mixed` the node behind the impossible event has no weight, and the equilibria are those without it."""
    tree = tree_of(tmp_path, LEGAL["zero_mixed"])
    for point in solve(tree, "pbe"):
        assert {corner[0] for corner in point.beliefs[0]} == {0}
    aside = tree_of(tmp_path, LEGAL["zero_subgame"])
    inside = {p.profile[:2] for p in solve(aside, "pbe")}
    assert {((1, 0), (1, 0)), ((0, 1), (0, 1))} < inside
    assert len(inside) == 3


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("concept", ["nash", "spe", "pbe"])
def test_what_is_refused_is_refused_in_one_line(tmp_path, capsys, name, concept):
    text, reason = REFUSED[name]
    path = tmp_path / "game.efg"
    path.write_text(text)
    assert main(["solve", str(path), "--concept", concept, "--json"]) != 0
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert any(word in err for word in reason.split("|"))


def test_the_command_prints_them_as_data(tmp_path, capsys):
    path = tmp_path / "game.efg"
    path.write_text(LEGAL["outcomes"])
    for concept in ("nash", "spe", "pbe"):
        assert main(["solve", str(path), "--concept", concept, "--json"]) == 0
        data = json.loads(capsys.readouterr().out)
        assert data["complete"]
        assert data["components"][0]["extreme"][0]["payoffs"] == ["2", "5/2"]
