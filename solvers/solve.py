"""One call for every solution concept: which solver answers which question about which form.

A concept is one line of `CONCEPTS`. The command, its help and the README take the concepts from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from games.errors import NotCoveredError, ParameterError, UnknownNameError, accepting
from games.forms.normal_form import NormalForm
from games.forms.table import Table
from games.forms.tree import GameTree
from games.text import Language, Text
from solvers.equilibrium import Equilibria
from solvers.limits import Progress

if TYPE_CHECKING:
    from games.model import Form

__all__ = ["CONCEPTS", "Answer", "Concept", "concept_table", "equilibria", "fitted", "keywords", "solve"]


Options = dict[str, str | tuple[str, Any]]


class Answer(Protocol):
    """What every solver returns: the game it solved, and the answer for people and for machines."""

    @property
    def game(self) -> NormalForm | GameTree:
        """The game solved; the reduced normal form where a tree was reduced."""

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the answer as a table."""

    def to_text(self, lang: Language = "en", caption: str = "", width: int | None = None) -> str:
        """Return the table under its caption, with its notes; cells wrap to a `width` if given."""

    def to_json(self) -> Any:
        """Return plain data."""


@dataclass(frozen=True)
class Concept:
    """A solution concept: what it lists, and the solver, `module:function`, for normal forms and for trees.

    Without a solver for trees a tree is solved in its reduced normal form. A concept of another form names that form's
    class in `form` and its solver in `other`. `options` gives for each option of the command the solver's keyword and,
    where it is a flag, the value it stands for.
    """

    about: Text
    normal: str = ""
    tree: str = ""
    options: Options = field(default_factory=dict)
    form: str = ""
    other: str = ""

    def solver(self, game: Any) -> str:
        """Return the solver for a game, empty if the concept has none for its form."""
        if isinstance(game, GameTree):
            return self.tree
        if isinstance(game, NormalForm):
            return self.normal
        return self.other if type(game).__name__ == self.form else ""


FORMS = {
    "CoalitionalGame": Text("coalitional game", "联盟博弈"), "RepeatedGame": Text("repeated game", "重复博弈"),
    "PopulationGame": Text("population game", "群体博弈"), "ParticipationGame": Text("participation game", "参与博弈"),
    "ContinuousGame": Text("game with continuous actions", "连续行动博弈"),
    "CommitmentGame": Text("commitment game", "承诺博弈"), "GlobalGame": Text("global game", "全局博弈"),
    "CheapTalkGame": Text("cheap-talk game", "廉价言谈博弈"), "PersuasionGame": Text("persuasion game", "说服博弈"),
    "ContestGame": Text("contest", "竞赛"),
    "StochasticGame": Text("stochastic game", "随机博弈"),
    "GapRace": Text("race over gaps", "差距竞赛"), "SafetyRace": Text("safety race", "安全竞赛"),
    "Measure": Text("measure", "指标"),
}  # fmt: skip
"""The forms that are neither normal forms nor trees, by the name of their class."""

BUDGET: Options = {"budget": "budget"}
DOMINANCE: Options = {"pure": ("mixed", False), "weak": ("weak", True)}
STACKELBERG: Options = {"leader": "leader", "pure": ("commitment", "pure"), "weak": ("ties", "weak")}

