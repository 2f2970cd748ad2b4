"""The article's figures, the headline game and the table of measurement: nothing drawn that is not derived."""

import random
from fractions import Fraction as Q
from itertools import pairwise

import pytest
import sympy

import games
from games.actors import ARENA_SOURCES, Power, Source
from games.formal.power_portfolio import ASSIGNED
from games.power_portfolio import ACTORS, NORMALISATIONS, POWERS, WEIGHTS, strengths
from paper_figs import headline, measurement, pictures, powers
from paper_figs.style import house_style
from solvers.nash import nash
from solvers.pure import pure_equilibria


def drawn(figure):
    axes = figure.axes[0]
    texts = {round(t.get_position()[1], 6): t.get_text() for t in axes.texts if t.get_position()[0] == powers.LEFT}
    ends = {round(t.get_position()[1], 6): t.get_text() for t in axes.texts if t.get_position()[0] == powers.RIGHT}
    pairs = {
        (texts[round(a, 6)][0], ends[round(b, 6)].split("\n")[0]) for a, b in (line.get_ydata() for line in axes.lines)
    }
    return pairs


def test_lines_are_the_entries_of_the_mask():
    with house_style("en"):
        found = drawn(powers.direct_powers("en")) | drawn(powers.indirect_powers("en"))
        arenas = drawn(powers.sources_and_arenas("en"))
    assert found == {(s.name, f"{p.value.name.en} power") for p in Power for s in p.value.sources}
    assert arenas == {(s.name, arena.value.en) for arena, fed in ARENA_SOURCES.items() for s in fed}
    assert len(found) == 12 and len(arenas) == 4


@pytest.mark.parametrize("path", headline.PATHS)
def test_pure_equilibria_along_a_path_are_where_they_are_said_to_be(path):
    found = headline.intervals(path)
    ends = sorted({end for each in found for end in (each.low, each.high)})
    between = [(a + b) / 2 for a, b in pairwise(ends)]
    for k in (*ends, *between):
        moved = {w.name: k for w, actor in zip(WEIGHTS, ACTORS) if path in (headline.ALL, actor)}
        game = games.find("three_powers").at(**{w.name: 0 for w in WEIGHTS} | moved)
        listed = {game.labels(p) for e in pure_equilibria(game) for p in [tuple(s[0] for s in e.support)] if e.is_pure}
        assert listed == {each.profile for each in found if each.low <= k <= each.high}
    assert found


def test_the_article_s_assignment_is_an_equilibrium_of_the_defaults_and_not_for_every_weight():
    for path in headline.PATHS:
        assert any(each.as_assigned and each.low == 0 for each in headline.intervals(path))
    alike = [each for each in headline.intervals("all") if each.as_assigned]
    assert all(each.high < headline.GREATEST for each in alike)


def test_slopes_are_differences_of_utility():
    table = headline.three_powers_statics("en")
    names = {title.en: path for path, title in headline.PATHS.items()}
    for title, label, low, high, _, *numbers in table.rows:
        one, other = (headline._game(names[title], end) for end in (low, high))
        profile = tuple(label.split(", "))
        for i, slope in enumerate(numbers[3:]):
            assert other.payoff(profile)[i] - one.payoff(profile)[i] == slope * (high - low)


@pytest.mark.parametrize("name", NORMALISATIONS)
def test_normalisations(name):
    rng = random.Random(2)
    values = [Q(rng.randint(1, 99), 100) for _ in range(3)]
    changed = NORMALISATIONS[name](values)
    assert [a * values[0] for a in changed] == [a * changed[0] for a in values]
    assert {"raw": changed == values, "of_the_three": sum(changed) == 1, "of_the_leader": max(changed) == 1}[name]


def test_the_table_of_measurement_by_direct_count():
    """Strengths computed from drawn endowments, against the shares in the table."""
    rng, hits = random.Random(11), 0
    for _ in range(4000):
        held = {f"{s.name}_{a}".lower(): 0.01 + 0.99 * rng.random() for a in ACTORS for s in Source}
        strength = strengths(held, "linear")
        hits += all(
            min(strength[a][m] for m in moves) >= max(v for m, v in strength[a].items() if m not in moves)
            for a, moves in ASSIGNED.items()
        )
    found = measurement.judged(0, "raw", "linear")
    assert abs(found.share - hits / 4000) < 0.008
    assert found.low < found.share < found.high


def test_symmetric_aggregators_agree_and_the_bound_of_a_proxy_is_kept():
    for how in NORMALISATIONS:
        assert measurement.judged(1, how, "linear")[:3] == pytest.approx(
            measurement.judged(1, how, "ces")[:3], abs=1e-9
        )
    assert measurement.judged(4, "raw", "linear") is True
    assert measurement.judged(4, "of_the_three", "linear") is False
    assert measurement.judged(2, "raw", "linear").n < measurement.BOUNDED_SAMPLES / 4


@pytest.mark.parametrize("make", [pictures.race_control, pictures.portfolio_efforts])
def test_pictures_say_what_they_should(make):
    with house_style("en"):
        left, right = make("en").axes
    lines = [list(line.get_ydata()) for line in left.lines], [list(line.get_ydata()) for line in right.lines]
    if make is pictures.race_control:
        assert all(a >= b - 1e-12 for a, b in zip(*lines[0])) and all(a <= b + 1e-12 for a, b in zip(*lines[1]))
    else:
        assert all(max(line) - min(line) < 1e-6 for line in lines[0])
        assert all(line == sorted(line) and line[-1] > 1.1 * line[0] for line in lines[1])


def test_the_mask_as_a_table():
    table = powers.mask_table("zh")
    assert [sum(cell == "×" for cell in row) for row in table.rows] == [3] * len(POWERS)


@pytest.mark.parametrize("k", [Q(1, 4), Q(5, 2)])
def test_all_equilibria_over_k_are_those_solved_at_a_weight(k):
    solved = {e.support: e for e in nash(games.find("three_powers").at(k_us=k, k_cn=k, k_eu=k))}
    pieces = headline.alike().at(k)
    assert {piece.curve.support for piece in pieces} == solved.keys()
    assert len(pieces) == len(solved)
    for piece in pieces:
        chances = zip(piece.curve.chances, solved[piece.curve.support].profile, strict=True)
        for own, strategy in chances:
            at = {s: sympy.Rational(k) for c in own for s in c.free_symbols}
            mixture = [complex(c.xreplace(at)).real for c in own]
            assert mixture == pytest.approx([float(p) for p in strategy if p != 0], abs=1e-12)


def test_the_table_over_k_shows_ends_as_they_are():
    table = headline.three_powers_over_k("en")
    assert len(table.rows) == len(headline.alike().pieces) == 13
    assert not any("e-" in str(cell) for row in table.rows for cell in row)
    assert {row[1] for row in table.rows if row[0] == "C, P, I"} == {0}
    assert {row[2] for row in table.rows if row[0] == "C, P, I"} == {Q(1, 6)}
