"""What a player remembers: perfect recall.

A player's *own history* at a node is the sequence of her information sets met on the way there, with the action she
took at each. She has perfect recall iff all decisions of every information set of hers share their own history: then
nothing she knew or did is ever forgotten. By Kuhn's theorem behaviour strategies then do all that mixed ones can.

References: Kuhn (1953), "Extensive games and the problem of information"; Osborne and Rubinstein (1994), section 11.1.
"""

from __future__ import annotations

from games.forms.tree import Decision, GameTree, children_of


def own_histories(tree: GameTree) -> tuple[int, ...]:
    """Return for each node, in the order of a walk, a number that names its mover's own history, 0 where none moves.

    Two decisions of one player have the same number iff they share their own history.
    """
    named: dict[tuple[int, int, int], int] = {}
    found: list[int] = []
    pending = [(tree.root, dict.fromkeys(tree.players, 0))]
    for k in tree.set_of:
        node, histories = pending.pop()
        found.append(histories[node.player] if isinstance(node, Decision) else 0)
        below = [histories] * len(children_of(node))
        if isinstance(node, Decision):
            steps = ((found[-1], k, action) for action in range(len(node.actions)))
            below = [{**histories, node.player: named.setdefault(step, len(named) + 1)} for step in steps]
        pending.extend([*zip(children_of(node), below, strict=True)][::-1])
    return tuple(found)
