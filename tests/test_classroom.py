"""Exercises: the answer is right by brute force, the numbers are nice, and a wrong answer is told why, truly."""

from fractions import Fraction

import numpy as np
import pytest
from classroom_oracle import check_answer, verify
from hypothesis import given
from hypothesis import strategies as st

from games.errors import ParameterError, TechpowerError, UnknownNameError
from games.relative_gains import relative_gains
from paper_figs.classroom import KINDS, answers, collection, exercise
from paper_figs.classroom.answers import AnswerError, Choice, Quantity
from paper_figs.classroom.draw import Draw
from paper_figs.classroom.quiz import quiz

SEEDS, LEVELS = 32, (1, 2, 3)
CASES = [pytest.param(name, level, id=f"{name}-{level}") for name in KINDS for level in LEVELS]


@pytest.fixture(scope="module")
def made():
    """All exercises looked at, made once."""
    found = {}

    def get(name, level):
        if (name, level) not in found:
            found[name, level] = [exercise(name, level, seed) for seed in range(SEEDS)]
        return found[name, level]

    return get


@pytest.mark.parametrize(("name", "level"), CASES)
def test_the_answer_is_right_by_brute_force(name, level, made):
    for each in made(name, level):
        check_answer(name, level, each)


# nice, different, the same everywhere


def payoffs_of(each):
    game = each.game[0] if isinstance(each.game, tuple) else each.game
    if hasattr(game, "worths"):
        return game.worths
    if hasattr(game, "walk"):
        return [u for _, node in game.walk() if hasattr(node, "payoffs") for u in node.payoffs]
    shown = [block for block in each.question if hasattr(block, "payoffs")]
    return [u for block in shown for u in block.payoffs.flat] or getattr(game, "payoffs", np.array([])).flat


@pytest.mark.parametrize(("name", "level"), CASES)
def test_numbers_are_nice(name, level, made):
    for each in made(name, level):
        assert all(u.denominator == 1 and abs(u) <= 60 for u in payoffs_of(each))
        assert all(x.denominator <= 15 for item in each.answer for part in item for x in part)


@pytest.mark.parametrize(("name", "level"), CASES)
def test_no_answer_twice_within_a_period(name, level, made):
    period = KINDS[name].period(level)
    shown = [frozenset(each.answer) for each in made(name, level)[:period]]
    labelled = {"dominance", "tree", "signalling", "type"}
    keys = [(s, e.slots) for s, e in zip(shown, made(name, level))] if name in labelled else shown
    assert len(set(keys)) == min(period, SEEDS)
    assert period >= 25


def test_the_same_exercise_on_every_machine():
    draw = Draw("nash", 1, 7)
    assert [draw.below(1000) for _ in range(4)] == [229, 394, 529, 351]
    assert exercise("nash", 2, 7) is not exercise("nash", 2, 7)
    assert exercise("nash", 2, 7).shown() == exercise("nash", 2, 7).shown()
    assert exercise("patience", 1, 7).shown() == "7/10"


def test_far_seeds_and_bad_ones():
    assert exercise("nash", 1, 10**12).check(exercise("nash", 1, 10**12).shown()).right
    for bad in (-1, 10**12 + 1, 10**5000):
        with pytest.raises(ParameterError, match="seed"):
            exercise("nash", 1, bad)
    with pytest.raises(ParameterError, match="level"):
        exercise("nash", 0)
    with pytest.raises(UnknownNameError, match="nash"):
        exercise("nahs")


# students' answers


def rewritten(text):
    """The same answer written in other ways."""
    yield text
    yield text.upper()
    yield text.replace("(", "（").replace(")", "）").replace(",", "，").replace(";", "；").replace("+", "＋")
    yield "; ".join(reversed(text.split("; ")))
    yield text.replace(" ", "").replace(";", "\n")
    yield f"  {text} ; {text}"


@pytest.mark.parametrize(("name", "level"), CASES)
def test_right_answers_in_every_writing(name, level, made):
    for each in made(name, level):
        for text in (*rewritten(each.shown()), *rewritten(each.shown("zh"))):
            verdict = each.check(text)
            assert verdict.right, (text, verdict)
            assert verdict.in_("en") == "Right."


@pytest.mark.parametrize(("name", "level"), CASES)
def test_wrong_answers_are_told_a_true_reason(name, level, made):
    for each in made(name, level)[:12]:
        for option in quiz(each, "en").options:
            verdict = each.check(option.text)
            assert verdict.right == option.right
            assert option.right or verdict.wrong or verdict.missing
            for written, reason in zip(wrong_items(each, option.text), verdict.wrong):
                verify(name, each, written, reason)
        if isinstance(each.slots[0], Quantity) and len(each.slots) == 1:
            for delta in (Fraction(-1, 7), Fraction(1, 7)):
                value = each.answer[0][0][0] + delta
                if value not in {item[0][0] for item in each.answer}:
                    verdict = each.check(str(value))
                    assert len(verdict.wrong) == 1
                    verify(name, each, answers.quantities(value), verdict.wrong[0])


def wrong_items(each, text):
    read = dict.fromkeys(answers.read(text, each.slots))
    return [answers.values(w) for w in read if not any(answers.fits(w, item) for item in each.answer)]


