"""The headline of the integrated game: which powers the US, China and the EU wield as they care about relative gains.

Along a path in the matrix of weights (all three alike, or one alone) every payoff is linear in the weight, so that a
profile is a pure equilibrium on an interval whose ends are solved exactly, not searched for. The table
`three_powers_over_k` follows the mixed ones too. The same game says what each source is worth to each power.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from games.formal.power_portfolio import ASSIGNED
from games.forms import NormalForm
from games.forms.table import Table
from games.glossary import translate, translate_all
from games.power_portfolio import ACTORS, POWERS, WEIGHTS, three_powers
from games.relative_gains import weight_matrix
from games.text import Language, Text
from paper_figs.style import COLOURS, HATCHES
from solvers.policy import LETTERS, LISTED, by_powers, from_end_to_end, policy, powers_used, rounded
from solvers.statics.followed import Followed, Piece, followed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALL = "all"
PATHS = {ALL: Text("all three alike", "三方相同"), **{a: Text(f"{a} alone", f"仅{translate(a, 'zh')}") for a in ACTORS}}
"""The paths in the matrix of weights: whose weight moves from zero to the end of its range."""
GREATEST = WEIGHTS[0].high
HEAD = Text("weight that moves|equilibrium|from|to|as the article assigns", "变动的权重|均衡|起|止|与文章一致")
ARTICLE, OTHER = Text("yes", "是"), Text("no", "否")


@dataclass(frozen=True)
class Interval:
    """The weights of one path at which a profile is a pure equilibrium, both ends included."""

    profile: tuple[str, ...]
    low: Fraction
    high: Fraction

    @property
    def as_assigned(self) -> bool:
        """Whether it is what the article assigns to the three powers."""
        return all(move in ASSIGNED[actor] for actor, move in zip(ACTORS, self.profile, strict=True))


@cache
def intervals(path: str) -> tuple[Interval, ...]:
    """Return where each pure equilibrium along a path exists, exactly.

    >>> any(each.as_assigned for each in intervals("all"))
    True
    """
    start, end = _game(path, Fraction(0)), _game(path, GREATEST)
    found = ((profile, _where(start, end, profile)) for profile in start.profiles())
    return tuple(Interval(start.labels(profile), *ends) for profile, ends in found if ends is not None)


def three_powers_statics(lang: Language) -> Table:
    """Return every pure equilibrium along every path: where it exists, what it pays, what a unit of weight adds."""
    names = [translate(actor, lang) for actor in ACTORS]
    head = (
        *HEAD.in_(lang).split("|"), *(f"V({name})" for name in names), *(f"dU({name})/dk" for name in names),
    )  # fmt: skip
    rows = [
        (title.in_(lang), ", ".join(translate_all(each.profile, lang)), each.low, each.high,
         (ARTICLE if each.as_assigned else OTHER).in_(lang), *_gains(each.profile), *_slopes(path, each.profile))
        for path, title in PATHS.items() for each in intervals(path)
    ]  # fmt: skip
    caption = Text("The three powers: pure equilibria and what weight on relative gains does to them",
                   "三方博弈：纯策略均衡及相对收益权重的影响")  # fmt: skip
    note = Text(
        "Equilibrium: the powers wielded by the US, China and the EU. Weights per rival, those that do not move at "
        "zero; ends are exact. V: absolute gains. dU/dk: what a unit of weight adds to utility, moves unchanged.",
        "均衡：美国、中国、欧盟运用的权力。权重为对每个对手的权重，不变动者为零；端点为精确值。V 为绝对收益；"
        "dU/dk 为行动不变时单位权重对效用的增加。",
    )
    return Table(head, rows, caption.in_(lang), note.in_(lang))


def three_powers_paths(lang: Language) -> Figure:
    """Draw where each pure equilibrium exists along every path; a star marks the assignment of the article."""
    from matplotlib.figure import Figure as NewFigure

    profiles = list(dict.fromkeys(each.profile for path in PATHS for each in intervals(path)))
    figure = NewFigure(figsize=(6.4, 1.0 + 0.26 * sum(len(intervals(path)) + 1 for path in PATHS)))
    panels = figure.subplots(len(PATHS), 1, sharex=True, height_ratios=[len(intervals(path)) for path in PATHS])
    for axes, (path, title) in zip(panels, PATHS.items(), strict=True):
        names = []
        for row, each in enumerate(intervals(path)):
            place = profiles.index(each.profile)
            axes.barh(-row, float(each.high - each.low), left=float(each.low), height=0.7, color=COLOURS[place % 8],
                      hatch=HATCHES[place % 8], edgecolor="white")  # fmt: skip
            star = " ★" if each.as_assigned else ""
            names.append(", ".join(POWERS[move].value.name.in_(lang) for move in each.profile) + star)
        axes.set_yticks([-row for row in range(len(names))], names, fontsize=8)
        axes.set_title(title.in_(lang), loc="left", fontsize=9)
        axes.set_xlim(0, float(GREATEST))
    order = Text("powers of the US, China and the EU", "美国、中国、欧盟的权力")
    panels[-1].set_xlabel(Text("weight on relative gains, per rival, $k$", "对每个对手的相对收益权重 $k$").in_(lang))
    figure.supylabel(order.in_(lang), fontsize=9)
    return figure


def three_powers_over_k(lang: Language) -> Table:
    """Return every equilibrium, mixed ones too, between the weights where it exists, all three weighing gaps alike."""
    players = [translate(actor, lang) for actor in ACTORS]
    head = (*Text("equilibrium|k from|to", "均衡|k 起|止").in_(lang).split("|"), *players,
            *(f"u({player})" for player in players))  # fmt: skip
    rows = [_row(piece, lang) for piece in sorted(alike().pieces, key=by_powers)]
    caption = Text("The three powers: all equilibria as k grows", "三方博弈：k 增大时的全部均衡")
    note = Text(
        f"{LISTED.en} k: weight of all three on relative gains, per rival. a → b: from one end of the row to the "
        "other. Fractions are exact, decimals are rounded to four digits. Inside the range a row ends where a "
        "probability reaches zero, where a power not used becomes as good, or where two equilibria meet and vanish. "
        "Pure equilibria are listed at every weight, mixed ones as found at one weight inside every stretch without an "
        "event.",
        f"{LISTED.zh}k 为三方对每个对手的相对收益权重；a → b 为由该行一端至另一端。分数为精确值，小数取四位有效数字。"
        "在范围内部，一行终止于某概率降为零、某项未用权力变得同样有利，或两个均衡相遇并消失之处。"
        "纯策略均衡在一切权重处均已列出；"
        "混合均衡由每个无事件区间内某一权重处的完备求解得到。",
    )
    return Table(head, rows, caption.in_(lang), note.in_(lang))


@cache
def alike() -> Followed:
    """Return the equilibria as the three weights move together, the other parameters at the calibration."""
    section = three_powers.fix(**{n: v for n, v in three_powers.defaults.items() if n not in {w.name for w in WEIGHTS}})
    k = replace(WEIGHTS[0], name="k")

    def build(k: Any, **options: str) -> Any:
        return section.build(**{weight.name: k for weight in WEIGHTS}, **options)

    return followed(replace(section, parameters=(k,), build=build))


def _row(piece: Piece, lang: Language) -> tuple[Any, ...]:
    curve, low, high = piece
    (symbol,) = {s for payoff in curve.payoffs for s in payoff.free_symbols}

    def over(value: Any) -> Any:
        return from_end_to_end(value, symbol, low, high)

    mixes = ("; ".join(f"{LETTERS[a]} {over(chance)}" if len(used) > 1 else LETTERS[a]
                       for a, chance in zip(used, own, strict=True))
             for used, own in zip(curve.support, curve.chances, strict=True))  # fmt: skip
    return powers_used(curve.support, lang), rounded(low), rounded(high), *mixes, *map(over, curve.payoffs)


def policy_table(lang: Language) -> Table:
    """Return what a little more of each source is worth to each actor, and whether the ranking survives k_us."""
    parts = [policy(actor).table(lang) for actor in ACTORS]
    rows = [(translate(actor, lang), *row) for actor, part in zip(ACTORS, parts, strict=True) for row in part.rows]
    caption = Text("Policy for each of the three powers", "三方各自的政策")
    return Table((Text("actor", "行为体").in_(lang), *parts[0].columns), rows, caption.in_(lang), parts[0].notes)


@cache
def _game(path: str, k: Fraction) -> NormalForm:
    moving = {w.name: k for w, actor in zip(WEIGHTS, ACTORS, strict=True) if path in (ALL, actor)}
    return three_powers.at(**{w.name: 0 for w in WEIGHTS} | moving)  # type: ignore[no-any-return]


def _where(start: NormalForm, end: NormalForm, profile: tuple[int, ...]) -> tuple[Fraction, Fraction] | None:
    """Return the weights at which no deviation from a profile pays, given the game at both ends of a path."""
    low, high = Fraction(0), Fraction(1)
    for before, after in zip(_losses(start, profile), _losses(end, profile), strict=True):
        if before < 0 and after < 0:
            return None
        if after > before:
            low = max(low, -before / (after - before))
        elif after < before:
            high = min(high, -before / (after - before))
        elif before < 0:
            return None
    return (GREATEST * low, GREATEST * high) if low <= high else None


def _losses(game: NormalForm, profile: tuple[int, ...]) -> Iterator[Any]:
    """Yield what each deviation by one player from a profile would cost it."""
    for i in range(game.n_players):
        for move in range(game.shape[i]):
            if move != profile[i]:
                yield game.payoffs[i][profile] - game.payoffs[i][(*profile[:i], move, *profile[i + 1 :])]


def _gains(profile: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_game(ALL, Fraction(0)).payoff(profile))


def _slopes(path: str, profile: tuple[str, ...]) -> list[Any]:
    """Return what a unit of weight adds to everybody's utility where moves do not change."""
    gains = _gains(profile)
    weights = weight_matrix([int(path in (ALL, actor)) for actor in ACTORS], len(ACTORS))
    return [sum(weights[i, j] * (mine - other) for j, other in enumerate(gains)) for i, mine in enumerate(gains)]
