"""Drawn trees: no two texts meet, information sets are joined and told apart, what is played shows."""

import re
import shutil
import subprocess
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random

import matplotlib
import numpy as np
import pytest
import sympy
from tree_examples import horse, random_game

from games.errors import NotCoveredError
from games.forms import GameTree, chance, decision, leaf
from games.forms.bayesian import bayesian, signalling
from games.forms.istgame import tree_latex
from games.forms.tree import Decision, Leaf
from paper_figs.style import house_style
from paper_figs.tree_layout import columns, links, place
from paper_figs.trees import LOOKS, draw_tree
from solvers.equilibrium import Equilibrium

matplotlib.use("agg")
F = Fraction


def tariffs():
    """A signalling game with names of several words in both languages."""
    return signalling(
        ["强硬 hawk", "温和 dove"], ["1/3", "2/3"], ["Restrict", "Open"], ["Sanction", "Concede"],
        lambda t, m, r: F(len(t + m), 7), lambda t, m, r: -F(len(r), 3), players=("Sender", "Receiver"),
    )  # fmt: skip


def auction():
    types = {"US": ["low", "mid", "high"], "CN": ["low", "high"]}
    prior = {"US": ["1/3"] * 3, "CN": ["1/4", "3/4"]}
    return bayesian(
        types, prior, {player: ["bid", "pass", "wait"] for player in types}, lambda t, a: (len(t[0]), -len(a[1]))
    )


def circle():
    """Two sets that precede each other, as where nobody knows who moves first."""
    first = decision("A", {"x": decision("B", {"u": leaf(0, 0), "d": leaf(0, 0)}, "b"), "y": leaf(0, 0)}, "a")
    second = decision("B", {"u": decision("A", {"x": leaf(0, 0), "y": leaf(0, 0)}, "a"), "d": leaf(0, 0)}, "b")
    return GameTree(chance({"A first": ("1/2", first), "B first": ("1/2", second)}), ("A", "B"))


def large(seed):
    """Return a random tree of many leaves with information sets."""
    rng = Random(seed)
    while True:
        tree = random_game(rng, 5)
        if 25 <= sum(isinstance(node, Leaf) for node in tree.nodes) <= 40 and not tree.perfect_information:
            return tree


def overlaps(ax):
    """Return the pairs of texts whose boxes share more than a pixel, measured on the drawn page."""
    ax.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    assert boxes
    return [
        (a, b)
        for (a, p), (b, q) in combinations(boxes, 2)
        if min(p.x1, q.x1) - max(p.x0, q.x0) > 1 and min(p.y1, q.y1) - max(p.y0, q.y0) > 1
    ]


def everywhere(tree):
    """Return a belief for every decision, and the behaviour that takes the first action."""
    beliefs = {path: F(k, k + 1) for k, (path, node) in enumerate(tree.walk()) if isinstance(node, Decision)}
    first = tuple(tuple(F(k == 0) for k in range(len(s.actions))) for s in tree.information_sets)
    return beliefs, Equilibrium(first, (F(0),) * len(tree.players))


TREES = {"horse": horse, "tariffs": tariffs, "auction": auction, "circle": circle}
TREES |= {f"random {seed}": lambda seed=seed: large(seed) for seed in range(2)}


@pytest.mark.parametrize(("name", "lang"), [*((name, "en") for name in TREES), ("tariffs", "zh"), ("random 1", "zh")])
def test_texts_never_meet(name, lang):
    from matplotlib import pyplot as plt

    tree = TREES[name]()
    beliefs, equilibrium = everywhere(tree)
    with house_style(lang):
        ax = draw_tree(tree, None, equilibrium, lang, beliefs)
        assert overlaps(ax) == []
        assert sum(t.get_text().startswith("(") for t in ax.texts) == sum(isinstance(n, Leaf) for n in tree.nodes)
        assert min(t.get_fontsize() for t in ax.texts) >= 5
        plt.close(ax.figure)


def test_on_small_axes_the_type_shrinks_until_it_fits():
    from matplotlib import pyplot as plt

    with house_style("en"):
        figure, (left, right) = plt.subplots(1, 2, figsize=(6, 2.5))
        assert draw_tree(tariffs(), left) is left
        assert overlaps(left) == []
        assert 2 < left.texts[0].get_fontsize() < 8
        assert len(right.texts) == 0
        plt.close(figure)


@pytest.mark.parametrize("name", TREES)
def test_places_keep_order_and_leave_no_two_nodes_in_one_spot(name):
    tree = TREES[name]()
    placed = place(tree)
    assert list(placed) == [path for path, _ in tree.walk()]
    assert sorted(p.y for p in placed.values() if isinstance(p.node, Leaf)) == list(range(sum(
        isinstance(node, Leaf) for node in tree.nodes
    )))  # fmt: skip
    assert len({(p.x, p.y) for p in placed.values()}) == len(placed)
    for path, spot in placed.items():
        assert path == () or placed[path[:-1]].x < spot.x
        below = [placed[*path, action].y for action in ([] if isinstance(spot.node, Leaf) else spot.node.actions)]
        assert below == sorted(below)
        assert not below or below[0] <= spot.y <= below[-1]
    if name != "circle" and tree.perfect_recall:
        assert all(len({placed[path].x for path in s.paths}) == 1 for s in tree.information_sets)


def test_sets_that_precede_each_other_stand_at_their_depths():
    tree = circle()
    assert columns(tree) == [len(path) for path, _ in tree.walk()]


