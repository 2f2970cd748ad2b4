"""Games in normal (strategic) form.

A finite game has players i = 1..n, a finite set of actions A_i for each, and a payoff u_i(a) for every profile
a in A_1 x ... x A_n. Everything here is immutable and generic in the number type: exact rational, float64 or sympy.

Reference: Osborne and Rubinstein, *A Course in Game Theory* (1994), chapter 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from games.errors import FormError, NumberError
from games.forms import numbers
from games.forms.numbers import Number
from games.text import Language

Profile = tuple[int, ...]
"""A pure action profile: one action index per player."""
Payoffs = dict[tuple[str, ...], tuple[Number, ...]]
"""Everybody's payoff by labelled profile."""


@dataclass(frozen=True, eq=False, repr=False)
class NormalForm:
    r"""A normal-form game.

    `payoffs` has shape (n_players, *n_actions): `payoffs[i][a]` is what player i gets at profile a. Numbers become
    exact rationals unless `dtype=float` asks for float64. Labels default to `1, 2, …`.

    Raises FormError for ragged or empty payoffs and duplicate labels, NumberError for payoffs that are not finite.

    >>> game = NormalForm([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], players=("US", "CN"), actions=(("C", "D"),) * 2)
    >>> game
    US \ CN  C     D
    -------  ----  ----
    C        3, 3  0, 5
    D        5, 0  1, 1
    >>> game.payoff(("D", "C"))
    (Fraction(5, 1), Fraction(0, 1))
    """

    payoffs: Any
    players: Sequence[str] = ()
    actions: Sequence[Sequence[str]] = ()
    title: str = ""
    dtype: type | None = None

    def __post_init__(self) -> None:
        payoffs = _payoff_array(self.payoffs, self.dtype)
        counts = payoffs.shape[1:]
        actions = self.actions or [[str(k + 1) for k in range(count)] for count in counts]
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "players", tuple(self.players) or tuple(str(i + 1) for i in range(len(counts))))
        object.__setattr__(self, "actions", tuple(tuple(labels) for labels in actions))
        object.__setattr__(self, "dtype", float if payoffs.dtype == float else None)
        self._check_labels()

    def _check_labels(self) -> None:
        check_labels(self.players, "player")
        if len(self.players) != self.n_players or len(self.actions) != self.n_players:
            raise FormError(
                f"{self.n_players} players need as many names and action lists, not {len(self.players)}"
                f" and {len(self.actions)}"
            )
        for player, labels, count in zip(self.players, self.actions, self.shape, strict=True):
            check_labels(labels, f"action of {player}")
            if len(labels) != count:
                raise FormError(f"{player} has {count} actions in the payoffs but {len(labels)} labels")

    @classmethod
    def from_profiles(
        cls,
        actions: Mapping[str, Sequence[str]],
        payoffs: Mapping[tuple[str, ...], Sequence[Any]] | Callable[..., Sequence[Any]],
        title: str = "",
    ) -> NormalForm:
        """Build a game from payoffs by labelled profile: a mapping, or a function of the actions.

        Raises FormError when a profile is missing or one does not exist.

        >>> NormalForm.from_profiles({"A": ("l", "r"), "B": ("l", "r")}, lambda a, b: (a == b, a != b)).shape
        (2, 2)
        """
        profiles = list(product(*actions.values()))
        if not callable(payoffs):
            if set(payoffs) != set(profiles):
                raise FormError(f"payoffs must be given for exactly the profiles {profiles}")
            values = [payoffs[profile] for profile in profiles]
        else:
            values = [payoffs(*profile) for profile in profiles]
        shape = [len(labels) for labels in actions.values()]
        if any(len(value) != len(actions) for value in values):
            raise FormError(f"every profile needs {len(actions)} payoffs, one per player")
        table = np.empty((len(profiles), len(actions)), dtype=object)
        table[:] = [[_plain(number) for number in value] for value in values]
        return cls(table.T.reshape(len(actions), *shape), tuple(actions), tuple(actions.values()), title)

    @property
    def n_players(self) -> int:
        """The number of players."""
        return len(self.payoffs)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of actions of each player."""
        return tuple(self.payoffs.shape[1:])

    @cached_property
    def kind(self) -> str:
        """`exact`, `float` or `symbolic`."""
        if self.payoffs.dtype == float:
            return "float"
        return "symbolic" if any(numbers.is_symbolic(value) for value in self.payoffs.flat) else "exact"

    def profiles(self) -> Iterator[Profile]:
        """Yield every pure action profile as action indices."""
        yield from np.ndindex(*self.shape)

    def labels(self, profile: Profile) -> tuple[str, ...]:
        """Return the action labels of a profile of indices."""
        return tuple(labels[a] for labels, a in zip(self.actions, profile, strict=True))

    def index(self, labels: Sequence[str]) -> Profile:
        """Return the action indices of a labelled profile.

        Raises FormError for an action that does not exist.
        """
        if len(labels) != self.n_players:
            raise FormError(f"a profile needs one action for each of {', '.join(self.players)}")
        for player, accepted, label in zip(self.players, self.actions, labels, strict=True):
            if label not in accepted:
                raise FormError(f"{player} has no action {label!r}; accepted: {', '.join(accepted)}")
        return tuple(self.actions[i].index(label) for i, label in enumerate(labels))

    def payoff(self, profile: Sequence[str] | Profile) -> tuple[Number, ...]:
        """Return everybody's payoff at a pure profile, given by labels or by indices."""
        where = profile if all(isinstance(a, (int, np.integer)) for a in profile) else self.index(profile)  # type: ignore[arg-type]
        return tuple(self.payoffs[:, *where])

    def map(self, change: Callable[[Number], Number]) -> NormalForm:
        """Return the game with every payoff replaced by `change(payoff)`."""
        flat = [change(value) for value in self.payoffs.flat]
        return self.with_payoffs(_object_array(flat, self.payoffs.shape))

    def with_payoffs(self, payoffs: Any) -> NormalForm:
        """Return a game with the same players and actions and other payoffs."""
        return NormalForm(payoffs, self.players, self.actions, self.title, self.dtype)

    def restrict(self, kept: Sequence[Sequence[int]]) -> NormalForm:
        """Return the game in which each player keeps only the actions with the given indices."""
        payoffs = self.payoffs[np.ix_(range(self.n_players), *kept)]
        actions = [[self.actions[i][a] for a in keep] for i, keep in enumerate(kept)]
        return NormalForm(payoffs, self.players, actions, self.title, self.dtype)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalForm):
            return NotImplemented
        same_labels = (self.players, self.actions) == (other.players, other.actions)
        return same_labels and self.shape == other.shape and bool(np.all(self.payoffs == other.payoffs))

    def __hash__(self) -> int:
        return hash((self.players, self.actions, tuple(self.payoffs.flat)))

    def __repr__(self) -> str:
        from games.forms.matrices import matrix_text

        return matrix_text(self)

    def _repr_html_(self) -> str:
        from games.forms.beside import beside
        from games.forms.matrices import matrix_html

        return beside(self, matrix_html(self))

    def _repr_latex_(self) -> str:
        from games.forms.matrices import matrix_mathjax

        return matrix_mathjax(self)

    def to_latex(
        self, caption: str = "", label: str = "", lang: Language = "en", basis: Sequence[Any] = (),
        style: str = "tabular",
    ) -> str:  # fmt: skip
        """Return the payoff matrix as a LaTeX table, best responses underlined; `basis`, a run of cells, follows.

        Styles: `tabular` (needs `multirow`), `sgame`, `istgame`; raises FormError for another.
        """
        from games.forms.matrices import matrix_latex

        return matrix_latex(self, caption or self.title, label, lang, basis, style)


