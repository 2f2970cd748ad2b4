"""One way of writing exercises a module: sheets for people, question banks for learning platforms."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from games.text import Language
from paper_figs.classroom.exercise import Exercise

Written = str | bytes
Writer = Callable[[Sequence[Exercise], Language], Written]


def _markdown(exercises: Sequence[Exercise], lang: Language) -> Written:
    from paper_figs.classroom.writers.sheets import markdown_sheet

    return markdown_sheet(exercises, lang)


def _latex(exercises: Sequence[Exercise], lang: Language) -> Written:
    from paper_figs.classroom.writers.sheets import latex_sheet

    return latex_sheet(exercises, lang)


def _pdf(exercises: Sequence[Exercise], lang: Language) -> Written:
    from paper_figs.classroom.writers.pdf import pdf
    from paper_figs.classroom.writers.sheets import latex_sheet

    return pdf(latex_sheet(exercises, lang))


def _moodle(exercises: Sequence[Exercise], lang: Language) -> Written:
    from paper_figs.classroom.writers.moodle import moodle

    return moodle(exercises, lang)


def _gift(exercises: Sequence[Exercise], lang: Language) -> Written:
    from paper_figs.classroom.writers.gift import gift

    return gift(exercises, lang)


def _qti(exercises: Sequence[Exercise], lang: Language) -> Written:
    from paper_figs.classroom.writers.qti import qti

    return qti(exercises, lang)


def _qti21(exercises: Sequence[Exercise], lang: Language) -> Written:
    from paper_figs.classroom.writers.qti21 import qti21

    return qti21(exercises, lang)


def _json(exercises: Sequence[Exercise], lang: Language) -> Written:
    return json.dumps([_data(each, lang) for each in exercises], ensure_ascii=False, indent=1) + "\n"


def _data(exercise: Exercise, lang: Language) -> dict[str, Any]:
    from paper_figs.classroom.writers.blocks import markdown

    return {
        "kind": exercise.kind, "level": exercise.level, "seed": exercise.seed, "title": exercise.title.in_(lang),
        "question": [markdown(part, lang) for part in exercise.question], "form": exercise.form.in_(lang),
        "answer": exercise.shown(lang),
        "values": [[[str(x) for x in part] for part in item] for item in exercise.answer],
        "solution": [markdown(part, lang) for part in exercise.solution],
    }  # fmt: skip


FORMATS: dict[str, Writer] = {
    "md": _markdown, "latex": _latex, "pdf": _pdf, "moodle": _moodle, "gift": _gift, "qti": _qti,
    "qti21": _qti21, "json": _json,
}  # fmt: skip
"""The formats by name; `pdf`, `qti` (QTI 1.2) and `qti21` (QTI 2.1) are bytes."""
