"""Candidates for the equilibria of a signalling game with symbols, with the conditions under which each is one.

Given who sends what and what is answered, mixing probabilities solve linear equations: the sender's make the receiver
indifferent at the messages he mixes at, the receiver's make the sender's types indifferent that mix. A candidate is a
combination of supports for which these equations have one solution, as quotients of polynomials; then

* every probability is positive, no message pays a type more, and no response is better at a message that is sent;
* at a message that is not sent the response is pure and best to the belief in some type.

Responses that mix at an unsent message, and equilibria in which mixing probabilities are not determined, are left out.
With two responses a mixture at an unsent message supports an outcome that no pure one does only if it deters one type
by less and another by more of the same response. A candidate that needs equations between parameters, such as a cost
of zero at the edge of its range, has no row, nor has one that exists only where another row gives the same profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any, Literal

import sympy
from sympy.core.relational import Relational

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.numbers import Number
from solvers.beliefs.signalling_form import SignallingGame
from solvers.statics.reals import Answer, Condition, implied, satisfiable
from solvers.statics.simplify import Conditions, factored, simplify, split

Unknown = tuple[int, int]
"""A type and the place of its message, or a message and a response."""
Supports = tuple[tuple[int, ...], ...]
Class = Literal["separating", "pooling", "semi-separating"]
Candidate = tuple[Class, tuple[Any, ...], list[Condition]]
Row = tuple[Class, tuple[Any, ...], Conditions]


def signalling_regions(game: SignallingGame, domain: Conditions) -> Iterator[Row]:
    """Yield class, profile and irredundant conditions of every equilibrium with an open region in the domain."""
    known: dict[str, list[Row]] = {}
    for kind, profile, conditions in candidates(game):
        for system in split(conditions):
            short = simplify(system, domain)
            if short is not None and satisfiable([*domain, *map(_strict, short)]) is not Answer.NO:
                known.setdefault(str(profile), []).append((kind, profile, short))
    for rows in known.values():
        yield from (row for k, row in enumerate(rows) if not _repeats(row[2], rows, k, domain))


def _repeats(conditions: Conditions, rows: Sequence[Row], k: int, domain: Conditions) -> bool:
    """Whether another row holds wherever this one does; of equal rows the first is kept."""

    def within(inner: Conditions, outer: Conditions) -> bool:
        return implied(sympy.And(*outer), [*domain, *inner]) is Answer.YES

    others = ((j, other) for j, (_, _, other) in enumerate(rows) if j != k and within(conditions, other))
    return any(j < k or not within(other, conditions) for j, other in others)


def _strict(condition: Condition) -> Condition:
    weak = isinstance(condition, Relational) and condition.rel_op in (">=", "<=")
    return sympy.Rel(condition.lhs, condition.rhs, condition.rel_op[0]) if weak else condition


def candidates(game: SignallingGame) -> Iterator[Candidate]:
    """Yield class, profile and conditions of every candidate.

    Raises NotCoveredError for more than two responses to a message.
    """
    if any(message.n_responses > 2 for message in game.messages):
        raise NotCoveredError("regions of signalling games need at most two responses to every message")
    able = [[m for m, message in enumerate(game.messages) if t in message.types] for t in range(len(game.prior))]
    for sent in product(*map(_subsets, able)):
        on_path = set(chain.from_iterable(sent))
        replies = [
            _subsets(range(message.n_responses)) if m in on_path else [(a,) for a in range(message.n_responses)]
            for m, message in enumerate(game.messages)
        ]
        for answered in product(*replies):
            yield from _Supported(game, sent, answered).candidates()


def _subsets(items: Sequence[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(items, k) for k in range(1, len(items) + 1)))


@dataclass(frozen=True)
class _Supported:
    """A combination of supports: the messages `sent` by every type and the responses `answered` to every message."""

    game: SignallingGame
    sent: Supports
    answered: Supports

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidate with each type whose suspicion may explain the responses to unsent messages."""
        sending = _solution(self._sending_unknowns(), self._receiver_equations)
        if sending is None:
            return
        responding = _solution(self._responding_unknowns(), self._sender_equations)
        if responding is None:
            return
        conditions = [
            *_positive(sending.values()), *_positive(responding.values()),
            *self._sender(responding), *self._receiver(sending),
        ]  # fmt: skip
        unsent = [m for m in range(len(self.game.messages)) if not any(m in own for own in self.sent)]
        for reasons in product(*map(self._reasons, unsent)):
            yield self._kind(), self._profile(sending, responding), [*conditions, *filter(_open, reasons)]

    def _sending_unknowns(self) -> dict[Unknown, Any]:
        return {(t, m): _symbol("s", t, m, own) for t, own in enumerate(self.sent) for m in own}

    def _responding_unknowns(self) -> dict[Unknown, Any]:
        return {(m, a): _symbol("r", m, a, own) for m, own in enumerate(self.answered) for a in own}

    def _receiver_equations(self, s: Mapping[Unknown, Any]) -> list[Any]:
        sums = [sum(s[t, m] for m in own) - 1 for t, own in enumerate(self.sent) if len(own) > 1]
        mixed = [m for m, own in enumerate(self.answered) if len(own) > 1]
        return sums + [self._advantage(m, 0, 1, s) for m in mixed]

    def _sender_equations(self, r: Mapping[Unknown, Any]) -> list[Any]:
        sums = [sum(r[m, a] for a in own) - 1 for m, own in enumerate(self.answered) if len(own) > 1]
        pairs = [(t, own[0], m) for t, own in enumerate(self.sent) for m in own[1:]]
        return sums + [self._worth(t, first, r) - self._worth(t, m, r) for t, first, m in pairs]

    def _advantage(self, m: int, a: int, b: int, s: Mapping[Unknown, Any]) -> Any:
        """Return what response a is worth more than b after a message, in total over the types that send it."""
        message = self.game.messages[m]
        senders = [(k, t) for k, t in enumerate(message.types) if m in self.sent[t]]
        return sum(_number(self.game.prior[t]) * s[t, m] * _gain(message.v[k], a, b) for k, t in senders)

    def _worth(self, t: int, m: int, r: Mapping[Unknown, Any]) -> Any:
        message = self.game.messages[m]
        own = message.u[message.types.index(t)]
        return sum(r[m, a] * _number(own[a]) for a in self.answered[m])

    def _sender(self, r: Mapping[Unknown, Any]) -> Iterator[Condition]:
        for t, own in enumerate(self.sent):
            others = (m for m, message in enumerate(self.game.messages) if t in message.types and m not in own)
            yield from (_non_negative(self._worth(t, own[0], r) - self._worth(t, m, r)) for m in others)

    def _receiver(self, s: Mapping[Unknown, Any]) -> Iterator[Condition]:
        for m, own in enumerate(self.answered):
            if any(m in messages for messages in self.sent):
                others = (b for b in range(self.game.messages[m].n_responses) if b not in own)
                yield from (_non_negative(self._advantage(m, own[0], b, s)) for b in others)

    def _reasons(self, m: int) -> list[Condition]:
        """Return for every type the condition that the response is best if it is believed to be that type."""
        message, (a,) = self.game.messages[m], self.answered[m]
        if message.n_responses == 1:
            return [sympy.true]
        found = [sympy.Ge(_gain(own, a, 1 - a), 0) for own in message.v]
        return [sympy.true] if sympy.true in found else [c for c in dict.fromkeys(found) if c != sympy.false]

    def _kind(self) -> Class:
        seen = [{self.game.seen(m) for m in own} for own in self.sent]
        if len(set().union(*seen)) == 1:
            return "pooling"
        revealing = all(not first & second for first, second in combinations(seen, 2))
        return "separating" if revealing else "semi-separating"

    def _profile(self, s: Mapping[Unknown, Any], r: Mapping[Unknown, Any]) -> tuple[Any, ...]:
        sets = self.game.tree.information_sets
        out: list[Any] = [""] * len(sets)
        for t, own in enumerate(self.sent):
            place = self.game.type_sets[t]
            moves = {m: self._action(t, m) for m in own}
            out[place] = _strategy({sets[place].actions[moves[m]]: s[t, m] for m in own})
        for m, own in enumerate(self.answered):
            place = self.game.messages[m].information_set
            if place >= 0:
                out[place] = _strategy({sets[place].actions[a]: r[m, a] for a in own})
        return tuple(out)

    def _action(self, t: int, m: int) -> int:
        message = self.game.messages[m]
        return message.actions[message.types.index(t)]


