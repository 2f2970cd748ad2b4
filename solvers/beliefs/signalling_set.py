"""The complete set of equilibria of a signalling game, exactly, as products of polytopes.

Write s(t, m) for the probability that type t sends message m, and r(m, a) for that of response a to m.

* Given r, sending m pays type t the sum over a of r(m, a) u(t, m, a): the sender's optimality is *linear in r*.
* Given s, the receiver's belief at a message on the path is proportional to prior(t) s(t, m), so that a is a best
  response iff no a' has a greater sum over t of prior(t) s(t, m) v(t, m, a'): *linear in s*. Where all s(t, m) are zero
  this says nothing; there, a belief must exist to which all the responses used are best.

So the pairs (s, w), w(m) the receiver's greatest value at m, and (r, z), z(t) the sender's greatest payoff, form two
polyhedra, like the best-response polyhedra of a bimatrix game. Each has an inequality for every action of either
player: the action is not used, or it is a best reply. A pair of points is an equilibrium of the agent normal form iff
every action has a tight inequality at one of them, and a perfect Bayesian equilibrium iff in addition the responses
used at every message are best to one belief. This restricts r, message by message, to one of finitely many faces
(`responses.supportable`); on the path it is implied. Over every combination of faces the equilibria are unions of
products of faces of the two polyhedra, the maximal bicliques of the graph of complementary vertices. So no equation of
degree two is ever met, and all equilibria are rational polytopes, joined where they share vertices.

References: Mangasarian (1964), "Equilibrium points of bimatrix games"; Winkels (1979); Avis, Rosenberg, Savani and von
Stengel (2010), on bimatrix games, whose argument this is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import NamedTuple

from games.errors import NotCoveredError
from solvers.beliefs.responses import Corner, corners, supportable
from solvers.beliefs.signalling_form import SignallingGame
from solvers.programs.cones import extreme_rays
from solvers.programs.linear import whole
from solvers.two_player.subsets import Pair, Subset, affine_dimension, complementary, connected, nash_subsets

MAX_VERTICES = 5000
Place = tuple[int, int]
Strategies = tuple[Fraction, ...]


class Vertex(NamedTuple):
    """A vertex of a polyhedron: the probabilities, and the mask of the actions whose inequality is tight."""

    point: Strategies
    labels: int


@dataclass(frozen=True)
class SignallingSet:
    """All equilibria: senders and receivers are the vertices, `subsets` pairs of lists of their indices.

    A sender's vertex has one number per place of `sending`, a receiver's one per place of `responding`. A subset is the
    product of the convex hulls. `components` are lists of indices into subsets, with their `dimensions`.
    """

    senders: tuple[Strategies, ...]
    receivers: tuple[Strategies, ...]
    subsets: tuple[Subset, ...]
    components: tuple[tuple[int, ...], ...]
    dimensions: tuple[int, ...]


@dataclass(frozen=True)
class Places:
    """Where each probability stands: (type, position of the message) and (message, response)."""

    game: SignallingGame

    @cached_property
    def sending(self) -> tuple[Place, ...]:
        """The (message, position in its types) of every coordinate of the sender."""
        return tuple((m, k) for m, message in enumerate(self.game.messages) for k in range(len(message.types)))

    @cached_property
    def responding(self) -> tuple[Place, ...]:
        """The (message, response) of every coordinate of the receiver."""
        return tuple((m, a) for m, message in enumerate(self.game.messages) for a in range(message.n_responses))

    @cached_property
    def envelopes(self) -> tuple[tuple[Corner, ...], ...]:
        """At every message, the corners of the receiver's best responses to beliefs."""
        return tuple(corners(message.v) for message in self.game.messages)

    def support(self, receiver: Sequence[Fraction], m: int) -> int:
        """Return the mask of the responses that a receiver's vertex uses at a message."""
        used = (a for (n, a), p in zip(self.responding, receiver, strict=True) if n == m and p)
        return sum(1 << a for a in used)


def signalling_set(places: Places) -> SignallingSet:
    """Return all perfect Bayesian equilibria of a signalling game.

    Raises NotCoveredError when a polyhedron has too many vertices.
    """
    senders, receivers = _senders(places), _receivers(places)
    full = (1 << len(places.sending) + len(places.responding)) - 1
    found = complementary([v.labels for v in senders], [v.labels for v in receivers], full)
    pairs = [(x, y) for x, y in found if _sensible(places, receivers[y].point)]
    subsets = _maximal([s for face in _faces(places) for s in _within(places, pairs, receivers, face)])
    parts = _joined(subsets)
    xs, ys = tuple(v.point for v in senders), tuple(v.point for v in receivers)
    sizes = tuple(max(_dimension(subsets[k], xs, ys) for k in part) for part in parts)
    return SignallingSet(xs, ys, tuple(subsets), parts, sizes)


def _joined(subsets: Sequence[Subset]) -> tuple[tuple[int, ...], ...]:
    """Return the connected components of the subsets, which join where they share a pair of vertices.

    To share one vertex of a pair is not enough: no belief need support the mixtures of the other two.
    """
    pairs = [list(product(*subset)) for subset in subsets]
    number = {pair: n for n, pair in enumerate(dict.fromkeys(pair for own in pairs for pair in own))}
    groups = connected([(k, number[pair]) for k, own in enumerate(pairs) for pair in own])
    return tuple(tuple(sorted({k for k, _ in group})) for group in groups)


