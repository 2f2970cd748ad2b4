"""Designs of points: reproducible from their seed, exact, inside the box, and solved as a grid is."""

from __future__ import annotations

from fractions import Fraction as Q

import numpy as np
import pytest
from sweep_oracle import agrees

from games.errors import ParameterError
from games.export_controls import chip_ban
from games.forms.batch import Points, read_axis
from games.model import Model
from games.parameters import parameter
from games.text import Text
from solvers.sweep import sweep
from solvers.sweeps.designs import Design, read_points


@pytest.mark.parametrize("kind", ["random", "lhs", "sobol"])
def test_any_stretch_is_that_of_the_whole(kind):
    design = Design(kind, 256, 3, seed=5)
    whole = design.unit(0, 256)
    assert whole.shape == (256, 3)
    assert ((whole > 0) & (whole < 1)).all()
    assert len(np.unique(whole)) > 500
    assert all((design.unit(a, b) == whole[a:b]).all() for a, b in ((0, 1), (3, 100), (255, 256)))
    assert (Design(kind, 256, 3, seed=5).unit(0, 256) == whole).all()
    assert (Design(kind, 256, 3, seed=6).unit(0, 256) != whole).any()


def test_strata():
    latin = Design("lhs", 100, 2, seed=1).unit(0, 100)
    assert (np.sort(np.floor(latin * 100), axis=0) == np.arange(100)[:, None]).all()
    sobol = Design("sobol", 64, 2, seed=1).unit(0, 64)
    cells = np.floor(sobol * 8).astype(int)
    assert len({tuple(cell) for cell in cells}) == 64


def test_points_are_exact_and_solved_exactly():
    found = sweep(chip_ban, design="sobol:64", seed=3, k_us="0:3", q="1/4:3/4", phi="2/3")
    assert found.shape == (64,)
    assert found.fixed["phi"] == Q(2, 3)
    frame = found.to_frame()
    for index in range(64):
        point = found.grid.point(index)
        assert Q(1, 4) < point["q"] < Q(3, 4)
        assert float(point["q"]) == pytest.approx(frame["q"][index], rel=1e-15)
        agrees(found, index)
    data = found.to_xarray()
    assert data["pure"].dims == ("profile", "point")
    assert data["k_us"].dims == ("point",)
    assert data["k_us"].attrs["units"] == found.units["k_us"].en


def test_all_parameters_vary_unless_fixed():
    points = read_points(chip_ban, {"q": "1/2"}, "random:10")
    assert set(points.fixed) == {"q"}
    assert set(points.bounds) == set(chip_ban.defaults) - {"q"}


@pytest.mark.parametrize(
    ("design", "axes", "message"),
    [
        ("halton:10", {}, "random:N, lhs:N, sobol:N"),
        ("sobol", {}, "sobol:N"),
        ("sobol:0", {}, "N points"),
        ("lhs:100000000", {}, "hypercube"),
        ("random:10", {"q": "0:1:5"}, "low:high"),
        ("random:10", {"q": "0:2"}, r"\[0, 1\]"),
        ("random:10", {"q": [0, 1]}, "range"),
        ("random:10", {"x": "0:1"}, "'x'"),
    ],
)
def test_bad_designs(design, axes, message):
    with pytest.raises(ParameterError, match=message) as caught:
        sweep(chip_ban, design=design, **axes)
    assert "\n" not in str(caught.value)


def test_parts_and_blocks_tile_every_grid():
    for lengths in ((), (7,), (3, 5), (4, 1, 7), (1, 9), (2, 3, 4, 5)):
        points = Points(tuple(read_axis(f"x{i}", range(n)) for i, n in enumerate(lengths)), {})
        for size in (1, 2, 7, 11, 35, 10**4):
            parts = points.parts(size)
            assert [k for a, b in parts for k in range(a, b)] == list(range(points.size))
            assert all(b - a <= size for a, b in parts)
            for start, stop in parts:
                for block in (1, 3, 1000):
                    blocks = points.blocks(block, start, stop)
                    assert [k for a, b in blocks for k in range(a, b)] == list(range(start, stop))
                    for a, b in blocks:
                        values, shape = points.coordinates(a, b)
                        flat = points.values(a, b)
                        for name, own in values.items():
                            assert (np.broadcast_to(own, shape).reshape(-1) == flat[name]).all()


def test_payoffs_that_are_not_finite_are_recorded():
    x = parameter("x", "x", "x", "1/2", 0, 1)

    def build(**_):
        from games.forms import NormalForm

        return NormalForm([[[1 / (2 * x.symbol - 1), 0], [0, 1]], [[1, 0], [0, 1]]])

    model = Model("test.pole", Text("Pole", "极点"), Text("", ""), (x,), build)
    found = sweep(model, x="0:1:5")
    assert found.failed.tolist() == [False, False, True, False, False]
    assert found.count.tolist() == [1, 1, 0, 3, 3]
    assert found.points["failed"] == 1
    assert found.points["none"] == 0
    assert "failed" in found.to_frame()
