"""All equilibria of many 2x2x2 games at once: arrays in, arrays out, the games along the last axes.

Let g_i(b, c) be what player i gains by action 0 over action 1 when the others (in order) play b and c, and let
p, q and r be the probabilities of action 0. Player 1's gain against mixtures is the bilinear

    f_1(q, r) = q A(r) + (1 - q) B(r),    A(r) = r g_1(0, 0) + (1 - r) g_1(0, 1),    B(r) likewise with g_1(1, .),

and so on. An equilibrium of a game without ties is of one of these kinds:

* pure: everybody's action gains;
* one player pure, two mixed: the two make each other indifferent, and the action of the first gains;
* completely mixed: f_1(q, r) = f_2(p, r) = f_3(p, q) = 0.

One player mixed and two pure would need a gain that is zero. In the last case, f_2 = f_3 = 0 for some p iff a
determinant vanishes, which is again bilinear, h(q, r) = q C(r) + (1 - q) D(r); and f_1 = h = 0 for some q iff

    A(r) D(r) - B(r) C(r) = k_0 r^2 + 2 k_1 r (1 - r) + k_2 (1 - r)^2 = 0.

Every root r in (0, 1) where A, B have opposite signs, and so have the two coefficients of p in f_2, is an
equilibrium; there are no others. So a game has at most two that are completely mixed. The roots are computed as
ratios r : (1 - r), that is z : k_0 and k_2 : z, where z = -k_1 -/+ the root of k_1^2 - k_0 k_2 without cancellation.

Completeness. Every decision is a sign, certain or not. A game is flagged as *tied* where one that matters is not:
a zero gain, unless one of the other two never plays her part in it, being worse off whatever the indifferent
player does; the gain of the pure player; or a sign that a root needs, when no other rules it out.

References: Chin, Parthasarathy and Raghavan (1973), "Structure of equilibria in n-person non-cooperative games";
McKelvey and McLennan (1997), "The maximal number of regular totally mixed Nash equilibria".
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from solvers.statics.bounded import Bounded, above, alike, apart, below, cross, minus, plus, root, size, times, zero
from solvers.statics.supports import Answers, Supports, spread

BOTH = (0, 1)

OTHERS = ((1, 2), (0, 2), (0, 1))
"""The players other than each, in order."""

Profile = tuple[int, int, int]

PROFILES: tuple[Profile, ...] = tuple((a, b, c) for a in BOTH for b in BOTH for c in BOTH)
BESIDE = tuple(product(range(3), BOTH))
"""The player who plays a pure action while the others mix, and that action."""

SUPPORTS: tuple[Supports, ...] = (
    *(tuple((action,) for action in profile) for profile in PROFILES),
    *(tuple((action,) if i == player else BOTH for i in range(3)) for player, action in BESIDE),
    (BOTH, BOTH, BOTH),
    (BOTH, BOTH, BOTH),
)

Gains = tuple[tuple[tuple[Bounded, ...], ...], ...]
"""g[i][b][c]: what player i gains by action 0 when the others play b and c."""

Weights = tuple[tuple[Any, Any], ...]
"""For each player who mixes, in order, what the probabilities of actions 0 and 1 are proportional to."""


def three_player(payoffs: Any, errors: Any = None) -> Answers:
    """Return all equilibria of 2x2x2 games: `payoffs[i, a, b, c]` is an array, or a number.

    They broadcast together. `errors`, indexed alike, bounds the error of each; without it they are exact.
    """
    gains = all_gains(payoffs, errors)
    points = np.broadcast_shapes((1,), *(np.shape(value) for own in gains for row in own for value, _ in row))
    held, tied = np.zeros((len(SUPPORTS), *points), dtype=bool), np.array(np.broadcast_to(open_zero(gains), points))
    for row, profile in zip(held, PROFILES, strict=False):
        row[...] = wins(gains, 0, profile) & wins(gains, 1, profile) & wins(gains, 2, profile)
    for row, (player, action) in zip(held[8:], BESIDE, strict=False):
        games = np.nonzero(np.broadcast_to(may_mix_beside(gains, player, action), points))
        row[games], open_, _ = beside(_at(gains, points, games), player, action)
        tied[games] |= open_
    games = np.nonzero(~np.broadcast_to(never_mixed(gains), points))
    (held[14][games], first, _), (held[15][games], second, _) = completely_mixed(_at(gains, points, games))
    tied[games] |= first | second

    def strategies(row: int, games: Any) -> list[Any]:
        weights = iter(_weights(_at(gains, points, (games,)), row))
        supports = SUPPORTS[row]
        return [p for own in supports for p in spread(own, next(weights) if own == BOTH else (1.0,), 2)]

    return Answers(SUPPORTS, held, tied, strategies)


def all_gains(payoffs: Any, errors: Any) -> Gains:
    """Return what every player gains by action 0, with errors."""

    def cell(i: int, profile: tuple[int, ...]) -> Bounded:
        return payoffs[(i, *profile)], 0.0 if errors is None else errors[(i, *profile)]

    def gain(i: int, b: int, c: int) -> Bounded:
        others = (b, c)
        return minus(cell(i, (*others[:i], 0, *others[i:])), cell(i, (*others[:i], 1, *others[i:])))

    return tuple(tuple(tuple(gain(i, b, c) for c in BOTH) for b in BOTH) for i in range(3))


def _at(gains: Gains, points: tuple[int, ...], games: Any) -> Gains:
    """Return the gains in some of the games."""

    def pick(x: Any) -> Any:
        return np.broadcast_to(x, points)[games]

    return tuple(tuple(tuple((pick(x), pick(e)) for x, e in row) for row in own) for own in gains)


def _weights(gains: Gains, row: int) -> Weights:
    if row < len(PROFILES):
        return ()
    if row < len(SUPPORTS) - 2:
        return beside(gains, *BESIDE[row - len(PROFILES)])[2]
    return completely_mixed(gains)[row - len(SUPPORTS) + 2][2]


def gain(g: Gains, i: int, profile: Profile) -> Bounded:
    """Return what player i gains by action 0 against the actions of the others in a profile."""
    j, k = OTHERS[i]
    return g[i][profile[j]][profile[k]]


def put(profile: Profile, i: int, action: int) -> Profile:
    """Return the profile with another action of player i."""
    a, b, c = profile
    return (action if i == 0 else a, action if i == 1 else b, action if i == 2 else c)


def wins(g: Gains, i: int, profile: Profile) -> Any:
    """Return where player i certainly gains by her action in a profile."""
    return above(gain(g, i, profile)) if profile[i] == 0 else below(gain(g, i, profile))


def loses(g: Gains, i: int, profile: Profile) -> Any:
    """Return where player i certainly loses by her action in a profile."""
    return below(gain(g, i, profile)) if profile[i] == 0 else above(gain(g, i, profile))


def open_zero(g: Gains) -> Any:
    """Return where some player may be indifferent when the others play what she makes best replies."""
    open_: Any = False
    for i in range(3):
        j, k = OTHERS[i]
        for b in BOTH:
            for c in BOTH:
                one = put(put((0, 0, 0), j, b), k, c)
                other = put(one, i, 1)
                known = above(gain(g, i, one)) | below(gain(g, i, one))
                safe = (loses(g, j, one) & loses(g, j, other)) | (loses(g, k, one) & loses(g, k, other))
                open_ = open_ | np.logical_not(known | safe)
    return open_


def ends(g: Gains, player: int, action: int, i: int, j: int) -> tuple[Bounded, Bounded]:
    """Return what i gains when `player` plays `action` and j plays 0, and when j plays 1."""
    profile = put((0, 0, 0), player, action)
    return gain(g, i, profile), gain(g, i, put(profile, j, 1))


def may_mix(u: tuple[Bounded, Bounded]) -> Any:
    """Return where a gain that is u[0] at one end and u[1] at the other may vanish in between."""
    nowhere = alike(u[0], u[1]) | (zero(u[0]) ^ zero(u[1]))
    return np.logical_not(nowhere)


def may_mix_beside(g: Gains, player: int, action: int) -> Any:
    """Return where the others may make each other indifferent while a player plays a pure action."""
    j, k = OTHERS[player]
    return may_mix(ends(g, player, action, j, k)) & may_mix(ends(g, player, action, k, j))


def beside(g: Gains, player: int, action: int) -> tuple[Any, Any, Weights]:
    """Return where two players mix beside the action of the third, where that is open, and the weights of the two."""
    j, k = OTHERS[player]
    u, w = ends(g, player, action, j, k), ends(g, player, action, k, j)
    q, r = (size(w[1]), size(w[0])), (size(u[1]), size(u[0]))
    own = g[player]
    value = plus(times(q[0], blend(r, own[0])), times(q[1], blend(r, own[1])))
    gains, wrong = (above(value), below(value)) if action == 0 else (below(value), above(value))
    held = apart(u[0], u[1]) & apart(w[0], w[1]) & gains
    open_ = may_mix(u) & may_mix(w) & np.logical_not(held | wrong)
    return held, open_, ((q[0][0], q[1][0]), (r[0][0], r[1][0]))


def blend(weights: tuple[Bounded, Bounded], values: tuple[Bounded, ...]) -> Bounded:
    """Return the mean of two values, times the sum of the weights."""
    return plus(times(weights[0], values[0]), times(weights[1], values[1]))


def never_mixed(g: Gains) -> Any:
    """Return where an action of some player is certainly dominated, be it weakly."""
    return dominated(g[0]) | dominated(g[1]) | dominated(g[2])


def dominated(own: tuple[tuple[Bounded, ...], ...]) -> Any:
    """Return where the gains of one player are certainly all of one sign or zero, and not all zero."""
    a, b, c, d = own[0][0], own[0][1], own[1][0], own[1][1]
    up = (above(a) | zero(a)) & (above(b) | zero(b)) & (above(c) | zero(c)) & (above(d) | zero(d))
    down = (below(a) | zero(a)) & (below(b) | zero(b)) & (below(c) | zero(c)) & (below(d) | zero(d))
    return np.logical_not(up & down) & (up | down)


def completely_mixed(g: Gains) -> tuple[tuple[Any, Any, Weights], tuple[Any, Any, Weights]]:
    """Return, for either root, where it is an equilibrium, where that is open, and the weights of the players."""
    k0, k1, k2 = quadratic(g)
    square = cross(k1, k1, k0, k2)
    none = below(square) | (alike(k0, k1) & alike(k1, k2))
    surd = root(square)
    z = plus(k1, (np.where(k1[0] < 0, -surd[0], surd[0]), surd[1]))
    minus_z = (-z[0], z[1])
    return at_root(g, minus_z, k0, none), at_root(g, k2, minus_z, none)


def quadratic(g: Gains) -> tuple[Bounded, Bounded, Bounded]:
    """Return the coefficients k_0, k_1 and k_2."""
    f, s, t = g
    c0, c1 = cross(s[0][0], t[1][0], s[1][0], t[0][0]), cross(s[0][1], t[1][0], s[1][1], t[0][0])
    d0, d1 = cross(s[0][0], t[1][1], s[1][0], t[0][1]), cross(s[0][1], t[1][1], s[1][1], t[0][1])
    double = plus(cross(f[0][0], d1, f[1][0], c1), cross(f[0][1], d0, f[1][1], c0))
    half = (double[0] / 2, double[1] / 2)
    return cross(f[0][0], d0, f[1][0], c0), half, cross(f[0][1], d1, f[1][1], c1)


def at_root(g: Gains, rise: Bounded, fall: Bounded, none: Any) -> tuple[Any, Any, Weights]:
    """Return the same for the root with r : (1 - r) = rise : fall."""
    a, b = blend((rise, fall), g[0][0]), blend((rise, fall), g[0][1])
    c, d = blend((rise, fall), g[1][0]), blend((rise, fall), g[1][1])
    out = none | apart(rise, fall) | alike(a, b) | alike(c, d)
    held = alike(rise, fall) & apart(a, b) & apart(c, d)
    weights = (np.abs(d[0]), np.abs(c[0])), (np.abs(b[0]), np.abs(a[0])), (np.abs(rise[0]), np.abs(fall[0]))
    return held, np.logical_not(out | held), weights
