"""Games of incomplete information as trees: nature draws the types, then the players move (Harsanyi).

In a *signalling game* the sender learns her type and sends a message; the receiver sees the message, not the type,
and responds. In a *Bayesian game* every player learns his own type and all act at once. Information sets are named by
what their player knows: the sender's by her type, the receiver's by the message, a Bayesian player's by his type.

Cho and Kreps's beer and quiche: the receiver wants to duel with a weak sender only, the sender wants no duel and,
a little less, the breakfast of her type.

>>> def sender(type_, breakfast, reply):
...     return 2 * (reply == "let go") + ((type_, breakfast) in {("weak", "quiche"), ("strong", "beer")})
>>> def receiver(type_, breakfast, reply):
...     return int((reply == "duel") == (type_ == "weak"))
>>> prior = {"weak": "1/10", "strong": "9/10"}
>>> tree = signalling(["weak", "strong"], prior, ["beer", "quiche"], ["duel", "let go"], sender, receiver)
>>> for s in tree.information_sets:
...     print(f"{s.player}: {s.name} ({len(s.paths)})", *s.actions)
Sender: weak (1) beer quiche
Receiver: beer (2) duel let go
Receiver: quiche (2) duel let go
Sender: strong (1) beer quiche

References: Harsanyi (1967), "Games with incomplete information played by Bayesian players"; Spence (1973), "Job market
signaling"; Cho and Kreps (1987), "Signaling games and stable equilibria"; Osborne and Rubinstein (1994), sections 2.6
and 12.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, TypeAlias

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import check_labels
from games.forms.numbers import clip
from games.forms.tree import GameTree, Node, chance, decision, leaf

Labels: TypeAlias = "Sequence[str] | Mapping[str, Sequence[str]]"
"""The same labels everywhere, or for each type or message its own."""
Types = tuple[str, ...]
"""One type of each player, in the order of the players."""


def signalling(
    types: Sequence[str],
    prior: Mapping[str, Any] | Sequence[Any],
    messages: Labels,
    responses: Labels,
    sender_payoff: Callable[[str, str, str], Any],
    receiver_payoff: Callable[[str, str, str], Any],
    *,
    players: Sequence[str] = ("Sender", "Receiver"),
    title: str = "",
) -> GameTree:
    """Return the signalling game of a sender with private `types` and a receiver.

    `prior` gives the probability of each type, by type or in their order. `messages` may be a mapping from types,
    `responses` one from messages. The payoffs are functions of a type, a message and a response. Payoffs and
    probabilities are numbers or sympy expressions.

    Raises FormError for probabilities that do not sum to one, and for types, messages or responses that are missing,
    unknown, repeated or empty.
    """
    if len(players) != 2:
        raise FormError(f"a signalling game has a sender and a receiver, not {len(players)} players")
    check_labels(_list(types, "types"), "type")
    probabilities = _by_label(prior, types, "prior")
    sent = {type_: _labels(messages, type_, "messages") for type_ in types}
    replies = {m: _labels(responses, m, "responses") for own in sent.values() for m in own}

    def response(type_: str, message: str) -> Node:
        ends = {r: (sender_payoff(type_, message, r), receiver_payoff(type_, message, r)) for r in replies[message]}
        return decision(players[1], {r: leaf(*ends[r]) for r in ends}, message)

    moves = {type_: decision(players[0], {m: response(type_, m) for m in own}, type_) for type_, own in sent.items()}
    return GameTree(chance({type_: (probabilities[type_], moves[type_]) for type_ in types}), players, title)


def bayesian(
    types: Mapping[str, Sequence[str]],
    prior: Mapping[Any, Any],
    actions: Mapping[str, Labels],
    payoffs: Callable[[Types, tuple[str, ...]], Sequence[Any]],
    *,
    title: str = "",
) -> GameTree:
    """Return the Bayesian game in which the players, the keys of `types`, act at the same time.

    `prior` maps each profile of types (a tuple in the order of the players) to its probability; profiles left out do
    not occur. For independent types it may instead map each player who has several to their probabilities. `actions`
    maps each player to his actions, or to a mapping from his types to actions. `payoffs(types, actions)` returns
    everybody's payoff.

    Raises FormError for probabilities that do not sum to one, and for types and actions that are missing, unknown,
    repeated or empty.

    >>> tree = bayesian(
    ...     {"US": ["hawk", "dove"], "CN": ["any"]},
    ...     {"US": ["1/3", "2/3"]},
    ...     {"US": ["act", "wait"], "CN": ["act", "wait"]},
    ...     lambda types, actions: (int(actions[0] == actions[1]), int(types[0] == "dove")),
    ... )
    >>> [(s.player, s.name, len(s.paths)) for s in tree.information_sets]
    [('US', 'hawk', 1), ('CN', 'any', 4), ('US', 'dove', 1)]
    """
    players = tuple(types)
    probabilities = _profiles(types, prior)
    own_types = [(player, type_) for player in players for type_ in types[player]]
    able = {(player, t): _labels(_of(actions, player, "actions"), t, f"actions of {player}") for player, t in own_types}

    def play(own: Types, taken: tuple[str, ...]) -> Node:
        if len(taken) == len(players):
            return leaf(*payoffs(own, taken))
        player, type_ = players[len(taken)], own[len(taken)]
        return decision(player, {action: play(own, (*taken, action)) for action in able[player, type_]}, type_)

    private = [k for k, player in enumerate(players) if len(types[player]) > 1] or range(len(players))
    drawn = {", ".join(own[k] for k in private): (p, play(own, ())) for own, p in probabilities.items()}
    return GameTree(chance(drawn), players, title)


def _profiles(types: Mapping[str, Sequence[str]], prior: Mapping[Any, Any]) -> dict[Types, Any]:
    """Return the probability of each profile of types that may occur, in the order of the types."""
    for player, own in types.items():
        check_labels(_list(own, f"types of {player}"), f"type of {player}")
    profiles = list(product(*types.values()))
    if prior.keys() <= types.keys():
        each = [_by_label(prior.get(player, [1]), own, f"prior of {player}") for player, own in types.items()]
        return {own: prod(numbers.exact(p[t]) for p, t in zip(each, own, strict=True)) for own in profiles}
    if unknown := [key for key in prior if key not in profiles]:
        raise FormError(f"prior: unknown types {clip(repr(unknown[0]))}; accepted: tuples such as {profiles[0]}")
    return {own: prior[own] for own in profiles if own in prior}


def _by_label(given: Mapping[str, Any] | Sequence[Any], labels: Sequence[str], what: str) -> dict[str, Any]:
    """Return a value for each label from a mapping or from a list in their order."""
    values = dict(given) if isinstance(given, Mapping) else dict(zip(labels, given, strict=False))
    if len(given) != len(labels) or values.keys() != set(labels):
        raise FormError(f"{what}: {len(given)} values; needed: one for each of {clip(', '.join(labels), 200)}")
    return values


def _labels(given: Labels, key: str, what: str) -> Sequence[str]:
    """Return the labels for `key`, which are the same for all unless given by key."""
    where = f"{what} at {key}" if isinstance(given, Mapping) else what
    own = _list(_of(given, key, what) if isinstance(given, Mapping) else given, where)
    check_labels(own, where)
    return own


def _of(given: Mapping[str, Any], key: str, what: str) -> Any:
    if key not in given:
        raise FormError(f"{what}: none for {key!r}; given for: {clip(', '.join(map(str, given)), 200) or 'none'}")
    return given[key]


def _list(labels: Any, what: str) -> Sequence[str]:
    if isinstance(labels, str) or not isinstance(labels, Sequence) or not labels:
        raise FormError(f"{what}: a list of names is needed, not {clip(repr(labels))}")
    return labels
