"""Backward induction on sets: all subgame-perfect behaviour strategies, as independent blocks.

Below a decision u of player i let S_a be the set of subgame-perfect equilibria of the subtree after action
a. The equilibria of the subtree at u are the pairs of x in the product of the S_a and a mixture over the
actions that are best for i at x. Hence, for sets B of actions,

    S_u = union over B of {x : u_i(a, x) = u_i(b, x) >= u_i(c, x) for a, b in B and all c} x simplex(B),

and payoffs are polynomials in the mixing probabilities below. Most of these are free for no one above to
care: decisions are kept in independent *blocks*, and S is the product of the blocks. Two blocks are merged
only at a decision whose player's comparison depends on both. A payoff coefficient that is constant over a
block no longer mentions it.

If all constraints are affine on the pieces they cut, every convex subset of S lies in one of the pieces:
the points in its relative interior share one support, and limits keep the inequalities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod

from games.errors import NotCoveredError
from games.forms.tree import Chance, Leaf
from solvers.trees.flat_tree import FlatTree
from solvers.trees.mixtures import Constraint, Piece, impose, maximal, multiply, simplex, single
from solvers.trees.multiaffine import Poly, combine, constant, decisions_in, evaluate, minus, split_by, times

MAX_VERTICES = 128
MAX_PIECES = 128
Range = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Block:
    """A factor of the set: some decisions, and the pieces whose union their strategies range over."""

    decisions: frozenset[int]
    pieces: tuple[Piece, ...]


@dataclass
class Induction:
    """The state of one backward pass: the blocks so far, and payoffs where the parent is still to come.

    `values` and `ranges` hold, per node, the payoffs of the players who decide above it: polynomials, bounds.
    """

    flat: FlatTree
    blocks: dict[int, Block] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)
    values: dict[int, dict[int, Poly]] = field(default_factory=dict)
    ranges: dict[int, dict[int, Range]] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)

    def step(self, v: int) -> None:
        """Solve the subtree at node v, its children being solved."""
        node, players = self.flat.nodes[v], self.flat.movers_above[v]
        if isinstance(node, Leaf):
            self.values[v] = {j: constant(node.payoffs[j]) for j in players}
            self.ranges[v] = {j: (node.payoffs[j], node.payoffs[j]) for j in players}
        elif isinstance(node, Chance):
            self._average(v, node.probabilities)
        else:
            self._decide(v)
        for child in self.flat.children[v]:
            del self.values[child], self.ranges[child]

    def _average(self, v: int, probabilities: Sequence[Fraction]) -> None:
        below = list(zip(probabilities, self.flat.children[v], strict=True))
        players = self.flat.movers_above[v]
        self.values[v] = {j: self._settle(combine((p, self.values[c][j]) for p, c in below)) for j in players}
        for j in players:
            low, high = (sum((p * self.ranges[c][j][end] for p, c in below), Fraction(0)) for end in (0, 1))
            self.ranges.setdefault(v, {})[j] = (low, high)
        self.ranges.setdefault(v, {})

    def _decide(self, v: int) -> None:
        children, i, u = self.flat.children[v], self.flat.mover[v], self.flat.decision[v]
        floor = max(self.ranges[c][i][0] for c in children)
        rivals = [a for a, c in enumerate(children) if self.ranges[c][i][1] >= floor]
        pieces = self._replies(u, len(children), _groups(rivals, [self.values[c][i] for c in children]))
        used = sorted({a for piece in pieces for a in piece.supports[u]})
        for j in self.flat.movers_above[v]:
            payoffs = [self.values[children[a]][j] for a in used]
            value = payoffs[0] if len(used) == 1 else _mixture(u, used, payoffs)
            self.values.setdefault(v, {})[j] = self._settle(value)
            bounds = [self.ranges[children[a]][j] for a in used]
            low = (max if j == i else min)(bound[0] for bound in bounds)
            self.ranges.setdefault(v, {})[j] = (low, max(bound[1] for bound in bounds))
        self.values.setdefault(v, {})
        self.ranges.setdefault(v, {})

    def _replies(self, u: int, n_actions: int, groups: list[tuple[Poly, list[int]]]) -> tuple[Piece, ...]:
        """Find the pieces of the block that decision u joins, and record the block."""
        gains = [gain for gain, _ in groups]
        asked = {w for gain in gains[1:] for w in decisions_in(minus(gain, gains[0]))}
        active = sorted({self.owner[w] for w in asked})
        found = []
        for base in self._bases(active):
            for piece, best in replies(base, gains):
                support = sorted(a for k in best for a in groups[k][1])
                found.append(multiply(piece, simplex(u, support, n_actions)))
        decisions = frozenset({u}).union(*(self.blocks.pop(k).decisions for k in active))
        self.blocks[u] = Block(decisions, self._tidy(found))
        if not self.blocks[u].pieces:
            raise NotCoveredError("too many tied mixtures for this solver; use `pure_subgame_perfect`")
        self.owner.update(dict.fromkeys(decisions, u))
        return self.blocks[u].pieces

    def _bases(self, active: Sequence[int]) -> Iterator[Piece]:
        """Yield the products of one piece of each active block; only some when there are too many."""
        lists = [list(self.blocks[k].pieces) for k in active]
        while prod(map(_most_vertices, lists)) > MAX_VERTICES:
            largest = max(lists, key=_most_vertices)
            points = [single(x) for p in largest for x in p.vertices if p.contains(x)]
            if not points:
                break
            largest[:] = points[:MAX_PIECES]
            self.gaps.append(f"one piece has more than {MAX_VERTICES} vertices")
        while prod(map(len, lists)) > MAX_PIECES:
            largest = max(lists, key=len)
            del largest[len(largest) // 2 :]
            self.gaps.append(f"decisions that depend on each other have more than {MAX_PIECES} pieces")
        yield from (reduce(multiply, chosen, single({})) for chosen in product(*lists))

    def _tidy(self, pieces: list[Piece]) -> tuple[Piece, ...]:
        """Drop empty pieces and pieces inside other ones."""
        if not any(piece.curved for piece in pieces):
            return tuple(maximal(pieces))
        from solvers.trees.curved import contained, resolve

        decided = [resolve(piece) if piece.curved else ([piece], True) for piece in pieces]
        if not all(known for _, known in decided):
            self.gaps.append("the search for points that satisfy a polynomial ran out of time")
        kept = maximal([piece for found, _ in decided for piece in found])
        for piece in list(kept):
            if any(other is not piece and other.curved and contained(piece, other) for other in kept):
                kept = [other for other in kept if other is not piece]
        return tuple(kept)

    def _settle(self, poly: Poly) -> Poly:
        """Replace the coefficients in a block's probabilities by numbers, where all are constant."""
        for k in {self.owner[w] for w in decisions_in(poly)}:
            block = self.blocks[k]
            parts = split_by(poly, block.decisions)
            known = [_constant_over(block, part) for part in parts.values()]
            if None not in known:
                poly = {m: c for m, c in zip(parts, known, strict=True) if c}
        return poly