def check_labels(labels: Sequence[str], what: str) -> None:
    """Raise FormError unless `labels` are distinct non-empty strings."""
    seen: set[str] = set()
    for label in labels:
        if not isinstance(label, str) or not label:
            raise FormError(f"every {what} needs a non-empty name, not {label!r}")
        if label in seen:
            raise FormError(f"duplicate {what}: {label!r}; names must be distinct")
        seen.add(label)


def _payoff_array(payoffs: Any, dtype: type | None) -> np.ndarray:
    raw = _raw_array(payoffs)
    n_players = len(raw) if raw.ndim else 0
    if n_players == 0 or raw.ndim != n_players + 1:
        raise FormError(f"payoffs of shape {raw.shape}; accepted: (n_players, *n_actions), at least one player")
    if 0 in raw.shape:
        raise FormError(f"payoffs of shape {raw.shape}: every player needs at least one action")
    array = _float_array(raw) if dtype is float else _object_array([numbers.exact(v) for v in raw.flat], raw.shape)
    array.flags.writeable = False
    return array


def _raw_array(payoffs: Any) -> np.ndarray:
    ragged = FormError("ragged payoffs; accepted: an array of shape (n_players, *n_actions)")
    if isinstance(payoffs, np.ndarray):
        return payoffs
    try:
        raw = np.asarray(payoffs, dtype=object)
    except ValueError:
        raise ragged from None
    if any(isinstance(value, (list, tuple, np.ndarray)) for value in raw.flat):
        raise ragged
    return raw


def _float_array(raw: np.ndarray) -> np.ndarray:
    try:
        array = np.array(raw, dtype=float)
    except (TypeError, ValueError):
        raise NumberError("payoffs that are not all numbers cannot become floats") from None
    if not np.isfinite(array).all():
        raise NumberError("payoffs must be finite; found nan or infinity")
    return array


def _object_array(values: list[Number], shape: tuple[int, ...]) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array.reshape(shape)


def _plain(value: Any) -> Any:
    """Numpy treats a bool as a number of another kind than an int; a payoff does not."""
    return int(value) if isinstance(value, (bool, np.bool_)) else value
