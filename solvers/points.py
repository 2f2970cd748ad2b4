"""One equilibrium: what everybody plays, and what everybody gets.

Equilibria of large games are many; their exact numbers are computed when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.forms.numbers import Number

Strategy = tuple[Number, ...]
"""Probabilities over all the actions of one player, or of one information set of a tree."""


@dataclass(frozen=True)
class Equilibrium:
    """One equilibrium point.

    `profile` holds one probability vector per player (per information set in a tree), `payoffs` one number per player.
    """

    profile: tuple[Strategy, ...]
    payoffs: tuple[Number, ...]

    @classmethod
    def later(
        cls, profile: Callable[[], tuple[Strategy, ...]], payoffs: Callable[[], tuple[Number, ...]]
    ) -> Equilibrium:
        """Return an equilibrium with the profile and payoffs that functions give, called when first asked for them."""
        point = object.__new__(cls)
        point.__dict__["_later"] = {"profile": profile, "payoffs": payoffs}
        return point

    def __getattr__(self, name: str) -> Any:
        """Compute what was put off; Python asks here for nothing else."""
        later = self.__dict__.get("_later", {})
        if name not in later:
            raise AttributeError(name)
        self.__dict__[name] = later[name]()
        return self.__dict__[name]

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy needs; nothing is put off in it."""
        return {"profile": self.profile, "payoffs": self.payoffs}

    @property
    def is_pure(self) -> bool:
        """Whether every strategy puts all its weight on one action."""
        return all(sum(1 for p in strategy if p != 0) == 1 for strategy in self.profile)

    @property
    def support(self) -> tuple[tuple[int, ...], ...]:
        """The actions played with positive probability, per strategy."""
        return tuple(tuple(a for a, p in enumerate(strategy) if p != 0) for strategy in self.profile)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; rationals are strings `p/q`."""
        return {
            "profile": [[number_json(p) for p in s] for s in self.profile],
            "payoffs": [number_json(u) for u in self.payoffs],
        }


def number_json(value: Number) -> Any:
    """Return a number for JSON: `p/q`, a float, or the exact and approximate value of an irrational one."""
    if isinstance(value, (Fraction, int)):
        return str(value)
    if isinstance(value, float):
        return value
    return {"exact": str(value), "approx": float(value)}
