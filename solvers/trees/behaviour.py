"""Equilibria of trees in behaviour strategies: one probability vector for every information set.

Where a player's own earlier choices keep an information set from being reached, what she would do there has no
consequence whatever the others do: it is *unrestricted*, unless the set belongs to a subgame that restricts it. A point
lists those information sets; there the first action stands for all mixtures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from games.forms import numbers
from games.forms.numbers import Number
from games.forms.table import Math
from games.text import Language
from solvers.equilibrium import Equilibria, Equilibrium
from solvers.trees.flat_tree import FlatTree
from solvers.trees.plans import Behaviour, Plan, Plans
from solvers.two_player.subsets import affine_dimension

ANY = Math("*", r"\ast")
FREE = "anything may be done where a point is unrestricted, and the dimension counts it"


@dataclass(frozen=True)
class BehaviourEquilibrium(Equilibrium):
    """One equilibrium point of a tree; `unrestricted` are the information sets, by index, where all is allowed."""

    unrestricted: tuple[int, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy needs."""
        return super().__getstate__() | {"unrestricted": self.unrestricted}

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return super().to_json() | {"unrestricted": list(self.unrestricted)}


@dataclass(frozen=True, repr=False)
class BehaviourEquilibria(Equilibria):
    """The equilibria of a tree; a table shows `*` where a point leaves the behaviour unrestricted."""

    def describe(self, point: Equilibrium, lang: Language = "en") -> tuple[Math, ...]:
        """Return each strategy of a point in words, `*` where it is unrestricted."""
        free = point.unrestricted if isinstance(point, BehaviourEquilibrium) else ()
        return tuple(ANY if h in free else cell for h, cell in enumerate(super().describe(point, lang)))


def behaviour_point(flat: FlatTree, spaces: Sequence[Plans], plans: Sequence[Plan]) -> BehaviourEquilibrium:
    """Return the point of a tree at which the strategies in `spaces`, which share out its sets, are `plans`."""
    found: Behaviour = {}
    free: list[int] = []
    for space, plan in zip(spaces, plans, strict=True):
        own, unreached = space.behaviour(plan)
        found |= own
        free += unreached
    profile = tuple(found[h] for h in range(len(found)))
    return BehaviourEquilibrium(profile, tuple(map(_tidy, flat.payoffs(profile))), tuple(sorted(free)))


def described(points: Sequence[BehaviourEquilibrium], words: str) -> str:
    """Return the description of a component, which says if its dimension counts unrestricted behaviour."""
    free = any(point.unrestricted for point in points)
    return ". ".join(part for part in (words, FREE * free) if part)


def _tidy(value: Number) -> Number:
    return numbers.exact(value.expand()) if numbers.is_symbolic(value) else value


def hull_dimension(spaces: Sequence[Plans], points: Sequence[Sequence[Plan]], behavioural: bool) -> int:
    """Return the dimension of the hull of some points, each one plan for every space.

    If `behavioural`, that of the behaviour strategies with a plan in it: the largest, over the faces of the hull that
    keep some information sets out of reach, of the dimension of the face plus that of the mixtures at these sets.
    """
    joined = [tuple(w for plan in point for w in plan) for point in points]
    if not behavioural:
        return affine_dimension(joined)
    out = [unreached(spaces, point) for point in points]
    faces = ((face, [p for p, off in zip(joined, out, strict=True) if off >= face]) for face in intersections(out))
    return max(affine_dimension(members) + free_dimension(spaces, face) for face, members in faces)


def unreached(spaces: Sequence[Plans], point: Sequence[Plan]) -> frozenset[int]:
    """Return the information sets that the plans of their own players keep from being reached."""
    pairs = zip(spaces, point, strict=True)
    return frozenset(h for space, plan in pairs for h, parent, _ in space.moves if plan[parent] == 0)


def free_dimension(spaces: Sequence[Plans], sets: Collection[int]) -> int:
    """Return the dimension of the mixtures at some information sets."""
    return sum(len(own) - 1 for space in spaces for h, _, own in space.moves if h in sets)


def intersections(sets: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    """Return all intersections of one or more of the sets."""
    closed: set[frozenset[int]] = set()
    for one in set(sets):
        closed |= {one & other for other in closed} | {one}
    return closed
