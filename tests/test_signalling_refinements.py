"""Intuitive criterion, divinity and D1: textbook verdicts, and the definitions checked on all critical points."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from signalling_oracle import beer_quiche, signalling_tree

from solvers.beliefs.refinements import Deviation, survives
from solvers.signalling import signalling_equilibria

F = Fraction
REFINEMENTS = ("intuitive criterion", "divinity", "D1")


def critical(values):
    """Points of [0, 1] that show every sign pattern of functions that change sign at the values only."""
    inside = sorted({F(0), F(1), *(v for v in values if 0 <= v <= 1)})
    return sorted({*inside, *((a + b) / 2 for a, b in pairwise(inside))})


def root(at_zero, at_one):
    return F(at_zero) / (at_zero - at_one) if at_zero != at_one else F(-1)


class TwoByTwo:
    """An unsent message, two types and two responses: x is the probability of response 1, p the belief in type 1."""

    def __init__(self, gains, v, prior):
        self.gains, self.v, self.prior = gains, v, prior
        self.plays = critical([root(*own) for own in gains])
        self.indifferent = root(v[0][1] - v[0][0], v[1][1] - v[1][0])

    def gain(self, t, x):
        return (1 - x) * self.gains[t][0] + x * self.gains[t][1]

    def best(self, p):
        """The mixtures x that are best against a belief, among the critical ones."""
        worth = [(1 - p) * self.v[0][r] + p * self.v[1][r] for r in (0, 1)]
        return [x for x in self.plays if not (x < 1 and worth[0] < worth[1]) and not (x > 0 and worth[1] < worth[0])]

    def against(self, low, high):
        """Best responses to beliefs between two bounds."""
        beliefs = [p for p in critical([self.indifferent, low, high]) if low <= p <= high]
        return {x for p in beliefs for x in self.best(p)}

    def supported(self, low, high):
        return any(all(self.gain(t, x) <= 0 for t in (0, 1)) for x in self.against(low, high))

    def intuitive(self):
        everything = self.against(F(0), F(1))
        able = [t for t in (0, 1) if any(self.gain(t, x) >= 0 for x in everything)]
        if not able:
            return True
        left = self.against(F(min(able)), F(max(able)))
        return not any(all(self.gain(t, x) > 0 for x in left) for t in (0, 1))

    def d1(self):
        everything = self.against(F(0), F(1))
        struck = set()
        for t in (0, 1):
            gains = [x for x in everything if self.gain(1 - t, x) > 0]
            if gains and all(self.gain(1 - t, x) > 0 for x in everything if self.gain(t, x) >= 0):
                struck.add(t)
        left = [t for t in (0, 1) if t not in struck]
        return self.supported(F(min(left)), F(max(left)))

    def divine(self):
        low, high = F(0), F(1)
        while True:
            found = [p for x in self.against(low, high) for p in self.suggested(x)]
            smaller = (min(found), max(found)) if found else (low, high)
            if smaller == (low, high):
                return self.supported(low, high)
            low, high = smaller

    def suggested(self, x):
        signs = [self.gain(t, x) for t in (0, 1)]
        chances = [[F(1)] if s > 0 else [F(0), F(1)] if s == 0 else [F(0)] for s in signs]
        for a in chances[0]:
            for b in chances[1]:
                total = a * self.prior[0] + b * self.prior[1]
                if total:
                    yield b * self.prior[1] / total


def test_two_types_and_two_responses_agree_with_the_definitions():
    rng, seen = Random(1), Counter()
    while sum(seen.values()) < 400:
        gains = tuple(tuple(F(rng.randint(-3, 3), rng.choice([1, 1, 2])) for _ in range(2)) for _ in range(2))
        v = tuple(tuple(F(rng.randint(0, 3)) for _ in range(2)) for _ in range(2))
        weak = F(rng.randint(1, 5), 6)
        naive = TwoByTwo(gains, v, (weak, 1 - weak))
        if not naive.supported(F(0), F(1)):
            continue  # no equilibrium leaves this message unsent
        expected = naive.intuitive(), naive.divine(), naive.d1()
        assert survives(Deviation(gains, v, (weak, 1 - weak))) == expected
        seen[expected] += 1
    assert set(seen) == {(True,) * 3, (True, True, False), (True, False, False), (False,) * 3}


def test_divinity_and_d1_imply_the_intuitive_criterion():
    rng, seen = Random(2), Counter()
    for _ in range(400):
        n, m = rng.choice([(2, 3), (3, 2), (3, 3)])
        gains = tuple(tuple(F(rng.randint(-3, 3)) for _ in range(m)) for _ in range(n))
        v = tuple(tuple(F(rng.randint(0, 3)) for _ in range(m)) for _ in range(n))
        message = Deviation(gains, v, (F(1, n),) * n)
        if _can_be_unsent(message):
            intuitive, divine, d1 = survives(message)
            assert intuitive >= max(divine, d1)
            seen[intuitive, divine, d1] += 1
    assert len(seen) >= 4


def test_divinity_draws_conclusions_from_conclusions_and_d1_does_not():
    """Once type 1 is struck out, response 3 is no answer; without it only type 3 gains, and it is met by response 2."""
    gains = ((F(-1), F(-2), F(0)), (F(-1), F(-3), F(1)), (F(-3), F(1), F(2)))
    v = ((F(2), F(1), F(2)), (F(2), F(0), F(1)), (F(1), F(2), F(0)))
    assert survives(Deviation(gains, v, (F(1, 3),) * 3)) == (True, False, True)


def _can_be_unsent(message):
    from solvers.beliefs.refinements import _deterred, _everywhere

    return _deterred(message, _everywhere(message))


def wages(ability):
    """Employers who pay expected ability: responses are the wages 0, 1/2, ..., best against near beliefs."""
    return [F(k, 2) for k in range(2 * max(ability) + 1)]


def spence(costs, prior):
    """Types 1, 2, ... by ability, education 0, 1, ...; the wage is the mean ability, to the next half."""
    abilities = range(1, len(costs) + 1)
    responses = [str(w) for w in wages(abilities)]

    def payoffs(t, m, w):
        ability, education, wage = int(t), int(m), F(w)
        return wage - costs[ability - 1] * education, -((wage - ability) ** 2)

    return signalling_tree(prior, payoffs, ["0", "1"], responses, [str(a) for a in abilities])


def test_spence_with_two_types_pooling_fails_the_intuitive_criterion():
    found = signalling_equilibria(spence([F(3, 2), F(1, 4)], [F(1, 2)] * 2))
    verdicts = {(p.kind, p.profile[0][0], dict(p.refinements)["intuitive criterion"]) for p in found if p.is_pure}
    assert ("separating", 1, True) in verdicts
    assert ("pooling", 1, False) in verdicts
    assert ("pooling", 1, True) not in verdicts


def test_beer_quiche_verdicts_do_not_depend_on_the_prior_that_pools():
    for weak in (F(1, 100), F(1, 3), F(49, 100)):
        found = signalling_equilibria(beer_quiche(weak))
        beer = {p.profile[0] == (1, 0): {passes for _, passes in p.refinements} for p in found}
        assert beer == {True: {True}, False: {False}}


@pytest.mark.parametrize("refinement", REFINEMENTS)
def test_a_message_nobody_gains_from_fails_nothing(refinement):
    message = Deviation(((F(-1), F(-2)), (F(-1), F(0))), ((F(1), F(0)), (F(0), F(1))), (F(1, 2), F(1, 2)))
    assert dict(zip(REFINEMENTS, survives(message)))[refinement]
