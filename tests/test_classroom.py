"""Exercises: the answer is right by brute force, the numbers are nice, and a wrong answer is told why, truly."""

from fractions import Fraction
from itertools import combinations, permutations, product
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.errors import ParameterError, TechpowerError, UnknownNameError
from games.ordinal import ORDERS
from games.relative_gains import relative_gains
from paper_figs.classroom import KINDS, answers, collection, exercise
from paper_figs.classroom.answers import AnswerError, Choice, Quantity
from paper_figs.classroom.draw import Draw
from paper_figs.classroom.kinds import signalling, threshold
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


# what is right, by brute force


def bimatrix_equilibria(game):
    """All isolated equilibria by equal supports: both indifference systems by Cramer's rule, every action checked."""
    A, B = game.payoffs
    found = set()
    for size in range(1, min(game.shape) + 1):
        for rows, columns in product(
            combinations(range(game.shape[0]), size), combinations(range(game.shape[1]), size)
        ):
            x = indifferent(B.T[np.ix_(columns, rows)])
            y = indifferent(A[np.ix_(rows, columns)])
            if x is None or y is None or min(*x, *y) <= 0:
                continue
            x, y = spread(x, rows, game.shape[0]), spread(y, columns, game.shape[1])
            u, v = A @ np.array(y, dtype=object), np.array(x, dtype=object) @ B
            if max(u) == u[rows[0]] and max(v) == v[columns[0]]:
                found.add((x, y))
    return found


def indifferent(payoffs):
    """The weights of the columns that make all rows pay the same, None if they are not determined."""
    n = len(payoffs)
    system = [[*payoffs[k], Fraction(-1)] for k in range(n)] + [[Fraction(1)] * n + [Fraction(0)]]
    size = determinant(system)
    if size == 0:
        return None
    right = [Fraction(0)] * n + [Fraction(1)]
    return [determinant([[*r[:k], b, *r[k + 1 :]] for r, b in zip(system, right)]) / size for k in range(n)]


def determinant(matrix):
    if len(matrix) == 1:
        return matrix[0][0]
    return sum(
        (-1) ** k * x * determinant([[*r[:k], *r[k + 1 :]] for r in matrix[1:]]) for k, x in enumerate(matrix[0]) if x
    )


def spread(weights, places, count):
    at = dict(zip(places, weights))
    return tuple(Fraction(at.get(k, 0)) for k in range(count))


def pure_rounds(game, each):
    """Brute-force elimination; `each` says whether an action is dominated among the kept ones."""
    kept = [list(range(n)) for n in game.shape]
    while True:
        gone = [(i, a) for i in range(2) for a in kept[i] if each(game, kept, i, a)]
        if not gone:
            return tuple(map(tuple, kept))
        for i, a in gone:
            kept[i].remove(a)


def dominated(game, kept, i, a):
    """Whether some mixture of two actions (or one) dominates: all weights on a fine grid."""
    u = game.payoffs[i] if i == 0 else game.payoffs[i].T
    others = [b for b in kept[i] if b != a]
    for b, c in product(others, others):
        for w in range(25):
            if all(Fraction(w, 24) * u[b, k] + Fraction(24 - w, 24) * u[c, k] > u[a, k] for k in kept[1 - i]):
                return True
    return False


def all_profiles(tree):
    return product(*(range(len(s.actions)) for s in tree.information_sets))


def tree_payoffs(tree, profile, path=()):
    node = tree.root
    for step in path:
        node = node.children[node.actions.index(step)]
    while hasattr(node, "player"):
        action = node.actions[profile[tree.set_at[path]]]
        path, node = (*path, action), node.children[node.actions.index(action)]
    return node.payoffs


