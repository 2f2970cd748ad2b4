"""What the answers and reasons of exercises are, computed by brute force and without the exercises' own code."""

from fractions import Fraction
from itertools import combinations, permutations, product
from math import factorial

import numpy as np

from games.ordinal import ORDERS
from games.relative_gains import relative_gains
from paper_figs.classroom.kinds import threshold


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


def pbe_gains(tree, item):
    """What every type gains by its best message and the receiver by the best response to each message sent."""
    ends = {path: node.payoffs for path, node in tree.walk() if hasattr(node, "payoffs")}
    play = {path: dict(zip(s.actions, part)) for s, part in zip(tree.information_sets, item) for path in s.paths}
    prior = dict(zip(tree.root.actions, tree.root.probabilities))
    found = {}
    for t in prior:
        worth = {m: sum(q * ends[t, m, r][0] for r, q in play[t, m].items()) for m in play[t,]}
        best = max(worth, key=worth.get)
        found[t] = worth[best] - sum(p * worth[m] for m, p in play[t,].items()), best
    for m in next(iter(play.values())):
        joint = {t: p * play[t,][m] for t, p in prior.items()}
        if total := sum(joint.values()):
            replies = play[next(iter(prior)), m]
            worth = {r: sum(j * ends[t, m, r][1] for t, j in joint.items()) / total for r in replies}
            best = max(worth, key=worth.get)
            found[m] = worth[best] - sum(q * worth[r] for r, q in replies.items()), best
    return found


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
        assert {x for item in found for part in item for x in part} - {0, 1}
        assert all(gain == 0 for item in found for gain, _ in pbe_gains(each.game, item).values())
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
    if level == 2:
        named = [ORDERS[brute_order(own)].en for own in letters(*shown.payoffs)]
        assert each.shown() == f"({', '.join(named)})"
        return
    best = np.argwhere(shown.payoffs[1] == shown.payoffs[1].max())[0]  # what the column player likes best
    turn = 1 - 2 * best[0]
    before, after = ([m[::turn, ::turn] for m in game.payoffs] for game in (shown, each.game))
    named = [ORDERS[brute_order(letters(*m)[0])].en for m in (before, after)][: 1 if level == 1 else 2]
    assert brute_order(letters(*before)[0]) == brute_order(letters(*before)[1])
    assert each.shown() == f"({', '.join([*named, shown.actions[0][best[0]]])})"


def letters(u, v):
    """Each player's payoffs by name where the first action is cooperation."""
    return (
        {"R": u[0, 0], "S": u[0, 1], "T": u[1, 0], "P": u[1, 1]},
        {"R": v[0, 0], "S": v[1, 0], "T": v[0, 1], "P": v[1, 1]},
    )


# whether a reason is true


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
        known = pbe_gains(game, item)
        if reason.who in known:
            assert known[reason.who] == (reason.gain, reason.by)
        assert reason.gain > 0
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
