"""English to Chinese for what stands in tables and figures: players, actions, headings, standing sentences.

Longer texts that belong to one thing (a title, a story, a meaning) stand beside it as `Text`; this is for the rest. The
words are those of the models of this library. A game of one's own keeps its names where `keep_names` is told of it, for
"Fight" need not mean boxing there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from games.actors import Actor, Power
from games.forms.normal_form import NormalForm
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, fold
from games.text import Language

_CHINESE: dict[str, str] = {
    **{actor.name: actor.value.zh for actor in Actor},
    # players and actions
    "Firm": "企业", "root": "根节点", "Chance": "自然",
    "Open": "开放", "Restrict": "限制", "Depend": "依赖", "Indigenise": "自主研发", "Join": "加入", "Sell": "出售",
    "NoRule": "不设规则", "Rule": "设规则", "Exit": "退出", "Redesign": "重新设计",
    "Tolerate": "容忍", "Tighten": "收紧",
    "West": "西方", "Asia": "亚洲", "Global South": "全球南方", "Security": "安全", "Rights": "权利",
    "Development": "发展", "None": "无",
    "Adopt": "采用", "Not": "不采用", "Singapore": "新加坡",
    **{f"State {i}": f"国家{i}" for i in range(6, 11)}, "Periphery": "外围国家", "Own rules": "自身规则",
    "Veto": "否决", "Supplier 1": "供应者1", "Supplier 2": "供应者2", "Enter": "进入", "Philippines": "菲律宾",
    "loss": "损失", "chips": "芯片", "compute": "算力", "applications": "应用",
    "chance that A locks in": "A 被锁定的概率", "effect of the frame": "框架的影响",
    "effect of coercion": "强制的影响", "frame over coercion": "框架超出强制之处",
    "Right": "正确", "Wrong": "错误", "Act": "行动", "Wait": "观望",
    "grim trigger": "冷酷触发", "tit for tat": "针锋相对", "win-stay lose-shift": "赢则守输则变",
    "Trade": "贸易", "Stop": "停止", "Apply 1": "动用芯片管制", "Apply 2": "动用模型管制", "Apply 3": "动用资本管制",
    "Absorb": "承受", "Adapt": "适应",
    "Leader": "领导者", "Rival": "对手", "Supplier": "供应方", "Exclusive": "排他", "Offer": "提供补偿",
    "NoOffer": "不提供补偿", "Stay out": "置身其外", "Japan": "日本", "JP": "日本", "Korea": "韩国", "India": "印度",
    "Segment": "单设产品", **{power.value.name.en.capitalize(): power.value.name.zh for power in Power},
    "none": "无", "private": "各知己方", "public": "公开",
    "High": "强", "Low": "弱", "Demonstrate": "展示", "Conceal": "隐藏", "Relax": "放松",
    # headings
    "evidence": "证据", "the article": "文章", "abstract": "摘要",
    "UK": "英国", "DE": "德国", "European Parliament": "欧洲议会", "US State Department": "美国国务院",
    "US Treasury": "美国财政部", "Congress": "美国国会", "Council of the EU": "欧盟理事会", "MFA": "中国外交部",
    "component": "连通分支", "play": "路径", "dimension": "维数",
    "kind": "类型", "profile": "策略组合", "conditions": "条件",
    "pure": "纯策略", "mixed": "混合策略", "continuum": "连续统", "subgame perfect": "子博弈精炼",
    "claim": "命题", "verdict": "判定",
    "interior equilibrium": "内部均衡", "corner": "边界均衡", "lowest": "最低", "highest": "最高",
    "Nash equilibrium": "纳什均衡", "pure Nash equilibrium": "纯策略纳什均衡",
    "subgame-perfect equilibrium": "子博弈精炼均衡",
    "perfect Bayesian equilibrium": "精炼贝叶斯均衡", "weak perfect Bayesian equilibrium": "弱精炼贝叶斯均衡",
    "trembling-hand perfect equilibrium": "颤抖手精炼均衡", "sequential equilibrium": "序贯均衡",
    "class": "类别", "survives": "通过的检验", "trembles": "颤抖",
    "separating": "分离", "pooling": "混同", "semi-separating": "半分离", "trigger": "触发",
    "Markov perfect": "马尔可夫精炼",
    "intuitive criterion": "直观标准", "divinity": "神性", "D1": "D1",
    # verdicts and notes
    "Complete": "完备", "Not complete": "不完备",
    "proved": "已证明", "refuted": "已否证", "conditional": "有条件成立",
    "unknown": "未判定", "assumption": "假设",
    "by construction": "由构造成立", "by calibration": "由校准成立", "out of scope": "超出范围",
    "linear": "线性加总", "geometric": "几何加总", "ces": "常替代弹性加总", "leontief": "里昂惕夫加总",
    "raw": "原始份额", "of_the_three": "占三方之和的份额", "of_the_leader": "相对于领先者的比例",
    "backward induction met no tie that leaves a choice, so the equilibrium is unique":
        "逆向归纳未遇到留有选择余地的并列，故均衡唯一",
    "Acquiesce": "默许", "Demand": "提出要求", "Concede": "让步", "Stand firm": "坚持", "Back down": "退让",
    "Sanction": "制裁", "Sender": "发起方", "Target": "目标方", "Row": "行者", "Column": "列者", "Violator": "违规者",
    "Enforcer": "执法者", "Opera": "歌剧", "Fight": "拳击", "Heads": "正面", "Tails": "反面", "Row's": "行者的标准",
    "Column's": "列者的标准",
    "every vertex of both best-response polytopes was enumerated by exact pivoting "
    "and every complementary pair matched":
        "以精确旋转运算枚举了两个最优反应多面体的全部顶点，并匹配了所有互补顶点对",
    "the actions with the largest payoff were found by comparing all; their mixtures are the optimal ones":
        "逐一比较全部行动，求出收益最大者；其任意混合均为最优",
    "every pure profile was compared with every unilateral deviation; mixed equilibria are not listed":
        "逐一比较了每个纯策略组合与所有单方偏离；未列混合均衡",
    "Equilibrium regions": "均衡区域", "always": "恒成立", "never": "不成立",
    "Cooperate": "合作", "Defect": "背叛", "Violate": "违反", "Comply": "遵守", "Inspect": "检查", "Trust": "信任",
    "Receiver": "接收方",
    "Gainer": "得益方", "Partner": "对方", "Accept": "接受", "Refuse": "拒绝", "Keep peace": "维持和平",
    "Attack": "动武", "Follower": "追随者", "Supply": "供给", "Prize": "奖品",
    "Firm 1": "企业1", "Firm 2": "企业2",
    **{f"Player {i}": f"参与者{i}" for i in range(1, 6)},
}  # fmt: skip


_OWN: ContextVar[Mapping[str, str]] = ContextVar("own names", default=MappingProxyType({}))


def keep_names(game: Any, chinese: Mapping[str, str] | None = None) -> None:
    """Show the names of a game of one's own as they are, or in the Chinese given; forget those of earlier games.

    It holds in the present context (`contextvars`). With None for the game the library's words hold again.

    >>> game = NormalForm([[[1, 0], [0, 1]], [[1, 0], [0, 1]]], ["US", "CN"], [["Fight", "Open"]] * 2)
    >>> keep_names(game, {"Fight": "对抗"})
    >>> [translate(words, "zh") for words in ("Fight", "CN: Open", "Restrict")]
    ['对抗', 'CN: Open', '限制']
    >>> keep_names(None)
    >>> translate("Fight", "zh")
    '拳击'
    """
    _OWN.set({} if game is None else {name: name for name in _names(game)} | {**(chinese or {})})


def _names(game: Any) -> Iterator[str]:
    """Yield the names in a normal form, a tree, or a game made of normal forms."""
    if isinstance(game, GameTree):
        yield from game.players
        for node in game.nodes:
            if not isinstance(node, Leaf):
                yield from node.actions
            if isinstance(node, Chance) and node.label:
                yield node.label
            if isinstance(node, Decision) and node.information_set:
                yield node.information_set
        return
    yield from getattr(game, "players", ())
    if isinstance(game, NormalForm):
        yield from (action for labels in game.actions for action in labels)
    stages = {**getattr(game, "stages", {}), **({"": game.stage} if hasattr(game, "stage") else {})}
    for state, stage in stages.items():
        yield state
        yield from _names(stage)


def translate(words: str, lang: Language) -> str:
    """Return `words` in `lang`; compound labels (`Rule/Tighten`, `US: root`) part by part, unknown words unchanged.

    >>> translate("US: Rule/Redesign", "zh")
    '美国: 设规则/重新设计'
    """
    if words in (own := _OWN.get()):
        return own[words] if lang == "zh" else words
    if lang == "en" or words in _CHINESE:
        return _CHINESE.get(words, words) if lang == "zh" else words
    for mark in (": ", "/", " + "):
        if mark in words:
            return mark.join(translate(part, lang) for part in words.split(mark))
    return words


def translate_list(words: str, lang: Language) -> str:
    """Return words between commas in `lang`, each where it is known.

    >>> translate_list("the article, 4.1", "zh")
    '文章, 4.1'
    """
    return ", ".join(translate(part, lang) for part in words.split(", "))


def translated(game: Any, lang: Language) -> Any:
    """Return a game with its players and actions named in `lang`; a form that is a table in itself as that table."""
    if not isinstance(game, (NormalForm, GameTree)):
        return game.table(lang) if hasattr(game, "table") else translated(game.stage, lang)
    if lang == "en":
        return game
    if isinstance(game, NormalForm):
        return replace(
            game,
            players=translate_all(game.players, lang),
            actions=[translate_all(labels, lang) for labels in game.actions],
        )
    named = dict(zip(game.players, translate_all(game.players, lang), strict=True))
    root = fold(game.root, lambda node, below: _translated(node, below, named, lang))
    return replace(game, root=root, players=tuple(named.values()))


def translate_all(names: Sequence[str], lang: Language) -> tuple[str, ...]:
    """Return names in `lang`; as they are if two would become the same."""
    found = tuple(translate(name, lang) for name in names)
    return found if len({*found}) == len(found) else tuple(names)


def _translated(node: Node, below: list[Node], players: dict[str, str], lang: Language) -> Node:
    if isinstance(node, Leaf):
        return node
    children, actions = tuple(below), translate_all(node.actions, lang)
    if isinstance(node, Decision):
        return replace(node, player=players[node.player], children=children, actions=actions)
    return replace(node, children=children, actions=actions, label=translate(node.label, lang))