CONCEPTS: dict[str, Concept] = {
    "nash": Concept(
        Text("all Nash equilibria", "全部纳什均衡"), "solvers.nash:nash", "solvers.tree_nash:tree_nash",
        options=BUDGET | {"memory": "memory"},
    ),
    "pure": Concept(Text("all pure Nash equilibria", "全部纯策略纳什均衡"), "solvers.pure:pure_equilibria"),
    "spe": Concept(
        Text("all subgame-perfect equilibria of a tree", "博弈树的全部子博弈精炼均衡"),
        tree="solvers.subgame_perfect:subgame_perfect", options=BUDGET,
    ),
    "pbe": Concept(
        Text("all perfect Bayesian equilibria of a tree, with their beliefs", "博弈树的全部精炼贝叶斯均衡及其信念"),
        tree="solvers.sequential:perfect_bayesian", options=BUDGET,
    ),
    "sequential": Concept(
        Text("all sequential equilibria of a tree, with their beliefs", "博弈树的全部序贯均衡及其信念"),
        tree="solvers.sequential:sequential", options=BUDGET,
    ),
    "trembling-hand": Concept(
        Text("the trembling-hand perfect equilibria of a small tree", "小型博弈树的颤抖手精炼均衡"),
        tree="solvers.trembling_hand:trembling_hand", options=BUDGET,
    ),
    "agent-quantal": Concept(
        Text("agent quantal response in a tree, and what it tends to", "博弈树的代理人随机最优反应及其极限"),
        tree="solvers.agent_quantal:agent_quantal",
    ),
    "weak-pbe": Concept(
        Text("all weak perfect Bayesian equilibria of a tree", "博弈树的全部弱精炼贝叶斯均衡"),
        tree="solvers.sequential:weak_perfect_bayesian", options=BUDGET,
    ),
    "dominance": Concept(
        Text("iterated elimination of dominated actions", "逐次剔除被占优行动"),
        "solvers.dominance:iterated_dominance", options=DOMINANCE,
    ),
    "rationalisability": Concept(
        Text("the rationalisable actions", "可理性化行动"), "solvers.dominance:rationalisable"
    ),
    "zero-sum": Concept(
        Text("value and optimal strategies of a constant-sum game", "常和博弈的值与最优策略"),
        "solvers.zero_sum:zero_sum",
    ),
    "maxmin": Concept(
        Text("what each player can secure, and how the others hold her to it", "各参与者能保证的收益及对手的压制策略"),
        "solvers.zero_sum:security_levels",
    ),
    "correlated": Concept(
        Text("best and worst correlated equilibria", "最优与最差的相关均衡"), "solvers.correlated:correlated"
    ),
    "coarse-correlated": Concept(
        Text("best and worst coarse correlated equilibria", "最优与最差的粗相关均衡"),
        "solvers.correlated:coarse_correlated",
    ),
    "one": Concept(
        Text("one Nash equilibrium of a large two-player game", "大型双人博弈的一个纳什均衡"),
        "solvers.lemke_howson:one_equilibrium",
    ),
    "lemke-howson": Concept(
        Text("the equilibrium at the end of a Lemke-Howson path", "Lemke–Howson 路径终点的均衡"),
        "solvers.lemke_howson:lemke_howson", options={"label": "label"},
    ),
    "quantal": Concept(
        Text("logit quantal response: the principal branch, or all at one precision",
             "Logit 随机最优反应：主分支，或给定精确度下的全部均衡"),
        "solvers.quantal:quantal", options={"precision": "precision"},
    ),
    "stackelberg": Concept(
        Text("optimal commitments of a leader", "领导者的最优承诺"),
        "solvers.stackelberg:stackelberg", options=STACKELBERG,
    ),
    "potential": Concept(
        Text("the strongest kind of potential, or a cycle that rules it out", "最强的一类势函数，或将其排除的循环"),
        "solvers.potential:strongest_potential",
    ),
    "supermodular": Concept(
        Text("orders of the actions with strategic complements, extremal equilibria",
             "具有策略互补性的行动次序与极端均衡"),
        "solvers.supermodular:supermodular_orders",
    ),
    "risk-dominance": Concept(
        Text("the risk-dominant equilibrium of a 2x2 game", "2x2 博弈的风险占优均衡"),
        "solvers.selection:risk_dominance",
    ),
    "payoff-dominance": Concept(
        Text("the payoff-dominant Nash equilibrium", "收益占优的纳什均衡"),
        "solvers.selection:payoff_dominance", options=BUDGET,
    ),
    "tracing": Concept(
        Text("the equilibrium selected by the linear tracing procedure", "线性追踪程序选出的均衡"),
        "solvers.selection:tracing",
    ),
    "coalitional": Concept(
        Text("values, core, nucleolus, stable partitions", "沙普利值与班扎夫值、核、核仁、稳定划分"),
        form="CoalitionalGame", other="solvers.coalitional:coalitional",
    ),
    "repeated": Concept(
        Text("the outcomes patience sustains, and from which discount factor", "耐心所能维持的结果及其贴现因子"),
        form="RepeatedGame", other="solvers.repeated:repeated",
    ),
    "evolution": Concept(
        Text("all rest points of a population, their stability and basins", "群体的全部静止点、稳定性与吸引域"),
        form="PopulationGame", other="solvers.evolution:evolution",
    ),
    "participation": Concept(
        Text("all fulfilled expectations, and what locks in", "全部自我实现的预期与锁定"),
        form="ParticipationGame", other="solvers.participation:participation",
    ),
    "continuous": Concept(
        Text("first-order conditions and certified equilibria", "一阶条件与经验证的均衡"),
        form="ContinuousGame", other="solvers.smooth:smooth",
    ),
    "commitment": Concept(
        Text("the best a leader can commit to", "领导者的最优承诺水平"),
        form="CommitmentGame", other="solvers.commitment:commitment",
    ),
    "global-game": Concept(
        Text("the threshold of a global game", "全局博弈的门槛"),
        form="GlobalGame", other="solvers.global_games:global_game",
    ),
    "cheap-talk": Concept(
        Text("all partition equilibria of cheap talk", "廉价言谈的全部划分均衡"),
        form="CheapTalkGame", other="solvers.cheap_talk:cheap_talk",
    ),
    "persuasion": Concept(
        Text("the sender's optimal signal", "发送者的最优信号"),
        form="PersuasionGame", other="solvers.persuasion:persuasion",
    ),
    "contest": Concept(
        Text("an equilibrium of a contest, with its certified regret", "竞赛的一个均衡及其经验证的遗憾值上界"),
        form="ContestGame", other="solvers.contests:contest",
    ),
    "markov": Concept(
        Text("all pure Markov perfect equilibria of a stochastic game, and mixed ones found",
             "随机博弈的全部纯马尔可夫精炼均衡与搜得的混合均衡"),
        form="StochasticGame", other="solvers.markov_perfect:markov_perfect",
    ),
    "stochastic-value": Concept(
        Text("the value of a zero-sum stochastic game in every state", "零和随机博弈各状态的值"),
        form="StochasticGame", other="solvers.markov_perfect:stochastic_value",
    ),
    "race": Concept(
        Text("the symmetric Markov perfect equilibria of a technology race", "技术竞赛的对称马尔可夫精炼均衡"),
        form="GapRace", other="solvers.race:race",
    ),
    "safety-race": Concept(
        Text("how safely a race is run under what the teams know", "在团队所知信息下竞赛的安全水平"),
        form="SafetyRace", other="solvers.races.safety:safety",
    ),
    "measure": Concept(
        Text("the quantities of a measure", "指标的数值"), form="Measure", other="solvers.measures:measure"
    ),
}  # fmt: skip
"""The concepts by the name the command uses."""


