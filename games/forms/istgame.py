r"""A game tree as an istgame picture (LaTeX).

istgame draws one decision at a time: `\istroot` names the node and its player, each `\istb` is a branch,
`\endist` closes it; a child is referred to as `node-k`. The branches of one node are evenly spaced, so the
spacing is all there is to choose. It is the least that keeps the *contours* of the subtrees apart: how far
each reaches to the left and to the right in each band between two levels, words and payoffs included (after
Reingold and Tilford 1981, "Tidier drawings of trees"). A picture that is still too wide for the page is
scaled to the width of the text; a tree much too wide grows to the right instead, where a leaf takes only the height of
a line.

Needs the package istgame. Labels are set as text (`\setistmathTF*001`), payoffs as mathematics, which also
keeps Chinese labels visible under XeLaTeX.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.cells import escape_latex, latex_cell
from games.forms.folding import letters
from games.forms.lanes import lanes
from games.forms.tree import Chance, GameTree, InformationSet, Leaf, Node, Path
from games.forms.typeset import fitted

LETTER = 1.75
"""Millimetres a letter takes in footnote size; a Chinese character takes twice as much."""
GAP = 3.0
LEAST = 12.0
"""Millimetres between branches at least."""
BEND = 7
"""Degrees by which the line of an information set bows in the first lane."""
MAX_LEVELS = 100
PAGE = 150.0
"""Millimetres of a line of text, about."""
EASTWARD = 1.8 * PAGE
"""The width beyond which a tree grows to the right."""
LINE, LEAST_LINES, HEIGHT = 3.6, 8.5, 215.0
"""Millimetres of a line of words, between branches one above the other at least, and of a page."""

Contour = list[tuple[float, float]]
"""How far a subtree reaches left and right of its root, band by band."""


def tree_latex(tree: GameTree, caption: str = "", label: str = "", basis: Sequence[Any] = ()) -> str:
    """Return a LaTeX `figure` with an `istgame` picture; payoffs stand in the order of the players, `basis` after it.

    Raises NotCoveredError for a tree of more than a hundred levels.
    """
    if (levels := max(len(path) for path, _ in tree.walk())) > MAX_LEVELS:
        raise NotCoveredError(f"a tree of {levels} levels fits no page; accepted: at most {MAX_LEVELS}")
    joined = _joined(tree)
    shared = frozenset(path for s, lane in joined if not lane for path in s.paths)
    contour, drawn = _subtree(tree.root, (), "0", "(0,0)", "above", shared)
    picture = _eastward(tree, joined, PAGE / _extent(contour)) if _extent(contour) > EASTWARD else ""
    if not picture:
        picture = _picture(tree, joined, max(18, 4 * len(tree.players) + 5), drawn)
        picture = fitted(picture) if _extent(contour) > PAGE else picture
    order = f"({', '.join(tree.players)})"
    notes = "".join(latex_cell(cell) for cell in (order, *[" "] * bool(basis), *basis))
    ends = [rf"\caption{{{escape_latex(caption)}}}"] * bool(caption) + [rf"\label{{{label}}}"] * bool(label)
    return (
        "\n".join(
            [r"\begin{figure}[htbp]", r"\centering", picture, *ends, rf"\par\footnotesize {notes}", r"\end{figure}"]
        )
        + "\n"
    )


def _picture(
    tree: GameTree, joined: Sequence[tuple[InformationSet, int]], level: float, drawn: Sequence[tuple[float, str]],
    turn: str = "",
) -> str:  # fmt: skip
    lines = [rf"\xtdistance{{{level:g}mm}}{{{space:.1f}mm}}" + "\n" + text for space, text in drawn]
    sets = _lines_of_sets(tree, joined, named=not turn)
    head = [r"\begin{istgame}[font=\footnotesize]", r"\setistmathTF*001", *[turn] * bool(turn)]
    return "\n".join([*head, *lines, *sets, r"\end{istgame}"])


def _extent(contour: Contour) -> float:
    return max(right for _, right in contour) - min(left for left, _ in contour)


def _eastward(tree: GameTree, joined: Sequence[tuple[InformationSet, int]], scale: float) -> str:
    """Return the picture that grows to the right, scaled to a page if it must be; empty if type is smaller so."""
    words = [_plain_branch(node, k) for _, node in tree.walk() if not isinstance(node, Leaf)
             for k in range(len(node.children))]  # fmt: skip
    contour, _ = _row(tree.root, "0", "(0,0)", "left", PAGE)
    depth = max(len(path) for path, _ in tree.walk())
    level = max(max(map(_width, words), default=0.0) + 14, min((PAGE - 30) / depth, _extent(contour) / 3))
    contour, drawn = _row(tree.root, "0", "(0,0)", "left", level)
    across, up = PAGE / (level * depth + 25), 0.9 * HEIGHT / _extent(contour)
    if min(across, up) < 1.2 * scale:
        return ""
    picture = _picture(tree, joined, level, drawn, r"\setistgrowdirection'{east}")
    if min(across, up) >= 1:
        return picture
    return fitted(picture) if across < up else "\\resizebox{!}{.9\\textheight}{%\n" + picture + "}"


def _row(node: Node, name: str, place: str, side: str, level: float) -> tuple[Contour, list[tuple[float, str]]]:
    """Return what `_subtree` does, for a tree that grows to the right: contours are heights, all nodes are named."""
    if isinstance(node, Leaf):
        return [(-LINE / 2, LINE / 2)], []
    count = len(node.children)
    below = [
        _row(child, f"{name}x{k + 1}", f"({name}-{k + 1})", f"{_level(k, count)} left", level)
        for k, child in enumerate(node.children)
    ]
    contours = [contour for contour, _ in below]
    space = max(LEAST_LINES, _spacing(contours, [0.0] * count, 1.0, LEAST_LINES))
    contour = _contour(contours, [LINE / 2] * count, space, (LINE, LINE))
    own = (space, _east_source(node, name, place, side, space / level))
    return contour, [own, *(line for _, lines in below for line in lines)]


def _level(k: int, count: int) -> str:
    return "above" if k < count / 2 else "below"


def _east_source(node: Node, name: str, place: str, side: str, slope: float) -> str:
    """Return the source of one node; words stand above or below branches, along steep ones."""
    assert not isinstance(node, Leaf)
    style = "chance node" if isinstance(node, Chance) else "decision node"
    lines, count = [rf"\istroot({name}){place}[{style}]<{side}>{{{escape_latex(_owner(node))}}}"], len(node.children)
    for k, child in enumerate(node.children):
        steep = ",sloped" * (abs(k - (count - 1) / 2) * slope > 0.45)
        payoff = ",\\,".join(map(numbers.latex, child.payoffs)) if isinstance(child, Leaf) else ""
        shown = f"{{({payoff})}}" if payoff else ""
        lines.append(rf"  \istb{{{_branch(node, k)}}}[{_level(k, count)}{steep}]{shown}")
    return "\n".join([*lines, r"\endist"])


def _subtree(
    node: Node, path: Path, name: str, place: str, side: str, shared: frozenset[Path]
) -> tuple[Contour, list[tuple[float, str]]]:
    """Return the contour of a subtree, and for each node in it that moves the spacing and the source.

    The player's name stands on the `side` away from the branch that leads here; nodes in `shared` are named
    by their information set.
    """
    if isinstance(node, Leaf):
        half = _width(max((numbers.show(value) for value in node.payoffs), key=_width)) / 2 + 1
        return [(-half, half)], []
    below = []
    for k, child in enumerate(node.children):
        where = (*path, node.actions[k])
        below.append(_subtree(child, where, f"{name}x{k + 1}", f"({name}-{k + 1})", _side(node, k), shared))
    contours = [contour for contour, _ in below]
    words = [_width(_plain_branch(node, k)) + 1 for k in range(len(contours))]
    space = _spacing(contours, words)
    owner = "" if path in shared else _owner(node)
    head = 0.0 if side == "above" else _width(owner) + 2
    contour = _contour(contours, words, space, (head * (side == "left"), head * (side == "right")))
    own = (space, _source(node, name, place, side, owner))
    return contour, [own, *(line for _, lines in below for line in lines)]


def _source(node: Node, name: str, place: str, side: str, owner: str) -> str:
    assert not isinstance(node, Leaf)
    style = "chance node" if isinstance(node, Chance) else "decision node"
    lines = [rf"\istroot({name}){place}[{style}]<{side}>{{{escape_latex(owner)}}}"]
    for k, child in enumerate(node.children):
        payoff = f"{{{_stack(child.payoffs)}}}" if isinstance(child, Leaf) else ""
        lines.append(rf"  \istb{{{_branch(node, k)}}}[a{_side(node, k)[0]}]{payoff}")
    return "\n".join([*lines, r"\endist"])


def _spacing(contours: Sequence[Contour], words: Sequence[float], gap: float = GAP, least: float = LEAST) -> float:
    """Return the least spacing that keeps subtrees apart and the words between two branches off both.

    Half-way down, branches are half the spacing apart, and less a line higher up; the words of the outer
    branches stand outside.
    """
    inner = [(w + gap) / 0.4 for k, w in enumerate(words) if 0 < k < len(words) - 1]
    apart = [
        (first[1] - second[0] + gap) / (k - j)
        for (j, left), (k, right) in combinations(enumerate(contours), 2)
        for first, second in zip(left, right, strict=False)
    ]
    return max([least, *inner, *apart])


def _contour(contours: Sequence[Contour], words: Sequence[float], space: float, head: tuple[float, float]) -> Contour:
    """Return the contour of a node from those of its children; `head` is the room for its name."""
    n = len(contours)
    places = [(k - (n - 1) / 2) * space for k in range(n)]
    own = (
        min(places[0], places[0] / 2 - words[0], -head[0]),
        max(places[-1], places[-1] / 2 + (words[-1] if n > 1 else 0), head[1]),
    )
    return [own, *(_hull(contours, places, band) for band in range(max(map(len, contours))))]


def _hull(contours: Sequence[Contour], places: Sequence[float], band: int) -> tuple[float, float]:
    reaching = [(x, c[band]) for x, c in zip(places, contours, strict=True) if band < len(c)]
    return min(x + left for x, (left, _) in reaching), max(x + right for x, (_, right) in reaching)


def _side(node: Node, k: int) -> str:
    assert not isinstance(node, Leaf)
    return "left" if k < len(node.children) / 2 else "right"


def _owner(node: Node) -> str:
    assert not isinstance(node, Leaf)
    return (node.label or "Chance") if isinstance(node, Chance) else node.player


def _branch(node: Node, k: int) -> str:
    assert not isinstance(node, Leaf)
    label = escape_latex(node.actions[k])
    return rf"{label} (${numbers.latex(node.probabilities[k])}$)" if isinstance(node, Chance) else label


def _plain_branch(node: Node, k: int) -> str:
    assert not isinstance(node, Leaf)
    return node.actions[k] + (f" ({numbers.show(node.probabilities[k])})" if isinstance(node, Chance) else "")


def _stack(payoffs: Sequence[numbers.Number]) -> str:
    return r"\begin{array}{c}" + r"\\".join(numbers.latex(value) for value in payoffs) + r"\end{array}"


def _width(text: str) -> float:
    """Return the width of a text in millimetres, about."""
    return LETTER * letters(text)


def _joined(tree: GameTree) -> list[tuple[InformationSet, int]]:
    """Return the information sets of several nodes with the lanes of their lines."""
    spots = {path: (len(path), float(place)) for place, (path, _) in enumerate(tree.walk())}
    shared = [s for s in tree.information_sets if len(s.paths) > 1]
    found = lanes([[spots[path] for path in s.paths] for s in shared], spots.values())
    return list(zip(shared, found, strict=True))


def _lines_of_sets(tree: GameTree, joined: Sequence[tuple[InformationSet, int]], named: bool = True) -> Iterator[str]:
    """Yield the dashed lines: straight with the player's name above the first, or bowed, lane by lane."""
    for information_set, lane in joined:
        owner = "" if lane or not named else f"{{{escape_latex(information_set.player)}}}"
        bend = f"[bend {'right' if named else 'left'}={min(BEND * lane, 45)}]" if lane else ""
        for first, second in pairwise(information_set.paths):
            yield rf"\xtInfoset{bend}({_name(tree, first)})({_name(tree, second)}){owner}"
            owner = ""


def _name(tree: GameTree, path: Path) -> str:
    name, node = "0", tree.root
    for action in path:
        assert not isinstance(node, Leaf)
        k = node.actions.index(action)
        name, node = f"{name}x{k + 1}", node.children[k]
    return name