@pytest.mark.parametrize("name", TREES)
def test_links_join_every_set_and_avoid_what_is_not_in_it(name):
    tree = TREES[name]()
    placed = place(tree)
    found = links(tree, placed)
    joined = {(link.start.path, link.end.path) for link in found}
    expected = {
        pair for s in tree.information_sets for pair in pairwise(sorted(s.paths, key=lambda path: placed[path].y))
    }
    assert joined == expected
    assert len(found) == len(joined)
    straight = [link for link in found if link.lane == 0 and link.start.x == link.end.x]
    for link in straight:
        between = [p for p in placed.values() if p.x == link.start.x and link.start.y < p.y < link.end.y]
        assert between == []
    owner = {path: k for k, s in enumerate(tree.information_sets) for path in s.paths}
    for one, other in combinations([link for link in found if link.start.x == link.end.x], 2):
        meet = one.start.x == other.start.x and one.start.y < other.end.y and other.start.y < one.end.y
        if meet and owner[one.start.path] != owner[other.start.path]:
            assert one.lane != other.lane


def test_interleaved_sets_bow_by_different_amounts():
    found = links(tariffs(), place(tariffs()))
    assert [(link.start.path[1], link.lane) for link in found] == [("Restrict", 1), ("Open", 2)]
    assert 0 < found[0].bow < found[1].bow < 0.28
    assert [link.lane for link in links(horse(), place(horse()))] == [0]


@pytest.mark.parametrize("name", ["auction", "tariffs", "random 1"])
def test_lines_of_sets_cross_no_payoffs(name):
    from matplotlib import pyplot as plt

    with house_style("en"):
        ax = draw_tree(TREES[name]())
        ax.figure.canvas.draw()
        boxes = [text.get_window_extent() for text in ax.texts if text.get_text().startswith("(")]
        lines = [ax.transData.transform(line.get_xydata()) for line in ax.lines if line.is_dashed()]
        assert lines
        for line in lines:
            x, y = np.concatenate([np.linspace(a, b, 20) for a, b in pairwise(line)]).T
            assert not any(((b.x0 < x) & (x < b.x1) & (b.y0 < y) & (y < b.y1)).any() for b in boxes)
        plt.close(ax.figure)


def test_beliefs_stand_with_the_names_of_their_players():
    from matplotlib import pyplot as plt

    paths = tariffs().information_sets[1].paths
    p = sympy.Symbol("p")
    with house_style("zh"):
        ax = draw_tree(tariffs(), lang="zh", beliefs={paths[0]: p, paths[1]: "0…1/3"})
        shown = [text.get_text() for text in ax.texts]
        assert sum(words.startswith("接收方") for words in shown) == 4
        assert {"接收方 [$p$]", "接收方 [0…1/3]", "接收方"} < set(shown)
        plt.close(ax.figure)


def test_only_what_the_equilibrium_reaches_is_coloured():
    from matplotlib import pyplot as plt

    tree = horse()
    behaviour = ((F(0), F(1)), (F(1), F(0)), (F(1, 3), F(2, 3)))  # of 1, of 3, of 2: (A, L, a with 2/3)
    ax = draw_tree(tree, equilibrium=Equilibrium(behaviour, (F(0),) * 3))
    ends = {}
    for line in ax.lines:
        if len(line.get_xdata()) == 3:
            ends[float(line.get_ydata()[-1])] = (line.get_color(), line.get_linestyle())
    played, unreached, plain = ((LOOKS[k]["color"], LOOKS[k].get("linestyle", "-")) for k in LOOKS)
    lines = {path: spot.y for path, spot in place(tree).items()}
    assert {path: ends[y] for path, y in lines.items() if path} == {
        ("D",): plain, ("D", "L"): unreached, ("D", "R"): plain, ("A",): played, ("A", "d"): played,
        ("A", "d", "L"): played, ("A", "d", "R"): plain, ("A", "a"): played,
    }  # fmt: skip
    plt.close(ax.figure)


def test_lines_of_sets_that_meet_bow_in_latex_too():
    text = tree_latex(tariffs())
    bent = dict(re.findall(r"\\xtInfoset\[bend right=(\d+)\](\(\w+\)\(\w+\))\n", text))
    assert sorted(bent.values()) == ["(0x1x1)(0x2x1)", "(0x1x2)(0x2x2)"]
    assert text.count(r"\xtInfoset") == len(bent) == 2
    assert text.count("{Receiver}") == 4


def test_a_tree_too_deep_for_a_page_is_not_typeset():
    node = leaf(0)
    for _ in range(2_000):
        node = decision("A", {"stop": leaf(1), "go": node})
    with pytest.raises(NotCoveredError, match="a tree of 2000 levels fits no page; accepted: at most 100"):
        tree_latex(GameTree(node, "A"))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_information_sets_compile_within_the_page(tmp_path):
    if not subprocess.run(["kpsewhich", "istgame.sty"], capture_output=True, check=False).stdout:
        pytest.skip("istgame is not installed; on Debian: texlive-games")
    body = "\\clearpage\n".join(tree_latex(tree, "A tree") for tree in (horse(), auction(), circle()))
    head = r"\documentclass{article}\usepackage[margin=2.5cm]{geometry}\usepackage{istgame,amsmath}"
    (tmp_path / "sets.tex").write_text(head + "\\begin{document}\n" + body + "\\end{document}\n")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sets.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "sets.log").read_text(errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    assert "Overfull" not in log
