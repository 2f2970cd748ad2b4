"""Signalling games within game trees: nature draws a type, the sender sees it and moves, the receiver sees the message.

A tree is a signalling game if nature moves first, every decision after it is an information set of its own and belongs
to one player, the sender (a set is a *type*), and each of her actions ends the game or leads to a decision of one other
player, the receiver, whose choice ends the game. An information set of the receiver is a *message*; types need not
have the same messages, and chance may still move after the last decision (its expectation is taken).

Reference: Fudenberg and Tirole, *Game Theory* (1991), section 8.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from games.forms import numbers
from games.forms.numbers import Number
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, Path

Payoffs = tuple[Number, ...]


@dataclass(frozen=True)
class Message:
    """An action of the sender as the receiver sees it.

    `types` can send it, as their action number `actions`; `nodes` are their places in the receiver's
    `information_set` (-1 if the message ends the game: then there is one response, to do nothing). `u` and `v` are the
    payoffs of sender and receiver by position in `types` and response.
    """

    types: tuple[int, ...]
    actions: tuple[int, ...]
    nodes: tuple[int, ...]
    information_set: int
    u: tuple[Payoffs, ...]
    v: tuple[Payoffs, ...]

    @property
    def n_responses(self) -> int:
        """Number of responses of the receiver."""
        return len(self.u[0])


@dataclass(frozen=True)
class SignallingGame:
    """A signalling game: `type_sets` are the sender's information sets, `prior` their probabilities, all positive."""

    tree: GameTree
    sender: str
    type_sets: tuple[int, ...]
    prior: tuple[Number, ...]
    messages: tuple[Message, ...]

    def seen(self, m: int) -> int | str:
        """Return what an onlooker sees of a message: the receiver's information set, or the action that ends it all."""
        message = self.messages[m]
        label = self.tree.information_sets[self.type_sets[message.types[0]]].actions[message.actions[0]]
        return message.information_set if message.information_set >= 0 else label


@dataclass(frozen=True)
class _Sent:
    """One action of one type and what follows."""

    type: int
    action: int
    path: Path
    node: Node


def signalling_form(tree: GameTree, symbolic: bool = False) -> SignallingGame | None:
    """Return the signalling game that a tree is, or None if it is none.

    Numbers are exact; if `symbolic`, they may be symbols, and probabilities that are are taken to be positive.
    """
    drawn = list(_first_decisions(tree.root, (), Fraction(1))) if symbolic or tree.kind == "exact" else []
    type_sets = tuple(tree.set_at[path] for path, _, _ in drawn)
    players = {node.player for _, _, node in drawn}
    single = all(len(tree.information_sets[k].paths) == 1 for k in type_sets)
    if len(players) != 1 or not single or any(not numbers.is_symbolic(p) and p <= 0 for _, p, _ in drawn):
        return None
    (sender,) = players
    sent = [
        _Sent(t, a, (*path, label), child)
        for t, (path, _, node) in enumerate(drawn)
        for a, (label, child) in enumerate(zip(node.actions, node.children, strict=True))
    ]
    messages = _messages(tree, sender, sent)
    if messages is None:
        return None
    total = _total([p for _, p, _ in drawn])
    return SignallingGame(tree, sender, type_sets, tuple(p / total for _, p, _ in drawn), messages)


def _total(probabilities: Sequence[Number]) -> Number:
    total = sum(probabilities)
    if not numbers.is_symbolic(total):
        return total
    from sympy import simplify

    return numbers.exact(simplify(total))


def _first_decisions(node: Node, path: Path, probability: Number) -> Iterator[tuple[Path, Number, Decision]]:
    if isinstance(node, Decision):
        yield path, probability, node
    elif isinstance(node, Chance):
        for label, p, child in zip(node.actions, node.probabilities, node.children, strict=True):
            yield from _first_decisions(child, (*path, label), probability * p)


def _messages(tree: GameTree, sender: str, sent: Sequence[_Sent]) -> tuple[Message, ...] | None:
    """Group the sender's actions by what the receiver sees; None where something else follows."""
    groups: dict[object, list[_Sent]] = {}
    receivers = set()
    for move in sent:
        replied = isinstance(move.node, Decision)
        groups.setdefault(tree.set_at[move.path] if replied else (move.type, move.action), []).append(move)
        if isinstance(move.node, Decision):
            receivers.add(move.node.player)
        if not all(map(_is_outcome, move.node.children if isinstance(move.node, Decision) else [move.node])):
            return None
    repeated = any(len({move.type for move in group}) < len(group) for group in groups.values())
    if repeated or len(receivers) > 1 or sender in receivers:
        return None
    who = tree.players.index(sender), tree.players.index(next(iter(receivers), sender))
    return tuple(_message(tree, group, who) for group in groups.values())


def _message(tree: GameTree, group: Sequence[_Sent], who: tuple[int, int]) -> Message:
    first = group[0]
    where = tree.set_at[first.path] if isinstance(first.node, Decision) else -1
    places = tree.information_sets[where].paths if where >= 0 else (first.path,)
    ends = [[expected(end) for end in (m.node.children if isinstance(m.node, Decision) else [m.node])] for m in group]
    u, v = (tuple(tuple(payoffs[i] for payoffs in row) for row in ends) for i in who)
    nodes = tuple(places.index(move.path) for move in group)
    return Message(tuple(m.type for m in group), tuple(m.action for m in group), nodes, where, u, v)


def _is_outcome(node: Node) -> bool:
    return isinstance(node, Leaf) or (isinstance(node, Chance) and all(map(_is_outcome, node.children)))


def expected(node: Node) -> Payoffs:
    """Return everybody's expected payoff where only chance is left to move."""
    if isinstance(node, Leaf):
        return node.payoffs
    assert isinstance(node, Chance)
    below = [expected(child) for child in node.children]
    return tuple(
        sum((p * v for p, v in zip(node.probabilities, column, strict=True)), Fraction(0))
        for column in zip(*below, strict=True)
    )
