"""Equilibria with beliefs against their definitions, naively checked in random trees."""

from fractions import Fraction
from itertools import islice, product
from random import Random

import pytest
from assessment_oracle import is_rational, limit_beliefs, profiles, random_tree, trembling
from flint import fmpq
from signalling_oracle import in_hull

from solvers.beliefs.bases import search
from solvers.beliefs.histories import histories
from solvers.n_player.joins import support_of
from solvers.sequential import assessments

F = Fraction


def raw(assessment):
    return tuple(tuple(fmpq(F(p).numerator, F(p).denominator) for p in row) for row in assessment)


def found_by_search(cells, point):
    support = support_of(point)
    return any(cell.support == support and cell.holds(point) for cell in cells)


def check_no_loss(tree, found, rng, tries):
    """Every sequentially rational limit of trembles is in the set, with its beliefs at the points listed."""
    cells = search(histories(tree), "consistent", float("inf")).cells
    every = [*profiles(tree, 2)]
    hits = 0
    for play in rng.sample(every, min(len(every), tries)):
        for beliefs in trembling(tree, play, rng, 4):
            if not is_rational(tree, play, beliefs):
                continue
            hits += 1
            assert found_by_search(cells, raw((*play, *beliefs)))
            listed = [p for p in found if p.profile == play]
            spanned = [all(in_hull(own, corners) for own, corners in zip(beliefs, p.beliefs)) for p in listed]
            assert not listed or any(spanned)
    return hits


def check_no_excess(tree, found):
    """Every point listed is rational at all corners of its beliefs, and its trembles tend to its beliefs."""
    for point in found:
        shown = point.witness
        trembles = {move: (shown.coefficients[move], k) for move, k in shown.exponents.items()}
        assert limit_beliefs(tree, point.profile, trembles) == shown.beliefs
        assert all(k >= 1 for k in shown.exponents.values())
        for beliefs in islice(product(*point.beliefs), 8):
            assert is_rational(tree, point.profile, beliefs)


def small_tree(seed):
    rng = Random(seed)
    return random_tree(rng, rng.choice([2, 3]), rng.choice([3, 4]), widest=rng.choice([2, 2, 3])), rng


def test_sequential_equilibria_are_those_of_the_definition():
    hits = 0
    for seed in range(18):
        tree, rng = small_tree(seed)
        found = assessments(histories(tree), "consistent")
        assert found.complete and len(found)
        check_no_excess(tree, found)
        hits += check_no_loss(tree, found, rng, 60)
    assert hits > 80


@pytest.mark.slow
def test_sequential_equilibria_are_those_of_the_definition_in_many_trees():
    for seed in range(1000, 1200):
        rng = Random(seed)
        tree = random_tree(rng, rng.choice([2, 3]), rng.choice([3, 4, 5]), widest=rng.choice([2, 2, 3]))
        found = assessments(histories(tree), "consistent")
        check_no_excess(tree, found)
        check_no_loss(tree, found, rng, 300)


def test_the_concepts_imply_each_other():
    """Sequential points are perfect Bayesian, those weakly so; perfect Bayesian ones are subgame perfect."""
    strict = 0
    for seed in range(40, 60):
        tree, _ = small_tree(seed)
        game = histories(tree)
        cells = {rule: search(game, rule, float("inf")).cells for rule in ("consistent", "subgames", "path")}
        for one, other in (("consistent", "subgames"), ("subgames", "path")):
            for cell in cells[one]:
                assert found_by_search(cells[other], cell.sample)
            strict += len(cells[one]) < len(cells[other])
    assert strict
