"""All Nash equilibria of a finite game: the front door to the exact solvers.

A profile of mixed strategies is a Nash equilibrium if nobody gains by deviating alone (Nash 1951). One player's game is
a maximisation; two players go to `two_player.bimatrix`, three and more to `n_player.components`. Every route is exact,
lists every component with its dimension, and says by what argument the list is complete. A search that reaches the
limits set for it returns true equilibria all the same, says how far it came, and leaves open what it did not prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain, product
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from solvers.equilibrium import Component, Equilibria, Equilibrium, Strategy
from solvers.limits import Limits, Progress
from solvers.two_player.integers import Integers, integer_matrix

if TYPE_CHECKING:
    from solvers.n_player.components import NComponent
    from solvers.two_player.bimatrix import NashSet

Profile = tuple[Strategy, ...]
CONCEPT = "Nash equilibrium"
TWO_PLAYER_WHY = (
    "every vertex of both best-response polytopes was enumerated by exact pivoting and every complementary pair matched"
)
ONE_PLAYER_WHY = "the actions with the largest payoff were found by comparing all; their mixtures are the optimal ones"


STOPPED = {"time": "the time budget ended", "memory": "the memory allowed was used up"}
ALONE = "an equilibrium; what it is connected with was not determined"
PATH_SECONDS, STEPS_A_SECOND = 0.5, 10**6
"""What a Lemke-Howson path may take beyond the budget, and how many entries of its tableaus a second computes."""


def nash(
    game: NormalForm,
    budget: float | None = None,
    memory: float | None = None,
    progress: Progress | None = None,
) -> Equilibria:
    """Return all Nash equilibria of `game` as components.

    `budget` limits the seconds, `memory` the bytes used in addition to those held (half of those available if not
    given; two players); beyond them the answer holds what was found and is marked incomplete. `progress` is called
    with the number of vertices or supports done and, where known, to be done. Float payoffs are taken as the exact
    binary numbers they are. Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import battle_of_the_sexes
    >>> [point.payoffs[0] for point in nash(battle_of_the_sexes())]
    [Fraction(2, 1), Fraction(1, 1), Fraction(2, 3)]
    """
    if game.kind == "symbolic":
        raise NotCoveredError("symbolic payoffs: give the parameters values with at(), or ask for regions")
    if game.n_players > 2:
        return _many_players(game, budget, progress)
    return two_player_equilibria(game, Limits(float("inf") if budget is None else budget, memory, progress))


def two_player_equilibria(game: NormalForm, limits: Limits) -> Equilibria:
    """Return all Nash equilibria of a game of one or two players, or those found within the limits."""
    from solvers.two_player.bimatrix import nash_set

    exact = _exact(game)
    both = exact if game.n_players == 2 else [exact[0][:, None], exact[0][:, None] * 0]
    tables = integer_matrix(both[0]), integer_matrix(both[1])
    found = nash_set(tables[0], tables[1], limits)
    units = tuple(_unit(matrix, whole) for matrix, whole in zip(exact, tables, strict=False))
    point = partial(_point, found, tables, units)
    if found.stopped:
        return _some(game, exact, found, point, limits)
    components = tuple(_component(found, k, point) for k in range(len(found.components)))
    return Equilibria(game, CONCEPT, components, True, TWO_PLAYER_WHY if game.n_players == 2 else ONE_PLAYER_WHY)


def _exact(game: NormalForm) -> Any:
    """Return the payoffs as rationals, floats as the binary numbers they are."""
    return game.payoffs if game.kind == "exact" else np.vectorize(Fraction, otypes=[object])(game.payoffs)


def _unit(matrix: Any, whole: Integers) -> Fraction:
    """Return what one unit of the integer payoffs is worth."""
    return next((Fraction(u) / v for u, v in zip(matrix.flat, chain(*whole), strict=True) if v), Fraction(1))


def _component(found: NashSet, k: int, point: Callable[[int, int], Equilibrium]) -> Component:
    (first, *others), dimension, index = found.components[k], found.dimensions[k], found.indices[k]
    if not others and len(found.subsets[first][0]) == len(found.subsets[first][1]) == 1:
        return Component((point(*found.subsets[first][0], *found.subsets[first][1]),), dimension, ((0,),), index)
    subsets = [list(product(*found.subsets[s])) for s in found.components[k]]
    pairs = sorted({pair for subset in subsets for pair in subset})
    place = {pair: at for at, pair in enumerate(pairs)}
    members = tuple(tuple(place[pair] for pair in subset) for subset in subsets)
    words = f"union of {len(members)} polytopes, each spanned by a subset of the points" * (len(members) > 1)
    return Component(tuple(point(*pair) for pair in pairs), dimension, members, index, words)


def _point(found: NashSet, tables: tuple[Integers, ...], units: tuple[Fraction, ...], i: int, j: int) -> Equilibrium:
    return Equilibrium.later(
        partial(_profile, found, len(units), i, j), partial(_integer_payoffs, found, tables, units, i, j)
    )


def _profile(found: NashSet, players: int, i: int, j: int) -> Profile:
    return (found.xs[i], found.ys[j])[:players]


def _integer_payoffs(
    found: NashSet, tables: tuple[Integers, ...], units: tuple[Fraction, ...], i: int, j: int
) -> tuple[Fraction, ...]:
    """Return both payoffs at an extreme equilibrium: those of the first action that each plays."""
    x, y = found.weights[0][i], found.weights[1][j]
    row, column = (next(a for a, v in enumerate(z) if v) for z in (x, y))
    values = ((tables[0][row], y), ([line[column] for line in tables[1]], x))
    return tuple(
        Fraction(sum(map(mul, payoffs, z)) * unit.numerator, sum(z) * unit.denominator)
        for (payoffs, z), unit in zip(values, units, strict=False)
    )


def _some(
    game: NormalForm, exact: Any, found: NashSet, point: Callable[[int, int], Equilibrium], limits: Limits
) -> Equilibria:
    """Return what a search that reached a limit has to show: pure equilibria, the end of a path, pairs of vertices."""
    plain = game if game.kind == "exact" else NormalForm(exact)
    path = _path_end(plain, limits)
    points = {one.profile: one for one in (*_pure(plain), *path, *(point(i, j) for i, j in found.pairs))}
    components = tuple(Component((one,), None, description=ALONE) for one in points.values())
    first, second = found.walked
    parts = [
        STOPPED[found.stopped],
        f"{first} vertices of the first best-response polytope and {second} of the second were met and matched",
        PURE_LISTED,
        *[f"of {found.matched} pairs found the first {len(found.pairs)} are listed"]
        * (found.matched > len(found.pairs)),
        *["one Lemke-Howson path was followed to its end"] * bool(path),
        "others may exist",
    ]
    return Equilibria(game, CONCEPT, components, False, "; ".join(parts))


def _pure(game: NormalForm) -> Iterator[Equilibrium]:
    """Yield pure equilibria, the first ones where there are very many."""
    from solvers.pure import pure_point, pure_profiles

    for profile in pure_profiles(game.payoffs)[:MOST].tolist():
        yield pure_point(game, tuple(profile))


def _path_end(game: NormalForm, limits: Limits) -> list[Equilibrium]:
    """Return the equilibrium at the end of one path of Lemke and Howson, unless the path is long."""
    from solvers.lemke_howson import lemke_howson

    if game.n_players != 2:
        return []
    seconds = min(max(PATH_SECONDS, limits.budget - limits.spent), 20 * PATH_SECONDS)
    end = lemke_howson(game, 0, 1 + int(2 * seconds * STEPS_A_SECOND / sum(game.shape) ** 2))
    return [end.point] if end.point and end.converged else []


def _many_players(game: NormalForm, budget: float | None, progress: Progress | None) -> Equilibria:
    from solvers.n_player.components import nash_components
    from solvers.n_player.piece_words import in_words
    from solvers.two_player.extreme import is_extreme

    exact = _exact(game)
    found = nash_components(exact, budget, progress)
    components = []
    for part in found.components:
        kept = [p.profile for p in part.points if not (part.dimension and p.rational) or is_extreme(exact, p.profile)]
        extreme = tuple(Equilibrium(profile, _payoffs(exact, profile)) for profile in dict.fromkeys(kept))
        words = "" if _is_polytope(part, kept) else in_words(part, game.players, game.actions)
        components.append(Component(extreme, part.dimension, (), part.index, words))
    if not found.left:
        return Equilibria(game, CONCEPT, tuple(components), found.complete, found.why, grouped=found.grouped)
    pure = (
        point
        for point in _pure(NormalForm(exact))
        if not any(part.contains(point.profile) for part in found.components)
    )
    components += [Component((point,), None, description=ALONE) for point in pure]
    why = f"{found.why}; the first of these: [{_supports(game, found.left[:NAMED])}]; {PURE_LISTED}"
    return Equilibria(game, CONCEPT, tuple(components), False, why, grouped=False)


NAMED = 3  # supports named of those left
MOST = 200  # pure equilibria listed when a search was stopped
PURE_LISTED = f"pure equilibria are listed, at most {MOST}"


def _supports(game: NormalForm, supports: Sequence[Sequence[Sequence[int]]]) -> str:
    """Return supports by the names of the actions, e.g. `{Open, Restrict} x {Depend} x {Wait}`."""
    return ", ".join(
        " x ".join(
            "{" + ", ".join(str(labels[a]) for a in own) + "}" for own, labels in zip(s, game.actions, strict=True)
        )
        for s in supports
    )


def _is_polytope(part: NComponent, extreme: Sequence[Profile]) -> bool:
    """Return whether one piece under linear conditions has all the extreme points of the component as its ends."""
    return all(piece.is_linear for piece in part.pieces) and any(
        set(extreme) <= {end.profile for end in piece.ends} for piece in part.pieces
    )


def _payoffs(payoffs: Any, profile: Sequence[Strategy]) -> tuple[Number, ...]:
    """Return everybody's payoff at an equilibrium: that of any action she plays, being indifferent among them."""
    supports = [[a for a, p in enumerate(strategy) if p != 0] for strategy in profile]
    found = []
    for i, own in enumerate(payoffs):
        total: Number = Fraction(0)
        for cell in product(*(support[:1] if j == i else support for j, support in enumerate(supports))):
            weight: Number = Fraction(1)
            for j, a in enumerate(cell):
                weight = weight if j == i else weight * profile[j][a]
            total += weight * own[cell]
        found.append(numbers.exact(total.expand()) if numbers.is_symbolic(total) else total)
    return tuple(found)
