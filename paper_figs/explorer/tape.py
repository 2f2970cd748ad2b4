"""Straight-line programs: formulas as lists of instructions that any language evaluates exactly.

An instruction is a row of plain data: `["n", "3/2"]` a number, `["v", "k"]` a parameter, `["+", i, j, …]` and
`["*", i, j, …]` the sum and product of earlier results, `["^", i, e]` an integer power, `["min", i, j, …]` and
`["max", i, j, …]` the extremes. Equal subformulas are one instruction, so equal numbers mean equal formulas.

Reference: Aho, Lam, Sethi and Ullman, *Compilers* (2006), section 6.1 (value numbering).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from games.errors import NotCoveredError

if TYPE_CHECKING:
    import sympy

Instruction = tuple[Any, ...]


@dataclass
class Tape:
    """A growing program; `add` returns the place of a formula's value in it.

    >>> import sympy
    >>> k = sympy.Symbol("k", real=True)
    >>> tape = Tape()
    >>> tape.add(1 + k), tape.add(2 / (1 + k)), tape.code
    (2, 5, [('n', '1'), ('v', 'k'), ('+', 0, 1), ('n', '2'), ('^', 2, -1), ('*', 3, 4)])
    """

    code: list[Instruction] = field(default_factory=list)
    places: dict[Instruction, int] = field(default_factory=dict, repr=False)
    known: dict[Any, int] = field(default_factory=dict, repr=False)

    def add(self, formula: Any) -> int:
        """Append what is new of a formula; return the place of its value.

        Raises NotCoveredError for a formula that is not made of parameters and rationals by arithmetic.
        """
        import sympy

        expression = sympy.sympify(formula)
        if expression not in self.known:
            self.known[expression] = self._place(self._instruction(expression))
        return self.known[expression]

    def _place(self, instruction: Instruction) -> int:
        if instruction not in self.places:
            self.places[instruction] = len(self.code)
            self.code.append(instruction)
        return self.places[instruction]

    def _instruction(self, formula: sympy.Expr) -> Instruction:
        import sympy

        if formula.is_Symbol:
            return ("v", formula.name)
        if formula.is_Rational:
            return ("n", str(formula))
        if formula.is_Pow and formula.exp.is_Integer:
            return ("^", self.add(formula.base), int(formula.exp))
        names = {sympy.Add: "+", sympy.Mul: "*", sympy.Min: "min", sympy.Max: "max"}
        if type(formula) not in names:
            raise NotCoveredError(f"the explorer computes with rational formulas only, not with {formula}")
        return (names[type(formula)], *map(self.add, formula.args))
