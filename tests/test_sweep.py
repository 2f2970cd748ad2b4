"""Sweeps and batched kernels against independent oracles, at random points and on exact ties."""

from __future__ import annotations

import os
import random
import resource
from contextlib import contextmanager
from fractions import Fraction as Q
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from games.errors import FormatError, NotCoveredError, OutputError, ParameterError, UnknownNameError
from games.export_controls import chip_ban, chip_ban_sequential, chip_ban_three, workaround
from games.forms import GameTree, NormalForm, chance, decision, leaf
from games.forms.tree import Chance, Leaf
from games.model import Model
from games.parameters import parameter
from games.text import Text
from solvers.nash import nash
from solvers.statics.kernels import all_2x2, backward_induction, gains_2x2, play_labels, pure_2x2, pure_nash
from solvers.statics.rounding import bound, compile_expressions
from solvers.sweep import sweep

TIES = {"k_us": "0:3:7", "q": ["0", "1/6", "1/5", Q(1, 3), "2/3", 1]}
"""Through k_us = 1/2 and q = 1/6, where gains of the US and of China vanish."""

PROFILES = [("Open", "Depend"), ("Open", "Indigenise"), ("Restrict", "Depend"), ("Restrict", "Indigenise")]


# ---------------------------------------------------------------- oracles
def extreme_2x2(u1, u2):
    """All extreme equilibria (p, q) of a 2x2 game, from best responses at the kinks of the payoffs."""

    def kinks(own):
        """Weights on the opponent's action 0 that make the own two actions equally good, and the ends."""
        slope = own[0][0] - own[0][1] - own[1][0] + own[1][1]
        inner = {Q(own[1][1] - own[0][1]) / slope} if slope else set()
        return {Q(0), Q(1)} | {w for w in inner if 0 < w < 1}

    turned = [[u2[i][j] for i in (0, 1)] for j in (0, 1)]

    def fits(weight, own, other):
        values = [own[a][0] * other + own[a][1] * (1 - other) for a in (0, 1)]
        return weight * values[0] + (1 - weight) * values[1] == max(values)

    return {(p, q) for p in kinks(turned) for q in kinks(u1) if fits(p, u1, q) and fits(q, turned, p)}


def expected(game):
    """Pure rows, mixed point and count of an exact 2x2 game."""
    points = extreme_2x2(*game.payoffs.tolist())
    mixed = [(p, q) for p, q in points if 0 < p < 1 and 0 < q < 1]
    assert len(mixed) <= 1
    return [(Q(1 - i), Q(1 - j)) in points for i, j in product((0, 1), repeat=2)], mixed, len(points)


def brute_pure(game):
    """Pure equilibria by unilateral deviations, profile by profile."""

    def stays(profile, i):
        return all(
            game.payoffs[(i, *profile)] >= game.payoffs[(i, *profile[:i], a, *profile[i + 1 :])]
            for a in range(game.shape[i])
        )

    return {profile for profile in game.profiles() if all(stays(profile, i) for i in range(game.n_players))}


def spe_plays(tree):
    """Plays of pure subgame-perfect equilibria: every strategy profile is tried at every decision."""
    nodes = dict(tree.walk())
    spots = [(path, node) for path, node in nodes.items() if not isinstance(node, (Leaf, Chance))]

    def follow(path, plan):
        node = nodes[path]
        if isinstance(node, Leaf):
            return (), node.payoffs
        if isinstance(node, Chance):
            parts = [follow((*path, a), plan) for a in node.actions]
            paid = tuple(
                sum(w * u[i] for w, (_, u) in zip(node.probabilities, parts, strict=True))
                for i in range(len(tree.players))
            )
            return sum(((a, *way) for a, (way, _) in zip(node.actions, parts, strict=True)), ()), paid
        way, paid = follow((*path, plan[path]), plan)
        return (plan[path], *way), paid

    plays = set()
    for choice in product(*(node.actions for _, node in spots)):
        plan = {path: a for (path, _), a in zip(spots, choice, strict=True)}
        movers = [(path, tree.players.index(node.player), node.actions) for path, node in spots]
        if all(follow(path, plan)[1][i] >= follow((*path, a), plan)[1][i] for path, i, acts in movers for a in acts):
            plays.add(follow((), plan)[0])
    return plays


