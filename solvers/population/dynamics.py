"""Replicator and logit dynamics: how the shares of a population game move, and where they come to rest.

Replicator (Taylor and Jonker 1978): x[g][f]' = x[g][f] (u[g][f] - mean of u[g] over x[g]). Logit at precision lambda
(Fudenberg and Levine 1998): x[g][f]' = exp(lambda u[g][f]) / sum of exp(lambda u[g]) - x[g][f]. Shares stay shares. The
orbits are integrated numerically (LSODA) to a stated tolerance; rest points and stability are exact or flagged.

The stability of a rest point follows from the eigenvalues of the replicator's Jacobian along the simplices: it is
asymptotically stable if all have negative real parts, unstable if one is positive; zero real parts decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from games.errors import NotCoveredError
from games.forms.population import PopulationGame, State

Stability = Literal["stable", "unstable", "undecided"]
TOLERANCE = 1e-9
"""Relative and absolute tolerance of the integrator."""
AT_REST = 1e-7
"""Speed below which an orbit counts as arrived."""
NEUTRAL = 1e-9
"""Size, relative to the payoffs, below which the real part of an eigenvalue decides nothing."""


@dataclass(frozen=True)
class Orbit:
    """A path of the dynamics: times of shape (steps,), states of shape (steps, groups, strategies)."""

    times: np.ndarray
    states: np.ndarray

    @property
    def end(self) -> np.ndarray:
        """The last state."""
        return np.asarray(self.states[-1])


def orbit(
    game: PopulationGame, start: Any, horizon: float = 1000.0, precision: float | None = None, steps: int = 200
) -> Orbit:
    """Follow the replicator dynamics, or with `precision` the logit dynamics, until it rests or time runs out.

    `start` has shape (groups, strategies). Raises NotCoveredError for a game of formulas.
    """
    from scipy.integrate import solve_ivp

    move = velocity(game, precision)
    shape = (len(game.groups), len(game.strategies))
    initial = np.array(start, dtype=float).reshape(shape)

    def speed(_: float, x: np.ndarray) -> float:
        return float(np.abs(move(x.reshape(shape))).max()) - AT_REST

    speed.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(
        lambda _, x: move(x.reshape(shape)).ravel(), (0.0, horizon), initial.ravel(), method="LSODA",
        rtol=TOLERANCE, atol=TOLERANCE, events=speed, dense_output=True,
    )  # fmt: skip
    times = np.linspace(0.0, found.t[-1], steps)
    return Orbit(times, found.sol(times).T.reshape(steps, *shape))


def stability(game: PopulationGame, state: State) -> Stability:
    """Return whether a rest point of the replicator dynamics is stable, from its Jacobian."""
    values = eigenvalues(game, state).real
    neutral = NEUTRAL * (np.abs(_arrays(game)[2]).max() + np.abs(_arrays(game)[1]).max() + 1e-300)
    if (values > neutral).any():
        return "unstable"
    return "stable" if (values < -neutral).all() else "undecided"


def eigenvalues(game: PopulationGame, state: State) -> np.ndarray:
    """Return the eigenvalues of the replicator's Jacobian at a state, along the product of simplices.

    There are groups x (strategies - 1) of them. Raises NotCoveredError for a game of formulas.
    """
    weights, intercepts, slopes = _arrays(game)
    x = np.array(state, dtype=float)
    m, n = x.shape
    u = intercepts + slopes @ (weights @ x)
    jacobian = np.zeros((m, n, m, n))
    for g in range(m):
        mean = x[g] @ u[g]
        jacobian[g, :, g, :] += np.diag(u[g] - mean) - np.outer(x[g], u[g])
        for h in range(m):
            along = weights[h] * slopes
            jacobian[g, :, h, :] += x[g][:, None] * (along - x[g] @ along)
    tangent = np.kron(np.eye(m), _tangent(n))
    values: np.ndarray = np.linalg.eigvals(tangent.T @ jacobian.reshape(m * n, m * n) @ tangent)
    return values


def velocity(game: PopulationGame, precision: float | None = None) -> Callable[[np.ndarray], np.ndarray]:
    """Return the velocity of the replicator, or with `precision` the logit dynamics, at states (…, groups, strategies).

    Raises NotCoveredError for a game of formulas.
    """
    weights, intercepts, slopes = _arrays(game)

    def replicator(x: np.ndarray) -> np.ndarray:
        u = intercepts + ((weights @ x) @ slopes.T)[..., None, :]
        moved: np.ndarray = x * (u - (x * u).sum(axis=-1, keepdims=True))
        return moved

    def logit(x: np.ndarray) -> np.ndarray:
        u = float(precision or 0) * (intercepts + ((weights @ x) @ slopes.T)[..., None, :])
        chosen = np.exp(u - u.max(axis=-1, keepdims=True))
        moved: np.ndarray = chosen / chosen.sum(axis=-1, keepdims=True) - x
        return moved

    return replicator if precision is None else logit


def _arrays(game: PopulationGame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if game.kind == "symbolic":
        raise NotCoveredError("the dynamics need numbers, not formulas; give the parameters values first")
    weights, intercepts, slopes = game.weights, game.intercepts, game.slopes
    return np.array(weights, dtype=float), np.array(intercepts, dtype=float), np.array(slopes, dtype=float)


def _tangent(n: int) -> np.ndarray:
    """Return an orthonormal basis of the vectors of sum zero, as columns."""
    basis: np.ndarray = np.linalg.qr(np.vstack([np.ones(n), np.eye(n)[: n - 1]]).T)[0][:, 1:]
    return basis