def _most_vertices(pieces: Sequence[Piece]) -> int:
    return max(len(piece.vertices) for piece in pieces)


def solve_backwards(flat: FlatTree) -> Induction:
    """Return the finished pass over a tree."""
    state = Induction(flat)
    for v in reversed(range(len(flat.nodes))):
        state.step(v)
    return state


def replies(base: Piece, gains: Sequence[Poly]) -> Iterator[tuple[Piece, tuple[int, ...]]]:
    """Yield (piece, best): where in `base` all of `best` give the highest of the `gains`."""
    for lead, gain in enumerate(gains):
        for piece in impose(base, [Constraint(minus(gain, other), False) for other in gains[:lead]]):
            yield from _extend(piece, gains, (lead,), lead + 1)


def _extend(
    piece: Piece, gains: Sequence[Poly], best: tuple[int, ...], k: int
) -> Iterator[tuple[Piece, tuple[int, ...]]]:
    if k == len(gains):
        yield piece, best
        return
    loss = minus(gains[best[0]], gains[k])
    for tied in impose(piece, [Constraint(loss, True)]):
        yield from _extend(tied, gains, (*best, k), k + 1)
    if not piece.vanishes(loss):
        for better in impose(piece, [Constraint(loss, False)]):
            yield from _extend(better, gains, best, k + 1)


def _groups(actions: Sequence[int], gains: Sequence[Poly]) -> list[tuple[Poly, list[int]]]:
    """Return the actions grouped by equal payoff to the mover: they are best together or not at all."""
    groups: list[tuple[Poly, list[int]]] = []
    for a in actions:
        same = next((members for gain, members in groups if gain == gains[a]), None)
        if same is None:
            groups.append((gains[a], [a]))
        else:
            same.append(a)
    return groups


def _mixture(u: int, actions: Sequence[int], payoffs: Sequence[Poly]) -> Poly:
    return combine((Fraction(1), times((u, a), payoff)) for a, payoff in zip(actions, payoffs, strict=True))


def _constant_over(block: Block, poly: Poly) -> Fraction | None:
    """Return the value of a polynomial over a block if it is seen to be the same everywhere."""
    value = evaluate(poly, block.pieces[0].vertices[0])
    same = all(piece.vanishes(minus(poly, constant(value))) for piece in block.pieces)
    return value if same else None
