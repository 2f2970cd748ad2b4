"""All equilibria of one support, as connected cells: by exclusion, by certificates or by algebra.

Where the support has many unknowns its open face is covered and the cover pruned by exact signs (`subdivision`); zeros
left are certified one by one (`certified`). Where the cover stays large, two players' mixtures are eliminated and only
the others' probabilities bisected (`two_eliminated`). What is singular goes to algebra (`splitting`, `cells`), briefly;
then to exclusion with polynomial weights (`multipliers`), which clears walls where all equations vanish; then to
algebra for as long as the time budget lasts.
"""

from __future__ import annotations

from copy import copy
from fractions import Fraction
from time import monotonic

from solvers.n_player.blowup import clear_walls
from solvers.n_player.cells import Cell, cells_of, spread
from solvers.n_player.certified import RootBox, certified_roots, settle
from solvers.n_player.multipliers import prune_by_multipliers
from solvers.n_player.splitting import OutOfTimeError, leaves, start
from solvers.n_player.subdivision import Cover, cover_of, prune, prune_by_programs, refine, sharpen
from solvers.n_player.support_system import System, build_system
from solvers.n_player.supports import Support, Table
from solvers.n_player.ties import resolve
from solvers.n_player.two_eliminated import roots_by_elimination

SUBDIVIDE_FROM = 4  # unknowns; below, exact algebra is faster
FEW_CELLS, MAX_CELLS = 60, 4000
MAX_CERTIFIED = 200
MAX_WEIGHTED = 40
SHARPENINGS = 8
FIRST_SECONDS = 1.0

Answer = tuple[str, list[Cell]]


def solve_support(tables: tuple[Table, ...], support: Support, n_actions: tuple[int, ...], deadline: float) -> Answer:
    """How a support was closed, and its cells of equilibria. Raises OutOfTimeError."""
    if monotonic() > deadline:
        raise OutOfTimeError
    system = build_system(tables, support)
    if len(system.variables) < SUBDIVIDE_FROM:
        return _by_algebra(system, n_actions, deadline)
    cover = cover_of(tables, support, deadline)
    prune(cover, combine=False)
    refine(cover, 2, MAX_CELLS)
    coarse, roots = copy(cover), None
    if cover.cells > FEW_CELLS:
        roots = _decided(tables, system, roots_by_elimination(system, deadline), n_actions, deadline)
    if roots is None:
        refine(cover, 5, MAX_CELLS)
        roots = _certified_all(tables, system, cover, n_actions, deadline)
    if roots is None and coarse.cells <= FEW_CELLS:
        roots = _decided(tables, system, roots_by_elimination(system, deadline), n_actions, deadline)
    if roots is not None:
        return "certified" if roots else "subdivision", roots
    try:
        return _by_algebra(system, n_actions, min(deadline, monotonic() + FIRST_SECONDS))
    except OutOfTimeError:
        roots = _with_weights(tables, system, coarse, n_actions, deadline)
    if roots is None:
        clear_walls(cover, system, {}, deadline)
        roots = _certified_all(tables, system, cover, n_actions, deadline)
    if roots is not None:
        return "certified" if roots else "subdivision", roots
    return _by_algebra(system, n_actions, deadline)


def _by_algebra(system: System, n_actions: tuple[int, ...], deadline: float) -> Answer:
    found = [c for leaf in leaves(start(system), deadline) for c in cells_of(leaf, n_actions, deadline)]
    return "solved" if found else "empty", found


def _with_weights(
    tables: tuple[Table, ...], system: System, cover: Cover, n_actions: tuple[int, ...], deadline: float
) -> list[Cell] | None:
    """Certify what polynomial weights leave of a coarse cover."""
    if cover.cells > MAX_WEIGHTED or monotonic() > deadline:
        return None
    prune_by_multipliers(cover)
    refine(cover, 5, MAX_CELLS)
    return _certified_all(tables, system, cover, n_actions, deadline)


def _certified_all(
    tables: tuple[Table, ...], system: System, cover: Cover, n_actions: tuple[int, ...], deadline: float
) -> list[Cell] | None:
    """Certify what the subdivision left, sharpening it where that fails; None if the support needs algebra."""
    done: dict[tuple[Fraction, ...], Fraction | None] = {}
    for attempt in range(SHARPENINGS):
        if attempt and cover.cells <= MAX_CERTIFIED:
            clear_walls(cover, system, done, deadline)
        if not cover.cells:
            return []
        if cover.cells > MAX_CERTIFIED or monotonic() > deadline:
            return None
        if attempt:
            prune_by_programs(cover)
        boxes = certified_roots(system, cover) if cover.cells else []
        roots = _decided(tables, system, boxes, n_actions, deadline)
        if roots is not None:
            return roots
        if any(not len(p) for p in system.equations) or cover.tolerance:
            return None
        if attempt:
            sharpen(cover)
            refine(cover, 1, MAX_CELLS)
    return None


def _decided(
    tables: tuple[Table, ...], system: System, boxes: list[RootBox] | None, n_actions: tuple[int, ...], deadline: float
) -> list[Cell] | None:
    """Return the equilibria among all zeros; None if these are not known, or not decided."""
    if boxes is None:
        return None
    out = []
    for box in boxes:
        values, open_signs = settle(box)
        decided = resolve(tables, box, open_signs, n_actions, deadline) if open_signs else values
        if decided is None:
            return None
        if isinstance(decided, list):
            point = spread(system, n_actions, decided)
            out.append(Cell(system.support, 0, point, (), start(system), box=box))
    return out