def test_missing_equilibria_are_described_not_given_away():
    each = next(e for e in (exercise("nash", 1, s) for s in range(20)) if len(e.answer) == 3)
    pure = answers.show(each.answer[:2], each.slots)
    verdict = each.check(pure)
    assert (verdict.right, len(verdict.wrong), len(verdict.missing)) == (False, 0, 1)
    mixed = answers.show(each.answer[2:], each.slots)
    assert "mixtures" in verdict.in_("en")
    assert mixed not in verdict.in_("en")
    assert mixed in verdict.in_("en", reveal=True)
    none = each.check(mixed)
    assert none.in_("en").splitlines()[1:] == ["Missing: two in pure strategies."]
    assert "缺少：两个纯策略组合。" in none.in_("zh")
    assert answers.show(each.answer[2:], each.slots, "zh") in verdict.in_("zh", reveal=True)


SLOTS = (Choice("US", ("Open", "Restrict")), Choice("CN", ("Depend", "Indigenise", "Adapt")))


@pytest.mark.parametrize(
    "text",
    [
        "(1/3 Open + 2/3 Restrict, Depend)",
        "2/3 restrict + 1/3 open, depend",
        "[1/3*Open+2/3*Restrict, 1 Depend]",
        "(0.333 Open + 0.667 Restrict, Depend)",
        "(0.333… Open + 0.666… Restrict, Depend)",
        "（1/3 开放 ＋ 2/3 限制，依赖）",
        "US: 1/3 Open + 2/3 Restrict, CN: Depend",
        "1/3, D",
    ],
)
def test_mixtures_are_read_however_written(text):
    (item,) = answers.read(text, SLOTS)
    exact = ((Fraction(1, 3), Fraction(2, 3)), (Fraction(1), Fraction(0), Fraction(0)))
    assert answers.fits(item, exact)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (";;", "empty"),
        ("Open", "has 1 part where 2 belong"),
        ("(Open, Depend, Depend)", "has 3 parts where 2 belong"),
        ("(Close, Depend)", "no action 'Close'"),
        ("(1/2 Open + 1/3 Restrict, Depend)", "sum to 1, not to 5/6"),
        ("(3/2 Open + -1/2 Restrict, Depend)", "at least 0"),
        ("(1/0 Open, Depend)", "division by zero"),
        ("__import__('os').system('true'), Depend", "no action"),
        ("(9e9999999 Open, Depend)", "no action"),
        ("(0.33 Open + 0.67 Close, Depend)", "no action"),
        ("x" * 3000, "at most 2000"),
        ("\x00, \x1b[31m", "no action"),
    ],
)
def test_what_is_no_answer_gets_one_line(text, said):
    with pytest.raises(AnswerError, match=said) as caught:
        answers.read(text, SLOTS)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 300


@given(st.text(max_size=60), st.sampled_from(sorted(KINDS)))
def test_any_text_is_judged_or_refused_in_one_line(text, name):
    try:
        verdict = EASY[name].check(text)
    except TechpowerError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert verdict.right in (True, False)


EASY = {name: KINDS[name].exercise(1, 3) for name in KINDS}


@given(st.fractions(0, 1, max_denominator=30), st.integers(0, 2))
def test_what_is_shown_reads_back(p, place):
    rest = [Fraction(0)] * 3
    rest[place], rest[(place + 1) % 3] = p, 1 - p
    item = ((p, 1 - p), tuple(rest))
    for lang in ("en", "zh"):
        (written,) = answers.read(answers.show([item], SLOTS, lang), SLOTS)
        assert answers.values(written) == item


def test_decimals_need_three_places():
    number = answers.read_number
    assert number("0.429").fits(Fraction(3, 7))
    assert number("0.428").fits(Fraction(3, 7))
    assert not number("0.43").fits(Fraction(3, 7))
    assert not number("0.427").fits(Fraction(3, 7))
    assert number("0.5").fits(Fraction(1, 2))


# the teacher's set


def test_a_set_of_thirty_is_mixed_and_distinct():
    made = collection(0)
    assert len(made) == len({(e.kind, e.level, e.seed) for e in made}) == 30
    assert {e.kind for e in made} == set(KINDS)
    assert [e.level for e in made] == sorted(e.level for e in made)
    assert {e.level for e in made} == {1, 2, 3}
    keys = {(e.kind, e.level, e.seed) for seed in range(3) for e in collection(seed, 40)}
    assert len(keys) == 120
    with pytest.raises(ParameterError, match="count"):
        collection(0, 0)


@pytest.mark.parametrize("level", [1, 2])
def test_thresholds_are_borders_of_the_regions(level, made):
    from games.model import Model
    from games.parameters import parameter
    from games.text import Text
    from solvers.regions import regions

    k = parameter("k", "weight", "权重", 1, 0, 3)
    for each in made("threshold", level)[:3]:
        stage, weights = each.game
        title = Text("game", "博弈")
        build = lambda k, stage=stage, weights=weights: relative_gains(stage, [k * w for w in weights])  # noqa: E731
        found = regions(Model("own.game", title, title, (k,), build))
        borders = {c.lhs.as_poly().real_roots()[0] for r in found.unmixed for c in r.conditions if c.free_symbols}
        assert {item[0][0] for item in each.answer} <= {Fraction(int(x.p), int(x.q)) for x in borders}
