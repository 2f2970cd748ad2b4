"""The parts of a sheet as Markdown, HTML and LaTeX, and the figure of best responses."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from games.forms import GameTree, NormalForm, numbers
from games.forms.cells import escape_latex
from games.forms.matrices import matrix_table
from games.forms.table import Table
from games.forms.tree import Chance, Decision, Node, fold
from games.glossary import translate, translated
from games.text import Language, Text
from paper_figs.classroom.exercise import Bilingual, Block, Square

_UNDERLINED = re.compile(r"\\underline\{((?:[^{}]|\{[^{}]*\})*)\}")
_SIGNS = {"·": r"$\cdot$", "—": "---", "…": r"\ldots{}", " - ": " $-$ ", "delta": r"$\delta$"}
LENGTH = 120
"""The side of the square of probabilities in LaTeX, in points."""


def markdown(block: Block, lang: Language) -> str:
    """Return a part of a sheet as Markdown; figures are embedded."""
    if isinstance(block, Text):
        return _escaped(block.in_(lang))
    if isinstance(block, Square):
        return f"![p, q]({picture(block, lang)})"
    if isinstance(block, GameTree):
        return f"```\n{_named(block, lang)}\n```"
    return _table(block, lang).to_markdown()


def html_of(block: Block, lang: Language) -> str:
    """Return a part of a sheet as HTML; figures are embedded."""
    if isinstance(block, Text):
        return f"<p>{html.escape(block.in_(lang), quote=False)}</p>"
    if isinstance(block, Square):
        return f'<p><img alt="p, q" src="{picture(block, lang)}"/></p>'
    if isinstance(block, GameTree):
        return f"<pre>{html.escape(str(_named(block, lang)), quote=False)}</pre>"
    return _UNDERLINED.sub(r"\1", _table(block, lang).to_html())


def latex(block: Block, lang: Language) -> str:
    """Return a part of a sheet as LaTeX without floats or captions."""
    if isinstance(block, Text):
        return latex_text(block.in_(lang)) + "\n"
    if isinstance(block, Square):
        return _centred(square_latex(block, lang))
    if isinstance(block, GameTree):
        source = _named(block, lang).to_latex()
        inner = source[source.index(r"\centering") + len(r"\centering") : source.index(r"\par\footnotesize")]
        return _centred(inner.strip())
    source = (translated(block, lang) if isinstance(block, NormalForm) else _table(block, lang)).to_latex()
    start, end = source.index(r"\begin{tabular}"), source.rindex(r"\end{tabular}")
    return _centred(_UNDERLINED.sub(r"\1", source[start:end]) + r"\end{tabular}")


def latex_text(text: str) -> str:
    """Return plain words as LaTeX."""
    escaped = escape_latex(text)
    for sign, source in _SIGNS.items():
        escaped = escaped.replace(sign, source)
    return escaped


def together(render: Callable[[Block, Language], str], parts: Iterable[Block], lang: Language) -> str:
    """Return several parts of a sheet, a blank line between them."""
    return "\n\n".join(render(part, lang).strip() for part in parts)


def _centred(source: str) -> str:
    return f"\\begin{{center}}\n{source}\n\\end{{center}}"


def _named(tree: GameTree, lang: Language) -> GameTree:
    """Return a tree in `lang`, nature and information sets named too."""

    def named(node: Node, below: list[Node]) -> Node:
        if isinstance(node, Decision):
            return replace(node, children=tuple(below), information_set=translate(node.information_set, lang))
        if isinstance(node, Chance):
            return replace(node, children=tuple(below), label=translate(node.label or "Chance", lang))
        return node

    shown: GameTree = translated(tree, lang)
    return replace(shown, root=fold(shown.root, named))


def _table(block: Any, lang: Language) -> Table:
    if isinstance(block, NormalForm):
        return matrix_table(translated(block, lang))
    return block.make(lang) if isinstance(block, Bilingual) else block.table(lang)


def _escaped(text: str) -> str:
    r"""Return text with a backslash before what Markdown would take for a sign; a terminal shows few.

    >>> print(_escaped("4 < 7, k_us > 0, *a*, <b>, _c_"))
    4 < 7, k_us > 0, \*a\*, \<b>, \_c\_
    """
    return re.sub(r"([*|]|<(?=[A-Za-z/!?])|(?m:^)>|(?<!\w)_|_(?!\w))", r"\\\1", text)


def picture(square: Square, lang: Language) -> str:
    """Return the figure as a `data:` address, the same bytes every time."""
    from matplotlib.figure import Figure

    from paper_figs.style import COLOURS, house_style

    with house_style(lang):
        figure = Figure(figsize=(3, 3))
        ax = figure.subplots()
        styles: tuple[dict[str, Any], ...] = (
            {"color": COLOURS[0], "linewidth": 2.4},
            {"color": COLOURS[5], "linewidth": 2.0, "linestyle": (0, (5, 2))},
        )
        for player, corners, style in zip(square.game.players, square.lines, styles, strict=True):
            ax.plot(
                *zip(*[(float(p), float(q)) for p, q in corners], strict=True),
                label=translate(player, lang),
                clip_on=False,
                **style,
            )
        for axis, parts in zip((ax.xaxis, ax.yaxis), square.parts, strict=True):
            axis.set_ticks([n / parts for n in range(parts + 1)], [numbers.show(t) for t in _ticks(parts)])
        if square.grid:
            ax.grid(linewidth=0.4)
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="$p$", ylabel="$q$")
        figure.legend(loc="outside upper center", ncols=2)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=110, metadata={"Software": "techpower"})
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def square_latex(square: Square, lang: Language) -> str:
    """Return the figure as a LaTeX `picture`, which needs no package: one line whole, the other dashed."""
    row, column = square.lines
    names = [escape_latex(translate(player, lang)) for player in square.game.players]
    across, up = map(_ticks, square.parts)
    body = [r"\setlength{\unitlength}{1pt}", rf"\begin{{picture}}({LENGTH + 40},{LENGTH + 50})(-25,-30)"]
    body += [r"\linethickness{0.1pt}"]
    for t in across:
        body += [rf"\put({_points(t)},0){{\line(0,1){{{LENGTH}}}}}"] * (square.grid or t in {0, 1})
        body.append(rf"\put({_points(t)},-9){{\makebox(0,0){{\scriptsize ${numbers.latex(t)}$}}}}")
    for t in up:
        body += [rf"\put(0,{_points(t)}){{\line(1,0){{{LENGTH}}}}}"] * (square.grid or t in {0, 1})
        body.append(rf"\put(-8,{_points(t)}){{\makebox(0,0){{\scriptsize ${numbers.latex(t)}$}}}}")
    body += [rf"\put({LENGTH / 2},-25){{\makebox(0,0){{$p$}}}}", rf"\put(-22,{LENGTH / 2}){{\makebox(0,0){{$q$}}}}"]
    body += [r"\linethickness{2pt}", *(_solid(a, b) for a, b in pairwise(row))]
    body += [r"\linethickness{1.2pt}", *(_dashed(a, b) for a, b in pairwise(column))]
    dash = r"\rule[0.4ex]{4pt}{1.2pt}"
    legend = rf"\small {names[0]}: \rule[0.4ex]{{14pt}}{{2pt}}\quad {names[1]}: {dash}\,{dash}"
    body += [rf"\put({LENGTH / 2},{LENGTH + 12}){{\makebox(0,0){{{legend}}}}}", r"\end{picture}"]
    return "\n".join(body)


def _ticks(parts: int) -> list[Fraction]:
    return [Fraction(n, parts) for n in range(parts + 1)]


def _points(t: Fraction) -> str:
    return f"{float(t) * LENGTH:.2f}"


def _solid(start: tuple[Fraction, Fraction], end: tuple[Fraction, Fraction]) -> str:
    (x, y), (u, v) = start, end
    direction = "1,0" if y == v else "0,1"
    length = _points(abs(u - x) + abs(v - y))
    return rf"\put({_points(min(x, u))},{_points(min(y, v))}){{\line({direction}){{{length}}}}}"


def _dashed(start: tuple[Fraction, Fraction], end: tuple[Fraction, Fraction]) -> str:
    (x, y), (u, v) = start, end
    length = float(abs(u - x) + abs(v - y)) * LENGTH
    count = max(1, round(length / 6))
    step = length / count
    across = y == v
    each = f"({step:.3f},0)" if across else f"(0,{step:.3f})"
    put = rf"\multiput({_points(min(x, u))},{_points(min(y, v))}){each}{{{count}}}"
    return rf"{put}{{\line({'1,0' if across else '0,1'}){{{step * 0.6:.3f}}}}}"
