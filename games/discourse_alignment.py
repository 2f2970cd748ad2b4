"""Discourse alignment: productive power in the contest of frames (sections 4.1, 4.5 and 5 of the article).

States adopt a frame for AI: security (the United States), rights and risk (the European Union), development (China), or
none. A frame is worth more the more states share it, the better it fits a group of states, and, for development, the
greater the need; speaking it to one's own ends biases it. Productive power works through everybody's choices.

Players: groups of states, West, Asia and Global South. Assumptions: a frame's appeal grows linearly with its share. Not
modelled: frames that borrow from one another, speakers within states.

References: the article (European Studies 2025/1); Finnemore and Sikkink (1998), "International norm dynamics and
political change"; Young (1993), "The evolution of conventions".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from games.actors import Actor
from games.forms.communication import CheapTalkGame, PersuasionGame
from games.forms.global_game import GlobalGame, fundamentals
from games.forms.measure import Measure
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.paths import best_response_path
from games.forms.population import PopulationGame
from games.model import Model
from games.parameters import Parameter, parameter
from games.relative_gains import relative_gains
from games.text import Text

APPEAL = Text("appeal of a frame all share, at its default", "全体共享的框架在默认值下的吸引力")
SHARE = Text("share of all states", "占全部国家的份额")

GROUPS = {
    "West": Text("the West", "西方"),
    "Asia": Text("Asia", "亚洲"),
    "Global South": Text("the Global South", "全球南方"),
}
FRAMES = {
    "Security": Text("security", "安全"),
    "Rights": Text("rights and risk", "权利与风险"),
    "Development": Text("development", "发展"),
}
NONE = "None"

_FIT = {
    "West": ("1/2", "1/2", "1/5"), "Asia": ("2/5", "3/10", "2/5"), "Global South": ("1/10", "1/5", "2/5"),
}  # fmt: skip


def _name(kind: str, *owners: str) -> str:
    return "_".join((kind, *(owner.split()[-1].lower() for owner in owners)))


def _appeal(name: str, en: str, zh: str, default: Any) -> Parameter:
    return parameter(name, en, zh, default, 0, 1, unit=APPEAL)


def _fit(group: str, frame: str, default: Any) -> Parameter:
    who, what = GROUPS[group], FRAMES[frame]
    en, zh = f"fit of the {what.en} frame with {who.en}", f"{what.zh}框架与{who.zh}的契合度"
    return _appeal(_name("fit", group, frame), en, zh, default)


beta = parameter("beta", "appeal of a frame that all share", "全体共享的框架的吸引力", 1, 0, 2, unit=APPEAL)
FIT = tuple(_fit(group, frame, v) for group, row in _FIT.items() for frame, v in zip(FRAMES, row, strict=True))
NEED = tuple(
    _appeal(_name("need", group), f"need for development of {name.en}", f"{name.zh}的发展需求", default)
    for (group, name), default in zip(GROUPS.items(), (0, "1/5", "1/2"), strict=True)
)
BIAS = tuple(
    _appeal(_name("bias", frame), f"politicisation of the {name.en} frame", f"{name.zh}框架的政治化", default)
    for (frame, name), default in zip(FRAMES.items(), ("3/10", "1/5", "1/5"), strict=True)
)
w_west = parameter("w_west", "share of the West", "西方的份额", "1/4", 0, 1, unit=SHARE, open_low=True, open_high=True)
w_asia = parameter("w_asia", "share of Asia", "亚洲的份额", "1/4", 0, 1, unit=SHARE, open_low=True, open_high=True)


def _frames(beta: Number, w_west: Number, w_asia: Number, **values: Number) -> PopulationGame:
    def intercept(group: str, frame: str) -> Number:
        need = values[_name("need", group)] if frame == "Development" else 0
        return values[_name("fit", group, frame)] + need - values[_name("bias", frame)]

    intercepts = [[*(intercept(group, frame) for frame in FRAMES), 0] for group in GROUPS]
    slopes = [[beta if f == h else 0 for h in range(len(FRAMES) + 1)] for f in range(len(FRAMES))]
    weights = (w_west, w_asia, 1 - w_west - w_asia)
    return PopulationGame(tuple(GROUPS), (*FRAMES, NONE), weights, intercepts, [*slopes, [0] * (len(FRAMES) + 1)])


frames = Model(
    name="discourse_alignment.frames",
    title=Text("The contest of frames", "框架之争"),
    story=Text(
        "States adopt the security, the rights or the development frame, or none. A frame gains with every state that "
        "shares it, fits some groups better than others, and loses by being politicised.",
        "各国采用安全、权利或发展框架，或不采用任何框架。框架随共享者增多而更有吸引力，对不同国家群体的契合度不同，并因政治化而受损。",
    ),
    parameters=(beta, *FIT, *NEED, *BIAS, w_west, w_asia),
    build=_frames,
    assumptions=(w_west.symbol + w_asia.symbol < 1,),
    claims=(20, 34, 44, 45, 46, 53),
    references=("Finnemore and Sikkink 1998", "Sandholm 2010"),
)

SPEAKERS = {"US": "Security", "EU": "Rights", "CN": "Development"}
"""Who speaks which frame."""
PLAYERS = ("US", "CN", "EU")
TODAY = tuple(
    parameter(_name("today", frame), f"share that speaks the {name.en} frame today", f"目前采用{name.zh}框架的份额",
              default, 0, 1, unit=SHARE)
    for (frame, name), default in zip(FRAMES.items(), ("1/3", "1/5", "1/4"), strict=True)
)  # fmt: skip
push = parameter(
    "push", "what full effort adds to a frame's appeal", "全力投入为框架增加的吸引力", "2/5", 0, 1, unit=APPEAL
)
effort_cost = parameter("c", "cost of full effort", "全力投入的成本", "1/10", 0, 1, unit=SHARE)
SPEAKER_WEIGHTS = tuple(
    parameter(f"k_{actor.lower()}", f"{Actor[actor].value.en}: weight on relative gains, per rival",
              f"{Actor[actor].value.zh}对每个对手的相对收益权重", 0, 0, 3)
    for actor in PLAYERS
)  # fmt: skip


def reached(game: PopulationGame, today: Sequence[Fraction]) -> dict[str, Fraction]:
    """Return the share of all states that each frame reaches in the rest point selected from today's shares.

    Every group starts from `today`, one share per frame, the rest of it without a frame, and follows the best-response
    dynamics. Raises NotCoveredError as `best_response_path` does.
    """
    start = (*today, 1 - sum(today, Fraction(0)))
    goal = best_response_path(game, (start,) * len(game.groups)).goal
    ends = [game.strategies[f] for f in goal]
    return {
        frame: sum((w for w, end in zip(game.weights, ends, strict=True) if end == frame), Fraction(0))
        for frame in FRAMES
    }


def _spoken(efforts: Mapping[str, Fraction], push: Fraction, values: Mapping[str, Fraction]) -> PopulationGame:
    """Return the contest of frames when each speaker's effort adds to the appeal of its frame, as less bias would."""
    own = {_name("bias", frame): efforts[who] * push for who, frame in SPEAKERS.items()}
    return _frames(**{name: value - own.get(name, 0) for name, value in values.items()})


