"""The plans of one player at which the other's best replies change: the vertices of a best-reply polyhedron.

Against the plan x of one player the other gets at best v(x) = max over his plans y of x'B y, the maximum of one linear
function for each of his pure plans. The polyhedron is {(x, v) : x a plan, v >= x'B y for every y}; below it is
bounded by its vertices (x, v(x)). Every set of plans x with given best replies and given unused sequences is the
hull of such vertices, so these take the part of the vertices of a best-response polytope of a normal form.

Method: double description (Motzkin, Raiffa, Thompson and Thrall 1953) from the pure plans, with cuts on demand. The
inequalities are as many as pure strategies of the other, but he finds his best reply to a vertex backwards over his
information sets; a vertex with v below v(x) is cut off by that reply, and when no such vertex is left the description
is complete. Everything is in integers, homogeneous: x is a multiple of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd
from typing import Any, NamedTuple

import numpy as np

from solvers.limits import Watch
from solvers.trees.plans import Plan, Plans


class Vertex(NamedTuple):
    """A plan (an integer multiple of it), the sequences it does not use, and those that lose against it, as masks."""

    plan: Plan
    unused: int
    losing: int


class _Ray(NamedTuple):
    """A plan followed by the other's payoff v, and the mask of what is tight: x >= 0, then the cuts."""

    vector: tuple[int, ...]
    tight: int


def best_reply_vertices(
    own: Plans, other: Plans, gains: Sequence[Sequence[int]], watch: Watch | None = None
) -> list[Vertex]:
    """Return the vertices, for the other's integer payoffs gains[s][t] at her sequence s and his sequence t.

    Where the watch stops the search, the vertices known by then, all pure plans among them.
    """
    n, watch = own.n_sequences, watch or Watch()
    cut = _cut(gains, _reply(other, gains, own.pure[0]))
    rays = [_Ray((*x, _dot(cut, x)), _zeros(x) | 1 << n) for x in own.pure]
    rays.append(_Ray((*(0,) * n, 1), (1 << n) - 1))
    known: dict[tuple[int, ...], Vertex] = {}
    bit = n + 1
    while (wrong := _too_low(rays, other, gains, known)) is not None:
        if watch.over():
            return list({vertex.plan: vertex for vertex in (*known.values(), *_pure(own, other, gains))}.values())
        rays = _add(rays, (*(-c for c in _cut(gains, wrong)), 1), bit, own.dimension, watch)
        bit += 1
    return [known[ray.vector] for ray in rays if ray.vector[0]]


def _reply(other: Plans, gains: Sequence[Sequence[int]], x: Sequence[int]) -> Plan:
    return other.a_best_reply(other.best_replies(_against(gains, x))[1])


def _pure(own: Plans, other: Plans, gains: Sequence[Sequence[int]]) -> Iterator[Vertex]:
    """Yield the pure plans, which are vertices always."""
    for x in own.pure:
        yield _vertex(x, other.best_replies(_against(gains, x))[1])


def _vertex(x: Plan, loss: Sequence[int]) -> Vertex:
    return Vertex(x, _zeros(x), sum(1 << t for t, v in enumerate(loss) if v))


def _too_low(
    rays: list[_Ray], other: Plans, gains: Sequence[Sequence[int]], known: dict[tuple[int, ...], Vertex]
) -> Plan | None:
    """Return his reply to a vertex at which he can get more than v; note the others as known."""
    for ray in rays:
        if ray.vector[0] and ray.vector not in known:
            x = ray.vector[:-1]
            value, loss = other.best_replies(_against(gains, x))
            if value > ray.vector[-1]:
                return other.a_best_reply(loss)
            known[ray.vector] = _vertex(x, loss)
    return None


def _against(gains: Sequence[Sequence[int]], x: Sequence[int]) -> list[int]:
    """Return his payoff at every sequence against her plan."""
    used = [(w, row) for w, row in zip(x, gains, strict=True) if w]
    return [sum(w * row[t] for w, row in used) for t in range(len(gains[0]))]


def _cut(gains: Sequence[Sequence[int]], reply: Plan) -> list[int]:
    """Return his payoff at each of her sequences when he plays `reply`."""
    used = [t for t, w in enumerate(reply) if w]
    return [sum(row[t] for t in used) for row in gains]


def _dot(first: Sequence[int], second: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(first, second, strict=True))


def _zeros(x: Sequence[int]) -> int:
    return sum(1 << s for s, w in enumerate(x) if not w)


def _add(rays: list[_Ray], row: Sequence[int], bit: int, least: int, watch: Watch) -> list[_Ray]:
    """Return the rays where also `row` is non-negative; an edge has at least `least` tight inequalities.

    Nothing is added once the watch stops the search.
    """
    values = [_dot(row, ray.vector) for ray in rays]
    kept = [_Ray(r.vector, r.tight | 1 << bit) if v == 0 else r for r, v in zip(rays, values, strict=True) if v >= 0]
    for i, j in _edges([ray.tight for ray in rays], [(v > 0) - (v < 0) for v in values], bit, least):
        if watch.over():
            return rays
        vector = _between(rays[i].vector, rays[j].vector, values[i], values[j])
        kept.append(_Ray(vector, rays[i].tight & rays[j].tight | 1 << bit))
    return kept


def _edges(masks: list[int], signs: list[int], bits: int, least: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of adjacent rays, one above and one below: no third ray carries all the labels they share."""
    above, below = (np.flatnonzero(np.array(signs) == sign) for sign in (1, -1))
    words = _words(masks, bits)
    for j in below:
        common = words[:, above] & words[:, j, None]
        for k in np.flatnonzero(np.bitwise_count(common).sum(axis=0) >= least):
            if _carriers(words, common[:, k]) == 2:
                yield int(above[k]), int(j)


def _words(masks: list[int], bits: int) -> Any:
    """Return masks of some bits as 64-bit words, of shape (words, masks)."""
    size = -(-bits // 64)
    data = b"".join(mask.to_bytes(8 * size, "little") for mask in masks)
    return np.ascontiguousarray(np.frombuffer(data, dtype="<u8").reshape(len(masks), size).T)


def _carriers(words: Any, common: Any) -> int:
    """Return how many masks contain `common`."""
    hits = (words[0] & common[0]) == common[0]
    for own, wanted in zip(words[1:], common[1:], strict=True):
        hits &= (own & wanted) == wanted
    return int(hits.sum())


def _between(r: Sequence[int], q: Sequence[int], v: int, w: int) -> tuple[int, ...]:
    """Return the ray between two others on which the value, positive at one and negative at the other, is zero."""
    vector = [v * b - w * a for a, b in zip(r, q, strict=True)]
    divisor = gcd(*vector)
    return tuple(a // divisor for a in vector)
