"""All perfect Bayesian equilibria of signalling games, with the beliefs that support them and their refinements.

Nature draws a type with positive probability, the sender sees it and sends a message, the receiver sees the message
alone and responds. A *perfect Bayesian equilibrium* is a strategy of each and a belief at each message such that the
sender's messages are best for every type, the responses are best given the beliefs, and beliefs follow from Bayes' rule
at every message that is sent.

In these games every perfect Bayesian equilibrium is a *sequential equilibrium* (Fudenberg and Tirole 1991, "Perfect
Bayesian equilibrium and sequential equilibrium", proposition 1, has this for two periods): for any belief mu at a
message m that is not sent, let type t send it with probability e mu(t) / prior(t), plus e^2; as e goes to 0 Bayes'
rule gives mu at m, and whatever is done at one message leaves the others alone. Conversely a sequential equilibrium
obeys Bayes' rule on the path. So weak perfect Bayesian, perfect Bayesian and sequential equilibria are the same.

The set is a finite union of polytopes (`beliefs.signalling_set`). Over every point of it lie the beliefs: at a message
that is sent Bayes' belief, at any other the polytope of beliefs to which all responses used are best, independently
of one another. These fibres are convex and the set is compact, so that the components of the equilibria in strategies
and those in assessments are the same.

An equilibrium is *separating* if every message sent reveals its type, *pooling* if no message sent changes the prior,
and *semi-separating* otherwise. `refinements` says which criteria the outcome passes (`beliefs.refinements`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from games.errors import NotCoveredError
from games.forms.tree import GameTree
from solvers.assessment import Assessment, Assessments, Polytope
from solvers.beliefs.refinements import REFINEMENTS, deviation, survives
from solvers.beliefs.responses import supporting
from solvers.beliefs.signalling_form import SignallingGame, signalling_form
from solvers.beliefs.signalling_set import Places, SignallingSet, Strategies, signalling_set
from solvers.equilibrium import Component, Strategy
from solvers.trees.flat_tree import FlatTree, flatten

CONCEPT = "perfect Bayesian equilibrium"
WHY = (
    "signalling game: the sender's optimality is linear in the responses and the receiver's in the messages, so every "
    "vertex of both polyhedra was enumerated exactly and every complementary pair with supporting beliefs matched"
)


def signalling_equilibria(tree: GameTree, concept: str = CONCEPT) -> Assessments:
    """Return all perfect Bayesian (equally, sequential) equilibria of a tree that is a signalling game.

    Profiles and beliefs hold one entry per information set of the tree. The dimension of a component is that of its
    strategies. Raises NotCoveredError for a tree of another shape.
    """
    game = signalling_form(tree)
    if game is None:
        raise NotCoveredError("not a signalling game: nature, then one sender who sees her type, then one receiver")
    return solve_signalling(game, concept)


def solve_signalling(game: SignallingGame, concept: str = CONCEPT) -> Assessments:
    """Return all equilibria of a signalling game."""
    places = Places(game)
    found = signalling_set(places)
    flat = flatten(game.tree, need_perfect=False)
    listed = (_component(places, flat, found, k) for k in range(len(found.components)))
    components = sorted(listed, key=_rank, reverse=True)
    return Assessments(game.tree, concept, tuple(components), True, WHY)


def _rank(component: Component) -> tuple[object, ...]:
    return component.extreme[0].is_pure, component.extreme[0].profile


def _component(places: Places, flat: FlatTree, found: SignallingSet, which: int) -> Component:
    subsets = [found.subsets[k] for k in found.components[which]]
    pairs = sorted({pair for xs, ys in subsets for pair in product(xs, ys)})
    points = [_Point(places, flat, found.senders[x], found.receivers[y]) for x, y in pairs]
    listed = sorted(((p.assessment(), pair) for p, pair in zip(points, pairs, strict=True)), key=_first, reverse=True)
    place = {pair: k for k, (_, pair) in enumerate(listed)}
    members = tuple(tuple(sorted(place[pair] for pair in product(xs, ys))) for xs, ys in subsets)
    words = f"union of {len(members)} polytopes, each spanned by a subset of the points" * (len(members) > 1)
    return Component(tuple(a for a, _ in listed), found.dimensions[which], members, None, words)


def _first(item: tuple[Assessment, object]) -> tuple[object, ...]:
    return item[0].is_pure, item[0].profile


@dataclass(frozen=True)
class _Point:
    """One equilibrium as coordinates of the two polyhedra."""

    places: Places
    flat: FlatTree
    sender: Strategies
    receiver: Strategies

    def assessment(self) -> Assessment:
        game = self.places.game
        profile = self._profile()
        beliefs: list[Polytope] = [((Fraction(1),),)] * len(profile)
        for m, message in enumerate(game.messages):
            if message.information_set >= 0:
                order = sorted(range(len(message.nodes)), key=message.nodes.__getitem__)
                corners = (tuple(belief[k] for k in order) for belief in self._beliefs(m))
                beliefs[message.information_set] = tuple(corners)
        return Assessment(profile, self.flat.payoffs(profile), tuple(beliefs), self._kind(), self._refinements())

    def _profile(self) -> tuple[Strategy, ...]:
        game = self.places.game
        rows = [[Fraction(0)] * len(s.actions) for s in game.tree.information_sets]
        for (m, k), p in zip(self.places.sending, self.sender, strict=True):
            message = game.messages[m]
            rows[game.type_sets[message.types[k]]][message.actions[k]] = p
        for (m, a), p in zip(self.places.responding, self.receiver, strict=True):
            if game.messages[m].information_set >= 0:
                rows[game.messages[m].information_set][a] = p
        return tuple(map(tuple, rows))

    def _joint(self, m: int) -> list[Fraction]:
        """Return the joint probability of each type that can send a message, and the message."""
        game = self.places.game
        sent = [p for (other, _), p in zip(self.places.sending, self.sender, strict=True) if other == m]
        return [game.prior[t] * p for t, p in zip(game.messages[m].types, sent, strict=True)]

    def _beliefs(self, m: int) -> Polytope:
        joint = self._joint(m)
        if total := sum(joint):
            return (tuple(p / total for p in joint),)
        return supporting(self.places.envelopes[m], self.places.support(self.receiver, m))

    def _kind(self) -> str:
        game = self.places.game
        sent: dict[int | str, list[Fraction]] = {}
        for (m, k), p in zip(self.places.sending, self.sender, strict=True):
            t = game.messages[m].types[k]
            sent.setdefault(game.seen(m), [Fraction(0)] * len(game.prior))[t] += game.prior[t] * p
        posteriors = [[p / sum(joint) for p in joint] for joint in sent.values() if any(joint)]
        if all(tuple(posterior) == game.prior for posterior in posteriors):
            return "pooling"
        return "separating" if all(1 in posterior for posterior in posteriors) else "semi-separating"

    def _refinements(self) -> tuple[tuple[str, bool], ...]:
        game = self.places.game
        values = self._values()
        unsent = [message for m, message in enumerate(game.messages) if not any(self._joint(m))]
        verdicts = [survives(deviation(message, values, game.prior)) for message in unsent]
        return tuple((name, all(v[k] for v in verdicts)) for k, name in enumerate(REFINEMENTS))

    def _values(self) -> list[Fraction]:
        """Return the equilibrium payoff of every type."""
        game = self.places.game
        worth: dict[int, Fraction] = {}
        for (m, k), p in zip(self.places.sending, self.sender, strict=True):
            if p:
                replies = [q for (other, _), q in zip(self.places.responding, self.receiver, strict=True) if other == m]
                u = game.messages[m].u[k]
                worth[game.messages[m].types[k]] = sum((q * x for q, x in zip(replies, u, strict=True)), Fraction(0))
        return [worth[t] for t in range(len(game.prior))]
