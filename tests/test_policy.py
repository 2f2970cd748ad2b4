"""Policy levers: exact differences, recomputed equilibrium by equilibrium from the game itself."""

from fractions import Fraction as F

import pytest

import games
from games.errors import ParameterError
from solvers.policy import Change, Policy, Tracked, policy
from solvers.pure import pure_equilibria

MODEL = games.find("three_powers")


@pytest.fixture(scope="module")
def found():
    return policy("CN", k_us=(0,), increment="1/20")


def test_pure_equilibria_are_all_there_with_their_differences(found):
    base = {p.support: p for p in pure_equilibria(MODEL.at())}
    rows = {row.support: row for row in found.rows if all(len(used) == 1 for used in row.support)}
    assert rows.keys() == base.keys()
    assert len(rows) == 2
    for lever, name in (("R", "r_cn"), ("S", "s_cn"), ("D", "d_cn")):
        after = {p.support: p for p in pure_equilibria(MODEL.at(**{name: MODEL.defaults[name] + F(1, 20)}))}
        for support, row in rows.items():
            expected = after[support].payoffs[1] - base[support].payoffs[1] if support in after else None
            assert row.changes[lever].utility == expected
            assert row.changes[lever].moved == ()


def test_mixed_equilibria_keep_everybody_indifferent_after_the_lever(found):
    mixed = [row for row in found.rows if any(len(used) > 1 for used in row.support)]
    assert len(mixed) == 5
    kept = [change for row in mixed for change in row.changes.values() if change.utility is not None]
    assert len(kept) >= 5
    assert any(change.moved for change in kept)
    assert all("CN" not in change.moved for change in kept)
    assert all(row.ranking is None for row in mixed if any(c.utility is None for c in row.changes.values()))
    assert found.complete


def test_rankings():
    def row(k, *values):
        return Tracked(F(k), ((0,),), F(1), dict(zip("RSD", (Change(v) for v in values))))

    assert row(0, F(1), F(2), F(1)).ranking == (("S",), ("R", "D"))
    assert row(0, F(1), None, F(1)).ranking is None
    same = (row(0, F(1), F(2), F(0)), row(1, F(3), F(9), F(-1)))
    turned = (row(0, F(1), F(2), F(0)), row(1, F(3), F(1), F(-1)))
    lost = (row(0, F(1), F(2), F(0)), row(1, None, F(1), F(-1)))
    verdicts = [Policy("CN", F(1), MODEL, rows, True).survives(((0,),)) for rows in (same, turned, lost)]
    assert verdicts == [True, False, None]


def test_words_and_data(found):
    assert "中国的政策" in found.to_text("zh")
    assert len(found.to_json()["rows"]) == len(found.table().rows) == len(found.rows) == 7
    assert "Other weights were not examined" in found.note()


def test_what_is_refused():
    with pytest.raises(ParameterError, match="accepted: US, CN, EU"):
        policy("JP")
    with pytest.raises(ParameterError, match="positive"):
        policy("CN", increment=0)
    with pytest.raises(ParameterError, match="outside its range"):
        policy("CN", k_us=(0,), increment=1)
    with pytest.raises(ParameterError, match="no parameter"):
        policy("CN", k_us=(0,), speed=1)