def labels_at(found, index):
    return {labels for labels, own in zip(found.profiles, found.pure, strict=True) if own.flat[index]}


def agrees(found, index):
    """One point of a nash sweep against the oracle on the exact game."""
    pure, mixed, count = expected(found.batch.game(index))
    assert [bool(own.flat[index]) for own in found.pure] == pure
    assert found.count.flat[index] == count
    assert bool(found.mixed.flat[index]) == bool(mixed)
    at = (found.p.flat[index], found.q.flat[index])
    assert np.isnan(at).all() if not mixed else at == pytest.approx(tuple(map(float, mixed[0])), rel=1e-9)


# ---------------------------------------------------------------- kernels
quarters = st.integers(-2, 2).map(lambda n: Q(n, 2))
payoffs_2x2 = st.lists(quarters, min_size=8, max_size=8).map(lambda v: np.array(v, dtype=object).reshape(2, 2, 2))


@settings(max_examples=150, deadline=None)
@given(st.lists(payoffs_2x2, min_size=1, max_size=8))
def test_all_2x2_on_random_batches(games):
    batch = np.stack(games, axis=-1)
    for found in (all_2x2(gains_2x2(batch)), all_2x2(gains_2x2(batch.astype(float)))):
        for k, game in enumerate(games):
            pure, mixed, count = expected(NormalForm(game))
            assert (found.pure[:, k].tolist(), found.count[k], bool(found.mixed[k])) == (
                pure,
                count,
                bool(mixed),
            )
            assert not mixed or (found.p[k], found.q[k]) == pytest.approx(tuple(map(float, mixed[0])))
    assert pure_2x2(gains_2x2(batch)).pure.tolist() == all_2x2(gains_2x2(batch)).pure.tolist()
    assert not all_2x2(gains_2x2(batch)).unsure.any()


def test_every_sign_pattern_against_the_exact_solver():
    signs = list(product((-1, 0, 1), repeat=4))
    found = all_2x2(np.array(signs, dtype=float).T)
    assert found.tie.sum() == 81 - 16
    assert sorted(found.count[~found.tie].tolist()) == [1] * 14 + [3] * 2
    assert (found.components <= found.count).all()
    for k, (a, b, c, d) in enumerate(signs):
        solved = nash(NormalForm([[[a, 0], [0, b]], [[c, 0], [0, d]]]))
        assert (found.count[k], found.components[k]) == (len(list(solved)), len(solved))


def test_all_2x2_broadcasts_and_survives_extremes():
    found = all_2x2([np.full((3, 1), 1e-300), np.full(4, 1e300), -np.ones((3, 1)), -np.ones(1)])
    assert found.pure.shape == (4, 3, 4)
    assert found.mixed.all()
    assert (found.count == 1).all()
    assert (found.q == 1).all()
    assert (found.p == 0.5).all()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(2, 2), (2, 3), (3, 3), (2, 2, 2), (1, 3), (2, 1, 3)]), st.integers(0, 10**6))
def test_pure_nash_of_any_shape(shape, seed):
    drawn = np.random.default_rng(seed).integers(0, 3, (len(shape), *shape, 20))
    found = pure_nash(drawn, shape)
    for k in range(20):
        holds = {profile for profile, own in zip(np.ndindex(*shape), found.pure, strict=True) if own[k]}
        assert holds == brute_pure(NormalForm(drawn[..., k]))


def random_tree(rng, depth, chances, path=()):
    kind = rng.random()
    if depth == 0 or kind < 0.15:
        return leaf(*(rng.randrange(3) for _ in range(2)))
    acts = "abc"[: rng.randint(1, 3) if kind < 0.4 else 2]
    below = {a: random_tree(rng, depth - 1, chances, (*path, a)) for a in acts}
    if chances and kind > 0.8:
        return chance({a: (Q(1, len(below)), node) for a, node in below.items()})
    return decision(rng.choice("AB"), below)