def brute_spe(tree):
    """All pure subgame-perfect profiles: Nash in the subgame at every decision that starts one."""
    sets = tree.information_sets
    roots = [s.paths[0] for s in sets if len(s.paths) == 1]

    def is_nash(profile, root):
        below = [k for k, s in enumerate(sets) if all(path[: len(root)] == root for path in s.paths)]
        for i, player in enumerate(tree.players):
            own = [k for k in below if sets[k].player == player]
            now = tree_payoffs(tree, profile, root)[i]
            for change in product(*(range(len(sets[k].actions)) for k in own)):
                other = list(profile)
                for k, a in zip(own, change):
                    other[k] = a
                if tree_payoffs(tree, other, root)[i] > now:
                    return False
        return True

    return [p for p in all_profiles(tree) if all(is_nash(p, root) for root in roots)]


def brute_pbe(tree):
    """All pure perfect Bayesian profiles: messages best, responses best at Bayes's belief or at some on a fine grid."""
    sets, prior = tree.information_sets, tree.root.probabilities
    ends = {path: node.payoffs for path, node in tree.walk() if hasattr(node, "payoffs")}
    types = tree.root.actions
    grid = [(Fraction(k, 2520), 1 - Fraction(k, 2520)) for k in range(0, 2521, 5)]

    def good(profile):
        chosen = {s.paths: s.actions[a] for s, a in zip(sets, profile)}
        sent = {t: next(chosen[s.paths] for s in sets if s.paths == ((t,),)) for t in types}
        reply = {s.paths[0][1]: chosen[s.paths] for s in sets if len(s.paths) == 2}
        for t in types:
            worth = {m: ends[t, m, reply[m]][0] for m in reply}
            if max(worth.values()) > worth[sent[t]]:
                return False
        for m, r in reply.items():
            weights = [p if sent[t] == m else 0 for t, p in zip(types, prior)]
            tried = [tuple(w / sum(weights) for w in weights)] if any(weights) else grid
            options = {path[2] for path in ends if path[1] == m}
            best = (
                all(
                    sum(b * ends[t, m, r][1] for t, b in zip(types, belief))
                    >= sum(b * ends[t, m, o][1] for t, b in zip(types, belief))
                    for o in options
                )
                for belief in tried
            )
            if not any(best):
                return False
        return True

    return [p for p in all_profiles(tree) if good(p)]


def as_item(slots, profile):
    return tuple(tuple(Fraction(k == a) for k in range(len(s.actions))) for s, a in zip(slots, profile))


def brute_order(payoffs):
    return "".join(sorted(payoffs, key=lambda letter: -payoffs[letter]))


def check_answer(name, level, each):
    found = set(each.answer)
    assert len(found) == len(each.answer)
    if name in {"nash", "mixed", "figure"}:
        assert found == bimatrix_equilibria(each.game)
    elif name == "dominance":
        assert as_item(each.slots, [k for (k,) in pure_rounds(each.game, dominated)]) in found
    elif name == "tree":
        assert found == {as_item(each.slots, p) for p in brute_spe(each.game)}
    elif name == "signalling" and level < 3:
        assert found == {as_item(each.slots, p) for p in brute_pbe(each.game)}
    elif name == "signalling":
        assert brute_pbe(each.game) == []
        assert signalling.explain(each.game, each.answer[0]).gain == 0
    elif name == "threshold":
        assert {item[0][0] for item in found} == brute_thresholds(*each.game)
    elif name == "zero-sum":
        assert each.answer[0][0][0] == next(
            np.array(x, dtype=object) @ each.game.payoffs[0] @ np.array(y, dtype=object)
            for x, y in bimatrix_equilibria(each.game)
        )
    elif name == "shapley":
        assert tuple(part[0] for part in each.answer[0]) == brute_shapley(each.game)
    elif name == "patience":
        stage, q = each.game
        assert each.answer[0][0][0] == max(
            (u[1, 0] - u[0, 0]) / (u[1, 0] - u[0, 0] + q * (u[0, 0] - u[1, 1]))
            for u in (stage.payoffs[0], stage.payoffs[1].T)
        )
    elif name == "response":
        check_response(level, each)
    else:
        check_type(level, each)


