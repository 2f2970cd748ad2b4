r"""The mathematics of a table cell as Word writes it (Office Math Markup, ECMA-376 part 1, section 22.1).

Read from the LaTeX that the cell carries, of which only what sympy and the tables write is understood: letters, signs,
sub- and superscripts, fractions, roots, brackets, cases, underlining and words. Anything else is left to the plain text
of the cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

SIGNS = {
    "geq": "≥", "ge": "≥", "leq": "≤", "le": "≤", "neq": "≠", "ne": "≠", "wedge": "∧", "land": "∧", "lor": "∨",
    "vee": "∨", "cdot": "·", "times": "×", "in": "∈", "infty": "∞", "to": "→", "pm": "±", "sum": "∑", "cup": "∪",
    "cap": "∩", "ldots": "…", "dots": "…", "mid": "|", "neg": "¬", "sim": "∼", "approx": "≈", "succ": "≻", "prec": "≺",
    "{": "{", "}": "}", "%": "%", "&": "&", "_": "_", "$": "$", "#": "#", "langle": "⟨", "rangle": "⟩", "prime": "′",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "Phi": "Φ",
    "Omega": "Ω", "zeta": "ζ", "Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "emptyset": "∅", "notin": "∉",
}  # fmt: skip
SPACES = {",": "\u2009", ";": "\u2005", ":": "\u2005", " ": " ", "quad": "\u2003", "qquad": "\u2003\u2003", "!": ""}
UPRIGHT = {"Pr", "log", "exp", "max", "min", "ln"}
WORDS = {"text", "operatorname", "mathrm", "textrm", "mathit", "textbf"}
IGNORED = {"displaystyle", "limits", "raggedright"}
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)


class NotUnderstoodError(Exception):
    """LaTeX outside the subset."""


def office_math(latex: str, size: float) -> Any | None:
    r"""Return an `m:oMath` element for LaTeX mathematics in letters of `size` points, or None if it is not understood.

    >>> office_math(r"\\mystery{x}", 9) is None
    True
    """
    try:
        return element("m:oMath", *_Reader(latex, size).row())
    except (NotUnderstoodError, IndexError):
        return None


class _Reader:
    """Reads LaTeX from left to right."""

    def __init__(self, latex: str, size: float) -> None:
        self.tokens, self.at, self.size = TOKEN.findall(latex), 0, size

    def row(self, *ends: str) -> list[Any]:
        """Read up to one of `ends`, which is not consumed, or to the end of everything."""
        made: list[Any] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ends:
            made += self.scripted()
        return made

    def scripted(self) -> list[Any]:
        """Read an atom with what is written below and above it."""
        base = self.atom()
        scripts: dict[str, list[Any]] = {}
        while (mark := self.peek()) and mark in "_^":
            self.take()
            scripts[mark] = self.argument()
        if not scripts:
            return base
        tag = {"_": "m:sSub", "^": "m:sSup", "^_": "m:sSubSup"}["".join(sorted(scripts))]
        parts = [element("m:e", *base)]
        parts += [element(name, *scripts[key]) for key, name in (("_", "m:sub"), ("^", "m:sup")) if key in scripts]
        return [element(tag, *parts)]

    def atom(self) -> list[Any]:
        """Read one letter, number, group or command."""
        token = self.take()
        if token == "{":
            return self.closed()
        if token.startswith("\\"):
            return self.command(token[1:])
        if token in "}&":
            raise NotUnderstoodError(token)
        return [self.run({"-": "−", "'": "′", "*": "·"}.get(token, token))] if token.strip() else []

    def command(self, name: str) -> list[Any]:
        """Read what follows a command."""
        if name in SIGNS or name in SPACES:
            return [self.run(SIGNS.get(name, SPACES.get(name, "")))]
        if name in UPRIGHT:
            return [self.run(name, upright=True)]
        if name in WORDS:
            return [self.run(self.words(), upright=True)]
        if name in IGNORED:
            return []
        readers: dict[str, Callable[[], Any]] = {
            "frac": self.fraction, "tfrac": self.fraction, "dfrac": self.fraction, "sqrt": self.root,
            "left": self.brackets, "underline": self.underlined, "begin": self.cases,
        }  # fmt: skip
        if name not in readers:
            raise NotUnderstoodError(name)
        return [readers[name]()]

    def fraction(self) -> Any:
        return element("m:f", element("m:num", *self.argument()), element("m:den", *self.argument()))

    def root(self) -> Any:
        degree: list[Any] = []
        if self.peek() == "[":
            self.take()
            degree = self.row("]")
            self.take()
        hidden = [] if degree else [element("m:radPr", valued("m:degHide", "1"))]
        return element("m:rad", *hidden, element("m:deg", *degree), element("m:e", *self.argument()))

    def underlined(self) -> Any:
        return element("m:bar", element("m:barPr", valued("m:pos", "bot")), element("m:e", *self.argument()))

    def brackets(self) -> Any:
        opening = self.bracket()
        inside = self.row("\\right")
        self.take()
        return _bracketed(opening, self.bracket(), *inside)

    def bracket(self) -> str:
        token = self.take()
        return "" if token == "." else SIGNS.get(token.removeprefix("\\"), token)

    def cases(self) -> Any:
        if self.words() != "cases":
            raise NotUnderstoodError("begin")
        lines: list[list[Any]] = [[]]
        while self.peek() != "\\end":
            lines[-1] += self.row("&", "\\\\", "\\end")
            if self.peek() == "&":
                lines[-1].append(self.run(SPACES["quad"]))
            if self.peek() == "\\\\":
                lines.append([])
            if self.peek() != "\\end":
                self.take()
        self.take()
        self.words()
        return _bracketed("{", "", element("m:eqArr", *(element("m:e", *line) for line in lines if line)))

    def argument(self) -> list[Any]:
        """Read what a command is applied to: a group, or one token."""
        while self.peek() == " ":
            self.take()
        return self.atom()

    def closed(self) -> list[Any]:
        inside = self.row("}")
        self.take()
        return inside

    def words(self) -> str:
        """Read a group as plain words."""
        if self.take() != "{":
            raise NotUnderstoodError("words")
        found: list[str] = []
        while self.peek() != "}":
            token = self.take()
            if token == "{" or (token.startswith("\\") and token[1:] not in SIGNS and token[1:] not in SPACES):
                raise NotUnderstoodError(token)
            name = token.removeprefix("\\")
            found.append(SIGNS.get(name, SPACES.get(name, name)) if token != name else token)
        self.take()
        return "".join(found)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return str(self.tokens[self.at - 1])

    def run(self, text: str, upright: bool = False) -> Any:
        half = str(round(2 * self.size))
        fonts = element("w:rFonts")
        for kind, font in (("ascii", "Cambria Math"), ("hAnsi", "Cambria Math"), ("eastAsia", "SimSun")):
            _set(fonts, f"w:{kind}", font)
        style = [element("m:rPr", element("m:nor"))] * upright
        letters = element("w:rPr", fonts, valued("w:sz", half), valued("w:szCs", half))
        written = element("m:t")
        written.text = text
        written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return element("m:r", *style, letters, written)


def _bracketed(opening: str, closing: str, *inside: Any) -> Any:
    ends = element("m:dPr", valued("m:begChr", opening), valued("m:endChr", closing))
    return element("m:d", ends, element("m:e", *inside))


def valued(tag: str, value: str, **attributes: str) -> Any:
    """Return an element with a value, and further attributes of the same name space."""
    made = element(tag)
    for name, each in {"val": value, **attributes}.items():
        _set(made, f"{tag[0]}:{name}", each)
    return made


def element(tag: str, *children: Any) -> Any:
    """Return an element of Word's markup, e.g. `w:tbl` or `m:f`."""
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    made.extend(children)
    return made


def _set(made: Any, name: str, value: str) -> None:
    from docx.oxml.ns import qn

    made.set(qn(name), value)
