"""Exercises for a class: questions with worked solutions made by the exact solvers, and the judge of other answers.

`kinds` makes them, one kind a module; `exercise` says what one is; `answers` reads what a student writes; `quiz` turns
one into a question that a learning platform marks; `writers` write them, one format a module; `collection` puts a set
together.
"""

from paper_figs.classroom.collection import collection
from paper_figs.classroom.exercise import Exercise, Verdict
from paper_figs.classroom.kinds import KINDS, kind

__all__ = ["KINDS", "Exercise", "Verdict", "collection", "exercise", "kind"]


def exercise(name: str, level: int = 1, seed: int = 0) -> Exercise:
    """Return the exercise of a kind, a level and a seed.

    Raises UnknownNameError for an unknown kind, ParameterError for a level or seed that does not exist.

    >>> print(exercise("patience", level=1, seed=7).check("1/2").right)
    False
    """
    return kind(name).exercise(level, seed)