def _speakers(
    levels: Mapping[str, Fraction], cost: Callable[[Fraction], Number], values: dict[str, Fraction]
) -> NormalForm:
    """Return the normal form in which the speakers choose efforts, labelled, and earn what their frames reach."""
    today, k = ([values.pop(p.name) for p in group] for group in (TODAY, SPEAKER_WEIGHTS))
    push = values.pop("push")

    def pays(labels: Sequence[str]) -> tuple[Number, ...]:
        efforts = {who: levels[label] for who, label in zip(PLAYERS, labels, strict=True)}
        shares = reached(_spoken(efforts, push, values), today)
        return tuple(shares[SPEAKERS[who]] - cost(efforts[who]) for who in PLAYERS)

    payoffs: Any = {labels: pays(labels) for labels in product(levels, repeat=len(PLAYERS))}
    return relative_gains(NormalForm.from_profiles(dict.fromkeys(PLAYERS, tuple(levels)), payoffs), k)


def _frame_choice(c: Any, **values: Any) -> NormalForm:
    return _speakers({"Low": Fraction(0), "High": Fraction(1)}, lambda x: c * x, values)


def _frame_contest(c: Any, steps: str, **values: Any) -> NormalForm:
    efforts = {str(x): x for x in (Fraction(i, int(steps)) for i in range(int(steps) + 1))}
    return _speakers(efforts, lambda x: c * x * x / 2, values)


