r"""A game tree as an istgame picture (LaTeX).

istgame draws one decision at a time: `\istroot` names the node and its player, each `\istb` is a branch, `\endist`
closes it; a child is referred to as `node-k`. Branches of one node are evenly spaced, so the spacing of every node is
chosen from the widths of the subtrees below it: neighbouring subtrees never overlap.

Needs the package istgame. Labels are set as text (`\setistmathTF*001`), payoffs as mathematics, which also keeps
Chinese labels visible under XeLaTeX.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from games.forms import numbers
from games.forms.table import escape_latex
from games.forms.tree import Chance, GameTree, Leaf, Node, Path

LEVEL = 18
"""Millimetres between a node and its children."""
LEAST = 14
"""Millimetres a leaf takes at least."""


def tree_latex(tree: GameTree, caption: str = "", label: str = "") -> str:
    """Return the tree as a LaTeX `figure` with an `istgame` picture, payoffs stacked in the order of the players."""
    lines = [r"\begin{figure}[htbp]", r"\centering", r"\begin{istgame}[font=\footnotesize]", r"\setistmathTF*001"]
    lines += _nodes(tree.root, "0", "(0,0)", "above")
    lines += _information_sets(tree)
    lines += [r"\end{istgame}"]
    lines += [rf"\caption{{{escape_latex(caption)}}}"] * bool(caption) + [rf"\label{{{label}}}"] * bool(label)
    order = ", ".join(escape_latex(player) for player in tree.players)
    return "\n".join([*lines, rf"\par\footnotesize ({order})", r"\end{figure}"]) + "\n"


def _nodes(node: Node, name: str, place: str, side: str) -> Iterator[str]:
    """Yield the lines of a subtree; the player's name stands on the `side` away from the branch that leads here."""
    if isinstance(node, Leaf):
        return
    yield rf"\xtdistance{{{LEVEL}mm}}{{{_spacing(node):.0f}mm}}"
    style = "chance node" if isinstance(node, Chance) else "decision node"
    owner = (node.label or "Chance") if isinstance(node, Chance) else node.player
    yield rf"\istroot({name}){place}[{style}]<{side}>{{{escape_latex(owner)}}}"
    for k, child in enumerate(node.children):
        payoff = f"{{{_stack(child.payoffs)}}}" if isinstance(child, Leaf) else ""
        yield rf"  \istb{{{_branch(node, k)}}}[a{_side(node, k)[0]}]{payoff}"
    yield r"\endist"
    for k, child in enumerate(node.children):
        yield from _nodes(child, f"{name}x{k + 1}", f"({name}-{k + 1})", _side(node, k))


def _side(node: Node, k: int) -> str:
    assert not isinstance(node, Leaf)
    return "left" if k < len(node.children) / 2 else "right"


def _branch(node: Node, k: int) -> str:
    assert not isinstance(node, Leaf)
    label = escape_latex(node.actions[k])
    return rf"{label} (${numbers.latex(node.probabilities[k])}$)" if isinstance(node, Chance) else label


def _stack(payoffs: Sequence[numbers.Number]) -> str:
    return r"\begin{array}{c}" + r"\\".join(numbers.latex(value) for value in payoffs) + r"\end{array}"


def _spacing(node: Node) -> float:
    """Return how far apart the children must stand for their subtrees to be disjoint, and their labels readable."""
    assert not isinstance(node, Leaf)
    widths = [_width(child) for child in node.children]
    words = max(2.2 * len(action) for action in node.actions) + 6
    return max([words, *((a + b) / 2 for a, b in pairwise(widths))])


def _width(node: Node) -> float:
    """Return the width of a subtree in millimetres."""
    if isinstance(node, Leaf):
        return max(LEAST, 1.6 * max(len(numbers.show(value)) for value in node.payoffs) + 4)
    widths = [_width(child) for child in node.children]
    return max((len(widths) - 1) * _spacing(node) + (widths[0] + widths[-1]) / 2, *widths)


def _information_sets(tree: GameTree) -> Iterator[str]:
    for information_set in tree.information_sets:
        for first, second in pairwise(information_set.paths):
            yield rf"\xtInfoset({_name(tree, first)})({_name(tree, second)})"


def _name(tree: GameTree, path: Path) -> str:
    name, node = "0", tree.root
    for action in path:
        assert not isinstance(node, Leaf)
        k = node.actions.index(action)
        name, node = f"{name}x{k + 1}", node.children[k]
    return name
