"""English to Chinese for sentences that solvers put together: parts joined by semicolons, with numbers in them.

A part is looked up with `{}` in the place of each number or bracketed list; what is not listed stays English. Words
and labels are in `games.glossary`.
"""

from __future__ import annotations

import re

from games.glossary import translate
from games.text import Language

_VARYING = re.compile(r"\[.*\]|(?<![\w.])\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w])")

_CHINESE: dict[str, str] = {
    # all equilibria of games of three and more players
    "{} supports examined": "共检查 {} 个支撑组合",
    "{} supports examined after strict dominance removed {} actions": "剔除 {1} 个严格被占优行动后，共检查 {0} 个支撑组合",
    "{} closed by conditional dominance, {} by exact signs on a subdivision, {} by exact algebra without solution":
        "其中 {} 个由条件占优排除，{} 个由细分区域上的精确符号排除，{} 个由精确代数判定无解",
    "{} solved with interval certificates, {} by exact algebra": "{} 个以区间证书求解，{} 个以精确代数求解",
    "{} entire faces of equilibria, containing {} smaller supports": "{} 个面上的点全为均衡，另含 {} 个较小的支撑组合",
    "{} left when the time budget ended: {}": "时间预算用尽时尚余 {} 个：{}",
    "{} limit points could not be placed in a cell": "{} 个极限点未能归入任何胞腔",
    "joins of {} curved cells of dimension two or more rest on one limit point for each facet":
        "{} 个二维以上弯曲胞腔的连接仅依据每个侧面的一个极限点",
    "{} facets of curved cells gave no limit point, so that a join may be missing":
        "{} 个弯曲胞腔的侧面未给出极限点，可能遗漏连接",
    # trees
    "backward induction kept every set of tied best actions and every mixture over it":
        "逆向归纳保留了每一组并列最优行动及其上的一切混合",
    "the set is connected, for ties leave convex choices": "并列留下的选择构成凸集，故该集合连通",
    "the set is connected, for ties leave convex choices, bounded by the polynomials in its description":
        "并列留下的选择构成凸集，故该集合连通，其边界由描述中的多项式给出",
    "one piece has more than {} vertices": "某一片的顶点多于 {} 个",
    "decisions that depend on each other have more than {} pieces": "相互依赖的决策多于 {} 片",
    "decisions that depend on each other have more than {} pieces: every point listed is an equilibrium, but there may "
    "be others": "相互依赖的决策多于 {} 片：所列各点均为均衡，但可能还有其他均衡",
    "one piece has more than {} vertices: every point listed is an equilibrium, but there may be others":
        "某一片的顶点多于 {} 个：所列各点均为均衡，但可能还有其他均衡",
    "the search for points that satisfy a polynomial ran out of time: every point listed is an equilibrium, but there "
    "may be others": "寻找满足多项式的点时超出时限：所列各点均为均衡，但可能还有其他均衡",
    "the search for points that satisfy a polynomial ran out of time": "寻找满足多项式的点时超出时限",
    "{} in all": "共 {} 个",
    "the first {} of {} in all": "共 {1} 个，列出前 {0} 个",
    "each subgame was solved for every equilibrium below": "每个子博弈均依其下的全部均衡求解",
    "mixed ones are not listed": "未列混合均衡",
    # one equilibrium, noisy play
    "Lemke-Howson path from label {}, {} pivots in integers": "从标号 {} 出发的 Lemke–Howson 路径，整数旋转 {} 次",
    "Lemke-Howson path from label {}, {} pivots in integers, the most allowed":
        "从标号 {} 出发的 Lemke–Howson 路径，整数旋转 {} 次，已达上限",
    "Lemke-Howson path from label {} in floating point": "从标号 {} 出发的 Lemke–Howson 路径，浮点运算",
    "search over pure profiles": "搜索纯策略组合",
    "search over supports of two actions each": "搜索双方各含两个行动的支撑",
    "no candidate met": "未遇到候选解",
    "the ends of the Lemke-Howson paths of all {} labels": "全部 {} 个标号的 Lemke–Howson 路径的终点",
    "others may exist": "可能还有其他均衡",
    "logit quantal response equilibrium, lambda = {}": "Logit 随机最优反应均衡，lambda = {}",
    "every other box of probabilities was proved to hold none": "其余各概率区间盒均已证明不含均衡",
    "{} boxes are open": "尚有 {} 个区间盒未判定",
    "limiting logit equilibrium": "极限 Logit 均衡",
    "the branch crossed {} others and was followed straight on": "该分支与另外 {} 条相交，沿原方向继续追踪",
    "the branch was followed to lambda times spread {}, no limit read off": "分支追踪至 lambda 乘收益跨度为 {} 处，未读取极限",
    "the end of the branch is no equilibrium: regret {}": "分支终点不是均衡：遗憾值 {}",
    # claims
    "the domain is empty": "定义域为空",
    "no point of the domain violates it": "定义域内无一点违反该陈述",
    "the search for a counterexample ran out of time": "寻找反例超时",
    "it fails at the counterexample, checked by exact substitution": "在反例处不成立，已以精确代入验证",
    "it holds nowhere in the domain": "在定义域内处处不成立",
    "it holds in part of the domain, exactly where one of the regions holds": "在定义域的一部分成立，恰为所列区域之一成立之处",
}  # fmt: skip


def phrase(words: str, lang: Language) -> str:
    """Return a sentence in `lang`, part by part.

    >>> phrase("3 boxes are open; others may exist", "zh")
    '尚有 3 个区间盒未判定；可能还有其他均衡'
    """
    if lang == "en":
        return words
    if (whole := _part(words)) != words:
        return whole
    return "；".join(map(_part, words.split("; ")))


def _part(words: str) -> str:
    pattern = _CHINESE.get(_VARYING.sub("{}", words))
    return pattern.format(*_VARYING.findall(words)) if pattern else translate(words, "zh")
