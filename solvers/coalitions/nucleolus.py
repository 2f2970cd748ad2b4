"""The nucleolus: the division whose greatest complaint is least, then the second greatest, and so on.

The excess of a coalition at x is v(S) - x(S). Among all divisions of v(N) the pre-nucleolus minimises the excesses,
ordered from the greatest, lexicographically; it exists and is one point (Schmeidler 1969; Sobolev 1975). Where the core
is not empty, and in every zero-monotonic game, it is the nucleolus, which also asks x_i >= v(i).

A sequence of linear programs finds it (Maschler, Peleg and Shapley 1979): minimise the greatest excess; the coalitions
with a positive price are tight at every solution, so fix them; go on with the coalitions whose excess is still free.
The rank of what is fixed grows at every step, so there are at most n programs, each solved exactly.
"""

from __future__ import annotations

from fractions import Fraction

from games.errors import NotCoveredError
from games.forms.coalition import CoalitionalGame
from solvers.coalitions.excess import Division, check_exact, least_excess, members, share

MAX_PLAYERS = 10


def nucleolus(game: CoalitionalGame, individually_rational: bool = True) -> Division:
    """Return the nucleolus, or with `individually_rational=False` the pre-nucleolus.

    Raises NotCoveredError for formulas, for more than ten players, or when nobody could get what it is worth alone.

    >>> claims = {"1": 100, "2": 200, "3": 300}  # on an estate of 200
    >>> talmud = CoalitionalGame.of("123", lambda S: max(0, 200 - sum(claims[i] for i in claims if i not in S)))
    >>> [str(x) for x in nucleolus(talmud)]
    ['50', '75', '75']
    """
    check_exact(game)
    n = len(game.players)
    if n > MAX_PLAYERS:
        raise NotCoveredError(f"the nucleolus of {n} players; accepted: at most {MAX_PLAYERS}")
    alone = [game.worths[1 << i] for i in range(n)]
    if individually_rational and sum(alone) > game.worths[game.everyone]:
        raise NotCoveredError("no division gives everybody what it is worth alone; ask for the pre-nucleolus")
    rational = tuple(1 << i for i in range(n)) if individually_rational else ()
    fixed = {game.everyone: game.worths[game.everyone]}
    while free := _free(fixed, n):
        fixed |= _tight(game, free, fixed, rational)
    return _solution(fixed, n)


def _free(fixed: dict[int, Fraction], n: int) -> list[int]:
    """Return the coalitions whose excess what is fixed does not determine."""
    echelon = _echelon([members(mask, n) for mask in fixed])
    return [mask for mask in range(1, (1 << n) - 1) if _reduced(members(mask, n), echelon)]


def _tight(
    game: CoalitionalGame, free: list[int], fixed: dict[int, Fraction], rational: tuple[int, ...]
) -> dict[int, Fraction]:
    """Return the coalitions that are tight at every solution of the next program, with what they get there."""
    found = least_excess(game, free, fixed, rational)
    return {mask: share(found.point, mask) for mask, price in found.prices.items() if price > 0}


def _solution(fixed: dict[int, Fraction], n: int) -> Division:
    from flint import fmpq, fmpq_mat

    rows: list[list[int]] = []
    worths: list[Fraction] = []
    for mask, worth in fixed.items():
        if _reduced(members(mask, n), _echelon(rows)):
            rows.append(members(mask, n))
            worths.append(worth)
    A = fmpq_mat(n, n, [fmpq(entry) for row in rows for entry in row])
    b = fmpq_mat(n, 1, [fmpq(worth.numerator, worth.denominator) for worth in worths])
    return tuple(Fraction(int(entry.p), int(entry.q)) for entry in A.solve(b).entries())


def _echelon(rows: list[list[int]]) -> list[list[Fraction]]:
    """Return independent rows that span the same space, each with its own leading column."""
    echelon: list[list[Fraction]] = []
    for row in rows:
        if rest := _reduced(row, echelon):
            echelon.append(rest)
    return echelon


def _reduced(row: list[int], echelon: list[list[Fraction]]) -> list[Fraction]:
    """Return what is left of a row after elimination, empty if nothing is."""
    rest = [Fraction(entry) for entry in row]
    for basis in echelon:
        lead = next(j for j, entry in enumerate(basis) if entry)
        if rest[lead]:
            factor = rest[lead] / basis[lead]
            rest = [a - factor * b for a, b in zip(rest, basis, strict=True)]
    return rest if any(rest) else []
