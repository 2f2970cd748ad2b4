"""The system of logit equations and its path, written once for numpy and for the compiler.

Unknowns z: the logarithms l of all players' probabilities, one after the other, and lambda. With T the matrix that
subtracts each player's first action from her others (first rows zero) and S the one that adds up each player's actions
(in her first row), u(p) the payoff of each action and D its derivative, the equations and their derivative are

    H = T (l - lambda u(p)) + S p - first = 0,      [T + (S - lambda T D) p,  -T u],

the columns being multiplied by p = exp(l). Payoffs are multilinear, so u = D p / (n - 1).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

NEWTON = 6
TOLERANCE = 1e-13
WIDEST_TURN = 0.85
"""Cosine of the largest angle between the directions of two neighbouring points."""
LARGEST_CORRECTION = 0.25
SMALLEST_STEP = 1e-9


class Equations(NamedTuple):
    """One game for the kernel: payoffs (players x profiles), each profile's actions as places in p, and T, S, first."""

    payoffs: Array
    profiles: Array
    minus: Array
    total: Array
    first: Array


def slopes(payoffs: Array, profiles: Array, p: Array) -> Array:
    """Return the derivative of every action's expected payoff by every probability."""
    size, (n, _) = len(p), payoffs.shape
    weights = p[profiles.T]
    out = np.zeros(size * size)
    for i in range(n):
        for j in range(n):
            if i != j:
                others = np.prod(weights[[k for k in range(n) if k not in (i, j)]], axis=0)
                out += np.bincount(profiles[:, i] * size + profiles[:, j], payoffs[i] * others, size * size)
    return out.reshape(size, size)


def system(game: Equations, fixed: Array, z: Array) -> tuple[Array, Array]:
    """Return H and its derivative at z. `fixed` is D of a two-player game, where it is constant, else empty."""
    size = z.shape[0] - 1
    p = np.exp(z[:size])
    d = fixed if fixed.shape[0] else slopes(game.payoffs, game.profiles, p)
    n = game.payoffs.shape[0]
    u = np.dot(d, p) / (n - 1)
    out = np.empty((size, size + 1))
    out[:, :size] = game.minus + (game.total - z[size] * np.dot(game.minus, d)) * p
    out[:, size] = -np.dot(game.minus, u)
    return np.dot(game.minus, z[:size] - z[size] * u) + np.dot(game.total, p) - game.first, out


def bordered(jacobian: Array, last: Array) -> Array:
    """Return the derivative with one more row."""
    size = last.shape[0]
    out = np.empty((size, size))
    out[:-1] = jacobian
    out[-1] = last
    return out


def correct(game: Equations, fixed: Array, z: Array, direction: Array) -> tuple[Array, float, bool]:
    """Newton's method across `direction`: the point, the length of the first step, and whether it converged."""
    first, before = -1.0, np.inf
    value = np.zeros(z.shape[0])
    for _ in range(NEWTON):
        value[:-1], jacobian = system(game, fixed, z)
        step = np.linalg.solve(bordered(jacobian, direction), value)
        length = np.sqrt(np.dot(step, step))
        if not length < 0.7 * before:
            return z, first, length < 1e-7
        z = z - step
        first = length if first < 0 else first
        if length < TOLERANCE * (1 + abs(z[-1])):
            return z, first, True
        before = length
    return z, first, False


def tangent(game: Equations, fixed: Array, z: Array, before: Array) -> tuple[Array, float, float]:
    """Return the direction of the path at z, the residual there, and the sign of the bordered determinant."""
    value, jacobian = system(game, fixed, z)
    matrix = bordered(jacobian, before)
    last = np.zeros(z.shape[0])
    last[-1] = 1.0
    t = np.linalg.solve(matrix, last)
    t = t / np.sqrt(np.dot(t, t))
    sign, _ = np.linalg.slogdet(bordered(jacobian, t))
    return t, np.max(np.abs(value)), sign


def trace(
    game: Equations, fixed: Array, start: Array, end: float, most: int, step: float
) -> tuple[Array, Array, Array, Array]:
    """Follow the path from lambda = 0 until lambda reaches `end`: points, directions, residuals, signs.

    `step` is the length of the first step. Raises LinAlgError when a point falls on a fork.
    """
    size = start.shape[0]
    points, directions = np.empty((most, size)), np.empty((most, size))
    residuals, signs = np.empty(most), np.empty(most)
    direction = np.zeros(size)
    direction[-1] = 1.0
    z, bend, count = start, np.zeros(size), 0
    direction, residuals[0], signs[0] = tangent(game, fixed, z, direction)
    points[0], directions[0] = z, direction
    while count + 1 < most and z[-1] < end and step > SMALLEST_STEP * (1 + abs(z[-1])):
        guess = z + step * direction + 0.5 * step * step * bend
        new, first, fine = correct(game, fixed, guess, direction)
        if not fine or first > LARGEST_CORRECTION * (1 + 0.1 * abs(z[-1])):
            step *= 0.4
            continue
        turned, residual, sign = tangent(game, fixed, new, direction)
        if np.dot(turned, direction) < WIDEST_TURN:
            step *= 0.5
            continue
        count += 1
        bend = (turned - direction) / step
        z, direction = new, turned
        points[count], directions[count], residuals[count], signs[count] = z, direction, residual, sign
        step *= min(3.0, max(0.5, (0.1 / (first + 1e-12)) ** (1 / 3)))
    count += 1
    return points[:count], directions[:count], residuals[:count], signs[:count]