@pytest.mark.parametrize("chances", [False, True])
def test_backward_induction_with_ties(chances):
    rng, several = random.Random(5), 0
    for _ in range(150):
        tree = GameTree(random_tree(rng, 3, chances), "AB")
        leaves = [node.payoffs for _, node in tree.walk() if isinstance(node, Leaf)]
        odds = [w for _, node in tree.walk() if isinstance(node, Chance) for w in node.probabilities]
        if sum(len(s.actions) > 1 for s in tree.information_sets) > 6 or len(play_labels(tree)) > 200:
            continue
        found = backward_induction(tree, [list(own) for own in zip(*leaves, strict=True)], odds)
        plays = {play for play, on in zip(play_labels(tree), found.pure, strict=True) if on}
        assert plays == spe_plays(tree)
        assert plays
        several += len(plays) > 1
        assert found.tie or len(plays) == 1
    assert several > 20


# ---------------------------------------------------------------- rounding
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(-9, 9), *[st.integers(0, 4)] * 3), max_size=6), min_size=1, max_size=3),
    st.integers(0, 10**6),
)
def test_rounding_bounds_hold_for_polynomials(terms, seed):
    x, y, z = sympy.symbols("x y z", real=True)
    listed = [sum((Q(c, 7) * x**i * (x - y) ** j * (z + y) ** k for c, i, j, k in own), 0 * x) for own in terms]
    compiled = compile_expressions(listed, {x: (-2.0, 3.0), y: (0.0, 1.0)}, {z: Q(1, 3)})
    rng = np.random.default_rng(seed)
    points = {"x": rng.uniform(-2, 3, 5), "y": rng.uniform(0, 1, 5)}
    values, errors = compiled.floats(**points)
    for k in range(5):
        exact = compiled.exact(**{name: Q(float(own[k])) for name, own in points.items()})
        for value, error, true in zip(values, errors, exact, strict=True):
            assert abs(Q(float(np.broadcast_to(value, 5)[k])) - true) <= error


def test_rounding_bounds_hold_and_are_small():
    x, y, z = sympy.symbols("x y z", real=True)
    listed = [x * y - z**3 / 7 + Q(1, 3), (x - y) ** 5, x / (1 + y) - z, (x - z) * (y - z) / (2 + x) ** 2]
    axes = {x: (0.0, 3.0), y: (0.0, 1.0)}
    compiled = compile_expressions(listed, axes, {z: Q(1, 3)})
    rng = random.Random(1)
    for _ in range(200):
        point = {"x": Q(rng.randrange(3001), 1000), "y": Q(rng.randrange(1001), 1000)}
        values, errors = compiled.floats(**{name: float(v) for name, v in point.items()})
        for value, error, exact in zip(values, errors, compiled.exact(**point), strict=True):
            assert abs(Q(float(value)) - exact) <= error < 1e-10
    assert bound(x / y, axes) is None
    assert bound(sympy.exp(x), axes) is None


# ---------------------------------------------------------------- 2x2 models
def test_random_points_of_a_large_grid():
    found = sweep(chip_ban, k_us="0:3:200", q="0:1:300")
    assert found.shape == (200, 300)
    assert found.count.min() == 1
    assert found.count.max() == 3
    for index in random.Random(7).sample(range(found.size), 150):
        if not found.tie.flat[index]:
            agrees(found, index)


def test_ties_are_flagged_listed_and_resolved():
    found = sweep(chip_ban, **TIES)
    assert found.tie[1].all()
    assert found.tie[:, 1].all()
    assert found.tie.sum() == 13
    assert (found.unsure <= found.tie).all()
    solved = found.resolve_ties()
    assert not solved.unsure.any()
    assert solved.resolved
    assert found.tie.sum() == solved.tie.sum()
    for index in range(found.size):
        agrees(found, index)
        agrees(solved, index)
        exact = solved.exact(np.unravel_index(index, solved.shape))
        assert (len(list(exact)), len(exact)) == (solved.count.flat[index], solved.components.flat[index])
    assert solved.components.max() > 1 or (solved.count > solved.components).any()


def test_near_ties_beyond_floats_are_resolved():
    tiny = Q(1, 10**20)
    found = sweep(chip_ban, q=[Q(1, 6) - tiny, Q(1, 6), Q(1, 6) + tiny], k_us=[Q(1, 2) - tiny, Q(1, 2) + tiny])
    assert found.unsure.all()
    assert len({tuple(own) for own in found.pure.reshape(4, -1).T}) == 1
    solved = found.resolve_ties()
    assert solved.tie[:, 0].tolist() == [False, True, False][: solved.shape[0]]
    assert len({tuple(own) for own in solved.pure.reshape(4, -1).T}) > 1
    for index in range(found.size):
        agrees(solved, index)