_CHOICE: dict[str, Any] = {
    "parameters": (*frames.parameters, *TODAY, push, effort_cost, *SPEAKER_WEIGHTS),
    "assumptions": (*frames.assumptions, sum(p.symbol for p in TODAY) <= 1),
    "symbolic": False,
    "claims": (20, 44, 45, 46, 53),
    "references": ("Gilboa and Matsui 1991", "Sandholm 2010"),
}

frame_choice = Model(
    name="discourse_alignment.frame_choice",
    title=Text("Speaking up for a frame", "为框架发声"),
    story=Text(
        "The US, China and the EU each put low or high effort behind their frame. The states then move from today's "
        "shares to a rest point, and each power earns the share of them its frame reaches, less the cost.",
        "美国、中国和欧盟各自以低或高的努力推广自己的框架。各国随后由目前的份额走向静止点，各方获得其框架所及的份额，减去成本。",
    ),
    build=_frame_choice,
    **_CHOICE,
)

frame_contest = Model(
    name="discourse_alignment.frame_contest",
    title=Text("The contest behind the frames", "框架背后的竞争"),
    story=Text(
        "As in speaking up for a frame, with efforts between none and full in equal steps and a cost of c/2 times the "
        "effort squared. What a frame reaches jumps where the path turns, so efforts are not taken as continuous.",
        "同“为框架发声”，但努力在零与全力之间等距取值，成本为努力平方的 c/2 倍。"
        "框架所及在路径转折处跳跃，故不将努力视为连续。",
    ),
    build=_frame_contest,
    options={"steps": ("4", "2", "8")},
    **_CHOICE,
)

N = parameter(
    "N", "states a frame can reach", "框架可及的国家数", 120, 10, 200, unit=Text("number of states", "国家数量")
)
e_d = parameter("e_d", "effect of a frame on one state", "框架对一国的影响", "1/20", 0, 1, unit=APPEAL)
e_c = parameter("e_c", "effect of coercion on its one target", "强制对其唯一目标的影响", 2, 0, 10, unit=APPEAL)
g = parameter("g", "speed of diffusion", "扩散速度", "1/5", 0, 1, unit=Text("per year", "每年"), open_low=True)
years = parameter("t", "time since the frame was launched", "框架提出以来的时间", 2, 0, 50, unit=Text("years", "年"))


def _reach(N: Number, e_d: Number, e_c: Number, g: Number, t: Number) -> Measure:
    import sympy

    wide = sympy.sympify(N * e_d)
    spread = wide * (1 - sympy.exp(-sympy.sympify(g * t)))
    return Measure({"effect of the frame": spread, "effect of coercion": e_c, "frame over coercion": spread - e_c})


reach = Model(
    name="discourse_alignment.reach",
    title=Text("Wide and weak against narrow and strong", "广而弱与窄而强"),
    story=Text(
        "A frame reaches many states a little and takes time to spread; coercion strikes one target hard and at once.",
        "框架以较弱的影响触及众多国家，且需时间扩散；强制立即而有力地打击单一目标。",
    ),
    parameters=(N, e_d, e_c, g, years),
    build=_reach,
    claims=(46,),
    references=("Barnett and Duvall 2005",),
)

