"""Payoff matrices for people: terminal text, HTML, MathJax and LaTeX.

Player 1 chooses the row, player 2 the column; with more players there is one block for every profile of the others.
Best responses to the others' pure actions are underlined where payoffs are numbers, so a pure Nash equilibrium is a
cell in which everything is underlined.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from games.errors import FormError
from games.forms import numbers
from games.forms.cells import Math, escape_latex
from games.forms.folding import folded, letters
from games.forms.table import ROUNDED, Table, noted
from games.forms.typeset import fitted, latex_float
from games.text import Language, Text

if TYPE_CHECKING:
    from games.forms.normal_form import NormalForm, Profile

STYLES = ("tabular", "sgame", "istgame")
"""How a payoff matrix can be typeset, the default first."""
FITS = 95
"""Letters of a row of one matrix that fit on a line of small print."""
WIDEST = 120
"""Letters of a line of text beyond which long formulas get a number and stand below the matrix."""
LONG, LINE = 20, 100
"""Letters beyond which a formula is long, and of a line of those that stand below."""
UNDERLINED = Text("Best responses underlined.", "下划线表示最优反应。")


def best_replies(game: NormalForm) -> np.ndarray:
    """Return, in the shape of the payoffs, whether player i's action at profile a is a best response there.

    For symbolic payoffs nothing is marked.
    """
    if game.kind == "symbolic":
        return np.zeros(game.payoffs.shape, dtype=bool)
    best = [u == u.max(axis=i, keepdims=True) for i, u in enumerate(game.payoffs)]
    return np.array(best, dtype=bool)


def matrix_text(game: NormalForm) -> str:
    """Return the payoff matrix as aligned text; a note on rounding is in Chinese where a player's name is.

    Where formulas would make a line too long, they are numbered, `[1]`, and told below.
    """
    text, below = _blocks_text(game, _cell_text), ""
    if game.kind == "symbolic" and max(map(letters, text.splitlines())) > WIDEST:
        number: dict[str, str] = {}
        text = _blocks_text(game, partial(_cell_numbered, number))
        below = "\n".join(_told(name, formula) for formula, name in number.items())
    chinese = any(letters(name) > len(name) for name in game.players)
    note = ROUNDED.in_("zh" if chinese else "en") * _rounds(game)
    return "\n\n".join(filter(None, (text, below, note)))


def _blocks_text(game: NormalForm, cell: Callable[[NormalForm, Profile, np.ndarray], str]) -> str:
    return "\n\n".join(
        head + Table((corner(game), *columns(game)), list(_rows(game, rest, cell))).to_text()
        for rest, head in _blocks(game)
    )


def _told(name: str, formula: str) -> str:
    """Return a numbered formula in lines, those that follow under its beginning."""
    start = f"{name} = "
    return start + ("\n" + " " * len(start)).join(folded(formula, LINE - len(start)))


def matrix_table(game: NormalForm) -> Table:
    """Return the payoff matrix as one table; with more than two players the others' actions stand first."""
    rows = []
    for rest, _ in _blocks(game):
        others = [labels[a] for labels, a in zip(game.actions[2:], rest, strict=True)]
        texts, formulas = _rows(game, rest, _cell_text), _rows(game, rest, _cell_latex)
        for (action, *cells), (_, *latex) in zip(texts, formulas, strict=True):
            rows.append((*others, action, *map(Math, cells, latex)))
    return Table((*game.players[2:], corner(game), *columns(game)), rows)


def matrix_html(game: NormalForm) -> str:
    """Return the payoff matrix as HTML, best responses underlined."""
    note = f"<p>{ROUNDED.en}</p>" * _rounds(game)
    return "".join(f"{html.escape(head)}{_block_html(game, rest)}" for rest, head in _blocks(game)) + note


def _rounds(game: NormalForm) -> bool:
    """Return whether a payoff is shown as a decimal although it is irrational."""
    return game.kind != "float" and any(map(numbers.is_rounded, game.payoffs.flat))


