"""Game trees: the normal form, what is refused, and both kinds of drawing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from random import Random

import matplotlib
import pytest
import sympy
from spe_oracle import random_tree

from games.errors import FormError
from games.forms import GameTree, chance, decision, leaf
from games.forms.istgame import tree_latex
from games.forms.tree import Chance, Decision, Leaf, Node
from paper_figs.style import house_style
from paper_figs.trees import draw_tree
from solvers.subgame_perfect import subgame_perfect

matplotlib.use("agg")
F = Fraction
WORDS = ("Restrict", "Open & 5%", "Redesign_x", "Tolerate", "Indigenise", "Exit", "Tighten", "Depend")


def outcome(tree: GameTree, plan: Mapping[tuple[str, ...], str]) -> list[Fraction]:
    """Return expected payoffs when the decision at each path plays the action planned for it."""

    def value(path: tuple[str, ...], node: Node) -> list[Fraction]:
        if isinstance(node, Leaf):
            return list(node.payoffs)
        below = {a: value((*path, a), c) for a, c in zip(node.actions, node.children, strict=True)}
        if isinstance(node, Decision):
            return below[plan[path]]
        mean = [F(0)] * len(tree.players)
        for p, a in zip(node.probabilities, node.actions, strict=True):
            mean = [x + p * y for x, y in zip(mean, below[a], strict=True)]
        return mean

    return value((), tree.root)


def in_words(node: Node, rng: Random) -> Node:
    """Return a tree with longer labels."""
    if isinstance(node, Leaf):
        return node
    actions = tuple(rng.sample(WORDS, len(node.actions)))
    children = tuple(in_words(child, rng) for child in node.children)
    if isinstance(node, Chance):
        return Chance(children, actions, node.probabilities)
    return Decision({"A": "US", "B": "Firm", "C": "China"}[node.player], children, actions)


def worded_tree(rng: Random, moves: int, least: int, most: int) -> GameTree:
    """Return a random tree of three players with a number of leaves in a range."""
    while True:
        tree = random_tree(rng, 3, moves)
        if least <= sum(isinstance(node, Leaf) for _, node in tree.walk()) <= most:
            return GameTree(in_words(tree.root, rng), ("US", "Firm", "China"))


def simultaneous() -> GameTree:
    second = {a: decision("B", {"x": leaf(k, 0), "y": leaf(0, k)}, "h") for k, a in enumerate("lmr")}
    return GameTree(decision("A", second), ("A", "B"))


@pytest.mark.parametrize("seed", range(40))
def test_normal_form_holds_expected_payoffs(seed: int) -> None:
    tree = random_tree(Random(seed), 2, 4)
    full, reduced = tree.normal_form(reduced=False), tree.normal_form()
    sets = tree.information_sets
    own = [[s for s in sets if s.player == player] for player in tree.players]
    assert full.shape == tuple(len(list(product(*(s.actions for s in mine)))) for mine in own)
    for profile in full.profiles():
        plan = {}
        for mine, label in zip(own, full.labels(profile), strict=True):
            plan |= {s.paths[0]: a for s, a in zip(mine, label.split("/"), strict=True)} if mine else {}
        assert list(full.payoff(profile)) == outcome(tree, plan)
    assert {full.payoff(p) for p in full.profiles()} == {reduced.payoff(p) for p in reduced.profiles()}
    assert all(small <= large for small, large in zip(reduced.shape, full.shape, strict=True))


def test_reduced_strategies_leave_out_what_they_exclude() -> None:
    later = decision("A", {"x": leaf(1, 0), "y": leaf(2, 0)})
    middle = decision("B", {"l": later, "r": leaf(3, 3)})
    tree = GameTree(decision("A", {"stop": leaf(0, 0), "go": middle}), ("A", "B"))
    assert tree.normal_form().actions == (("stop/*", "go/x", "go/y"), ("l", "r"))
    assert tree.normal_form(reduced=False).shape == (4, 2)


def test_information_sets_make_moves_simultaneous() -> None:
    tree = simultaneous()
    assert not tree.perfect_information
    assert tree.perfect_recall
    assert tree.normal_form().shape == (3, 2)
    assert len(tree.information_sets) == 2


def test_forgetting_ones_own_move_is_imperfect_recall() -> None:
    again = {a: decision("A", {"x": leaf(1), "y": leaf(0)}, "later") for a in "lr"}
    assert not GameTree(decision("A", again), ("A",)).perfect_recall


def test_absent_mindedness_is_refused() -> None:
    exit_ = decision("A", {"on": leaf(1), "off": leaf(4)}, "junction")
    with pytest.raises(FormError, match="'junction' is met twice"):
        GameTree(decision("A", {"on": exit_, "off": leaf(0)}, "junction"), ("A",))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: decision("B", {"x": leaf(1)}), "unknown player 'B'; accepted: A"),
        (lambda: decision("A", {"x": leaf(1, 2)}), "x: 2 payoffs for 1 players"),
        (lambda: decision("A", {}), "the root: a move needs at least one action"),
        (lambda: chance({"u": (F(1, 2), leaf(1)), "d": (F(1, 3), leaf(1))}), "sum to 1, not to 5/6"),
        (lambda: chance({"u": (2, leaf(1)), "d": (-1, leaf(1))}), "non-negative"),
        (
            lambda: decision("A", {a: decision("A", {a: leaf(1)}, "h") for a in "lr"}),
            "information set 'h': all its decisions need the same actions",
        ),
    ],
)
def test_bad_trees_are_named(build, message: str) -> None:
    with pytest.raises(FormError, match=re.escape(message)):
        GameTree(build(), ("A",))


def test_istgame_source_names_everything() -> None:
    tree = GameTree(
        decision(
            "US_1",
            {
                "a&b": leaf(F(1, 2), 3),
                "c": chance(
                    {"u": (F(1, 3), leaf(0, 0)), "d": (F(2, 3), decision("CN", {"x": leaf(1, 1), "y": leaf(2, 2)}))}
                ),
            },
        ),
        ("US_1", "CN"),
    )
    text = tree_latex(tree, "50% & more", "fig:t")
    assert [text.count(word) for word in (r"\istroot", r"\endist", r"\istb{")] == [3, 3, 6]
    for part in (
        r"\caption{50\% \& more}",
        r"\label{fig:t}",
        r"a\&b",
        r"{US\_1}",
        r"($\tfrac{1}{3}$)",
        "[chance node]",
        r"\begin{array}{c}\tfrac{1}{2}\\3\end{array}",
        r"\setistmathTF*001",
    ):
        assert part in text
    assert r"\resizebox" not in text


def test_istgame_draws_information_sets_with_one_name() -> None:
    text = tree_latex(simultaneous())
    assert r"\xtInfoset(0x1)(0x2){B}" in text
    assert r"\xtInfoset(0x2)(0x3)" in text
    assert text.count("{B}") == 1


def test_pictures_wider_than_the_page_are_scaled() -> None:
    many = {f"a long action {k}": leaf(k) for k in range(4)}
    assert r"\resizebox{" in tree_latex(GameTree(decision("A", many), ("A",)))


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_istgame_pictures_compile_within_the_page(tmp_path: Path) -> None:
    if not subprocess.run(["kpsewhich", "istgame.sty"], capture_output=True, check=False).stdout:
        pytest.skip("istgame is not installed; on Debian: texlive-games")
    rng = Random(7)
    trees = [worded_tree(rng, 8, 4, 12) for _ in range(12)] + [simultaneous()]
    body = "\\clearpage\n".join(tree_latex(tree, f"Tree {k}", f"t{k}") for k, tree in enumerate(trees))
    head = r"\documentclass{article}\usepackage[margin=2.5cm]{geometry}\usepackage{istgame,amsmath}"
    (tmp_path / "trees.tex").write_text(head + "\\begin{document}\n" + body + "\\end{document}\n")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "trees.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "trees.log").read_text(errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    assert "Overfull" not in log


def overlaps(ax) -> list[tuple[str, str]]:
    """Return the pairs of texts whose boxes share more than a pixel."""
    ax.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    assert boxes
    return [
        (a, b)
        for (a, p), (b, q) in combinations(boxes, 2)
        if min(p.x1, q.x1) - max(p.x0, q.x0) > 1 and min(p.y1, q.y1) - max(p.y0, q.y0) > 1
    ]


@pytest.mark.parametrize("moves", [3, 8, 14, 20])
def test_drawn_texts_never_overlap(moves: int) -> None:
    from matplotlib import pyplot as plt

    rng, most = Random(moves), 0
    for _ in range(10):
        tree = worded_tree(rng, moves, 2, 40)
        leaves = sum(isinstance(node, Leaf) for _, node in tree.walk())
        most = max(most, leaves)
        with house_style("en"):
            ax = draw_tree(tree, equilibrium=next(iter(subgame_perfect(tree))))
            shown = [text.get_text() for text in ax.texts]
            assert sum(text.startswith("(") for text in shown) == leaves
            assert overlaps(ax) == []
            plt.close(ax.figure)
    assert most > moves


def test_play_is_drawn_thick_and_the_rest_is_told_apart_without_colour() -> None:
    from matplotlib import pyplot as plt

    reply = decision("CN", {"x": leaf(0, 0), "y": leaf(1, 2)})
    tree = GameTree(decision("US", {"in": leaf(3, 3), "out": reply}), ("US", "CN"))
    figure, ax = plt.subplots()
    assert draw_tree(tree, ax, next(iter(subgame_perfect(tree)))) is ax
    styles = [(line.get_linewidth(), line.get_linestyle()) for line in ax.lines if len(line.get_xdata()) == 3]
    assert len(styles) == 4
    assert len(set(styles)) == 3
    plt.close(figure)


def test_symbolic_payoffs_are_drawn_as_mathematics() -> None:
    from matplotlib import pyplot as plt

    k = sympy.Symbol("k_us")
    tree = GameTree(decision("US", {"in": leaf(k / 2 - 1), "out": leaf(F(1, 2))}), ("US",))
    ax = draw_tree(tree)
    texts = [text.get_text() for text in ax.texts]
    assert any("k_{us}" in text and "$" in text for text in texts)
    assert "(1/2)" in texts
    ax.figure.canvas.draw()
    plt.close(ax.figure)