def test_identical_ties_are_certain():
    found = sweep(chip_ban, t_us=1, t_cn=1, q="1/2", d="1/2", k_us="1/4:3:4", phi="1/4:1:4")
    assert found.tie.all()
    assert not found.unsure.any()
    assert found.count.max() > 1
    for index in range(found.size):
        agrees(found, index)


def test_bytes_do_not_depend_on_blocks_or_threads():
    def answers(**how):
        found = sweep(chip_ban, k_us="0:3:37", q="0:1:53", phi="0:1:5", **how)
        return [grid.tobytes() for grid in (found.pure, *found.grids.values())]

    first = answers()
    assert len(first) == 8
    assert all(first)
    assert all(answers(threads=t, block=b) == first for t, b in ((1, 1 << 20), (2, 16), (3, 54), (1, 4000)))


def test_one_point_and_one_axis():
    point = sweep(chip_ban)
    assert point.shape == ()
    assert point.size == 1
    agrees(point, 0)
    line = sweep(chip_ban, q="0:1:11", k_us="3/4")
    assert line.shape == (11,)
    assert line.fixed["k_us"] == Q(3, 4)
    for index in range(11):
        agrees(line, index)


def test_order_of_axes_transposes():
    one, other = sweep(chip_ban, k_us="0:3:9", q="0:1:7"), sweep(chip_ban, q="0:1:7", k_us="0:3:9")
    assert (one.where("Open", "Depend") == other.where("Open", "Depend").T).all()
    assert one.where("Open", "Depend").any()
    assert not one.where("Open", "Depend").all()


# ---------------------------------------------------------------- larger games, trees, assumptions
@pytest.mark.parametrize(
    "axes", [{"k_us": "0:3:13", "q": "0:1:13"}, {"s_eu": "0:1:9", "t_eu": "0:1:9", "k_eu": [0, 1]}]
)
def test_three_players(axes):
    found = sweep(chip_ban_three, "pure", **axes)
    solved = found.resolve_ties()
    assert len(found.profiles) == 8
    assert found.count.max() > 1
    for index in range(found.size):
        game = found.batch.game(index)
        brute = {game.labels(profile) for profile in brute_pure(game)}
        assert labels_at(solved, index) == brute
        assert labels_at(found, index) >= brute
        assert found.unsure.flat[index] or labels_at(found, index) == brute
        assert solved.count.flat[index] == len(brute)


@pytest.mark.parametrize(
    ("model", "axes"),
    [
        (chip_ban_sequential, {"k_us": "0:3:7", "q": ["0", "1/6", "1/3", "1"]}),
        (chip_ban_sequential.choose(commitment="CN"), {"k_us": "0:3:7", "q": ["0", "1/6", "1/3", "1"]}),
        (workaround, {"k": "0:3:7", "e": "0:1:6", "F": ["0", "1/2", "19/10"]}),
    ],
)
def test_trees(model, axes):
    found = sweep(model, **axes)
    solved = found.resolve_ties()
    assert found.concept == "spe"
    assert (found.count >= 1).all()
    assert found.tie.any()
    for index in range(found.size):
        plays = spe_plays(found.batch.game(index))
        assert labels_at(solved, index) == plays
        assert labels_at(found, index) >= plays
        assert found.unsure.flat[index] or labels_at(found, index) == plays


def test_chance_probability_on_an_axis():
    w = parameter("w", "odds", "概率", "1/2", 0, 1)

    def build(**_):
        gamble = chance({"good": (w.symbol, leaf(4, 0)), "bad": (1 - w.symbol, leaf(0, 0))})
        return GameTree(decision("A", {"safe": leaf(1, 1), "risky": gamble}), "AB")

    model = Model("test.gamble", Text("Gamble", "赌"), Text("", ""), (w,), build)
    found = sweep(model, w="0:1:9")
    assert found.profiles == (("safe",), ("risky", "good", "bad"))
    assert found.where("safe").tolist() == [True] * 3 + [False] * 6
    assert found.resolve_ties().count.tolist() == [1, 1, 2, 1, 1, 1, 1, 1, 1]


