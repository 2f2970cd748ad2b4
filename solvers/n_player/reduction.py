"""Polynomials over a number field seen to have no common root, by reduction modulo a prime.

Let the minimal polynomial of the field's generator, with integer coefficients, keep its degree modulo a prime p and
have a simple root r there. Sending the generator to r maps the numbers without p in a denominator onto the integers
modulo p; localised, they form a discrete valuation ring. By Gauss's lemma a common divisor of polynomials over it can
be taken over it, and goes to a common divisor of the same degree if no leading coefficient vanishes. So what is coprime
modulo p is coprime (von zur Gathen and Gerhard 2013, *Modern Computer Algebra*, chapter 6). Coefficients do not grow,
which makes this fast where Euclid's algorithm over the field is hopeless.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq_poly, nmod_poly

from solvers.n_player.algebraic import Elem, Field, Num
from solvers.n_player.number_fields import integer_poly

PRIMES = (2147483629, 2147483587, 2147483579, 2147483563, 2147483549, 2147483543, 2147483497, 2147483489)


def coprime(polys: Sequence[Sequence[Num]], field: Field) -> bool:
    """Whether polynomials over the field are seen to have no common root; False leaves it open.

    Each is given by its coefficients, the constant first and the last not zero.
    """
    for prime in PRIMES:
        images = [_reduced(poly, field, prime) for poly in polys]
        common = nmod_poly([0], prime)
        for image in images:
            common = common if image is None else common.gcd(image)
        if not any(image is None for image in images):
            return int(common.degree()) == 0
    return False


def _reduced(poly: Sequence[Num], field: Field, prime: int) -> nmod_poly | None:
    """Return a polynomial's image, None where the prime does not serve."""
    minimal = nmod_poly([int(c) % prime for c in integer_poly(field.minpoly.coeffs()).coeffs()], prime)
    roots = [
        -int(f[0]) * pow(int(f[1]), -1, prime) % prime
        for f, power in minimal.factor()[1]
        if (f.degree(), power) == (1, 1)
    ]
    parts = [c.poly if isinstance(c, Elem) else fmpq_poly([c]) for c in poly]
    denominators = [int(part.denom()) for part in parts]
    if not roots or minimal.degree() < field.minpoly.degree() or any(d % prime == 0 for d in denominators):
        return None
    values = [int(nmod_poly([int(c) % prime for c in part.numer().coeffs()], prime)(min(roots))) for part in parts]
    image = [v * pow(d, -1, prime) % prime for v, d in zip(values, denominators, strict=True)]
    return nmod_poly(image, prime) if image and image[-1] else None
