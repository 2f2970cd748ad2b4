"""English to Chinese for sentences that solvers put together: parts joined by semicolons, with numbers in them.

A part is looked up with `{}` in the place of each number, bracketed list or profile `(a, b)`; what is not listed stays
English. Words and labels are in `games.glossary`.
"""

from __future__ import annotations

import re

from games.glossary import translate
from games.text import Language

_VARYING = re.compile(r"\[.*\]|\([^()]*\)|(?<![\w.])-?\d+(?:/\d+|(?:\.\d+)?(?:e[-+]?\d+)?)(?!\w)")

_PLAYED = re.compile(r"([^;]+? (?:plays|mixes) [^;]+?)(?:, with ([^;]+)|, (in any proportion))")
_PLAYS = re.compile(r"(.+?) (plays|mixes) (.+)")
_OWN_CHANCE = re.compile(r"P\(([^():]+): ([^()]+)\)")
_MOVE = re.compile(r"([^,();：]+) at ([^,()]+) (mixes|plays) ((?:(?! with |, [^,()]+ at )[^()])+)")
_CHANCE_OF = re.compile(r"P\(([^()]+) at ([^()]+)\)")
_JOINTS = {
    ". anything may be done where a point is unrestricted, and the dimension counts it":
        "。凡某点所标不受限制之处可任意行动，维数已计入",
    "; and independently ": "；且独立地：", ") or (": ") 或 (", " with ": "，满足 ",
    ". The listed points are samples, ends first": "。所列各点为样本，端点在前",
    ". The dimension is that of a regular point": "。维数为正则点处的维数",
    ". The points listed vary one of ": "。所列各点每次只变动独立部分之一，部分数为 ",
    " independent parts at a time; all their combinations are equilibria too": "；其一切组合亦为均衡",
}  # fmt: skip
"""What stands between the moves in the description of a set of behaviour strategies."""

