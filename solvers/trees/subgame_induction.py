"""Backward induction over subgames with imperfect information: all subgame-perfect equilibria, as independent blocks.

The nodes that start subgames are solved from the last to the first. Where the next such nodes are one move away the
step is that of perfect information (`induction`). Elsewhere it is a *round* (`rounds`): its families of information
sets (`agents`) mix over their pure plans, and the profiles that are equilibria of the round, given the payoffs at its
ends, are added to the set. Those payoffs are polynomials in the mixtures below: a family's gain from a pure plan is

    G(s) = sum over the ends e met with s of chance(e) x payoff(e) x weights of the other families on the way to e,

and for a choice of supports S the equilibria are the solutions of G(s) = G(t) >= G(r), s and t in S, r outside, for
every family. How the supports are found, given one piece of the set below:

* payoffs at the ends that are the same all over the piece, at most two players: from all equilibria in plans
  (`sequence_form`), one choice of supports for each maximal Nash subset;
* the same with more players: from all equilibria of the normal form between the families, isolated ones with their
  exact algebraic probabilities (`reals`), continua by the supports of their pieces;
* payoffs that vary over the piece: every choice of supports is tried. The comparison may then bound the piece below,
  so that equilibria above and selections below depend on each other; that is kept as constraints of the new piece. So
  it is for payoffs that are irrational. Polynomials of higher degree with irrational coefficients are not treated.

References: Selten (1965); von Stengel (1996); Blume and Zame (1994).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations, islice
from math import inf, prod
from typing import TYPE_CHECKING, Any

from games.errors import NotCoveredError
from solvers.limits import Limits
from solvers.trees.agents import Family, agent_form, families
from solvers.trees.flat_tree import FlatTree
from solvers.trees.induction import Block, Induction, Range
from solvers.trees.mixtures import Constraint, Piece, impose, multiply, simplex, single
from solvers.trees.multiaffine import Point, Poly, combine, constant, decisions_in, evaluate, minus, times
from solvers.trees.plans import Plan
from solvers.trees.reals import Algebraic, real
from solvers.trees.rounds import Round, round_at
from solvers.trees.sequence_form import two_sided

if TYPE_CHECKING:
    from solvers.n_player.components import NPoint

MAX_SUPPORTS = 5000
LATE = "the time budget ended before all subgames were solved"
UNSOLVED = "a subgame of three or more players was not solved completely"
UNNAMED = "a subgame of three or more players has equilibria known by their decimals only, which are left out"
CURVED = "pieces bounded by polynomials with irrational coefficients were left out"
Supports = tuple[tuple[int, ...], ...]
"""For each family of a round the pure plans it may use."""
Payoffs = list[list[Fraction]]
"""Everybody's payoff at each end of a round."""


