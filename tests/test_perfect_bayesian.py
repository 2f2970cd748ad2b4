"""Perfect Bayesian equilibria of small trees, in both senses, against their definitions on a grid."""

from collections import Counter
from fractions import Fraction
from itertools import islice, product
from random import Random

import pytest
from assessment_oracle import bayes, is_rational, obeys, profiles, random_tree, some_beliefs
from flint import fmpq
from signalling_oracle import in_hull

from solvers.beliefs.bases import search
from solvers.beliefs.histories import histories
from solvers.n_player.joins import support_of
from solvers.sequential import assessments


def trees(first, count):
    for seed in range(first, first + count):
        rng = Random(seed)
        yield random_tree(rng, rng.choice([2, 3]), rng.choice([3, 4]), widest=rng.choice([2, 2, 3])), rng


def is_in(cells, assessment):
    point = tuple(tuple(fmpq(Fraction(p).numerator, Fraction(p).denominator) for p in row) for row in assessment)
    support = support_of(point)
    return any(cell.support == support and cell.holds(point) for cell in cells)


def on_a_grid(tree, rng, tries):
    """Assessments on a grid, their beliefs on the path by Bayes' rule."""
    every = [*profiles(tree, 2)]
    for play in rng.sample(every, min(len(every), tries)):
        for beliefs in some_beliefs(tree, rng, 15):
            yield play, bayes(tree, play, beliefs)


@pytest.mark.parametrize("rule", ["subgames", "path"])
def test_an_assessment_is_in_the_set_exactly_if_it_meets_the_definition(rule):
    seen = Counter()
    for tree, rng in trees(0, 8):
        cells = search(histories(tree), rule, float("inf")).cells
        for play, beliefs in on_a_grid(tree, rng, 30):
            good = is_rational(tree, play, beliefs) and obeys(tree, play, beliefs, rule)
            assert is_in(cells, (*play, *beliefs)) == good
            seen[good] += 1
    assert min(seen[True], seen[False]) > 100


@pytest.mark.parametrize("rule", ["subgames", "path"])
def test_points_listed_have_all_their_beliefs_and_no_others(rule):
    listed = 0
    for tree, rng in trees(100, 8):
        found = assessments(histories(tree), rule)
        assert found.complete and len(found)
        for point in found:
            for beliefs in islice(product(*point.beliefs), 8):
                assert is_rational(tree, point.profile, beliefs)
                assert obeys(tree, point.profile, beliefs, rule)
            for given in some_beliefs(tree, rng, 10):
                beliefs = bayes(tree, point.profile, given)
                if is_rational(tree, point.profile, beliefs) and obeys(tree, point.profile, beliefs, rule):
                    same = [p for p in found if p.profile == point.profile]
                    assert any(all(map(in_hull, beliefs, p.beliefs)) for p in same)
                    listed += 1
    assert listed > 30
