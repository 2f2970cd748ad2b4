"""Formal statements about the operator of relative gains (claims 14 and 54).

U = A V, with A of the weights k_ij >= 0. If no entry of the inverse of A is negative and its rows sum to one, then
whatever leaves nobody worse off in utilities leaves nobody worse off in absolute gains: agreements only shrink.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from games.export_controls import CN_MOVES, chip_ban
from games.formal.common import every, form_of, if_then
from games.forms.measure import Measure
from games.model import Model
from games.parameters import Parameter, parameter
from games.relative_gains import operator
from games.statements import Statement, extended, gap
from games.text import Text

DETERMINANT = "determinant"
ACTORS = ("us", "cn", "eu")
RIVALS = {n: tuple(
    parameter(f"k_{i}{j}", f"weight of {i} on {j}", f"{i} 对 {j} 的权重", 1, 0, 3)
    for i, j in permutations(range(1, n + 1), 2)
) for n in (2, 3, 4)}  # fmt: skip
WEIGHTS = tuple(
    parameter(f"k_{a}", f"weight of {a.upper()}, per rival", f"{a.upper()} 对每个对手的权重", 1, 0, 3) for a in ACTORS
)
GAINS = tuple(
    parameter(f"x_{a}", f"what {a.upper()} gains by the agreement", f"{a.upper()} 从协议所得", "1/2", -1, 1)
    for a in ACTORS
)
civil = parameter("c", "threat of civil AI, against military AI", "民用相对于军用人工智能的威胁", "1/2", 0, 1)


def _inverted(n: int, **weights: Any) -> Measure:
    """Return the determinant of A for n actors and the cofactors that make the first row of its adjugate."""
    import sympy

    listed = iter(weights.values())
    matrix = sympy.Matrix(operator([[0 if i == j else next(listed) for j in range(n)] for i in range(n)], n).tolist())
    cofactors = {f"cofactor {j + 1}": sympy.expand(matrix.cofactor(j, 0, method="laplace")) for j in range(n)}
    return Measure({DETERMINANT: sympy.expand(matrix.det(method="laplace")), **cofactors})


def _laws(n: int) -> Model:
    return Model(
        name=f"relative_gains.operator_{n}",
        title=Text(f"The operator of relative gains, {n} actors", f"相对收益算子（{n} 个行为体）"),
        story=Text(
            "The determinant of the operator and the first row of its adjugate.", "算子的行列式及其伴随矩阵首行。"
        ),
        parameters=RIVALS[n],
        build=lambda **weights: _inverted(n, **weights),
    )


def _inverse_is_positive(model: Model) -> Any:
    """Return that A has an inverse without negative entries and with rows of sum one.

    The inverse is the adjugate over the determinant, so that the rows of the adjugate have the determinant as sum. As
    the weights are free and actors can be renumbered, one row stands for all rows and one entry off the diagonal for
    all others.
    """
    import sympy

    quantities = dict(form_of(model, Measure).quantities)
    determinant = quantities.pop(DETERMINANT)
    own, other, *_ = row = list(quantities.values())
    return every((determinant > 0, own >= 0, other >= 0, sympy.Eq(sympy.expand(sum(row) - determinant), 0)))


def _utilities(weights: Sequence[Any]) -> list[Any]:
    """Return what the agreement is worth to each actor at these weights, per rival."""
    return list(operator(list(weights), len(ACTORS)) @ [gain.symbol for gain in GAINS])


def _agreement(*more: Parameter) -> Model:
    return Model(
        name="relative_gains.agreement",
        title=Text("An agreement among three", "三方协议"),
        story=Text("What an agreement adds to everybody's absolute gains.", "协议使各方绝对收益增加多少。"),
        parameters=(*WEIGHTS, *GAINS, *more),
        build=lambda **values: Measure({gain.name: values[gain.name] for gain in GAINS}),
    )


def _good_for_all(values: Sequence[Any]) -> Any:
    return every(value >= 0 for value in values)


def _only_shrink() -> Any:
    utilities = _utilities([weight.symbol for weight in WEIGHTS])
    return if_then(_good_for_all(utilities), _good_for_all([gain.symbol for gain in GAINS]))


def _shrink_with_threat() -> Any:
    """Return that what all accept at the weights of military AI all accept at those of civil AI."""
    military = _utilities([weight.symbol for weight in WEIGHTS])
    civilian = _utilities([civil.symbol * weight.symbol for weight in WEIGHTS])
    return if_then(_good_for_all(military), _good_for_all(civilian))


def _restricted_if_civil(model: Model) -> Any:
    """Return that where the US prefers to restrict at the civil weight, it does so at the military weight."""
    k_us = model.symbols["k_us"]
    appeals = (gap(model.strategic, "US", ("Restrict", cn), ("Open", cn)) for cn in CN_MOVES)
    return every(if_then(appeal.subs(k_us, civil.symbol * k_us) >= 0, appeal >= 0) for appeal in appeals)


STATEMENTS: dict[int, tuple[Statement, ...]] = {
    14: (
        *(Statement(_laws(n), Text(
            f"For {n} actors the operator has an inverse without negative entries whose rows sum to one.",
            f"对 {n} 个行为体，该算子的逆没有负元，且各行之和为一。",
        ), _inverse_is_positive) for n in RIVALS),
        Statement(_agreement(), Text(
            "Whatever leaves nobody worse off in utilities leaves nobody worse off in absolute gains: agreements only "
            "shrink.",
            "按效用无人受损者，按绝对收益亦无人受损：可达成的协议只会减少。",
        ), lambda model: _only_shrink()),
    ),
    54: (
        Statement(_agreement(civil), Text(
            "What all accept at the greater weights of military AI, all accept at the smaller ones of civil AI.",
            "在军用人工智能的较大权重下各方接受的协议，在民用的较小权重下各方也接受。",
        ), lambda model: _shrink_with_threat(), heavy=True),
        Statement(extended(chip_ban, civil), Text(
            "Where the US prefers to restrict at the civil weight, it does so at the military weight.",
            "凡美国在民用权重下偏好限制之处，在军用权重下也偏好限制。",
        ), _restricted_if_civil),
    ),
}  # fmt: skip
