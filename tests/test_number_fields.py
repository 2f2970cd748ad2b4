"""Algebraic numbers written in a common field: exact, and the smallest one found."""

from __future__ import annotations

import random

import pytest
from flint import fmpq, fmpz_poly

from solvers.n_player.algebraic import Elem, Root, as_number, ball, real_roots
from solvers.n_player.number_fields import LargeFieldError, adjoin, horner, minimal_root


def drawn(seed: int, first: int, second: int) -> tuple[Root, Root]:
    """Real irrational roots of two polynomials, neither of them monic in general."""
    rng, found = random.Random(seed), []
    while len(found) < 2:
        degree = (first, second)[len(found)]
        poly = fmpz_poly([rng.randint(-9, 9) for _ in range(degree)] + [rng.randint(1, 9)])
        roots = [r for r in real_roots(poly) if isinstance(r, Root)]
        found += roots[:1]
    return found[0], found[1]


@pytest.mark.parametrize(("first", "second"), [(2, 2), (2, 3), (3, 3), (4, 3), (5, 4)])
@pytest.mark.parametrize("seed", range(3))
def test_both_numbers_keep_their_value(first: int, second: int, seed: int) -> None:
    one, two = drawn(100 * first + 10 * second + seed, first, second)
    (alpha,), beta = adjoin([as_number(one)], two)
    for number, root in ((alpha, one), (beta, two)):
        assert horner([fmpq(c) for c in root.poly.coeffs()], number) == 0
        assert ball(number, 80).overlaps(root.ball(80))
    assert isinstance(alpha, Elem)
    assert isinstance(beta, Elem)
    assert alpha.field.minpoly == beta.field.minpoly


@pytest.mark.parametrize("seed", range(4))
def test_no_field_grows_in_vain(seed: int) -> None:
    """alpha, beta and alpha beta + alpha generate one field, in whichever order they come."""
    one, two = drawn(seed, 2, 3)
    (alpha,), beta = adjoin([as_number(one)], two)
    together = minimal_root(alpha * beta + alpha)
    assert together.poly.degree() == 6
    for numbers, root in (([as_number(one)], together), ([as_number(together)], one)):
        (first,), second = adjoin(numbers, root, 6)
        assert isinstance(first, Elem)
        assert first.field.minpoly.degree() == 6
        assert ball(second, 80).overlaps(root.ball(80))
    with pytest.raises(LargeFieldError):
        adjoin([as_number(one)], two, 5)
