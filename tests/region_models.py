"""Models for the tests of regions, points of their domains, and their equilibria by brute force."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import sympy
from definitions import pure_nash

from games.classics import symmetric
from games.export_controls import chip_ban, chip_ban_three
from games.forms import NormalForm
from games.model import Model
from games.parameters import parameter
from games.relative_gains import relative_gains
from games.text import Text
from solvers.statics.reals import holds, substitute


def made(form, *parameters, assumptions=()):
    name = Text("made", "造")
    return Model("test.made", name, name, parameters, lambda **_: form, assumptions=assumptions)


def letters(names, low=0, high=10):
    return [parameter(name, name, name, high, low, high) for name in names.split()]


T, R, P, S = letters("T R P S")
(K,) = letters("k", 0, 3)
(X,) = letters("x", 0, 1)
t, r, p, s, k, x = (q.symbol for q in (T, R, P, S, K, X))


def order(*symbols):
    return tuple(a > b for a, b in pairwise(symbols))


def grieco(*ordering):
    return made(relative_gains(symmetric(t, r, p, s), k), T, R, P, S, K, assumptions=order(*ordering))


A = [[x / 2, x], [1 - x, (1 - x) / 2]]
breakpoints = made(NormalForm([A, [[A[j][i] for j in (0, 1)] for i in (0, 1)]]), X)
stag_hunt, chicken = grieco(r, t, p, s), grieco(t, r, s, p)
MODELS = {
    "chip_ban": chip_ban,
    "chip_ban_three": chip_ban_three,
    "stag_hunt": stag_hunt,
    "chicken": chicken,
    "breakpoints": breakpoints,
}
TWO_BY_TWO = ["chip_ban", "stag_hunt", "chicken", "breakpoints"]
CHAINS = {stag_hunt: "RTPS", chicken: "TRSP"}


def brute_force(model, point):
    return pure_nash(model.at(**point))


def listed(found, point):
    return {row.profile for row in found if row.kind == "pure" and row.contains(point)}


def random_points(model, count, seed=0):
    """Rational points of the domain, many of them on the grid, so that ties are common."""
    rng, points = random.Random(seed), []
    while len(points) < count:
        steps = rng.choice((4, 12, 97))
        point = {q.name: q.low + (q.high - q.low) * Fraction(rng.randint(0, steps), steps) for q in model.parameters}
        if len(ranked := CHAINS.get(model, ())) == len({point[name] for name in ranked}):
            point |= zip(ranked, sorted((point[name] for name in ranked), reverse=True), strict=False)
            points.append(point)
    return points


def boundary_points(found, each=15):
    """Points of the domain on the boundary of every condition of every row, solved for one parameter in turn."""
    points, parameters = [], {q.name: q for q in found.model.parameters}
    for number, (_row, condition) in enumerate((row, c) for row in found for c in row.conditions):
        names, hits = sorted(q.name for q in condition.free_symbols), 0
        for tries, point in enumerate(random_points(found.model, 6 * each, seed=number)):
            name = names[tries % len(names)]
            rest = substitute(condition.lhs, {n: v for n, v in point.items() if n != name})
            line = sympy.Poly(rest, found.model.symbols[name]).all_coeffs()
            if len(line) == 2 and hits < each:
                root = Fraction(*(-line[1] / line[0]).as_numer_denom())
                inside = parameters[name].low <= root <= parameters[name].high
                if inside and all(holds(c, {**point, name: root}) for c in found.model.assumptions):
                    points.append({**point, name: root})
                    hits += 1
        assert hits
    return points
