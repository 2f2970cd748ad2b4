"""An exercise as a machine can mark it: a number to type, or right and wrong answers to choose from.

Wrong answers are the right one with something missing, changed or added. Each was judged wrong by the exercise itself,
and its feedback is why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from games.text import Language, Text
from paper_figs.classroom import answers
from paper_figs.classroom.answers import Item, Part, Quantity, Slot
from paper_figs.classroom.draw import Draw
from paper_figs.classroom.exercise import Exercise
from paper_figs.classroom.two_by_two import fractions

OFFERED = 3
"""Wrong answers beside the right one."""
TOLERANCE = Fraction(1, 1000)


@dataclass(frozen=True)
class Option:
    """An answer to choose, and what is said of it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Quiz:
    """A question for a machine: `number` is to be typed, or one of `options` chosen."""

    number: Fraction | None
    options: tuple[Option, ...]


def quiz(exercise: Exercise, lang: Language) -> Quiz:
    """Return an exercise as a question for a machine."""
    if len(exercise.answer) == 1 and len(exercise.slots) == 1 and isinstance(exercise.slots[0], Quantity):
        return Quiz(exercise.answer[0][0][0], ())
    draw = Draw("quiz", exercise.kind, exercise.level, exercise.seed)
    right = Option(exercise.shown(lang), True, Text("Right.", "正确。").in_(lang))
    options = [right, *(Option(text, False, why) for text, why in _wrong(exercise, draw, lang))]
    return Quiz(None, tuple(draw.shuffled(options)))


def _wrong(exercise: Exercise, draw: Draw, lang: Language) -> list[tuple[str, str]]:
    """Return wrong answers with the reasons why they are wrong."""
    found: dict[str, str] = {}
    for items in _perturbed(exercise, draw):
        text = answers.show(items, exercise.slots, lang)
        verdict = exercise.check(answers.show(items, exercise.slots))
        if not verdict.right and text not in found:
            found[text] = verdict.in_(lang).split("\n", 1)[-1].replace("\n", " ")
        if len(found) == OFFERED:
            break
    return list(found.items())


def _perturbed(exercise: Exercise, draw: Draw) -> Iterator[tuple[Item, ...]]:
    right = exercise.answer
    if len(right) > 1:
        yield right[:-1]
        yield right[:1]
    items = draw.shuffled([*_changed(exercise, draw)])
    for item in items:
        yield (*right[:-1], item)


def _changed(exercise: Exercise, draw: Draw) -> Iterator[Item]:
    """Yield the last item with one or two parts changed."""
    last = exercise.answer[-1]
    others = [[part, *_parts(slot, part, draw)] for slot, part in zip(exercise.slots, last, strict=True)]
    for item in product(*others):
        if 1 <= sum(a != b for a, b in zip(item, last, strict=True)) <= 2:
            yield tuple(item)


def _parts(slot: Slot, part: Part, draw: Draw) -> list[Part]:
    """Return other parts that look alike: another action, other weights, another number."""
    if isinstance(slot, Quantity):
        return [(part[0] + Fraction(n, part[0].denominator),) for n in draw.shuffled((-1, 1, 2))]
    used = [k for k, p in enumerate(part) if p]
    if len(used) == 1:
        places = draw.shuffled([k for k in range(len(part)) if k not in used])[:OFFERED]
        return [tuple(Fraction(k == place) for k in range(len(part))) for place in places]
    if len(used) == 2:
        p = draw.choice([x for x in fractions(5) if x != part[used[0]]])
        changed = {used[0]: p, used[1]: 1 - p}
        return [tuple(changed.get(k, Fraction(0)) for k in range(len(part)))]
    return [(*part[1:], part[0])] if part[1:] != part[:-1] else [tuple(Fraction(k == 0) for k in range(len(part)))]


def number_text(value: Fraction) -> str:
    """Return a number in decimals, as learning platforms want it."""
    return f"{float(value):.10g}" if value.denominator > 1 else str(value)