def solve(
    game: Form,
    concept: str = "",
    budget: float | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Answer:
    """Return what `concept` says of `game`: by default all Nash or, of a tree, all subgame-perfect equilibria.

    `budget` limits the seconds where the concept takes that long, and `progress` is told how far it is. Options that
    are None or False count as not given; `CONCEPTS` says which a concept has. A concept of normal forms is applied to
    the reduced normal form of a tree.

    Raises UnknownNameError for another concept, ParameterError for an option the concept does not have, and
    NotCoveredError when the concept does not fit the form.

    >>> from games.classics import stag_hunt
    >>> solve(stag_hunt(), "payoff-dominance").to_json()["chosen"]["payoffs"]
    ['4', '4']
    """
    concept = concept or default_concept(game)
    asked = _concept(concept)
    given = keywords(concept, options)
    if budget is not None and "budget" in asked.options:
        given["budget"] = budget
    if progress is not None and "memory" in asked.options:
        given["progress"] = progress
    game = fitted(game, concept)
    module, _, name = asked.solver(game).partition(":")
    solver: Callable[..., Answer] = getattr(import_module(module), name)
    return solver(game, **given)


def fitted(game: Form, concept: str) -> Any:
    """Return the game in the form that the concept is solved in: a tree may become its reduced normal form.

    Raises UnknownNameError for another concept, and NotCoveredError when it does not fit the form.
    """
    asked = _concept(concept)
    if isinstance(game, GameTree) and asked.normal and not asked.tree:
        game = game.normal_form()
    if not asked.solver(game):
        wanted = " or ".join(_forms(asked, "en"))
        raise NotCoveredError(f"{concept} needs a {wanted}; for this game ask for {default_concept(game)}")
    return game


def default_concept(game: Form) -> str:
    """Return the concept a game is solved for when none is named."""
    if isinstance(game, (NormalForm, GameTree)):
        return "spe" if isinstance(game, GameTree) else "nash"
    named = (name for name, each in CONCEPTS.items() if each.form == type(game).__name__)
    return next(named, "nash")


def equilibria(game: NormalForm | GameTree, concept: str = "", budget: float | None = None) -> Equilibria:
    """Return the equilibria under a concept that lists them.

    Raises NotCoveredError for a concept whose answer is no list of equilibria, and otherwise as `solve` does.
    """
    found = solve(game, concept, budget)
    if not isinstance(found, Equilibria):
        raise NotCoveredError(f"{concept} does not list equilibria; use solve")
    return found


def concept_table(lang: Language = "en") -> Table:
    """Return the concepts with what each lists, the forms it is for and its options."""
    rows = [
        (name, each.about.in_(lang), Text(", ", "、").in_(lang).join(_forms(each, lang)),
         " ".join(f"--{option}" for option in each.options))
        for name, each in CONCEPTS.items()
    ]  # fmt: skip
    head = Text("concept|what it gives|of a|options", "概念|给出|适用于|选项").in_(lang).split("|")
    note = Text(
        "A tree asked for a concept of normal forms is solved in its reduced normal form.",
        "对博弈树使用标准式的概念时，在其简化标准式中求解。",
    )
    return Table(head, rows, Text("Solution concepts", "解概念").in_(lang), note.in_(lang))


def _forms(concept: Concept, lang: Language) -> list[str]:
    """Return the names of the forms a concept has a solver for."""
    strategic = {Text("normal form", "标准式"): concept.normal, Text("game tree", "博弈树"): concept.tree}
    return [name.in_(lang) for name, solver in strategic.items() if solver] + [
        FORMS[concept.form].in_(lang) for _ in [concept.other] if concept.form
    ]


def _concept(name: str) -> Concept:
    if name not in CONCEPTS:
        raise UnknownNameError(f"no concept {name!r}{accepting(name, CONCEPTS)}")
    return CONCEPTS[name]


def keywords(concept: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options given as keywords of the solver.

    Raises ParameterError for one that the concept does not have.
    """
    known = CONCEPTS[concept].options
    found: dict[str, Any] = {}
    for name, value in options.items():
        if value is None or value is False:
            continue
        if name not in known:
            having = ", ".join(each for each, other in CONCEPTS.items() if name in other.options)
            raise ParameterError(f"{concept} has no option {name}; concepts with it: {having or 'none'}")
        meant = known[name]
        found.update([(meant, value)] if isinstance(meant, str) else [meant])
    return found
