"""What a player remembers: own histories and perfect recall.

A player's *own history* at a node is the sequence of her information sets met on the way there, with the action she
took at each. She has perfect recall iff all decisions of every information set of hers share their own history: then
nothing she knew or did is ever forgotten. By Kuhn's theorem behaviour strategies then do all that mixed ones can.

References: Kuhn (1953), "Extensive games and the problem of information"; Osborne and Rubinstein (1994), section 11.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from games.forms.tree import Decision, GameTree, children_of

Step = tuple[int, int, int]
"""The history before, the information set met, the action taken there; all by number."""


@dataclass(frozen=True)
class Histories:
    """The own histories of a tree by number: 0 is the empty one, `steps[h]` is the last step of history h > 0.

    `at[place][i]` is the history of player i at the node of that place in `tree.nodes`. Numbers grow along a path.
    """

    steps: tuple[Step, ...]
    at: tuple[tuple[int, ...], ...]


def own_histories(tree: GameTree) -> Histories:
    """Return every player's own history at every node."""
    numbers: dict[Step, int] = {}
    found: list[tuple[int, ...]] = []
    pending = [(0,) * len(tree.players)]
    index = {player: i for i, player in enumerate(tree.players)}
    for node, k in zip(tree.nodes, tree.set_of, strict=True):
        now = pending.pop()
        found.append(now)
        below = [now] * len(children_of(node))
        if isinstance(node, Decision):
            i = index[node.player]
            steps = ((now[i], k, action) for action in range(len(below)))
            after = [numbers.setdefault(step, len(numbers) + 1) for step in steps]
            below = [(*now[:i], history, *now[i + 1 :]) for history in after]
        pending.extend(reversed(below))
    return Histories(((-1, -1, -1), *numbers), tuple(found))


def has_perfect_recall(tree: GameTree) -> bool:
    """Return whether all decisions of every information set share their player's own history."""
    histories = own_histories(tree)
    first: dict[int, int] = {}
    for node, k, now in zip(tree.nodes, tree.set_of, histories.at, strict=True):
        if isinstance(node, Decision):
            own = now[tree.players.index(node.player)]
            if first.setdefault(k, own) != own:
                return False
    return True
