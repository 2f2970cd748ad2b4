"""The figures of critical values against the exact solvers."""

from fractions import Fraction as Q
from itertools import pairwise

import pytest

import games
from games.formal.proofs import critical_quality, critical_weight
from games.model import rationals
from paper_figs.critical import DISPLACED, chosen_stringencies, compliant_up_to, critical_weights, least_weight
from paper_figs.style import house_style
from solvers.pure import pure_equilibria

BAN, FIRM = games.find("chip_ban"), games.find("firm_compliance")


def restricts(q, phi, k):
    game = BAN.build(**BAN.defaults | {"q": q, "phi": phi, "k_us": k})
    return any(point.support[0] == (1,) for point in pure_equilibria(game))


@pytest.mark.parametrize("phi", DISPLACED)
def test_the_us_restricts_from_the_least_weight_on_and_not_below(phi):
    for q in (Q(0), Q(1, 10), Q(1, 6), Q(1, 5), Q(1, 2), Q(7, 10), Q(19, 20), Q(1)):
        least = least_weight(q, phi)
        if least is None:
            assert not restricts(q, phi, Q(10**6))
        else:
            assert restricts(q, phi, least)
            assert restricts(q, phi, least + 1)
            assert least == 0 or not restricts(q, phi, least - Q(1, 10**6))


def test_it_is_the_weight_of_the_proposition_below_its_critical_quality():
    at = rationals({name: value for name, value in BAN.defaults.items() if name != "k_us"})
    assert least_weight(BAN.defaults["q"], BAN.defaults["phi"]) == Q(str(critical_weight().xreplace(at)))
    assert critical_quality().xreplace(at) == Q(5, 6)
    assert least_weight(Q(5, 6), Q(1, 2)) is None
    assert least_weight(Q(5, 6) - Q(1, 100), Q(1, 2)) is not None


def test_the_firm_complies_everywhere_up_to_the_bound_and_not_beyond():
    for share in (Q(1, 10), Q(43, 200), Q(1, 2), Q(7, 10)):
        bound = compliant_up_to(share)
        for stringency, complies in ((bound, True), (bound + Q(1, 1000), False)):
            game = FIRM.build(**FIRM.defaults | {"mu": share, "s": stringency})
            assert ((0,) in {point.support[0] for point in pure_equilibria(game)}) == complies
    assert compliant_up_to(Q(1)) == games.find("stringency").defaults["smax"]


def test_the_eu_keeps_the_brussels_effect_from_a_share_on():
    with house_style("en"):
        (axes,) = chosen_stringencies("en").axes
        lines = {line.get_label(): line.get_xydata() for line in axes.lines}
        critical_weights("zh")
    complying = lines["chosen by the EU; the firm: Comply"]
    leaving = lines["chosen by the EU; the firm: Exit"]
    shares = complying[~(complying[:, 1] != complying[:, 1]), 0]
    gone = leaving[~(leaving[:, 1] != leaving[:, 1]), 0]
    assert gone.max() < shares.min() <= gone.max() + 0.01
    assert shares.max() == 1
    kept = complying[~(complying[:, 1] != complying[:, 1]), 1]
    assert all(b >= a - 1e-12 for a, b in pairwise(kept))