def matrix_mathjax(game: NormalForm) -> str:
    """Return the payoff matrix as a displayed `array` for a notebook."""
    blocks = []
    for rest, head in _blocks(game):
        lines = [" & ".join(_word(label) for label in (corner(game), *columns(game)))]
        lines += [" & ".join((_word(row[0]), *row[1:])) for row in _rows(game, rest, _cell_latex)]
        array = " \\\\ ".join([lines[0] + " \\\\ \\hline " + lines[1], *lines[2:]])
        blocks.append(f"{_word(head.strip())} \\begin{{array}}{{l|{'c' * len(columns(game))}}} {array} \\end{{array}}")
    return "$$" + " \\quad ".join(blocks) + "$$"


def matrix_latex(
    game: NormalForm, caption: str = "", label: str = "", lang: Language = "en", basis: Sequence[Any] = (),
    style: str = "tabular",
) -> str:  # fmt: skip
    """Return the payoff matrix as a LaTeX `table`, `basis` after its note.

    Styles: `tabular` rules the cells and needs only `multirow`; `sgame` needs the package of that name (Osborne);
    `istgame` draws the game as a tree whose players do not see each other's moves. Raises FormError for another style.
    """
    if style not in STYLES:
        raise FormError(f"style {style!r}; accepted: {', '.join(STYLES)}")
    if style == "istgame":
        from games.forms.strategic import simultaneous_tree

        return simultaneous_tree(game).to_latex(caption, label, lang, basis)
    said = [UNDERLINED] * (game.kind != "symbolic") + [ROUNDED] * _rounds(game)
    notes = (" " if lang == "en" else "").join(each.in_(lang) for each in said)
    block = _block_sgame if style == "sgame" else _block_latex
    body = "\n\\quad\n".join(block(game, rest, head) for rest, head in _blocks(game))
    if _longest_row(game) > FITS:
        body = fitted(body)
    return latex_float("\\renewcommand{\\arraystretch}{1.3}%\n" + body, caption, noted(notes, basis), label)


def corner(game: NormalForm) -> str:
    r"""Return the label of the corner cell, `row player \ column player`."""
    return " \\ ".join(game.players[:2])


def columns(game: NormalForm) -> tuple[str, ...]:
    """Return the column labels: player 2's actions."""
    return tuple(game.actions[1]) if game.n_players > 1 else ("",)


def _blocks(game: NormalForm) -> Iterator[tuple[Profile, str]]:
    """Yield every profile of players 3..n with a heading (empty for two players)."""
    for rest in product(*(range(count) for count in game.shape[2:])):
        named = zip(game.players[2:], game.actions[2:], rest, strict=True)
        head = ", ".join(f"{player}: {actions[a]}" for player, actions, a in named)
        yield rest, head + "\n" * bool(head)


def _rows(
    game: NormalForm, rest: Profile, cell: Callable[[NormalForm, Profile, np.ndarray], str]
) -> Iterator[list[str]]:
    best: Any = best_replies(game)
    for r, action in enumerate(game.actions[0]):
        across = range(game.shape[1]) if game.n_players > 1 else (None,)
        profiles = [(r,) if c is None else (r, c, *rest) for c in across]
        yield [action, *(cell(game, p, best[:, *p]) for p in profiles)]


def _cell_text(game: NormalForm, profile: Profile, best: np.ndarray) -> str:
    return ", ".join(numbers.show(value) for value in game.payoff(profile))


def _cell_numbered(number: dict[str, str], game: NormalForm, profile: Profile, best: np.ndarray) -> str:
    """Return a cell in which a long formula is its number, which is given to a new one."""
    shown = map(numbers.show, game.payoff(profile))
    return ", ".join(
        number.setdefault(formula, f"[{len(number) + 1}]") if len(formula) > LONG else formula for formula in shown
    )


def _cell_stacked(game: NormalForm, profile: Profile, best: np.ndarray) -> str:
    """Return a cell of formulas, which are long, one under the other."""
    lines = r",\\ ".join(map(numbers.latex, game.payoff(profile)))
    return rf"\begin{{array}}{{@{{}}c@{{}}}} {lines} \end{{array}}"


