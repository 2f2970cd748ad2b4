"""A teacher's set: exercises of all kinds and levels, easy ones first, and the files they are handed out in."""

from __future__ import annotations

from functools import cache

from games.errors import ParameterError
from games.text import Language
from paper_figs.classroom.exercise import LEVELS, Exercise
from paper_figs.classroom.kinds import KINDS

USUAL, LARGEST = 30, 300


@cache
def collection(seed: int = 0, count: int = USUAL) -> tuple[Exercise, ...]:
    """Return a set of different exercises; sets of different seeds share none.

    Raises ParameterError for a count below one or above 300.
    """
    if not 1 <= count <= LARGEST:
        raise ParameterError(f"count {count}; accepted: 1 to {LARGEST}")
    kinds, levels = list(KINDS.values()), len(LEVELS)
    each = -(-count // (len(kinds) * levels))  # exercises of one kind and level, at most
    made = []
    for n in range(count):
        turn, which = divmod(n, len(kinds))
        level = LEVELS[(turn + which) % levels]
        made.append(kinds[which].exercise(level, seed * each + turn // levels))
    return tuple(sorted(made, key=lambda each: each.level))


def handouts(lang: Language) -> dict[str, str | bytes]:
    """Return the files of the set that `make paper` writes."""
    return files(collection(), lang)


def files(exercises: tuple[Exercise, ...], lang: Language) -> dict[str, str | bytes]:
    """Return what a teacher hands out and imports, by file name."""
    from paper_figs.classroom.writers.gift import gift
    from paper_figs.classroom.writers.moodle import moodle
    from paper_figs.classroom.writers.qti import qti
    from paper_figs.classroom.writers.qti21 import qti21
    from paper_figs.classroom.writers.sheets import latex_sheet, markdown_sheet

    return {
        "sheet.md": markdown_sheet(exercises, lang, "questions"),
        "sheet.tex": latex_sheet(exercises, lang, "questions"),
        "solutions.md": markdown_sheet(exercises, lang, "solutions"),
        "solutions.tex": latex_sheet(exercises, lang, "solutions"),
        "moodle.xml": moodle(exercises, lang),
        "gift.txt": gift(exercises, lang),
        "qti.zip": qti(exercises, lang),
        "qti21.zip": qti21(exercises, lang),
    }
