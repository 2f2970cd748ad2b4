"""Whether an answer is complete, and why: one sentence, put the same way whatever was asked."""

from __future__ import annotations

from typing import Any, NamedTuple

from games.text import Language, Text

COMPLETE = {True: Text("Complete: {}.", "完备：{}。"), False: Text("Not complete: {}.", "不完备：{}。")}


class Completeness(NamedTuple):
    """Whether nothing is missing from an answer, and the reason.

    >>> one = Completeness(False, Text("one optimal signal is shown", "仅列出一个最优信号"))
    >>> one.after("The sender gets 1.")
    'The sender gets 1. Not complete: one optimal signal is shown.'
    """

    complete: bool
    why: Text

    def in_(self, lang: Language = "en") -> str:
        """Return the sentence."""
        return COMPLETE[self.complete].in_(lang).format(self.why.in_(lang))

    def after(self, note: str, lang: Language = "en") -> str:
        """Return a note with the sentence after it."""
        return Text(" ", "").in_(lang).join(filter(None, (note, self.in_(lang))))

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"complete": self.complete, "why": self.why.en}
