"""GIFT, the plain-text format of question banks: numerical questions and single choice with feedback.

Questions and options escape GIFT's own signs with a backslash. Not every reader knows such escapes in feedback, so
there, as it is HTML, the signs are written by name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from games.text import Language
from paper_figs.classroom.exercise import Exercise
from paper_figs.classroom.quiz import TOLERANCE, number_text, quiz
from paper_figs.classroom.writers.blocks import html_of, together
from paper_figs.classroom.writers.moodle import asked_html
from paper_figs.classroom.writers.sheets import heading


def gift(exercises: Sequence[Exercise], lang: Language) -> str:
    """Return the exercises as GIFT, a blank line between questions."""
    return "\n\n".join(_question(number, each, lang) for number, each in enumerate(exercises, 1)) + "\n"


def escaped(text: str) -> str:
    r"""Return text with the signs of GIFT escaped; line ends are written `\n`.

    >>> print(escaped("{1/2} = a: b"))
    \{1/2\} \= a\: b
    """
    return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", r"\n")


NAMED = {"=": "&equals;", "{": "&lbrace;", "}": "&rbrace;", "#": "&num;", ":": "&colon;", "~": "&sim;"}


def named(source: str) -> str:
    """Return HTML with the signs of GIFT by name.

    >>> print(named("<p>q = 1/3</p>"))
    <p>q &equals; 1/3</p>
    """
    return "".join(NAMED.get(sign, sign) for sign in source).replace("\n", " ")


def _question(number: int, exercise: Exercise, lang: Language) -> str:
    asked = quiz(exercise, lang)
    head = f"::{escaped(heading(number, exercise, lang))}::[html]"
    body = escaped(asked_html(exercise, lang, asked.number is not None))
    solution = f"####{named(together(html_of, exercise.solution, lang))}"
    if asked.number is not None:
        return f"{head}{body} {{#{number_text(asked.number)}:{number_text(TOLERANCE)}\n{solution}\n}}"
    marks = [
        f"{'=' if o.right else '~'}{escaped(o.text)}#{named(html.escape(o.feedback, quote=False))}"
        for o in asked.options
    ]
    return "\n".join([f"{head}{body} {{", *marks, solution, "}"])
