"""Which profiles may be equilibria of a symbolic game, with the conditions for each, and what the list leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import sympy

from games.forms.normal_form import NormalForm, Profile
from games.forms.repeated import RepeatedGame
from games.forms.stochastic import StochasticGame
from games.forms.tree import GameTree
from games.glossary import translate_all
from games.text import Language, Text, join
from solvers.repetition.trigger_profiles import trigger_profiles
from solvers.statics.continua import Continuum, continua, continua_covered, vanishes
from solvers.statics.mixed_candidates import mixed_candidates, mixed_covered
from solvers.statics.reals import Condition
from solvers.statics.simplify import Conditions

if TYPE_CHECKING:
    from solvers.beliefs.signalling_form import SignallingGame

Kind = Literal[
    "pure", "mixed", "subgame perfect", "separating", "pooling", "semi-separating", "trigger", "Markov perfect",
    "continuum",
]  # fmt: skip
TRIGGERS = Text(
    "Trigger strategies: the first profile until a deviation is found out, then the second for ever, an equilibrium of "
    "the stage game in pure strategies. Other punishments are not listed.",
    "触发策略：先采用前一组合，偏离一经发现即永远转为后一组合，后者为阶段博弈的纯策略均衡。未列出其他惩罚方式。",
)
MARKOV = Text(
    "All Markov perfect equilibria in pure stationary strategies: actions state by state ({}), of those who have a "
    "choice there. Mixed ones are not listed.",
    "列出全部纯平稳策略的马尔可夫精炼均衡：按状态（{}）依次列出在该状态有选择者的行动。未列出混合均衡。",
)
TIES = Text(
    "A pure region is closed: on its boundary a player is indifferent and the equilibria of the game may form a "
    "continuum that includes mixed profiles not listed here.",
    "纯策略区域为闭集：在其边界上某一参与者无差异，均衡可能构成包含未列出混合策略的连续统。",
)
TIED = Text(
    " Some payoffs are tied whatever the parameters: continua with mixed profiles may exist throughout, and are not "
    "listed.",
    "部分收益无论参数取何值均相等：包含混合策略的连续统可能处处存在，未予列出。",
)
FREE = Text(
    " Some payoffs are tied whatever the parameters: in a continuum the probabilities named in its conditions are "
    "free, and every value that satisfies them is an equilibrium.",
    "部分收益无论参数取何值均相等：连续统中，其条件所含概率可自由选取，凡满足条件的取值均为均衡。",
)
ONE_MIXES = Text(
    " Of the continua that ties bring, those are listed in which one player mixes.",
    "因收益相等而产生的连续统中，仅列出由一名参与者混合者。",
)
OTHERS = Text(" Equilibria in which somebody mixes are not listed.", "未列出有人混合的均衡。")
UNEQUAL = Text(
    " Not listed: mixed equilibria that exist only where parameters satisfy an equation, or in which four players mix.",
    "未列出仅在参数满足等式时存在的混合均衡，以及四人同时混合的均衡。",
)
LONG = Text(" Nor are mixed equilibria whose conditions are too long to print.", "条件过长的混合均衡亦未列出。")
SUBGAME_PERFECT = Text("All subgame-perfect equilibria in pure strategies. ", "列出全部纯策略子博弈精炼均衡。")
SIGNALLING = Text(
    "Perfect Bayesian equilibria with their mixing probabilities. Not listed: mixed responses to unsent messages, and "
    "equilibria that exist only where parameters satisfy an equation.",
    "列出精炼贝叶斯均衡及其混合概率。未列出对未发送信号的混合回应，以及仅在参数满足等式时存在的均衡。",
)


def deviations(game: NormalForm, profile: Profile) -> list[sympy.Expr]:
    """Return what each player would lose by each deviation: u_i(a) - u_i(a_i', a_-i)."""
    return [
        sympy.sympify(game.payoffs[(i, *profile)])
        - sympy.sympify(game.payoffs[(i, *profile[:i], a, *profile[i + 1 :])])
        for i, count in enumerate(game.shape)
        for a in range(count)
        if a != profile[i]
    ]


Candidate = tuple[Kind, tuple[Any, ...], Sequence[Condition]]


def _pure(game: NormalForm) -> list[Candidate]:
    return [("pure", game.labels(a), [loss >= 0 for loss in deviations(game, a)]) for a in game.profiles()]


class Candidates(NamedTuple):
    """The profiles that may be equilibria, the continua, and what the list leaves out."""

    profiles: Sequence[Candidate]
    continua: Sequence[Continuum]
    note: Text


def candidates(
    form: NormalForm | GameTree | RepeatedGame | StochasticGame, domain: Conditions, long: bool = False
) -> Candidates:
    """Return what may be an equilibrium of a symbolic game somewhere in the domain; not for signalling games.

    With `long` mixed profiles with longer conditions are among them.
    """
    if isinstance(form, RepeatedGame):
        return Candidates(_triggers(form), (), TRIGGERS)
    if isinstance(form, StochasticGame):
        return Candidates(_markov(form), (), _markov_note(form))
    if isinstance(form, GameTree):
        return Candidates(_subgame_perfect(form), (), join(SUBGAME_PERFECT, TIES))
    return _normal_form(form, domain, long)


def _normal_form(game: NormalForm, domain: Conditions, long: bool) -> Candidates:
    large = list(continua(game))
    notes = [TIES, *_said_of_ties(game, bool(large), domain)]
    if not mixed_covered(game.shape):
        return Candidates(_pure(game), large, join(*notes, OTHERS))
    mixed = list(mixed_candidates(game, domain, long))
    listed: list[Candidate] = [("mixed", profile, held) for profile, held in mixed if held is not None]
    notes += [UNEQUAL] * (game.shape != (2, 2)) + [LONG] * (len(listed) < len(mixed))
    return Candidates([*_pure(game), *listed], large, join(*notes))


def _said_of_ties(game: NormalForm, listed: bool, domain: Conditions) -> list[Text]:
    if not is_tied(game, domain):
        return []
    if continua_covered(game):
        return [FREE] * listed
    return [FREE, ONE_MIXES] if listed else [TIED]


def is_tied(game: NormalForm, domain: Conditions) -> bool:
    """Return whether somebody is indifferent between two actions whatever the parameters."""
    return any(vanishes(loss, domain) for profile in game.profiles() for loss in deviations(game, profile))


def signals(tree: GameTree) -> SignallingGame | None:
    """Return the signalling game that a tree of imperfect information is, None for another tree."""
    if tree.perfect_information:
        return None
    from solvers.beliefs.signalling_form import signalling_form

    return signalling_form(tree, symbolic=True)


def _triggers(game: RepeatedGame) -> list[Candidate]:
    return [("trigger", profile, held) for profile, held in trigger_profiles(game)]


def _markov(game: StochasticGame) -> list[Candidate]:
    from solvers.markov.pure_regions import markov_profiles

    return [("Markov perfect", profile, held) for profile, held in markov_profiles(game)]


def _markov_note(game: StochasticGame) -> Text:
    def named(lang: Language) -> str:
        return Text(", ", "、").in_(lang).join(translate_all(game.states, lang))

    return Text(MARKOV.en.format(named("en")), MARKOV.zh.format(named("zh")))


def _subgame_perfect(tree: GameTree) -> list[Candidate]:
    from solvers.trees.symbolic_induction import subgame_perfect_outcomes

    return [
        ("subgame perfect", tuple(profile), [sympy.sympify(e) >= 0 for e in expressions])
        for profile, expressions in subgame_perfect_outcomes(tree)
    ]