def brute_thresholds(game, weights):
    """Where the set of pure equilibria differs from just below or just above."""
    small = Fraction(1, 10**6)

    def pure(k):
        u = relative_gains(game, [k * w for w in weights]).payoffs
        best = (u[0] == u[0].max(axis=0)) & (u[1] == u[1].max(axis=1, keepdims=True))
        return {tuple(p) for p in np.argwhere(best)}

    zeros = {root(game, weights, i, other) for i in (0, 1) for other in (0, 1)}
    return {k for k in zeros if k and 0 < k < 3 and not pure(k - small) == pure(k) == pure(k + small)}


def root(game, weights, i, other):
    """Where one player's gain by a deviation, linear in k, is zero: from its values at 0 and 1."""

    def gain(k):
        u = relative_gains(game, [k * w for w in weights]).payoffs[i]
        u = u if i == 0 else u.T
        return u[1, other] - u[0, other]

    slope = gain(1) - gain(0)
    return -gain(0) / slope if slope else None


def brute_shapley(game):
    n = len(game.players)
    total = [Fraction(0)] * n
    for order in permutations(range(n)):
        there = 0
        for i in order:
            total[i] += game.worths[there | 1 << i] - game.worths[there]
            there |= 1 << i
    return tuple(x / factorial(n) for x in total)


def check_response(level, each):
    play, values = each.game, [part[0] for part in each.answer[0]]
    grid = [Fraction(n, 4) for n in range(81)]
    if level == 1:
        y = Fraction(each.question[-1].en.rsplit("= ")[-1].rstrip("?"))
        assert max(grid, key=lambda x: play.utility(0, x, y)) == values[0]
    else:
        x, y = values
        assert max(grid, key=lambda z: play.utility(0, z, y)) == x
        assert max(grid, key=lambda z: play.utility(1, x, z)) == y


def check_type(level, each):
    shown = next(block for block in each.question if hasattr(block, "payoffs"))
    u, v = shown.payoffs
    one = {"R": u[0, 0], "S": u[0, 1], "T": u[1, 0], "P": u[1, 1]}
    two = {"R": v[0, 0], "S": v[1, 0], "T": v[0, 1], "P": v[1, 1]}
    orders = [brute_order(one), brute_order(two)]
    if level == 3:
        w = each.game.payoffs[0]
        orders[1] = brute_order({"R": w[0, 0], "S": w[0, 1], "T": w[1, 0], "P": w[1, 1]})
    expected = [ORDERS[order].en for order in orders][: len(each.slots)]
    assert each.shown() == (expected[0] if len(expected) == 1 else f"({', '.join(expected)})")


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
    labelled = {"dominance", "tree", "signalling"}
    keys = [(s, e.slots) for s, e in zip(shown, made(name, level))] if name in labelled else shown
    assert len(set(keys)) == min(period, SEEDS)
    assert period >= (12 if name == "type" else 25)


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