def test_roots_are_estimated_and_resolved():
    x = parameter("x", "x", "x", "1/2", 0, 1)

    def build(**_):
        return NormalForm([[[sympy.sqrt(x.symbol), 0], [Q(1, 2), 1]], [[1, 0], [0, 1]]])

    found = sweep(Model("test.roots", Text("Roots", "根"), Text("", ""), (x,), build), x="0:1:9")
    solved = found.resolve_ties()
    assert found.unsure.tolist() == solved.tie.tolist() == [k == 2 for k in range(9)]
    assert solved.count.tolist() == [1, 1, *[3] * 7]
    assert solved.components.tolist() == [1, 1, 2, *[3] * 6]
    assert found.q[8] == pytest.approx(2 / 3)


def test_assumptions_leave_points_out():
    x, y = parameter("x", "x", "x", "1/2", 0, 1), parameter("y", "y", "y", 1, 0, 1)

    def build(**_):
        return NormalForm([[[x.symbol, 0], [0, y.symbol]], [[1, 0], [0, 1]]])

    model = Model(
        "test.assumes",
        Text("Assumes", "假设"),
        Text("", ""),
        (x, y),
        build,
        assumptions=(x.symbol < y.symbol,),
    )
    found = sweep(model, x="0:1:11", y="0:1:11", block=16)
    assert found.inside.tolist() == [[i < j for j in range(11)] for i in range(11)]
    assert not found.count[~found.inside].any()
    assert found.count[found.inside].all()
    assert np.isnan(found.p[~found.inside]).all()
    with pytest.raises(ParameterError, match="assumes"):
        sweep(model, x="0:1:11", y=0)


# ---------------------------------------------------------------- files
def columns_of(found):
    places = np.unravel_index(np.arange(found.size), found.shape)
    names = [" / ".join(labels) for labels in found.profiles]
    rename = {"p": "mixed_p", "q": "mixed_q"}
    return {
        **{a.name: a.values[w] for a, w in zip(found.axes, places, strict=True)},
        **{name: own.reshape(-1) for name, own in zip(names, found.pure, strict=True)},
        **{rename.get(name, name): grid.reshape(-1) for name, grid in found.grids.items()},
    }


@pytest.fixture
def found():
    return sweep(chip_ban, k_us="0:3:31", q="0:1:17")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tables_round_trip(found, tmp_path, suffix):
    pandas = pytest.importorskip("pandas")
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    path = found.save(tmp_path / f"out{suffix}")
    back = (pandas.read_csv if suffix == ".csv" else pandas.read_parquet)(path)
    assert list(back) == list(columns_of(found)) == list(found.to_frame())
    assert len(back) == found.size
    for name, values in columns_of(found).items():
        assert np.array_equal(back[name].to_numpy(dtype=float), values.astype(float), equal_nan=True), name
    first = path.read_bytes()
    assert found.save(path).read_bytes() == first
    assert os.listdir(tmp_path) == [path.name]


def test_netcdf_round_trip(found, tmp_path):
    xarray = pytest.importorskip("xarray")
    with xarray.open_dataset(found.save(tmp_path / "out.nc"), engine="scipy") as back:
        assert back["pure"].dims == ("profile", "k_us", "q")
        assert back["pure"].dtype == bool
        assert (back["pure"].values == found.pure).all()
        assert found.pure.any()
        assert np.array_equal(back["mixed_q"].values, found.q, equal_nan=True)
        assert (back["q"].values == found.axes[1].values).all()
        assert back["q"].attrs["units"] == found.units["q"].en
        assert back["q"].attrs["meaning_zh"]
        assert back.attrs["model"] == chip_ban.name
        assert "t_cn=3" in back.attrs["fixed"]
        assert [str(p) for p in back["profile"].values] == [" / ".join(p) for p in PROFILES]


def test_csv_of_many_short_rows_and_of_one_point(tmp_path):
    short = sweep(chip_ban, k_us="0:3:40000", q=[0, 1])
    lines = short.save(tmp_path / "a.csv").read_text().splitlines()
    assert len(lines) == 80001
    assert lines[-1].startswith("3.0,1.0,")
    assert len(sweep(chip_ban).save(tmp_path / "b.csv").read_text().splitlines()) == 2