COST = Text("gain from a successful attack, net of cost", "成功行动的净收益")
t_attack = parameter("t", "cost of acting", "行动成本", "1/2", 0, 1, unit=COST, open_low=True, open_high=True)
noise = parameter("sigma", "noise of what each sees", "各方所见信号的噪声", "1/10", 0, 2, open_low=True)


def _regime_change(t: Number, sigma: Number) -> GlobalGame:
    import sympy

    theta, share = fundamentals()
    return GlobalGame(sympy.Piecewise((1 - t, share > theta), (-t, True)), sigma, rising=False)


regime_change = Model(
    name="discourse_alignment.regime_change",
    title=Text("When a dominant frame falls", "主导框架何时瓦解"),
    story=Text(
        "Many actors see with some noise how strong the dominant frame is, and challenge it or not. It falls if enough "
        "challenge it.",
        "众多行为体带有噪声地观察主导框架的强度，选择是否挑战。挑战者足够多时，该框架瓦解。",
    ),
    parameters=(t_attack, noise),
    build=_regime_change,
    claims=(20, 45),
    references=("Morris and Shin 2003",),
)

c_invest = parameter("c", "cost of investing in the frame", "投入框架的成本", 1, 0, 3)
rho = parameter("rho", "added value when all invest", "全体投入时的附加价值", 1, 0, 3)


def _linear_global_game(c: Number, rho: Number, sigma: Number) -> GlobalGame:
    theta, share = fundamentals()
    return GlobalGame(theta + rho * share - c, sigma)


linear_global_game = Model(
    name="discourse_alignment.linear_global_game",
    title=Text("Investing in a frame together", "共同投入一个框架"),
    story=Text(
        "Investing in a frame pays its merit and more the more others invest; each sees the merit with a little noise.",
        "投入一个框架的收益取决于其价值和投入者的多少；各方带有少许噪声地观察其价值。",
    ),
    parameters=(c_invest, rho, noise),
    build=_linear_global_game,
    claims=(20, 34),
    references=("Morris and Shin 2003",),
)

speaker_bias = parameter("b", "bias of the speaker", "发言者的偏向", "1/20", 0, 1, open_low=True)

cheap_talk = Model(
    name="discourse_alignment.cheap_talk",
    title=Text("Talk that costs nothing", "廉价言谈"),
    story=Text(
        "A power that knows how things stand speaks; the listener acts. The more their aims differ, the less is told.",
        "知情的大国发言，听者行动。双方目标差异越大，所能传达的越少。",
    ),
    parameters=(speaker_bias,),
    build=lambda b: CheapTalkGame(b),
    claims=(43, 46),
    references=("Crawford and Sobel 1982",),
)

prior = parameter("p", "prior chance that the frame is right", "框架正确的先验概率", "3/10", 0, 1)
tau = parameter("tau", "belief at which the audience acts", "受众行动所需的信念", "1/2", 0, 1, open_low=True)


def _persuasion(p: Number, tau: Number) -> PersuasionGame:
    sender, receiver = ((1, 0), (1, 0)), ((1 - tau, 0), (-tau, 0))
    return PersuasionGame(("Right", "Wrong"), (p, 1 - p), ("Act", "Wait"), sender, receiver)


persuasion = Model(
    name="discourse_alignment.persuasion",
    title=Text("Persuading an audience", "说服受众"),
    story=Text(
        "A speaker chooses what evidence to produce; the audience acts once it believes the frame likely enough.",
        "发言者选择提供何种证据；受众在足够相信该框架时采取行动。",
    ),
    parameters=(prior, tau),
    build=_persuasion,
    claims=(20, 53),
    references=("Kamenica and Gentzkow 2011",),
)
