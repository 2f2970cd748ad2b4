"""The front door: two-player and n-player solvers tell the same story, and every listed point is an equilibrium."""

import json
import re
from fractions import Fraction

import numpy as np
import pytest
import sympy

from games.classics import chicken, matching_pennies, prisoners_dilemma, stag_hunt
from games.errors import NotCoveredError
from games.forms import NormalForm
from games.forms.cells import text_cell
from games.phrases import phrase
from games.registry import find
from solvers.nash import nash
from solvers.pure import pure_equilibria, pure_profiles
from solvers.two_player.extreme import is_extreme


def tied_games(count, shape, values=2, seed=5):
    rng = np.random.default_rng(seed)
    return [NormalForm(rng.integers(0, values, (len(shape), *shape)).astype(object)) for _ in range(count)]


def as_sets(found, players=2):
    return sorted((c.dimension, sorted(e.profile[:players] for e in c.extreme)) for c in found.components)


def regret(game, point):
    worst = Fraction(0)
    for i in range(game.n_players):
        values = game.payoffs[i]
        for j in reversed(range(game.n_players)):
            if j != i:
                values = np.tensordot(values, np.array(point.profile[j], dtype=object), axes=(j, 0))
        worst = max(worst, max(values) - point.payoffs[i])
    return worst


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3)])
def test_a_third_player_without_a_choice_changes_nothing(shape):
    met = set()
    for game in tied_games(40, shape):
        payoffs = np.zeros((3, *shape, 1), dtype=object)
        payoffs[:2, :, :, 0] = game.payoffs
        two, three = nash(game), nash(NormalForm(payoffs))
        assert len(two) >= 1
        assert three.complete
        assert as_sets(two) == as_sets(three)
        met |= {component.dimension for component in two.components}
    assert {0, 1} <= met


@pytest.mark.parametrize("shape", [(1,), (3,), (2, 3), (4, 4), (2, 2, 2)])
def test_every_point_has_no_regret_and_every_pure_equilibrium_is_listed(shape):
    for game in tied_games(30, shape, values=3):
        found = nash(game)
        assert len(found) >= 1
        assert all(regret(game, point) == 0 for point in found)
        assert all(
            is_extreme(game.payoffs, p.profile) for p in found if all(isinstance(x, Fraction) for x in p.payoffs)
        )
        assert {p.profile for p in pure_equilibria(game)} <= {p.profile for p in found}


@pytest.mark.parametrize(
    ("game", "count", "mixed"),
    [(prisoners_dilemma(), 1, 0), (stag_hunt(), 3, 1), (chicken(), 3, 1), (matching_pennies(), 1, 1)],
)
def test_classics(game, count, mixed):
    found = nash(game)
    assert (len(found), sum(not point.is_pure for point in found)) == (count, mixed)
    assert sum(component.index for component in found.components) == 1


@pytest.mark.parametrize("scale", ["1e-9", "1", "1e15"])
def test_units_do_not_matter(scale):
    factor, shift = Fraction(scale), Fraction(scale) * 7
    for game in tied_games(10, (3, 3), values=3):
        moved = game.map(lambda u: u * factor - shift)
        assert as_sets(nash(moved)) == as_sets(nash(game))


def test_floats_are_solved_as_the_numbers_they_are():
    game = NormalForm([[[2.2, 0.3, 0.3], [1.9, 1, 3], [1, 2.1, 2.6]], [[0.7, 1.4, 2.5], [2.7, 3, 0.5], [0.2, 1, 2.3]]])
    rough = NormalForm(game.payoffs.astype(float), dtype=float)
    exact_point, rough_point = (next(iter(nash(g))) for g in (game, rough))
    assert (len(nash(game)), len(nash(rough))) == (1, 1)
    assert np.allclose(
        [list(map(float, s)) for s in exact_point.profile], [list(map(float, s)) for s in rough_point.profile]
    )


def test_symbolic_payoffs_are_refused_with_a_way_out():
    with pytest.raises(NotCoveredError, match="regions"):
        nash(NormalForm([[sympy.Symbol("x"), 1]]))


def test_a_continuum_says_how_it_joins():
    """Two segments that share a corner: one component of dimension one with two maximal subsets."""
    found = nash(NormalForm([[[1, 1], [1, 0]], [[1, 1], [1, 0]]]))
    (component,) = found.components
    assert component.dimension == 1
    assert len(component.extreme) == 3
    assert len(component.subsets) == 2
    assert len(component.joins) == 1


def test_an_irrational_point_is_short_in_tables_and_exact_in_data():
    found = nash(find("three_powers").at())
    roots = [point for point in found if any(isinstance(u, sympy.Basic) for u in point.payoffs)]
    assert len(roots) == 1
    exact = str(roots[0].profile[0][0])
    assert len(exact) > 60
    row = next(row for row in found.table().cells(text_cell) if "≈" in row[2])
    assert max(map(len, row)) < 100
    assert all(cell.startswith("≈") for cell in row[5:8])
    weights = [float(w) for cell in row[2:5] for w in re.findall(r"≈([\d.]+)", cell)]
    assert weights == pytest.approx([float(p) for mix in roots[0].profile for p in mix if p != 0], rel=5e-6)
    assert found.table().notes.endswith("given exactly by --json.")
    assert "无理数" in found.to_markdown("zh")
    assert r"{\approx}" in found.to_latex()
    assert exact in json.dumps(found.to_json())
    assert exact in found.to_csv()
    assert "≈" not in found.to_csv()
    assert "≈" not in nash(stag_hunt()).to_text()


def test_the_argument_fits_the_number_of_players():
    """One player has no polytopes of best responses; in both languages the words are the solver's own."""
    alone = nash(NormalForm([[1, 3, 3]]))
    assert (alone.components[0].dimension, alone.components[0].index) == (1, 1)
    assert "polytope" not in alone.why
    assert "polytope" in nash(matching_pennies()).why
    assert phrase(alone.why, "zh") != alone.why


@pytest.mark.parametrize("shape", [(4,), (3, 4), (3, 1, 4), (2, 3, 2, 3)])
def test_pure_profiles_are_where_nobody_gains(shape):
    rng = np.random.default_rng(9)
    for high, kind in ((2, object), (5, object), (9, float)):
        payoffs = rng.integers(0, high, (len(shape), *shape)).astype(kind)
        nobody = [
            list(cell)
            for cell in np.ndindex(*shape)
            if all(
                own[cell] >= own[(*cell[:i], a, *cell[i + 1 :])]
                for i, own in enumerate(payoffs)
                for a in range(shape[i])
            )
        ]
        assert pure_profiles(payoffs).tolist() == nobody