_CHINESE: dict[str, str] = {
    # all equilibria of games of three and more players
    "{} supports examined": "共检查 {} 个支撑组合",
    "{} supports examined after strict dominance removed {} actions":
        "剔除 {1} 个严格被占优行动后，共检查 {0} 个支撑组合",
    "{} closed by conditional dominance, {} by exact signs on a subdivision, {} by exact algebra without solution":
        "其中 {} 个由条件占优排除，{} 个由细分区域上的精确符号排除，{} 个由精确代数判定无解",
    "{} solved with interval certificates, {} by exact algebra": "{} 个以区间证书求解，{} 个以精确代数求解",
    "{} entire faces of equilibria, containing {} smaller supports": "{} 个面上的点全为均衡，另含 {} 个较小的支撑组合",
    "{} left when the time budget ended": "时间预算用尽时尚余 {} 个",
    "all supports of at most {} actions, counted over all players, are closed":
        "各参与者行动总数不超过 {} 的支撑组合均已了结",
    "the limits of {} cells were not followed when the time budget ended": "时间预算用尽时尚有 {} 个胞腔的极限未追踪",
    "the first of these: {}": "其中最先的几个：{}",
    # games of two players beyond the limits
    "the time budget ended": "时间预算已用尽",
    "the memory allowed was used up": "允许使用的内存已用尽",
    "{} vertices of the first best-response polytope and {} of the second were met and matched":
        "已遍历并配对第一个最优反应多面体的 {} 个顶点和第二个的 {} 个顶点",
    "all pure equilibria are listed": "列出了全部纯策略均衡",
    "pure equilibria are listed, at most {}": "列出了纯策略均衡，至多 {} 个",
    "of {} pairs found the first {} are listed": "共求得 {} 对，列出前 {} 对",
    "one Lemke-Howson path was followed to its end": "一条 Lemke–Howson 路径已追踪至终点",
    "others may exist": "可能还有其他均衡",
    "an equilibrium": "一个均衡",
    "what it is connected with was not determined": "未判定它与哪些均衡连通",
    "{} limit points could not be placed in a cell": "{} 个极限点未能归入任何胞腔",
    "joins of {} curved cells of dimension two or more rest on one limit point for each facet":
        "{} 个二维以上弯曲胞腔的连接仅依据每个侧面的一个极限点",
    "{} joins of cells rest on a limit recognised from its decimals": "{} 处胞腔连接依据由小数识别的极限",
    "{} components are close together and not proved to be separate": "{} 个分支彼此靠近，未能证明互不连通",
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
    "anything may be done where a point is unrestricted, and the dimension counts it":
        "凡某点所标不受限制之处可任意行动，维数已计入",
    "a piece of equilibria without a rational point was left out": "某片均衡不含有理点，未予列出",
    "{} vertices of the best-reply regions of the first player and {} of the second were found and matched":
        "已求出并配对第一位参与者最优反应区域的 {} 个顶点和第二位的 {} 个顶点",
    "a subgame whose payoffs vary has more than {} supports": "某个收益可变的子博弈有多于 {} 个支撑组合",
    "a subgame of three or more players was not solved completely": "某个三人以上的子博弈未能完全求解",
    "a subgame of three or more players has equilibria known by their decimals only, which are left out":
        "某个三人以上的子博弈有仅知小数值的均衡，未予列出",
    "pieces bounded by polynomials with irrational coefficients were left out":
        "以无理系数多项式为界的片未予列出",
    "the time budget ended before all subgames were solved": "时间预算在求解全部子博弈之前用尽",
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
    "logit quantal response equilibrium, lambda = {}": "Logit 随机最优反应均衡，lambda = {}",
    "every other box of probabilities was proved to hold none": "其余各概率区间盒均已证明不含均衡",
    "{} boxes are open": "尚有 {} 个区间盒未判定",
    "limiting logit equilibrium": "极限 Logit 均衡",
    "the branch crossed {} others and was followed straight on": "该分支与另外 {} 条相交，沿原方向继续追踪",
    "the branch was followed to lambda times spread {}, no limit read off":
        "分支追踪至 lambda 乘收益跨度为 {} 处，未读取极限",
    "the end of the branch is no equilibrium: regret {}": "分支终点不是均衡：遗憾值 {}",
    "lambda = {}": "lambda = {}",
    # selection
    "risk dominance {}": "风险占优 {}",
    "payoff dominance {}": "收益占优 {}",
    "linear tracing procedure {}": "线性追踪程序 {}",
    "the game has no two strict equilibria": "该博弈没有两个严格均衡",
    "both products of deviation losses are {}": "两处偏离损失之积均为 {}",
    "the product of deviation losses is {} at {} and {} at {}": "偏离损失之积在 {1} 处为 {0}，在 {3} 处为 {2}",
    "everybody prefers it to all {} others": "所有参与者都认为它优于其余 {} 个",
    "it is the only equilibrium": "它是唯一的均衡",
    "none of {} equilibria is better for everybody than all others": "{} 个均衡中没有一个使所有参与者都优于其余各个",
    "the equilibria are not known to be all": "不能确定所比较的已是全部均衡",
    "continua were compared at their listed points": "连续统仅以所列各点参与比较",
    "pivots from the prior: {}": "从先验出发的旋转次数：{}",
    "the path is unique": "路径唯一",
    "the path branches": "路径有分支",
    "ties were broken lexicographically": "并列处按字典序处理",
    "the path did not end in {} pivots": "路径在 {} 次旋转内未到终点",
    # equilibria with beliefs
    "signalling game: the sender's optimality is linear in the responses and the receiver's in the messages, so every "
    "vertex of both polyhedra was enumerated exactly and every complementary pair with supporting beliefs matched":
        "信号博弈：发送者的最优性对回应为线性，接收者的最优性对信号为线性；故精确枚举了两个多面体的全部顶点，"
        "并匹配了所有有信念支持的互补顶点对",
    "every basis examined: {} branches of bases closed by exact signs of payoff differences":
        "检查了全部支撑基：{} 支由收益差的精确符号排除",
    "bases examined: {} branches of bases closed by exact signs of payoff differences":
        "已检查的支撑基：{} 支由收益差的精确符号排除",
    "every subgame was solved over all payoffs of the subgames in it, {} parts in all":
        "每个子博弈均依其内各子博弈的全部收益求解，共 {} 部分",
    "the time budget ended before all combinations of equilibria of subgames were tried":
        "时间预算在试完子博弈均衡的全部组合之前用尽",
    "more than {} components in one subgame": "某个子博弈的分支多于 {} 个",
    "the points listed vary one of {} parts of the tree at a time, and all their combinations are equilibria too":
        "所列各点每次只变动博弈树 {} 个部分之一；其一切组合亦为均衡",
    "the time budget ended before all beliefs were found": "时间预算在求出全部信念之前用尽",
    "where the time budget ended, beliefs are those of the points listed and the dimension counts beliefs too":
        "时间预算用尽之处，信念仅为所列各点的信念，维数亦计入信念",
    "{} bases refused because no plausibility order of the actions gives them": "{} 个基因无行动的似然次序可得而排除",
    "{} bases refused by Bayes' rule in some subgame": "{} 个基违反某子博弈中的贝叶斯法则而排除",
    "{} bases refused by Bayes' rule on the path": "{} 个基违反均衡路径上的贝叶斯法则而排除",
    "{} solved by exact algebra": "{} 个以精确代数求解",
    "{} branches of bases left when the time budget ended": "时间预算用尽时尚余 {} 支基",
    "beliefs at different information sets are tied to each other: not all combinations of the corners are consistent":
        "不同信息集的信念相互关联：顶点的组合并非都一致",
    "bounded by polynomials: the points listed are outermost samples": "由多项式界定：所列各点为最外的样本点",
    "where strategies are irrational, beliefs are those of the points listed and the dimension counts beliefs too":
        "策略为无理数之处，信念仅为所列各点的信念，维数亦计入信念",
    "{} of {} components of sequential equilibria refuted": "序贯均衡的 {1} 个分支中有 {0} 个被否证",
    "of continua the points listed were judged, no others": "连续统仅判定所列各点",
    "what is open was not settled within the limits": "未定之处在限度内未能判定",
    "the sequential equilibria are not known to be all": "不能确定序贯均衡已全部求出",
    # continua in words
    "union of {} polytopes, each spanned by a subset of the points": "{} 个多面体之并，各由所列的一部分点张成",
    "union of {} polytopes of realisation plans, each spanned by a subset of the points":
        "{} 个实现计划多面体之并，各由所列的一部分点张成",
    "curve of equilibria": "均衡曲线",
    "surface of equilibria": "均衡曲面",
    "set of dimension {} of equilibria": "{} 维的均衡集合",
    "curve of equilibria, {} pieces": "均衡曲线，共 {} 段",
    "surface of equilibria, {} pieces": "均衡曲面，共 {} 片",
    "set of dimension {} of equilibria, {} pieces": "{} 维的均衡集合，共 {} 片",
    "and {} more": "另有 {} 片",
    "every vertex of the best-reply regions of both players' realisation plans was enumerated exactly and every "
    "complementary pair matched": "精确枚举了双方实现计划的最优反应区域的全部顶点，并匹配了所有互补顶点对",
    "every subgame was solved for all its Nash equilibria over all equilibria of the subgames in it":
        "每个子博弈均就其内各子博弈的全部均衡求出了全部纳什均衡",
    "{} components, of which {} are listed":
        "共 {} 个分支，列出其中 {} 个",
    "pieces bounded by polynomials were taken to be connected":
        "以多项式为界的片视为连通",
    # claims
    "the domain is empty": "定义域为空",
    "no point of the domain violates it": "定义域内无一点违反该陈述",
    "there is a continuum of equilibria at the counterexample": "反例处存在均衡连续统",
    "the search for a counterexample became too long": "寻找反例的步数超限",
    "it fails at the counterexample, checked by exact substitution": "在反例处不成立，已以精确代入验证",
    "it holds nowhere in the domain": "在定义域内处处不成立",
    "it holds in part of the domain, exactly where one of the regions holds":
        "在定义域的一部分成立，恰为所列区域之一成立之处",
    "the exact solver, asked at the counterexample, agrees": "在反例处以精确求解器复核，结论一致",
    "the exact solver does not confirm the counterexample": "精确求解器未能证实该反例",
    "an equilibrium that has no row may exist where none is listed": "在未列出均衡之处，可能存在未列入的均衡",
    "the predicate was sampled only": "该谓词仅经抽样",
    "a player is indifferent between two actions, so that continua are possible":
        "某参与者在两个行动间无差异，故可能存在连续统",
    "the order of the payoffs leaves other pure equilibria, or makes it none":
        "收益的次序留有其他纯策略均衡，或使其不成均衡",
    "iterated strict dominance by pure actions leaves nothing else": "以纯行动重复剔除严格劣策略后别无所余",
    "mixed equilibria beside it depend on more than comparisons of payoffs":
        "其旁的混合均衡不仅取决于收益的比较",
}  # fmt: skip