def _senders(places: Places) -> list[Vertex]:
    """Return the vertices of the polyhedron of (s, w): variables are the sender's, one value per message, the scale."""
    game, n = places.game, len(places.sending)
    width = n + len(game.messages) + 1
    rows = [_row(width, {j: 1 for j, at in enumerate(places.sending) if _type(game, at) == t} | {width - 1: -1})
            for t in range(len(game.prior))]  # fmt: skip
    tight = []
    for m, a in places.responding:
        costs = {j: -_weight(game, m, k, a) for j, (other, k) in enumerate(places.sending) if other == m}
        tight.append(_row(width, costs | {n + m: Fraction(1)}))
    found = _vertices(rows, tight, n)
    return [Vertex(p, _mask(p, False) | unused << n) for p, unused in found]


def _receivers(places: Places) -> list[Vertex]:
    """Return the vertices of the polyhedron of (r, z): variables are the receiver's, one value per type, the scale."""
    game, n, shift = places.game, len(places.responding), len(places.sending)
    width = n + len(game.prior) + 1
    rows = [_row(width, {j: 1 for j, (other, _) in enumerate(places.responding) if other == m} | {width - 1: -1})
            for m in range(len(game.messages))]  # fmt: skip
    lowest = [min(min(u) for m in game.messages for k, u in zip(m.types, m.u, strict=True) if k == t)
              for t in range(len(game.prior))]  # fmt: skip
    tight = []
    for m, k in places.sending:
        t = _type(game, (m, k))
        own = game.messages[m].u[k]
        costs = {j: lowest[t] - own[a] for j, (other, a) in enumerate(places.responding) if other == m}
        tight.append(_row(width, costs | {n + t: Fraction(1)}))
    return [Vertex(p, best | _mask(p, False) << shift) for p, best in _vertices(rows, tight, n)]


def _type(game: SignallingGame, place: Place) -> int:
    return game.messages[place[0]].types[place[1]]


def _weight(game: SignallingGame, m: int, k: int, a: int) -> Fraction:
    """Return prior times payoff, shifted to be non-negative: a constant for each type and message changes nothing."""
    own = game.messages[m].v[k]
    return Fraction(game.prior[game.messages[m].types[k]] * (own[a] - min(own)))


def _row(width: int, entries: Mapping[int, Fraction | int]) -> list[int]:
    return whole([entries.get(j, 0) for j in range(width)])[0]


def _vertices(equations: list[list[int]], inequalities: list[list[int]], n: int) -> Iterator[tuple[Strategies, int]]:
    """Yield the first n coordinates of every vertex and the mask of the tight inequalities."""
    turned = [[-v for v in row] for row in equations]
    rays = extreme_rays([*equations, *turned, *inequalities], len(equations[0]), MAX_VERTICES)
    if rays is None:
        raise NotCoveredError(
            f"the signalling game has a polyhedron of more than {MAX_VERTICES} vertices; give a smaller one"
        )
    for ray in sorted(rays, reverse=True):
        if ray[-1]:
            values = [sum(a * x for a, x in zip(row, ray, strict=True) if a) for row in inequalities]
            yield tuple(Fraction(x, ray[-1]) for x in ray[:n]), _mask(values, False)


def _mask(values: Sequence[object], wanted: bool) -> int:
    return sum(1 << k for k, v in enumerate(values) if bool(v) == wanted)


def _sensible(places: Places, receiver: Strategies) -> bool:
    """Whether the responses to every message are best to some belief."""
    return all(
        any(not places.support(receiver, m) & ~corner.best for corner in envelope)
        for m, envelope in enumerate(places.envelopes)
    )


def _faces(places: Places) -> Iterator[tuple[int, ...]]:
    """Yield the combinations of maximal sets of responses, one per message, each best to some belief."""
    yield from product(*map(supportable, places.envelopes))


def _within(places: Places, pairs: list[Pair], receivers: list[Vertex], face: tuple[int, ...]) -> list[Subset]:
    """Return the maximal products of equilibria whose responses all lie in one face."""
    inside = {
        y for y in {y for _, y in pairs}
        if not any(places.support(receivers[y].point, m) & ~allowed for m, allowed in enumerate(face))
    }  # fmt: skip
    kept = [(x, y) for x, y in pairs if y in inside]
    return [*nash_subsets(connected(kept))[0]] if kept else []


def _maximal(subsets: list[Subset]) -> list[Subset]:
    """Return the subsets that lie in no other one, each once."""
    different = [(set(xs), set(ys)) for xs, ys in sorted(set(subsets))]
    kept = [
        (xs, ys) for xs, ys in different
        if not any(xs <= a and ys <= b and (xs, ys) != (a, b) for a, b in different)
    ]  # fmt: skip
    return [(tuple(sorted(xs)), tuple(sorted(ys))) for xs, ys in kept]


def _dimension(subset: Subset, xs: Sequence[Strategies], ys: Sequence[Strategies]) -> int:
    return affine_dimension([xs[x] for x in subset[0]]) + affine_dimension([ys[y] for y in subset[1]])