def _number(value: Any) -> Any:
    return sympy.sympify(value)


def _gain(own: Sequence[Any], a: int, b: int) -> Any:
    return _number(own[a]) - _number(own[b])


def _symbol(letter: str, first: int, second: int, support: Sequence[int]) -> Any:
    return sympy.Symbol(f"{letter}_{first}_{second}", positive=True) if len(support) > 1 else sympy.Integer(1)


def _solution(unknowns: Mapping[Unknown, Any], equations: Any) -> dict[Unknown, Any] | None:
    """Return the unknowns that solve linear equations; None unless there is exactly one solution for all parameters."""
    free = [v for v in unknowns.values() if v.is_Symbol]
    rows = [sympy.expand(e) for e in equations(unknowns)]
    rows = [e for e in rows if e != 0]
    if not free:
        return None if rows else dict(unknowns)
    solved = [x for x in sympy.linsolve(rows, free) if not any(v.free_symbols & set(free) for v in x)]
    if not solved:
        return None
    values = dict(zip(free, map(sympy.cancel, solved[0]), strict=True))
    return {key: values.get(v, v) for key, v in unknowns.items()}


def _positive(values: Any) -> Iterator[Condition]:
    for value in values:
        above, below = sympy.fraction(sympy.together(value))
        if value != 1:
            yield sympy.Gt(sympy.expand(above * below), 0)


def _non_negative(value: Any) -> Condition:
    above, below = sympy.fraction(sympy.together(value))
    return sympy.Ge(sympy.expand(above * below), 0)


def _open(condition: Condition) -> bool:
    return bool(condition != sympy.true)


def _strategy(mixture: dict[str, Any]) -> Any:
    if len(mixture) == 1:
        return next(iter(mixture))
    return {action: _quotient(p) for action, p in mixture.items()}


def _quotient(value: Any) -> Number:
    above, below = sympy.fraction(sympy.cancel(sympy.together(value)))
    return numbers.exact(factored(above) / factored(below))
