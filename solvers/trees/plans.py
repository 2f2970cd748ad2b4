"""Realisation plans: the strategies of one player in the sequence form.

With perfect recall every information set h of a player follows one sequence of her own actions, and a strategy is known
by the weights x of her sequences, the products of the probabilities of her actions on them:

    x >= 0,   x(empty) = 1,   sum over the actions c at h of x(h c) = x(sequence that leads to h).

Two strategies with the same weights are *realisation equivalent*: they have the same consequences whatever the others
do. The plans form a polytope; its vertices are the pure strategies of the reduced normal form. Where a plan gives
the sequence to h positive weight the behaviour at h is the ratio of weights; elsewhere h is out of reach by her own
doing, and her behaviour there is *unrestricted*.

References: von Stengel (1996), "Efficient computation of behavior strategies"; Koller, Megiddo and von Stengel (1996).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from games.errors import NotCoveredError

MAX_PURE = 20_000
Plan = tuple[Any, ...]
"""The weight of every sequence, the empty one first; integers stand for a multiple of the plan."""
Behaviour = dict[int, tuple[Any, ...]]
"""A probability vector for each of some information sets."""


@dataclass(frozen=True)
class Plans:
    """The sequences of one player within a tree, or within a part of it.

    Sequence 0 is empty. `sets` are the information sets, earlier ones first; `sizes`, `parents` and `firsts` say for
    each how many actions it has, which sequence leads to it, and the number of the sequence that ends in its action 0.
    """

    sets: tuple[int, ...] = ()
    sizes: tuple[int, ...] = ()
    parents: tuple[int, ...] = ()

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """The number of the sequence that ends in the first action of each set; others follow."""
        return tuple(1 + sum(self.sizes[:k]) for k in range(len(self.sizes)))

    @property
    def n_sequences(self) -> int:
        """The number of sequences, the empty one included."""
        return 1 + sum(self.sizes)

    @property
    def dimension(self) -> int:
        """The dimension of the polytope of plans."""
        return self.n_sequences - 1 - len(self.sets)

    @cached_property
    def moves(self) -> tuple[tuple[int, int, range], ...]:
        """(information set, sequence that leads to it, sequences that end there), earlier sets first."""
        starts = zip(self.sets, self.parents, self.firsts, self.sizes, strict=True)
        return tuple((h, parent, range(first, first + size)) for h, parent, first, size in starts)

    @cached_property
    def pure(self) -> tuple[Plan, ...]:
        """The vertices: the reduced pure strategies.

        Raises NotCoveredError when there are more than 20,000.
        """
        plans: list[tuple[int, ...]] = [(1,)]
        for _, parent, own in self.moves:
            rest = (0,) * len(own)
            units = [tuple(int(s == t) for t in own) for s in own]
            plans = [(*plan, *end) for plan in plans for end in (units if plan[parent] else [rest])]
            if len(plans) > MAX_PURE:
                raise NotCoveredError(f"a player has more than {MAX_PURE} reduced pure strategies; too many to list")
        return tuple(plans)

    def best_replies(self, gains: Sequence[Any]) -> tuple[Any, tuple[Any, ...]]:
        """Return the value of the best plan against `gains`, one for each sequence, and what each sequence loses.

        A plan is a best reply exactly when it uses only sequences that lose nothing.
        """
        total, loss = list(gains), [0 * gains[0]] * self.n_sequences
        for _, parent, own in reversed(self.moves):
            best = max(total[s] for s in own)
            total[parent] += best
            for s in own:
                loss[s] = best - total[s]
        return total[0], tuple(loss)

    def a_best_reply(self, loss: Sequence[Any]) -> Plan:
        """Return a pure plan that uses only sequences without loss."""
        plan = [1] + [0] * (self.n_sequences - 1)
        for _, parent, own in self.moves:
            if plan[parent]:
                plan[next(s for s in own if not loss[s])] = 1
        return tuple(plan)

    def behaviour(self, plan: Plan) -> tuple[Behaviour, tuple[int, ...]]:
        """Return the behaviour at every information set, and the sets where it is unrestricted.

        There the first action is given.
        """
        found: Behaviour = {}
        free = []
        for h, parent, own in self.moves:
            if plan[parent] == 0:
                free.append(h)
                found[h] = tuple(Fraction(int(s == own[0])) for s in own)
            else:
                found[h] = tuple(_ratio(plan[s], plan[parent]) for s in own)
        return found, tuple(free)

    def plan_of(self, behaviour: Mapping[int, Sequence[Any]]) -> Plan:
        """Return the realisation plan of a behaviour strategy."""
        plan: list[Any] = [Fraction(1)] + [Fraction(0)] * (self.n_sequences - 1)
        for h, parent, own in self.moves:
            for s, p in zip(own, behaviour[h], strict=True):
                plan[s] = plan[parent] * p
        return tuple(plan)


def _ratio(part: Any, whole: Any) -> Any:
    return Fraction(part) / whole if isinstance(part, int) else part / whole
