"""An exercise: a question with its answer and worked solution, and the judge of other answers.

Everything in it is made from one game by the exact solvers. A *kind* of exercise has a list of targets for each level,
what is to be found in the end; the seed walks through them in a fixed order without repetition, and the game is drawn
until the solver finds the target in it. Two seeds closer than the number of targets never share an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias

from games.errors import ParameterError
from games.forms import GameTree, NormalForm
from games.forms.coalition import CoalitionalGame
from games.forms.table import Table
from games.glossary import translate_all
from games.text import Language, Text
from paper_figs.classroom import answers
from paper_figs.classroom.answers import Item, Quantity, Slot
from paper_figs.classroom.draw import Draw
from paper_figs.classroom.words import say

LEVELS = (1, 2, 3)
NOTHING = Text("", "")
MOST = 10**12
"""Greatest seed."""


@dataclass(frozen=True)
class Square:
    """The best responses of a 2x2 game, drawn in the square of the probabilities p, q of the first actions.

    `lines` has for each player the corners (p, q) of the broken line; the axes of p and q are divided into `parts`.
    """

    game: NormalForm
    lines: tuple[tuple[tuple[Fraction, Fraction], ...], tuple[tuple[Fraction, Fraction], ...]]
    parts: tuple[int, int]
    grid: bool


@dataclass(frozen=True)
class Bilingual:
    """A table in either language."""

    make: Callable[[Language], Table]


Block: TypeAlias = "Text | NormalForm | GameTree | CoalitionalGame | Square | Bilingual"
"""What a sheet is made of."""


@dataclass(frozen=True)
class Reason:
    """Why an item is no answer: in words, and who would gain how much by what, where somebody would."""

    text: Text
    who: str = ""
    by: Any = None
    gain: Any = 0


FEW = {1: Text("one", "一"), 2: Text("two", "两"), 3: Text("three", "三")}


@dataclass(frozen=True)
class Verdict:
    """What is said of a student's answer: why items are wrong, and which are missing."""

    wrong: tuple[Reason, ...]
    missing: tuple[Item, ...]
    exercise: Exercise = field(repr=False)

    @property
    def right(self) -> bool:
        """Whether nothing is wrong and nothing missing."""
        return not self.wrong and not self.missing

    def in_(self, lang: Language, reveal: bool = False) -> str:
        """Return the verdict in words; what is missing is only described unless `reveal`."""
        if self.right:
            return Text("Right.", "正确。").in_(lang)
        lines = [Text("Not right.", "不正确。"), *(reason.text for reason in self.wrong), *self._missing(reveal)]
        return "\n".join(line.in_(lang) for line in lines)

    def __str__(self) -> str:
        return self.in_("en")

    def _missing(self, reveal: bool) -> list[Text]:
        if not self.missing:
            return []
        if reveal:
            shown = [
                Text(*(answers.show([m], self.exercise.slots, lang) for lang in ("en", "zh"))) for m in self.missing
            ]
            return [say("Missing: {0}", "缺少：{0}", each) for each in shown]
        if len(self.exercise.answer) == 1:
            return [] if self.wrong else [Text("The answer is missing.", "缺少答案。")]
        groups = Counter(map(self._mixing, self.missing))
        return [say("Missing: {0}.", "缺少：{0}。", self._described(*each)) for each in groups.items()]

    def _mixing(self, item: Item) -> tuple[str, ...]:
        """Return who mixes; nobody where numbers are asked for."""
        if any(isinstance(slot, Quantity) for slot in self.exercise.slots):
            return ()
        return tuple(slot.who for slot, part in zip(self.exercise.slots, item, strict=True) if max(part) < 1)

    def _described(self, mixing: tuple[str, ...], count: int) -> Text:
        said = FEW.get(count, Text(str(count), str(count)))
        if any(isinstance(slot, Quantity) for slot in self.exercise.slots):
            return Text(f"{said.en} more value{'s' * (count > 1)}", f"还有{said.zh}个值")
        if not mixing:
            return Text(f"{said.en} in pure strategies", f"{said.zh}个纯策略组合")
        return say(f"{said.en} with mixtures ({{0}})", f"{said.zh}个含混合策略的组合（{{0}}）", list(mixing))


@dataclass(frozen=True)
class Exercise:
    """A question, what may be answered, the answer, its derivation, and why another item is none."""

    question: tuple[Block, ...]
    slots: tuple[Slot, ...]
    answer: tuple[Item, ...]
    solution: tuple[Block, ...]
    explain: Callable[[Item], Reason]
    game: Any
    several: bool = False
    """Whether the question asks for a set, so that an answer may have several items."""
    title: Text = NOTHING
    kind: str = ""
    level: int = 1
    seed: int = 0

    def shown(self, lang: Language = "en") -> str:
        """Return the answer in words, as `check` takes it."""
        return answers.show(self.answer, self.slots, lang)

    def check(self, text: str) -> Verdict:
        """Judge an answer; raises AnswerError if it cannot be read."""
        given = answers.read(text, self.slots)
        wrong = [w for w in given if not any(answers.fits(w, item) for item in self.answer)]
        missing = [item for item in self.answer if not any(answers.fits(w, item) for w in given)]
        reasons = tuple(self.explain(answers.values(w)) for w in dict.fromkeys(wrong))
        return Verdict(reasons, tuple(missing), self)

    @property
    def form(self) -> Text:
        """How the answer is to be written."""
        more = Text("; several are separated by semicolons", "；多个答案以分号分隔") if self.several else Text("", "")
        return say(
            "Write the answer as {0}{1}.", "答案写作 {0}{1}。", Text(self._example("en"), self._example("zh")), more
        )

    def _repr_html_(self) -> str:
        from paper_figs.classroom.writers.blocks import html_of, together

        return together(html_of, (*self.question, self.form), "en")

    def _example(self, lang: Language) -> str:
        first = self.slots[0]
        if isinstance(first, Quantity):
            names = translate_all([slot.who for slot in self.slots], lang)
            return "3/7" if len(names) == 1 else f"({', '.join(names)})"
        shown = answers.show_item(answers.pure(self.slots, [0] * len(self.slots)), self.slots, lang)
        if not first.mixes:
            return shown
        mixed = first.show((Fraction(1, 3), Fraction(2, 3), *[Fraction(0)] * (len(first.actions) - 2)), lang)
        return Text(f"{shown}, mixtures as {mixed}", f"{shown}，混合策略写作 {mixed}").in_(lang)


@dataclass(frozen=True)
class Kind:
    """A kind of exercise: its targets at each level, and how a game with a target is made."""

    name: str
    title: Text
    levels: tuple[Text, Text, Text]
    targets: Callable[[int], Sequence[Any]]
    build: Callable[[Draw, int, Any], Exercise]

    def exercise(self, level: int = 1, seed: int = 0) -> Exercise:
        """Return the exercise of a level and a seed.

        Raises ParameterError for a level or a seed that does not exist.
        """
        if level not in LEVELS:
            raise ParameterError(f"level {level}; accepted: {', '.join(map(str, LEVELS))}")
        if not 0 <= seed <= MOST:
            raise ParameterError(f"no such seed; accepted: 0 to {MOST}")
        targets = Draw(self.name, level).shuffled(self.targets(level))
        made = self.build(Draw(self.name, level, seed), level, targets[seed % len(targets)])
        return replace(made, kind=self.name, title=self.title, level=level, seed=seed)

    def period(self, level: int) -> int:
        """Return how many exercises in a row have different answers."""
        return len(self.targets(level))