def _cell_latex(game: NormalForm, profile: Profile, best: np.ndarray) -> str:
    shown = (numbers.latex(value) for value in game.payoff(profile))
    return ",\\; ".join(rf"\underline{{{x}}}" if b else x for x, b in zip(shown, best, strict=True))


def _cell_html(game: NormalForm, profile: Profile, best: np.ndarray) -> str:
    if game.kind == "symbolic":
        return f"${html.escape(_cell_latex(game, profile, best))}$"
    shown = (html.escape(numbers.show(value)) for value in game.payoff(profile))
    return ", ".join(f"<u>{x}</u>" if b else x for x, b in zip(shown, best, strict=True))


def _block_html(game: NormalForm, rest: Profile) -> str:
    head = "".join(f"<th>{html.escape(label)}</th>" for label in (corner(game), *columns(game)))
    rows = "".join(
        f"<tr><th>{html.escape(row[0])}</th>" + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>"
        for row in _rows(game, rest, _cell_html)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _block_latex(game: NormalForm, rest: Profile, head: str) -> str:
    count = len(columns(game))
    rule = f"\\cline{{3-{count + 2}}}"
    lines = [rf"\begin{{tabular}}{{cl|*{{{count}}}{{c|}}}}"]
    lines += [rf"\multicolumn{{2}}{{c}}{{}} & \multicolumn{{{count}}}{{c}}{{{escape_latex(head.strip())}}} \\"] * bool(
        head
    )
    if game.n_players > 1:
        lines += [rf"\multicolumn{{2}}{{c}}{{}} & \multicolumn{{{count}}}{{c}}{{{escape_latex(game.players[1])}}} \\"]
    names = " & ".join(rf"\multicolumn{{1}}{{c}}{{{escape_latex(name)}}}" for name in columns(game))
    lines += [rf"\multicolumn{{2}}{{c}}{{}} & {names} \\ {rule}"]
    side = rf"\multirow{{{game.shape[0]}}}{{*}}{{{escape_latex(game.players[0])}}}"
    for row in _rows(game, rest, _cell_stacked if game.kind == "symbolic" else _cell_latex):
        cells = " & ".join(f"${cell}$" for cell in row[1:])
        lines.append(rf"{side} & {escape_latex(row[0])} & {cells} \\ {rule}")
        side = ""
    return "\n".join([*lines, r"\end{tabular}"])


def _block_sgame(game: NormalForm, rest: Profile, head: str) -> str:
    """Return one matrix as an sgame `game`; the moves of the players beyond two stand under it."""
    names = [escape_latex(name) for name in (*game.players[:2], "")[:2]]
    below = f"[{{{escape_latex(head.strip())}}}]" * bool(head)
    lines = [f"\\begin{{game}}{{{game.shape[0]}}}{{{len(columns(game))}}}[{names[0]}][{names[1]}]{below}"]
    lines += ["& " + " & ".join(map(escape_latex, columns(game))) + r" \\"]
    for action, *cells in _rows(game, rest, _cell_stacked if game.kind == "symbolic" else _cell_latex):
        lines.append(" & ".join([escape_latex(action), *(f"${cell}$" for cell in cells)]) + r" \\")
    return "\n".join([*lines, r"\end{game}"])


def _longest_row(game: NormalForm) -> int:
    """Return about how many letters wide the widest row of a matrix is; stacked formulas count once."""
    joined = max if game.kind == "symbolic" else sum
    side = sum(max(map(letters, names)) for names in (game.players[:1], game.actions[0]))
    across = product(*map(range, game.shape))
    cells = [joined(letters(numbers.show(u)) + 2 for u in game.payoff(profile)) for profile in across]
    return side + len(columns(game)) * max(*cells, *map(letters, columns(game)))


def _word(text: str) -> str:
    return rf"\text{{{escape_latex(text)}}}" if text else ""