def phrase(words: str, lang: Language) -> str:
    """Return a sentence in `lang`, part by part.

    >>> phrase("3 boxes are open; others may exist", "zh")
    '尚有 3 个区间盒未判定；可能还有其他均衡'
    """
    if lang == "en":
        return words
    if _MOVE.search(words):
        return _pieces(words)
    if (whole := _part(words)) != words:
        return whole
    return "；".join(map(_part, words.split("; ")))


def _part(words: str) -> str:
    if match := _PLAYED.fullmatch(words):
        moves = "，".join(map(_played, match[1].split(", ")))
        return f"{moves}，比例任意" if match[3] else f"{moves}，满足 {_OWN_CHANCE.sub(_own_chance, match[2])}"
    pattern = _CHINESE.get(_VARYING.sub("{}", words))
    return pattern.format(*map(_varied, _VARYING.findall(words))) if pattern else translate(words, "zh")


def _played(words: str) -> str:
    """Return what one player does: `B mixes Yes and No`."""
    match = _PLAYS.fullmatch(words)
    if not match:
        return words
    actions = " 与 ".join(translate(action, "zh") for action in match[3].split(" and "))
    return f"{translate(match[1], 'zh')} {'混合' if match[2] == 'mixes' else '选择'} {actions}"


def _own_chance(match: re.Match[str]) -> str:
    return f"P({translate(match[1], 'zh')}：{translate(match[2], 'zh')})"