def test_files_that_cannot_be_written(found, tmp_path):
    with pytest.raises(FormatError, match="csv"):
        found.save(tmp_path / "out.xlsx")
    with pytest.raises(OutputError, match="cannot write"):
        found.save(tmp_path / "missing" / "out.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        found.save(tmp_path / "file" / "out.csv")
    assert os.listdir(tmp_path) == ["file"]


@contextmanager
def nobody():
    """Without the rights of root, who may write anywhere."""
    if (user := os.geteuid()) == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_unwritable_folder(found, tmp_path):
    tmp_path.chmod(0o500)
    with nobody(), pytest.raises(OutputError, match="denied"):
        found.save(tmp_path / "out.csv")
    assert os.listdir(tmp_path) == []


@contextmanager
def file_size_limit(size):
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


@pytest.mark.parametrize("suffix", [".csv", ".nc", ".parquet"])
def test_full_disk_keeps_the_old_file(found, tmp_path, suffix):
    if suffix != ".csv":
        pytest.importorskip("xarray" if suffix == ".nc" else "pyarrow")
    path = tmp_path / f"out{suffix}"
    path.write_text("old")
    with file_size_limit(2000), pytest.raises(OutputError, match="cannot write"):
        found.save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


# ---------------------------------------------------------------- errors and interruption
@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"nope": "0:1:3"}, "nope"),
        ({"q": "0:2:3"}, "range"),
        ({"q": []}, "axis q"),
        ({"q": "0:1:0"}, "axis q"),
        ({"q": ["x"]}, "axis q"),
        ({"q": [[0, 1], [1]]}, "axis q"),
        ({"q": [0, float("nan")]}, "axis q"),
        ({"q": "0:1"}, "axis q"),
        ({"q": 2}, "range"),
        ({"q": "0:1:1000000", "k_us": "0:1:1000000"}, "memory"),
    ],
)
def test_bad_axes(axes, message):
    with pytest.raises(ParameterError, match=message) as caught:
        sweep(chip_ban, **axes)
    assert "\n" not in str(caught.value)


def test_concepts_that_do_not_fit():
    with pytest.raises(UnknownNameError, match="nash"):
        sweep(chip_ban, "best")
    for model, concept in (
        (chip_ban, "spe"),
        (chip_ban_three, "nash"),
        (workaround, "nash"),
        (workaround, "pure"),
    ):
        with pytest.raises(NotCoveredError):
            sweep(model, concept)
    with pytest.raises(ParameterError, match="commitment"):
        sweep(chip_ban_sequential, commitment="EU")
    with pytest.raises(UnknownNameError, match="Open"):
        sweep(chip_ban).where("Open")
    with pytest.raises(ParameterError, match="shape"):
        sweep(chip_ban, q="0:1:3").exact((3,))


def test_progress_and_interruption(tmp_path):
    calls = []
    sweep(chip_ban, q="0:1:1000", k_us="0:3:10", block=1000, progress=lambda done, of: calls.append((done, of)))
    assert calls == [(1000 * k, 10000) for k in range(1, 11)]
    calls.clear()

    def interrupt(done, of):
        calls.append(done)
        if done == 3000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(chip_ban, q="0:1:1000", k_us="0:3:10", block=1000, progress=interrupt).save(tmp_path / "out.csv")
    assert calls == [1000, 2000, 3000]
    assert os.listdir(tmp_path) == []


def test_interrupted_saving_leaves_the_old_file(found, tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    path.write_text("old")

    def rows(_):
        yield "0\n"
        raise KeyboardInterrupt

    monkeypatch.setattr("solvers.statics.sweep_files._csv_rows", rows)
    with pytest.raises(KeyboardInterrupt):
        found.save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_what_people_see():
    found = sweep(chip_ban, k_us="0:3:31", q="0:1:17")
    assert sum(found.points[name] for name in ("Open/Depend", "Restrict/Indigenise")) > 0
    assert found.to_json()["shares"]["Open/Depend"] == found.where("Open", "Depend").mean()
    assert "开放/依赖" in found.table("zh").to_text()
    assert "k_us" in repr(found)
    assert "<table" in found._repr_html_()