def verify(name, each, item, reason):
    """The reason holds: the named deviation gains the stated amount, by a computation of its own."""
    assert reason.text.en
    assert reason.text.zh
    game = each.game
    if name in {"nash", "mixed", "figure"}:
        i = list(game.players).index(reason.who)
        changed = list(item)
        changed[i] = tuple(Fraction(a == reason.by) for a in game.actions[i])
        assert expected(game, changed, i) - expected(game, item, i) == reason.gain > 0
    elif name == "dominance":
        step = reason.by
        u = game.payoffs[step.player] if step.player == 0 else game.payoffs[step.player].T
        left = [b for b in range(u.shape[1]) if not removed_before(each, step, b)]
        gains = [sum(p * u[k, b] for k, p in enumerate(step.dominator)) - u[step.action, b] for b in left]
        assert item[step.player][step.action] > 0
        assert min(gains) == reason.gain > 0
    elif name == "tree":
        verify_tree(game, item, reason)
    elif name == "signalling":
        assert reason.gain > 0
        assert reason.by in {a for s in game.information_sets for a in s.actions}
    elif name == "threshold":
        verify_threshold(game, item[0][0], reason)
    elif name == "zero-sum":
        verify_zero_sum(game, item[0][0], reason)
    elif name == "shapley":
        value = brute_shapley(game)
        given_ = [part[0] for part in item]
        total = sum(given_) - sum(value)
        assert (
            reason.gain
            == (
                total
                if reason.by == "sum"
                else given_[game.players.index(reason.who)] - value[game.players.index(reason.who)]
            )
            != 0
        )
    elif name == "patience":
        each_ = reason.by
        if each_ is not None:
            d = item[0][0]
            later = each_.detection * each_.punishment + (1 - each_.detection) * each_.reward
            assert reason.gain == (1 - d) * each_.temptation + d * later - each_.reward != 0
    elif name == "response":
        if reason.by is not None:
            y = item[1][0] if len(item) > 1 else Fraction(each.question[-1].en.rsplit("= ")[-1].rstrip("?"))
            i = list(game.players).index(reason.who)
            moved = (reason.by, y) if i == 0 else (item[0][0], reason.by)
            assert game.utility(i, *moved) - game.utility(i, item[0][0], y) == reason.gain > 0
    else:
        assert name == "type"
        assert reason.gain > 0


def expected(game, profile, i):
    return sum(
        np.prod([part[a] for part, a in zip(profile, place)]) * game.payoffs[i][place]
        for place in np.ndindex(*game.shape)
    )


def removed_before(each, step, b):
    """Whether the other player's action b had gone before the round of the step."""
    from solvers.dominance import iterated_dominance

    steps = iterated_dominance(each.game, mixed=each.level == 3).steps
    return any(s.player != step.player and s.action == b and s.round < step.round for s in steps)


def verify_tree(tree, item, reason):
    where, action = reason.by
    k = next(k for k, s in enumerate(tree.information_sets) if s.name == where and s.player == reason.who)
    s, profile = tree.information_sets[k], [part.index(1) for part in item]
    root = s.paths[0] if len(s.paths) == 1 else s.paths[0][:-1]
    changed = [*profile]
    changed[k] = s.actions.index(action)
    i = list(tree.players).index(s.player)
    assert tree_payoffs(tree, changed, root)[i] - tree_payoffs(tree, profile, root)[i] == reason.gain > 0


def verify_threshold(game, k, reason):
    stage, weights = game
    if reason.by is None:
        assert not 0 < k < 3
        return
    profile, action, at = reason.by
    assert at == k
    u = threshold.at(stage, weights, k)
    i = list(stage.players).index(reason.who)
    other = list(profile)
    other[i] = stage.actions[i].index(action)
    assert u.payoff(tuple(other))[i] - u.payoff(profile)[i] == reason.gain


def verify_zero_sum(game, value, reason):
    A = game.payoffs[0]
    mix = np.array(reason.by, dtype=object)
    if reason.who == game.players[0]:
        assert min(mix @ A) - value == reason.gain > 0
    else:
        assert value - max(A @ mix) == reason.gain > 0


def test_missing_equilibria_are_described_not_given_away():
    each = next(e for e in (exercise("nash", 1, s) for s in range(20)) if len(e.answer) == 3)
    pure = answers.show(each.answer[:2], each.slots)
    verdict = each.check(pure)
    assert (verdict.right, len(verdict.wrong), len(verdict.missing)) == (False, 0, 1)
    mixed = answers.show(each.answer[2:], each.slots)
    assert "mixtures" in verdict.in_("en")
    assert mixed not in verdict.in_("en")
    assert mixed in verdict.in_("en", reveal=True)
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
        ("Open", "parts"),
        ("(Open, Depend, Depend)", "parts"),
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
