"""The cells of a table: plain words, numbers, formulas, and how each is shown.

A cell is a string (plain words), a number (typeset as mathematics), a sympy expression, or `Math(text, latex)`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from games.forms import numbers

_GREEK = dict(zip("αβγδεηθκλμνξπρστφχψωΓΔΘΛΣΦΩ", (
    "alpha", "beta", "gamma", "delta", "varepsilon", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho",
    "sigma", "tau", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Omega",
), strict=True))  # fmt: skip
_LATEX_SPECIAL = {c: "\\" + c for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "−": "$-$",
    "≥": r"$\ge$",
    "≤": r"$\le$",
    "≈": r"$\approx$",
    "→": r"$\to$",
    "×": r"$\times$",
    "∈": r"$\in$",
    "²": r"\textsuperscript{2}",
    "·": r"$\cdot$",
    "≠": r"$\ne$",
    "∞": r"$\infty$",
    "∧": r"$\wedge$",
    "∨": r"$\vee$",
    "√": r"$\surd$",
    **{letter: f"$\\{name}$" for letter, name in _GREEK.items()},
    "<": r"$<$",
    ">": r"$>$",
}

_WORDS = re.compile(r"\\text\{[^{}\\$]*\}")


class Math(NamedTuple):
    """A cell of mathematics: as text, as LaTeX without dollars, and as exact text where these two round a number."""

    text: str
    latex: str
    exact: str = ""


def symbol(name: str) -> Math:
    r"""Return the name of a parameter as a cell.

    >>> symbol("k_us")
    Math(text='k_us', latex='k_{us}', exact='')
    """
    import sympy

    return Math(name, sympy.latex(sympy.Symbol(name)))


def escape_latex(text: str) -> str:
    r"""Return plain text with LaTeX's special characters escaped; two hyphens make no dash.

    >>> print(escape_latex("k_us & 5% --json"))
    k\_us \& 5\% -{}-json
    """
    return "".join(_LATEX_SPECIAL.get(character, character) for character in text).replace("--", "-{}-")


def text_cell(cell: Any) -> str:
    """Return a cell as plain text."""
    if isinstance(cell, Math):
        return cell.text
    return cell if isinstance(cell, str) else numbers.show(cell)


def exact_cell(cell: Any) -> str:
    """Return a cell as plain text with its numbers exact, however long."""
    if isinstance(cell, Math):
        return cell.exact or cell.text
    return cell if isinstance(cell, str) else numbers.unrounded(cell)


def latex_cell(cell: Any) -> str:
    """Return a cell as LaTeX, mathematics between dollars."""
    if isinstance(cell, Math):
        return f"${cell.latex}$"
    return escape_latex(cell) if isinstance(cell, str) else f"${numbers.latex(cell)}$"


def is_formula(cell: Any) -> bool:
    """Return whether a cell is mathematics that plain text shows worse."""
    return isinstance(cell, Math) or numbers.is_symbolic(cell)


def is_words(cell: Any) -> bool:
    r"""Return whether a cell of mathematics is only words, such as the name of a pure strategy.

    >>> is_words(Math("Open", r"\text{Open}")), is_words(Math("1/2 Open", r"\tfrac{1}{2}\,\text{Open}"))
    (True, False)
    """
    return isinstance(cell, Math) and bool(_WORDS.fullmatch(cell.latex))
