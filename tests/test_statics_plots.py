"""Best responses and phase portraits show what the exact solvers find."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from games.errors import NotCoveredError
from games.export_controls import chip_ban, chip_ban_three
from games.forms import NormalForm
from games.forms.population import PopulationGame
from games.registry import find
from paper_figs.phase import CORNERS, phase_portrait
from paper_figs.response_curves import response_plot
from paper_figs.statics_figures import chip_ban_bifurcation, chip_ban_tornado
from solvers.nash import nash
from solvers.population.rest_points import rest_points


@pytest.mark.parametrize("k_us", ["0", "9/20", "3/2"])
def test_curves_cross_at_the_equilibria(k_us):
    game, axes = chip_ban.at(k_us=k_us), Figure().subplots()
    assert response_plot(game, axes) is axes
    row, column, *dots = axes.lines
    for point in nash(game):
        p, q = float(point.profile[0][0]), float(point.profile[1][0])
        for line in (row, column):
            assert _on(line.get_xydata(), (p, q))
        assert any(np.allclose(d, (p, q)) for dot in dots for d in dot.get_xydata())


def _on(path, point):
    """Whether a point lies on a path of horizontal and vertical lines."""
    for a, b in pairwise(path):
        low, high = np.minimum(a, b) - 1e-9, np.maximum(a, b) + 1e-9
        if (low <= point).all() and (point <= high).all():
            return True
    return False


def test_a_player_always_indifferent_has_the_whole_square():
    axes = Figure().subplots()
    response_plot(NormalForm([[[1, 1], [1, 1]], [[1, 0], [0, 1]]]), axes)
    assert set(map(tuple, axes.lines[0].get_xydata())) == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_continuous_curves_cross_at_cournot(lang):
    axes = Figure().subplots()
    response_plot(find("cournot").fix(k=0).at(), axes, lang)
    assert any(len(line.get_xdata()) == 1 for line in axes.lines)
    with pytest.raises(NotCoveredError, match="2x2"):
        response_plot(chip_ban_three.at(), axes)


def test_portrait_marks_every_rest_point():
    game = PopulationGame.of_matrix(("Rock", "Paper", "Scissors"), [[0, -1, 2], [2, 0, -1], [-1, 2, 0]])
    axes = Figure().subplots()
    assert phase_portrait(game, axes) is axes
    dots = [line.get_xydata()[0] for line in axes.lines if line.get_marker() == "o"]
    exact = [np.array([float(x) for x in point.state[0]]) @ CORNERS for point in rest_points(game)]
    assert len(dots) == len(exact) == 4
    assert all(any(np.allclose(a, b) for b in dots) for a in exact)
    for line in axes.lines:
        heights = line.get_xydata()[:, 1]
        assert heights.min() > -1e-6
    with pytest.raises(NotCoveredError, match="three strategies"):
        phase_portrait(find("frames").at(), axes)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_of_the_paper(lang):
    for make in (chip_ban_bifurcation, chip_ban_tornado):
        (axes,) = make(lang).axes
        assert axes.get_xlabel()
