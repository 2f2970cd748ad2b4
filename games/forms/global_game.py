"""Global games: a continuum of players see a fundamental theta with a little noise and act together or not.

Every player sees x = theta + sigma e, with e standard normal and a flat prior on theta, and acts or does not. Acting
pays `gain`, an expression in theta and in the share l of all who act; not acting pays zero. The gain rises or falls in
theta, as `rising` says, and must not fall in l: players want to do what others do.

Reference: Morris and Shin (2003), "Global games: theory and applications".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from games.errors import FormError
from games.forms import numbers
from games.forms.numbers import Number
from games.forms.table import Math, Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text


def fundamentals() -> tuple[Any, Any]:
    """Return the symbols of the fundamental theta and of the share l of all who act."""
    import sympy

    theta, share = sympy.symbols("theta l", real=True)
    return theta, share


@dataclass(frozen=True, repr=False)
class GlobalGame(Tabled):
    """A global game with normal noise; `rising` says whether acting pays more the greater theta is.

    Raises FormError for noise that is not positive.
    """

    gain: Any
    sigma: Number
    rising: bool = True
    title: str = ""

    def __post_init__(self) -> None:
        import sympy

        object.__setattr__(self, "gain", sympy.sympify(self.gain))
        object.__setattr__(self, "sigma", numbers.exact(self.sigma))
        if not numbers.is_symbolic(self.sigma) and self.sigma <= 0:
            raise FormError(f"noise sigma = {numbers.show(self.sigma)}; accepted: above zero")

    @property
    def players(self) -> Sequence[str]:
        """The continuum."""
        return ("Players",)

    @property
    def kind(self) -> str:
        """`symbolic` if anything but theta and l stands in the gain, or sigma is a formula, else `exact`."""
        free = self.gain.free_symbols.difference(fundamentals())
        return "symbolic" if free or numbers.is_symbolic(self.sigma) else "exact"

    def map(self, change: Callable[[Any], Any]) -> GlobalGame:
        """Return the game with gain and noise changed."""
        return replace(self, gain=change(self.gain), sigma=change(self.sigma))

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the gain from acting and the noise."""
        head = Text("gain|noise", "行动收益|噪声").in_(lang).split("|")
        return Table(head, [(_formula(self.gain, lang), self.sigma)], caption or translate(self.title, lang))


def _formula(gain: Any, lang: Language) -> Any:
    """Return the gain as a table cell; one of two cases in words."""
    import sympy

    if not isinstance(gain, sympy.Piecewise) or len(gain.args) != 2:
        return gain
    (high, condition), (low, _) = gain.args
    words = Text(f"{high} if {condition}, else {low}", f"若 {condition} 为 {high}，否则 {low}").in_(lang)
    return Math(words, sympy.latex(gain))
