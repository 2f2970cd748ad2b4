"""What all sweeps in memory have: a model, a concept, and the points they were made over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from games.errors import ParameterError
from games.forms.batch import Points
from games.forms.table import Shown
from games.model import Model

Index = int | Sequence[int]


@dataclass(frozen=True, eq=False, repr=False)
class OverPoints(Shown):
    """Answers over the points of a grid, or of a sample, of a model's parameters."""

    model: Model
    concept: str
    grid: Points

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of values along each axis, or of points of a sample."""
        return self.grid.shape

    @property
    def size(self) -> int:
        """The number of points."""
        return self.grid.size

    @property
    def fixed_text(self) -> str:
        """The parameters held fixed and the options, in words."""
        return ", ".join(f"{name} = {value}" for name, value in {**self.grid.fixed, **self.model.choice}.items())

    def flat(self, index: Index) -> int:
        """Return the index of a point in the flattened grid.

        Raises ParameterError outside the grid.
        """
        try:
            place = (index,) if isinstance(index, (int, np.integer)) else tuple(index)
            shape = (self.size,) if isinstance(index, (int, np.integer)) else self.shape
            return int(np.ravel_multi_index(place, shape)) if shape else 0
        except (ValueError, TypeError):
            raise ParameterError(f"no point {index}; accepted: an index into a grid of shape {self.shape}") from None

    def game(self, index: Index) -> Any:
        """Return the exact game at a point, given by one index per axis or one in all."""
        return self.model.at(**self.grid.point(self.flat(index)))
