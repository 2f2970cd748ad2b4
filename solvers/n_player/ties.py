"""Exact zeros of inequalities at a certified zero: on the wall of a face, or with an unused best reply.

If enclosures leave the sign of a probability or of a payoff difference open, it may be zero. The zero then solves a
smaller or larger system: without the actions of probability zero (whose indifference stays an equation), or with the
tied action's indifference added. That system is solved by algebra; a solution in the box is the zero, by uniqueness.
"""

from __future__ import annotations

from collections.abc import Sequence

from solvers.n_player.algebraic import Num
from solvers.n_player.cells import cells_of, coordinates
from solvers.n_player.certified import RootBox
from solvers.n_player.splitting import leaves, start
from solvers.n_player.support_system import build_system
from solvers.n_player.supports import Support, Table

Action = tuple[int, int]


def open_actions(
    box: RootBox, open_signs: Sequence[int], table_sizes: Sequence[int]
) -> tuple[set[Action], set[Action]]:
    """Actions (player, action) of open probability, and unused ones of open payoff difference."""
    support = box.system.support
    walls = [(i, support[i][k]) for i, k in box.system.variables]
    walls += [(i, own[0]) for i, own in enumerate(support) if len(own) > 1]
    unused = [(i, b) for i, own in enumerate(support) for b in range(table_sizes[i]) if b not in own]
    labels = walls + unused
    picked = [(labels[k], k < len(walls)) for k in open_signs]
    return {a for a, wall in picked if wall}, {a for a, wall in picked if not wall}


def resolve(
    tables: tuple[Table, ...], box: RootBox, open_signs: Sequence[int], n_actions: Sequence[int], deadline: float
) -> list[Num] | bool | None:
    """Algebraic values of the zero if it is an equilibrium, False if it lies on a wall, None if still open."""
    support = box.system.support
    walls, tied = open_actions(box, open_signs, n_actions)
    smaller: Support = tuple(tuple(a for a in own if (i, a) not in walls) for i, own in enumerate(support))
    if not all(smaller):
        return None
    equal: Support = tuple(tuple(sorted({*own, *(b for j, b in tied if j == i)})) for i, own in enumerate(support))
    system = build_system(tables, smaller, equal)
    for leaf in leaves(start(system), deadline):
        for cell in cells_of(leaf, n_actions, deadline):
            values = coordinates(box.system, cell.sample)
            if box.contains(values):
                return False if walls else values
    return None
