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
* the same with more players: from all equilibria of the normal form between the families;
* payoffs that vary over the piece: every choice of supports is tried. The comparison may then bound the piece below,
  so that equilibria above and selections below depend on each other; that is kept as constraints of the new piece.

References: Selten (1965); von Stengel (1996); Blume and Zame (1994).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations, product
from math import prod

from games.errors import NotCoveredError
from games.forms import numbers
from solvers.trees.agents import Family, agent_form, families
from solvers.trees.flat_tree import FlatTree
from solvers.trees.induction import Block, Induction, Range
from solvers.trees.mixtures import Constraint, Piece, impose, multiply, simplex, single
from solvers.trees.multiaffine import Point, Poly, combine, constant, decisions_in, evaluate, minus, times
from solvers.trees.plans import Plan
from solvers.trees.rounds import Round, round_at
from solvers.trees.sequence_form import two_sided

MAX_SUPPORTS = 5000
Supports = tuple[tuple[int, ...], ...]
"""For each family of a round the pure plans it may use."""
Payoffs = list[list[Fraction]]
"""Everybody's payoff at each end of a round."""


@dataclass
class SubgameInduction(Induction):
    """The state of one backward pass; `families` are those with a mixture in the set, by their first set."""

    roots: Collection[int] = ()
    families: dict[int, Family] = field(default_factory=dict)

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
            if len(game.movers) > 2:
                yield from self._many_players(game, agents, gains, base, payoffs)
                return
            choices: Iterable[Supports] = _two_player_supports(game, agents, payoffs)
        else:
            choices = self._all_supports(agents)
        for supports in choices:
            yield from _supported(agents, gains, base, supports)

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
        """Yield every choice of supports, or no more than the first ones."""
        if prod(2**agent.size - 1 for agent in agents) > MAX_SUPPORTS:
            self.gaps.append(f"a subgame whose payoffs vary has more than {MAX_SUPPORTS} supports")
        subsets = (_nonempty(agent.size) for agent in agents)
        yield from (supports for supports, _ in zip(product(*subsets), range(MAX_SUPPORTS), strict=False))

    def _many_players(
        self, game: Round, agents: Sequence[Family], gains: Sequence[Sequence[Poly]], base: Piece, payoffs: Payoffs
    ) -> Iterator[Piece]:
        """Yield the equilibria of a round of three and more players with fixed payoffs."""
        from solvers.nash import nash

        solved = nash(agent_form(game, agents, payoffs))
        if not solved.complete:
            self.gaps.append("a subgame of three or more players was not solved completely")
        points = [point.profile for part in solved.components for point in part.extreme]
        rational = [not any(numbers.is_symbolic(p) for strategy in point for p in strategy) for point in points]
        if not all(rational):
            self.gaps.append("a subgame of three or more players has irrational equilibria, which are left out")
        if all(part.dimension == 0 for part in solved.components):
            for point, known in zip(points, rational, strict=True):
                named = {agent.name: tuple(s) for agent, s in zip(agents, point, strict=True)}
                yield from [multiply(base, single(named))] * known
            return
        for supports in self._all_supports(agents):
            yield from _supported(agents, gains, base, supports)


def _nonempty(size: int) -> Iterator[tuple[int, ...]]:
    """Yield the non-empty subsets of range(size)."""
    return chain.from_iterable(combinations(range(size), n + 1) for n in range(size))


def solve_subgames(flat: FlatTree, roots: Collection[int]) -> SubgameInduction:
    """Return the finished pass over a tree whose subgames start at `roots`."""
    state = SubgameInduction(flat, roots=roots)
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


def _two_player_supports(game: Round, agents: Sequence[Family], payoffs: Payoffs) -> Iterator[Supports]:
    """Yield the supports of the maximal Nash subsets of a round with fixed payoffs."""
    _, found = two_sided(game, payoffs)
    sides = (*game.movers, None, None)[:2]
    for subset in found.subsets:
        chosen = zip(sides, (found.xs, found.ys), subset, strict=True)
        used = {i: _used([plans[k] for k in members]) for i, plans, members in chosen}
        yield tuple(_plans_within(agent, used[agent.player]) for agent in agents)


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
