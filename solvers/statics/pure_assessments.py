"""When exactly a pure profile of a signalling game with symbols is a perfect Bayesian equilibrium, for some belief.

Let type t send m(t) and let a(m) answer message m. With gains g_t(a, b), what the receiver earns more by a than by b if
she faces type t, the profile is an equilibrium iff

* u_t(m(t), a(m(t))) >= u_t(m, a(m)) for every type t and message m it can send;
* sum over the types t that send m of prior(t) g_t(a(m), b) >= 0 for every message m that is sent and response b;
* for every message m that is not sent some belief mu over the types that can send it satisfies
  sum_t mu(t) g_t(a(m), b) >= 0 for all responses b.

The last is linear in mu. With two responses it holds iff g_t >= 0 for some type, a corner of the beliefs; with more the
beliefs are eliminated one by one (`elimination`). Nothing is left out: the condition holds on the boundaries of the
domain and where parameters satisfy an equation. Only types of probability zero are not covered (`supported`).

Reference: Fudenberg and Tirole, *Game Theory* (1991), section 8.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy

from games.text import LANGUAGES, Text
from solvers.beliefs.signalling_form import Message, SignallingGame
from solvers.statics.elimination import somewhere
from solvers.statics.reals import Answer, Condition, implied
from solvers.statics.simplify import Conditions, joint, simplify


def supported(game: SignallingGame, domain: Conditions) -> Conditions:
    """Return that every type has positive probability, as far as the domain does not say so."""
    positive = dict.fromkeys(sympy.Gt(sympy.sympify(p), 0) for p in game.prior)
    return tuple(c for c in positive if implied(c, domain) is not Answer.YES)


def said_of_types(positive: Conditions, domain: Conditions) -> Iterator[Text]:
    """Yield a note that conditions are stated where types have positive probability, if that is assumed."""
    if positive:
        en, zh = (joint(simplify(positive, domain) or positive, lang).text for lang in LANGUAGES)
        yield Text(f"Stated for {en}: every type has positive probability.", f"仅就 {zh} 而言：各类型概率均为正。")


def perfect_bayesian(game: SignallingGame, profile: Sequence[str]) -> Condition:
    """Return the condition that a profile, one action label per information set, is perfect Bayesian for some belief.

    It is exact wherever every type has positive probability.
    """
    sets = game.tree.information_sets
    chosen = [where.actions.index(label) for where, label in zip(sets, profile, strict=True)]
    answers = [0 if m.information_set < 0 else chosen[m.information_set] for m in game.messages]
    sent = [_sent(game, t, chosen[where]) for t, where in enumerate(game.type_sets)]
    sender = (
        _worth(game.messages[own], t, answers[own]) >= _worth(message, t, answers[m])
        for t, own in enumerate(sent)
        for m, message in enumerate(game.messages)
        if m != own and t in message.types
    )
    receiver = (_answered(game, m, answers[m], sent) for m in range(len(game.messages)))
    return sympy.And(*sender, *receiver)


def _sent(game: SignallingGame, t: int, action: int) -> int:
    return next(m for m, each in enumerate(game.messages) if (t, action) in zip(each.types, each.actions, strict=True))


def _worth(message: Message, t: int, answer: int) -> Any:
    return sympy.sympify(message.u[message.types.index(t)][answer])


def _answered(game: SignallingGame, m: int, answer: int, sent: Sequence[int]) -> Condition:
    message = game.messages[m]
    gains = [list(_gains(own, answer)) for own in message.v]
    senders = [(sympy.sympify(game.prior[t]), own) for t, own in zip(message.types, gains, strict=True) if sent[t] == m]
    if not senders:
        return _believable(gains)
    weighed = [[p * g for g in own] for p, own in senders]
    return sympy.And(*(sum(column) >= 0 for column in zip(*weighed, strict=True)))


def _gains(own: Sequence[Any], answer: int) -> Iterator[Any]:
    return (sympy.sympify(own[answer]) - sympy.sympify(v) for b, v in enumerate(own) if b != answer)


def _believable(gains: Sequence[Sequence[Any]]) -> Condition:
    """Return the condition that some mean of the rows is nowhere negative."""
    if len(gains[0]) < 2 or len(gains) == 1:
        return sympy.Or(*(sympy.And(*(g >= 0 for g in own)) for own in gains))
    beliefs = [sympy.Dummy(f"mu{t}", real=True) for t in range(1, len(gains))]
    weights = [1 - sum(beliefs), *beliefs]
    columns = (sum(w * g for w, g in zip(weights, column, strict=True)) for column in zip(*gains, strict=True))
    needed = [*(w >= 0 for w in weights), *(sympy.expand(c) >= 0 for c in columns)]
    return somewhere([c for c in needed if c != True], beliefs)  # noqa: E712 - sympy's true
