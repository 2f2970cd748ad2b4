"""The normal form of a round between independent parts of its players' strategies.

The information sets of a player fall into *families*: those she can reach through a first one of hers. No play meets
two families of one player, so her payoff is a sum over them, and she plays a best reply exactly when each family does
when the others are held fixed. A round is therefore solved as the normal form whose players are the families, with the
pure plans of each as actions, and as payoffs those of the owner over the plays that meet the family.

Within a family the mixtures over pure plans and the realisation plans are the same set, unless a sequence leads to two
information sets, whose mixtures may then be correlated without consequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from games.errors import NotCoveredError
from games.forms.normal_form import NormalForm
from solvers.trees.plans import Plan, Plans
from solvers.trees.rounds import Round

MAX_CELLS = 1_000_000


@dataclass(frozen=True)
class Family:
    """Information sets of one player; `sequences` are the numbers that their sequences have in the round."""

    player: int
    plans: Plans
    sequences: tuple[int, ...]

    @property
    def name(self) -> int:
        """The first information set."""
        return self.plans.sets[0]

    @property
    def size(self) -> int:
        """The number of pure plans."""
        return len(self.plans.pure)

    @cached_property
    def uses(self) -> dict[int, tuple[int, ...]]:
        """For each sequence of the round that is in the family the pure plans that use it."""
        place = range(1, len(self.sequences))
        return {self.sequences[s]: tuple(k for k, x in enumerate(self.plans.pure) if x[s]) for s in place}

    @property
    def is_unique(self) -> bool:
        """Whether every realisation plan is that of one mixture over pure plans."""
        return self.size - 1 == self.plans.dimension

    def plan_of(self, mixture: Sequence[Any]) -> Plan:
        """Return the realisation plan of a mixture over the pure plans."""
        weights = zip(*self.plans.pure, strict=True)
        total = (sum((p for p, w in zip(mixture, own, strict=True) if w), Fraction(0)) for own in weights)
        return tuple(total)


def families(game: Round) -> tuple[Family, ...]:
    """Return the families of every player in a round, in the order of their first information sets."""
    found = (family for i, plans in enumerate(game.plans) for family in _split(i, plans))
    return tuple(sorted(found, key=lambda family: family.name))


def _split(player: int, plans: Plans) -> list[Family]:
    head = [0] * plans.n_sequences
    members: dict[int, list[int]] = {}
    for k, (h, parent, own) in enumerate(plans.moves):
        root = head[parent] if parent else h
        members.setdefault(root, []).append(k)
        for s in own:
            head[s] = root
    return [_family(player, plans, ks) for ks in members.values()]


def _family(player: int, plans: Plans, ks: Sequence[int]) -> Family:
    moves = [plans.moves[k] for k in ks]
    sequences = (0, *(s for _, _, own in moves for s in own))
    place = {s: n for n, s in enumerate(sequences)}
    parents = tuple(place[parent] for _, parent, _ in moves)
    return Family(
        player, Plans(tuple(h for h, _, _ in moves), tuple(len(own) for *_, own in moves), parents), sequences
    )


def agent_form(game: Round, agents: Sequence[Family], payoffs: Sequence[Sequence[Fraction]]) -> NormalForm:
    """Return the normal form between the families; `payoffs[k]` are everybody's at end k.

    Raises NotCoveredError when it has more than a million payoffs.
    """
    shape = [agent.size for agent in agents]
    if prod(shape) * len(shape) > MAX_CELLS:
        raise NotCoveredError(f"strategies of {' x '.join(map(str, shape))} make more than {MAX_CELLS} payoffs")
    table: Any = np.full((len(shape), *shape), Fraction(0), dtype=object)
    for end, values in zip(game.ends, payoffs, strict=True):
        met = [agent.uses.get(end.sequences[agent.player]) for agent in agents]
        where = np.ix_(*(range(size) if use is None else use for size, use in zip(shape, met, strict=True)))
        for k, agent in enumerate(agents):
            if met[k] is not None:
                table[k][where] += end.chance * values[agent.player]
    return NormalForm(table, [str(agent.name) for agent in agents])
