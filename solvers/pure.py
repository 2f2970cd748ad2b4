"""Pure Nash equilibria of a game with any number of players.

A profile a is a Nash equilibrium if no player i gains by another action: u_i(a) >= u_i(a_i', a_-i) for all a_i'.
All of them are found by one comparison of every player's payoffs with their maximum over her own actions.

Reference: Nash (1951), "Non-cooperative games".
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from games.forms.normal_form import NormalForm
from solvers.equilibrium import Component, Equilibria, Equilibrium

CONCEPT = "pure Nash equilibrium"


def pure_mask(payoffs: np.ndarray) -> np.ndarray:
    """Return where the pure equilibria are: a boolean array over profiles.

    `payoffs` has shape (n_players, *n_actions, ...); trailing axes are a batch of games.
    """
    mask = np.ones(payoffs.shape[1:], dtype=bool)
    for i, u in enumerate(payoffs):
        mask &= np.asarray(u == u.max(axis=i, keepdims=True), dtype=bool)
    return mask


def pure_profiles(payoffs: np.ndarray) -> np.ndarray:
    """Return the pure equilibria as rows of action indices, in lexicographic order.

    `payoffs` has shape (n_players, *n_actions). After one player's comparison few profiles are left for the others'.
    """
    first = np.asarray(payoffs[0] == payoffs[0].max(axis=0, keepdims=True), dtype=bool)
    places = np.unravel_index(np.flatnonzero(first), first.shape)
    for i, u in enumerate(payoffs[1:], 1):
        best = u.max(axis=i)[tuple(place for j, place in enumerate(places) if j != i)]
        keep = np.asarray(u[places] == best, dtype=bool)
        places = tuple(place[keep] for place in places)
    return np.stack(places, axis=1)


def pure_equilibria(game: NormalForm) -> Equilibria:
    """Return all pure Nash equilibria.

    >>> from games.forms import NormalForm
    >>> len(pure_equilibria(NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])))
    2
    """
    profiles = pure_profiles(game.payoffs).tolist()
    components = tuple(Component((pure_point(game, tuple(profile)),)) for profile in profiles)
    why = "every pure profile was compared with every unilateral deviation; mixed equilibria are not listed"
    return Equilibria(game, CONCEPT, components, True, why)


def pure_point(game: NormalForm, profile: tuple[int, ...]) -> Equilibrium:
    """Return a pure profile of action indices as an equilibrium point."""
    one, zero = (1.0, 0.0) if game.kind == "float" else (Fraction(1), Fraction(0))
    strategies = tuple(
        tuple(one if a == chosen else zero for a in range(count))
        for chosen, count in zip(profile, game.shape, strict=True)
    )
    return Equilibrium(strategies, game.payoff(profile))
