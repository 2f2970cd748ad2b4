"""A limit that is not determined is placed by what it can be; what contradicts it is left out."""

from __future__ import annotations

from flint import fmpq

from solvers.n_player.cells import Cell
from solvers.n_player.cylinders import Cylinders
from solvers.n_player.frontier import Limit
from solvers.n_player.slices import meeting, slice_of
from solvers.n_player.splitting import Branch
from solvers.n_player.support_system import System, context_of

HALF, ONE, NONE = fmpq(1, 2), fmpq(1), fmpq(0)


def curved():
    """A cell on the support of three mixing players with w = u / (u + v): at u = v = 0 nothing is said of w."""
    context = context_of(3)
    u, v, w = context.gens()[:3]
    support = ((0, 1), (0, 1), (0, 1))
    system = System(support, ((0, 1), (1, 1), (2, 1)), context, (w * (u + v) - u,), (u, v, w, 1 - u, 1 - v, 1 - w), ())
    branch = Branch(system, (), (u, v), (), chain=((2, u, u + v),))
    middle = ((HALF, HALF),) * 3
    return Cell(support, 2, middle, (), branch, (0, 0), Cylinders(branch, (0, 1), ((), ()), float("inf")))


def isolated(*mixes):
    return Cell(tuple(tuple(a for a, x in enumerate(mix) if x) for mix in mixes), 0, mixes, (), None)


def test_what_the_chain_leaves_open_is_open():
    rows = slice_of(curved(), Limit([NONE, NONE], None))
    assert rows == [(ONE, NONE), (ONE, NONE), None]
    assert slice_of(curved(), Limit([HALF, HALF], None)) == [(HALF, HALF)] * 3


def test_only_cells_on_the_slice_are_met():
    pure, mixed = (ONE, NONE), (HALF, HALF)
    cells = [
        curved(),
        isolated(pure, pure, mixed),  # on the slice
        isolated(pure, pure, (NONE, ONE)),  # on it, at its end
        isolated(pure, mixed, mixed),  # another support
        isolated((fmpq(1, 3), fmpq(2, 3)), pure, mixed),
    ]
    faces = [((0,), (0,), (0, 1)), ((1,), (0,), (0, 1))]
    assert set(meeting(0, Limit([NONE, NONE], None), cells, faces)) == {1, 2, 5}
    assert set(meeting(0, Limit([fmpq(2, 3), NONE], None), cells, faces)) == set()
    assert set(meeting(1, Limit([NONE, NONE], None), cells, faces)) == set(range(7))  # nothing is known of a point