@dataclass
class SubgameInduction(Induction):
    """The state of one backward pass; `families` are those with a mixture in the set, by their first set."""

    roots: Collection[int] = ()
    families: dict[int, Family] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @property
    def left(self) -> float:
        """The seconds left of the budget."""
        return max(self.limits.budget - self.limits.spent, 0.0)

    def is_late(self) -> bool:
        """Note and return whether the time is up."""
        if late := self.left <= 0:
            self.gaps.append(LATE)
        return late

    def step(self, v: int) -> None:
        """Solve the subgame at node v, the smaller ones in it being solved."""
        if all(child in self.roots for child in self.flat.children[v]):
            super().step(v)
            return
        game = round_at(self.flat, v, self.roots)
        self._play(v, game, families(game))
        for end in game.ends:
            del self.values[end.node], self.ranges[end.node]

    def _play(self, v: int, game: Round, agents: Sequence[Family]) -> None:
        self.families |= {agent.name: agent for agent in agents}
        gains = [_gains(game, agents, k, [self.values[end.node] for end in game.ends]) for k in range(len(agents))]
        own = {agent.name for agent in agents}
        asked = set().union(*(decisions_in(minus(g, each[0])) for each in gains for g in each)) - own
        active = sorted({self.owner[w] for w in asked})
        found: list[Piece] = []
        for base in self._bases(active):
            found += self._equilibria(game, agents, gains, base)
            if self.left <= 0 and found and self.is_late():
                break
        decisions = frozenset(own).union(*(self.blocks.pop(k).decisions for k in active))
        key = agents[0].name
        self.owner.update(dict.fromkeys(decisions, key))
        self.blocks[key] = Block(decisions, self._shown(self._tidy(found)))
        if not self.blocks[key].pieces:
            raise NotCoveredError(f"no equilibrium was found of a subgame with this solver: {'; '.join(self.gaps)}")
        self._pass_up(v, game, agents)

    def _shown(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """Return the pieces without those that have no rational point to show."""
        if not any(piece.curved for piece in pieces):
            return pieces
        from solvers.trees.curved import samples

        kept = tuple(piece for piece in pieces if not piece.curved or samples(piece))
        if len(kept) < len(pieces):
            self.gaps.append("a piece of equilibria without a rational point was left out")
        return kept

    def _tidy(self, pieces: list[Piece]) -> tuple[Piece, ...]:
        """Drop empty pieces, pieces inside other ones, and those bounded by irrational polynomials."""
        plain = [piece for piece in pieces if not (piece.curved and is_irrational(piece))]
        if len(plain) < len(pieces):
            self.gaps.append(CURVED)
        return super()._tidy(plain)

    def _pass_up(self, v: int, game: Round, agents: Sequence[Family]) -> None:
        """Record the payoffs of the subgame at v to those who decide above it."""
        self.values[v], self.ranges[v] = {}, {}
        for j in self.flat.movers_above[v]:
            terms = ((end.chance, _reached(agents, end.sequences, self.values[end.node][j])) for end in game.ends)
            self.values[v][j] = self._settle(combine(terms))
            self.ranges[v][j] = self._range(self.values[v][j], [self.ranges[end.node][j] for end in game.ends])

    def _range(self, value: Poly, ends: Sequence[Range]) -> Range:
        """Return bounds of a payoff: those over its block, where they are seen, or those of the ends."""
        mentioned = decisions_in(value)
        owners = {self.owner[w] for w in mentioned}
        pieces = self.blocks[owners.pop()].pieces if len(owners) == 1 else ()
        bounds = [piece.bounds(value) for piece in pieces]
        if not mentioned:
            bounds = [(value.get((), Fraction(0)),) * 2]
        known = [bound for bound in bounds if bound is not None]
        if not known or len(known) < len(bounds):
            known = list(ends)
        return min(low for low, _ in known), max(high for _, high in known)

    def _equilibria(
        self, game: Round, agents: Sequence[Family], gains: Sequence[Sequence[Poly]], base: Piece
    ) -> Iterator[Piece]:
        """Yield the equilibria of a round over one piece of the set below."""
        payoffs = self._payoffs(game, base)
        if payoffs is not None:
            fixed = [[constant(value) for value in row] for row in payoffs]
            values = [dict(enumerate(row)) for row in fixed]
            gains = [_gains(game, agents, k, values) for k in range(len(agents))]
        if payoffs is None or any(isinstance(value, Algebraic) for row in payoffs for value in row):
            yield from self._over(agents, gains, base, self._all_supports(agents))
        elif len(game.movers) > 2:
            yield from self._many_players(game, agents, gains, base, payoffs)
        else:
            yield from self._over(agents, gains, base, self._two_player_supports(game, agents, payoffs))

    def _over(
        self, agents: Sequence[Family], gains: Sequence[Sequence[Poly]], base: Piece, choices: Iterable[Supports]
    ) -> Iterator[Piece]:
        """Yield the equilibria with each choice of supports; some that are found before the time is up."""
        seen = False
        for supports in choices:
            found = _supported(agents, gains, base, supports)
            yield from found
            seen = seen or bool(found)
            if seen and self.is_late():
                return

    def _payoffs(self, game: Round, base: Piece) -> Payoffs | None:
        """Return everybody's payoffs at the ends if they are the same all over the piece; else None."""
        elsewhere = {w: s for k, block in self.blocks.items() for w, s in block.pieces[0].vertices[0].items()}
        point: Point = elsewhere | base.vertices[0]
        found = []
        for end in game.ends:
            row = [Fraction(0)] * self.flat.n_players
            for j, poly in self.values[end.node].items():
                local = _at(poly, {w: s for w, s in point.items() if w not in base.vertices[0]})
                row[j] = evaluate(local, base.vertices[0])
                if not base.vanishes(minus(local, constant(row[j]))):
                    return None
            found.append(row)
        return found

    def _all_supports(self, agents: Sequence[Family]) -> Iterator[Supports]:
        """Yield every choice of supports, or no more than the first ones, the smallest first."""
        if prod(2**agent.size - 1 for agent in agents) > MAX_SUPPORTS:
            self.gaps.append(f"a subgame whose payoffs vary has more than {MAX_SUPPORTS} supports")
        yield from islice(_by_size([agent.size for agent in agents]), MAX_SUPPORTS)

    def _two_player_supports(self, game: Round, agents: Sequence[Family], payoffs: Payoffs) -> Iterator[Supports]:
        """Yield the supports of the maximal Nash subsets of a round with fixed payoffs, or of what the time allows."""
        _, found = two_sided(game, payoffs, Limits(self.left))
        if found.stopped:
            self.gaps.append(LATE)
        subsets = [((i,), (j,)) for i, j in found.pairs] if found.stopped else found.subsets
        sides = (*game.movers, None, None)[:2]
        for subset in subsets:
            chosen = zip(sides, (found.xs, found.ys), subset, strict=True)
            used = {i: _used([plans[k] for k in members]) for i, plans, members in chosen}
            yield tuple(_plans_within(agent, used[agent.player]) for agent in agents)

    def _many_players(
        self, game: Round, agents: Sequence[Family], gains: Sequence[Sequence[Poly]], base: Piece, payoffs: Payoffs
    ) -> Iterator[Piece]:
        """Yield the equilibria of a round of three and more players with fixed payoffs."""
        from solvers.n_player.components import nash_components

        form = agent_form(game, agents, payoffs)
        solved = nash_components(form.payoffs, self.left if self.left < inf else None, near=False)
        if not solved.complete:
            self.gaps.append(UNSOLVED)
        supports: dict[Supports, None] = {}
        for part in solved.components:
            supports |= {piece.support: None for piece in part.pieces if part.dimension}
            if not part.dimension:
                yield from self._isolated(agents, base, part.points[0])
        if solved.left:
            supports |= {tuple((a,) for a in cell): None for cell in pure_cells(form.payoffs)}
        for choice in supports:
            yield from _supported(agents, gains, base, choice)

    def _isolated(self, agents: Sequence[Family], base: Piece, point: NPoint) -> Iterator[Piece]:
        """Yield an isolated equilibrium with exact probabilities."""
        if point.named:
            rows = (tuple(map(real, row)) for row in point.coordinates)
            yield multiply(base, single({agent.name: row for agent, row in zip(agents, rows, strict=True)}))
        else:
            self.gaps.append(UNNAMED)


def is_irrational(piece: Piece) -> bool:
    """Whether irrational numbers occur in a piece."""
    numbers = (p for x in piece.vertices for s in x.values() for p in s)
    coefficients = (c for poly, _ in (*piece.constraints, *piece.curved) for c in poly.values())
    return any(isinstance(value, Algebraic) for value in chain(numbers, coefficients))


def pure_cells(payoffs: Any) -> list[tuple[int, ...]]:
    """Return the pure equilibria of a table of payoffs as places in it."""
    from solvers.pure import pure_mask

    return [tuple(map(int, cell)) for cell in zip(*pure_mask(payoffs).nonzero(), strict=True)]


def _by_size(sizes: Sequence[int]) -> Iterator[Supports]:
    """Yield all choices of supports, those with the fewest plans first.

    >>> [sum(map(len, choice)) for choice in _by_size([2, 2])]
    [2, 2, 2, 2, 3, 3, 3, 3, 4]
    """
    if not sizes:
        yield ()
        return
    subsets = [list(_nonempty(size)) for size in sizes]
    for total in range(len(sizes), sum(sizes) + 1):
        yield from _of_total(subsets, total)


def _of_total(subsets: Sequence[Sequence[tuple[int, ...]]], total: int) -> Iterator[Supports]:
    first, rest = subsets[0], subsets[1:]
    for own in first:
        left = total - len(own)
        if not rest and not left:
            yield (own,)
        elif rest and left >= len(rest):
            yield from ((own, *others) for others in _of_total(rest, left))


def _nonempty(size: int) -> Iterator[tuple[int, ...]]:
    """Yield the non-empty subsets of range(size)."""
    return chain.from_iterable(combinations(range(size), n + 1) for n in range(size))


def solve_subgames(flat: FlatTree, roots: Collection[int], limits: Limits | None = None) -> SubgameInduction:
    """Return the finished pass over a tree whose subgames start at `roots`."""
    state = SubgameInduction(flat, roots=roots, limits=limits or Limits())
    for v in sorted(roots, reverse=True):
        state.step(v)
    return state


def _gains(game: Round, agents: Sequence[Family], k: int, values: Sequence[dict[int, Poly]]) -> list[Poly]:
    """Return what each pure plan of family k pays its player at the ends that meet the family."""
    own, rest = agents[k], [agent for n, agent in enumerate(agents) if n != k]
    terms: list[list[tuple[Fraction, Poly]]] = [[] for _ in range(own.size)]
    for end, value in zip(game.ends, values, strict=True):
        if used := own.uses.get(end.sequences[own.player]):
            poly = _reached(rest, end.sequences, value[own.player])
            for s in used:
                terms[s].append((end.chance, poly))
    return [combine(each) for each in terms]


def _reached(agents: Sequence[Family], sequences: Sequence[int], value: Poly) -> Poly:
    """Return a payoff times the weights that the families put on the sequences to it."""
    for agent in agents:
        used = agent.uses.get(sequences[agent.player])
        if used is not None and len(used) < agent.size:
            value = combine((Fraction(1), times((agent.name, s), value)) for s in used)
    return value


def _at(poly: Poly, point: Point) -> Poly:
    """Return the polynomial with the mixtures of some decisions replaced by their values."""
    from solvers.trees.multiaffine import substitute

    return substitute(poly, {(w, a): p for w, s in point.items() for a, p in enumerate(s)})


def _used(plans: Sequence[Plan]) -> frozenset[int]:
    return frozenset(s for plan in plans for s, w in enumerate(plan) if w)


def _plans_within(agent: Family, used: Collection[int]) -> tuple[int, ...]:
    barred = [plans for s, plans in agent.uses.items() if s not in used]
    return tuple(k for k in range(agent.size) if not any(k in plans for plans in barred))


def _supported(
    agents: Sequence[Family], gains: Sequence[Sequence[Poly]], base: Piece, supports: Supports
) -> list[Piece]:
    """Return the pieces over `base` where every family uses some of its support and nothing pays better."""
    piece = base
    for agent, support in zip(agents, supports, strict=True):
        piece = multiply(piece, simplex(agent.name, support, agent.size))
    wanted = [
        Constraint(minus(own[support[0]], gain), s in support)
        for own, support in zip(gains, supports, strict=True)
        for s, gain in enumerate(own)
        if s != support[0]
    ]
    return impose(piece, wanted)
