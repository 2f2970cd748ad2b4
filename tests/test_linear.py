"""The exact linear programs against scipy, their own certificates and plain enumeration of bases."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from itertools import combinations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog

import solvers.programs.linear
from solvers.programs.cones import extreme_rays
from solvers.programs.linear import Optimum, certified, maximise, whole
from solvers.programs.proposed_basis import _verified as verified
from solvers.programs.proposed_basis import proposed

STATUS = {0: "optimal", 2: "infeasible", 3: "unbounded"}
ENTRIES = (0, 0, 0, 1, -1, 2, -2, F(1, 2), F(-3, 2), 3)


def random_program(rng, most=6, mild=False):
    n, k, m = rng.randint(1, most), rng.randint(0, most), rng.randint(0, 0 if mild else 2)
    draw = lambda: rng.choice(ENTRIES)  # noqa: E731
    A, E = ([[draw() for _ in range(n)] for _ in range(size)] for size in (k, m))
    b = [abs(draw()) if mild else draw() for _ in range(k)]
    return [draw() for _ in range(n)], A, b, E, [draw() for _ in range(m)]


def scipy_answer(c, A, b, E, d):
    floats = [np.array(v, dtype=float) for v in (A, b, E, d)]
    A, b, E, d = (v if v.size else None for v in floats)
    return linprog([-float(v) for v in c], A, b, E, d, method="highs-ds", options={"presolve": False})


@pytest.mark.parametrize("proposed_at", [0, 10**9])
@pytest.mark.parametrize("mild", [True, False])
def test_random_programs_agree_with_scipy_and_certify_themselves(mild, proposed_at, monkeypatch):
    monkeypatch.setattr(solvers.programs.linear, "PROPOSED_AT", proposed_at)
    rng, seen = random.Random(7 + mild), Counter()
    for _ in range(300):
        program = random_program(rng, mild=mild)
        found, peer = maximise(*program), scipy_answer(*program)
        assert certified(found, *program)
        assert found.status == STATUS[peer.status]
        if found.status == "optimal":
            assert found.value == F(-peer.fun).limit_denominator(10**6)
        seen[found.status] += 1
    assert min(seen["optimal"], seen["unbounded"], seen["infeasible"] + 99 * mild) >= 30


def test_degenerate_programs_finish_at_the_optimum():
    rng = random.Random(3)
    for _ in range(150):
        n, k = rng.randint(2, 5), rng.randint(3, 7)
        A = [[rng.randint(-1, 1) for _ in range(n)] for _ in range(k)]
        program = [rng.randint(-1, 2) for _ in range(n)], A, [0] * k, [[1] * n], [1]
        found, peer = maximise(*program), scipy_answer(*program)
        assert certified(found, *program)
        assert found.status == STATUS[peer.status]
        assert found.value is None or found.value == F(-peer.fun).limit_denominator(10**6)


def test_beales_cycling_example():
    A = [[F(1, 4), -60, F(-1, 25), 9], [F(1, 2), -90, F(-1, 50), 3], [0, 0, 1, 0]]
    found = maximise([F(3, 4), -150, F(1, 50), -6], A, [0, 0, 1])
    assert (found.value, found.point) == (F(1, 20), (F(1, 25), 0, 1, 0))


def test_klee_minty_cube():
    n = 6
    A = [[2 ** (i - j + 1) if j < i else int(i == j) for j in range(n)] for i in range(n)]
    found = maximise([2 ** (n - 1 - j) for j in range(n)], A, [5 ** (i + 1) for i in range(n)])
    assert found.value == 5**n


def test_redundant_and_contradictory_equations():
    E = [[1, 1, 0], [2, 2, 0], [0, 1, 1]]
    program = [1, 2, 3], [], [], E, [1, 2, 1]
    found = maximise(*program)
    assert found.value == 4
    assert certified(found, *program)
    wrong = [1, 2, 3], [], [], E, [1, 3, 1]
    assert maximise(*wrong).status == "infeasible"
    assert certified(maximise(*wrong), *wrong)


def test_a_wrong_answer_does_not_certify():
    program = [3, 2], [[1, 1], [1, 3]], [4, 6]
    found = maximise(*program)
    assert certified(found, *program)
    assert not certified(Optimum("optimal", F(3), (F(1), F(0)), found.dual), *program)
    assert not certified(Optimum("infeasible", dual=(F(1), F(0))), *program)
    assert not certified(Optimum("unbounded", F(12), found.point, (), (F(1), F(0))), *program)


def test_enormous_and_tiny_numbers_stay_exact():
    huge, tiny = 10**400, F(1, 10**400)
    program = [huge, tiny], [[1, 1], [huge, 1]], [1, huge - 1]
    found = maximise(*program)
    assert (found.value, found.point) == (huge - 1, (1 - tiny, 0))
    assert certified(found, *program)


@pytest.mark.parametrize("shape", [(30, 30), (25, 40), (40, 25)])
def test_the_proposed_basis_and_the_simplex_agree(shape, monkeypatch):
    rng = random.Random(sum(shape))
    A = [[rng.randint(1, 50) for _ in range(shape[1])] for _ in range(shape[0])]
    program = [1] * shape[1], A, [1] * shape[0]
    monkeypatch.setattr(solvers.programs.linear, "PROPOSED_AT", 10**9)
    slow = maximise(*program)
    assert proposed(*program, shape[0]) is not None
    monkeypatch.setattr(solvers.programs.linear, "PROPOSED_AT", 0)
    assert maximise(*program).value == slow.value
    assert certified(maximise(*program), *program)


def test_a_large_degenerate_program_with_equations_is_verified():
    rng = random.Random(5)
    n = 70
    A = [[rng.randint(-3, 3) for _ in range(n)] for _ in range(40)]
    program = [rng.randint(0, 9) for _ in range(n)], A, [0] * 40, [[1] * n, [2] * n], [1, 2]
    assert proposed(program[0], A + program[3], program[2] + program[4], 40) is not None
    assert certified(maximise(*program), *program)


@pytest.mark.parametrize("arguments", [([1], [[1, 2]], [1]), ([1], [[1]], []), ([], [], []), ([1], [], [], [[1]], [])])
def test_shapes_that_do_not_fit(arguments):
    with pytest.raises(ValueError, match="shape"):
        maximise(*arguments)


def test_whole():
    assert whole([F(2, 3), F(4, 9)]) == ([3, 2], F(9, 2))
    assert whole([0, 0]) == ([0, 0], F(1))


# ---------------------------------------------------------------- cones
def rank(rows):
    return fmpq_mat([[fmpq(v) for v in row] for row in rows]).rank() if rows else 0


def rays_by_brute_force(rows, n):
    """Every set of n - 1 independent tight inequalities that leaves a line inside the cone."""
    every = [[int(j == k) for j in range(n)] for k in range(n)] + rows
    found = set()
    for tight in combinations(every, n - 1):
        if rank(list(tight)) < n - 1:
            continue
        line = one_solution(list(tight), n)
        for ray in (line, [-v for v in line]):
            if all(sum(a * v for a, v in zip(row, ray, strict=True)) >= 0 for row in every):
                found.add(tuple(whole(ray)[0]))
    return found


def one_solution(tight, n):
    """A non-zero vector orthogonal to n - 1 independent ones, by minors."""
    if n == 1:
        return [1]
    return [
        (-1) ** j * int(fmpq_mat([[fmpq(v) for k, v in enumerate(row) if k != j] for row in tight]).det().p)
        for j in range(n)
    ]


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_extreme_rays_against_brute_force(n):
    rng, sizes = random.Random(n), set()
    for _ in range(25):
        rows = [[rng.randint(-2, 2) for _ in range(n)] for _ in range(rng.randint(1, 5))]
        found = extreme_rays(rows, n)
        assert len(found) == len(set(found))
        assert set(found) == rays_by_brute_force(rows, n)
        sizes.add(len(found))
    assert max(sizes) >= n


def test_the_limit_on_rays():
    assert extreme_rays([[1, 1, -1, -1]], 4, 3) is None
    assert len(extreme_rays([[1, 1, -1, -1]], 4, 6)) == 6


def test_a_wrong_basis_is_refused():
    program = [1, 1], [[1, 2], [2, 1]], [3, 3], 2
    right = verified([0, 1], *program)
    assert right == ([1, 1], [F(1, 3), F(1, 3)])
    for basis in ([0, 2], [2, 3], [1, 3]):
        assert verified(basis, *program) is None
    assert verified([0, 3], [2, 1], *program[1:]) is None
    assert verified([0, 1], [1, 1], [[1, 2], [2, 4]], [3, 6], 2) is None