def _varied(words: str) -> str:
    """Return a number or list as it is, a profile with its actions translated."""
    if not words.startswith("("):
        return words
    return f"({', '.join(translate(action, 'zh') for action in words[1:-1].split(', '))})"


def _pieces(words: str) -> str:
    """Return the description of a set of behaviour strategies: moves, and conditions on their probabilities.

    >>> phrase("(US at root mixes Open, Restrict with P(Open at root) = 1/2) or (CN at Open plays Depend)", "zh")
    '(美国 在 根节点 混合 开放, 限制，满足 P⟨开放 | 根节点⟩ = 1/2) 或 (中国 在 开放 选择 依赖)'
    """
    words = _CHANCE_OF.sub(lambda m: f"P⟨{translate(m[1], 'zh')} | {translate(m[2], 'zh')}⟩", words)
    for english, chinese in _JOINTS.items():
        words = words.replace(english, chinese) if english != " with " else words
    words = _MOVE.sub(_move, words)
    return words.replace(" with ", _JOINTS[" with "])


def _move(match: re.Match[str]) -> str:
    lead = match[1][: len(match[1]) - len(match[1].lstrip())]
    actions = ", ".join(translate(action, "zh") for action in match[4].split(", "))
    verb = "混合" if match[3] == "mixes" else "选择"
    return f"{lead}{translate(match[1].strip(), 'zh')} 在 {translate(match[2], 'zh')} {verb} {actions}"
