"""What the page says, in English and Chinese; `{0}`, `{1}` … are filled in by the page."""

from __future__ import annotations

from games.text import Text

WORDS: dict[str, Text] = {
    "title": Text("Explorer", "探索器"),
    "lead": Text("Move a parameter and see which equilibria follow.", "移动参数，观察均衡如何随之改变。"),
    "skip": Text("Skip to the results", "跳到结果"),
    "language": Text("Language", "语言"),
    "model": Text("Model", "模型"),
    "parameters": Text("Parameters", "参数"),
    "reset": Text("Back to the calibration", "恢复校准值"),
    "share": Text("Link to this point", "此点的链接"),
    "copy": Text("Copy", "复制"),
    "copied": Text("Copied", "已复制"),
    "range": Text("range {0}", "范围 {0}"),
    "source": Text("source: {0}", "来源：{0}"),
    "not_number": Text(
        "Not a number: {0}. Accepted: an integer, p/q or a decimal.", "不是数：{0}。可用整数、p/q 或小数。"
    ),
    "outside": Text("{0} is outside the range {1}.", "{0} 超出范围 {1}。"),
    "game": Text("Game", "博弈"),
    "tree": Text("Game tree", "博弈树"),
    "best_marked": Text(
        "Underlined: best response. Framed: equilibrium. First number: {0}.",
        "下划线：最优反应。加框：均衡。第一个数：{0}。",
    ),
    "payoff_order": Text("Payoffs in the order {0}.", "收益顺序：{0}。"),
    "tree_marked": Text(
        "Bold: what is played at each decision. Coloured: what happens.", "粗线：各决策点的选择。彩色：实际路径。"
    ),
    "signal_marked": Text(
        "A broken line joins decisions that a player cannot tell apart.", "虚线连接参与者无法区分的决策点。"
    ),
    "best_response": Text("best response", "最优反应"),
    "equilibrium": Text("equilibrium", "均衡"),
    "when": Text("when {0}", "当{0}"),
    "payoffs": Text("Payoffs", "收益"),
    "decimals": Text("Decimals", "小数"),
    "equilibria": Text("Equilibria", "均衡"),
    "one_equilibrium": Text("One equilibrium", "一个均衡"),
    "many_equilibria": Text("{0} equilibria", "{0} 个均衡"),
    "no_equilibrium": Text("No pure equilibrium", "无纯策略均衡"),
    "none_listed": Text("None of the listed kinds", "无所列类型的均衡"),
    "one_part": Text("One component", "一个连通分支"),
    "many_parts": Text("{0} components", "{0} 个连通分支"),
    "continuum": Text("continuum of dimension {0}; its extreme points:", "{0} 维连续统；其极点为："),
    "pieces": Text("a union of {0} polytopes", "由 {0} 个多面体合成"),
    "plays": Text("{0} plays {1}", "{0}选{1}"),
    "decision_at": Text("{0} at {1}", "{0}在{1}"),
    "outcome": Text("Play", "路径"),
    "strategy": Text("Full plan", "完整计划"),
    "complete_nash": Text(
        "Complete: all Nash equilibria, pure and mixed, in exact arithmetic.",
        "完备：以精确算术列出全部纳什均衡，含纯策略与混合策略。",
    ),
    "complete_dominance": Text(
        "Complete: strictly dominated actions deleted, then all Nash equilibria of what is left, in exact arithmetic.",
        "完备：删去严格被占优的行动后，以精确算术列出其余博弈的全部纳什均衡。",
    ),
    "complete_three": Text(
        "Complete: pure equilibria, those in which two players mix, and those in which all three do, the roots of a "
        "quadratic; exact, irrational ones enclosed and shown as ≈.",
        "完备：纯策略均衡、两方混合的均衡，以及三方混合的均衡（二次方程之根）；均为精确值，无理数经区间界定，"
        "以 ≈ 表示。",
    ),
    "pure_only": Text(
        "Pure equilibria, all of them. Equilibria in which somebody mixes are not listed here, for there is a tie or "
        "too many choose; the command below lists them too.",
        "列出全部纯策略均衡。因存在并列或选择者过多，此处未列有人混合的均衡；下方命令一并列出。",
    ),
    "complete_spe": Text(
        "Complete: backward induction met no tie, so the subgame-perfect equilibrium is unique.",
        "完备：逆向归纳未遇并列，故子博弈精炼均衡唯一。",
    ),
    "tied_spe": Text(
        "All pure subgame-perfect equilibria. They differ at: {0}. A player who is indifferent may also mix, so they "
        "belong to a continuum.",
        "列出全部纯策略子博弈精炼均衡，相异之处：{0}。无差异的参与者也可混合，故它们属于一个连续统。",
    ),
    "cut_spe": Text(
        "Very many ties: the first pure subgame-perfect equilibria only.",
        "并列极多：仅列最先的若干纯策略子博弈精炼均衡。",
    ),
    "command": Text("The same at the command line", "命令行中的同一问题"),
    "more": Text("{0} more", "另有 {0} 个"),
    "shares": Text("Shares that reproduce themselves", "自我实现的份额"),
    "share_joins": Text("{0} of the states join", "{0} 的国家加入"),
    "share_any": Text("any share from {0} to {1}", "{0} 至 {1} 间的任一份额"),
    "stable": Text("stable", "稳定"),
    "unstable": Text("unstable: a tipping point", "不稳定：临界点"),
    "bands": Text("Lock-in: shares that persist once reached: {0}.", "锁定：一经达到便会持续的份额：{0}。"),
    "complete_shares": Text(
        "Complete: every piece of the response solved exactly.", "完备：响应函数的每一段均精确求解。"
    ),
    "join_curve": Text("would join", "愿意加入"),
    "stay_curve": Text("would stay", "愿意留下"),
    "share_in": Text("share that is in", "已加入的份额"),
    "everyone": Text("all", "全部"),
    "nobody": Text("none", "无人"),
    "some": Text("some", "部分"),
    "map": Text("Region map", "区域图"),
    "map_help": Text(
        "Click, or use the arrow keys, to move. The star is where you are; the other parameters stay as set.",
        "点击或用方向键移动。星号为当前位置；其余参数保持不变。",
    ),
    "across": Text("Across", "横轴"),
    "up": Text("Up", "纵轴"),
    "map_label": Text("Region map over {0} and {1}", "{0} 与 {1} 的区域图"),
    "here": Text("you are here", "当前位置"),
    "and_mixed": Text("and a mixed one", "及一个混合均衡"),
    "only_mixed": Text("only a mixed equilibrium", "仅有混合均衡"),
    "no_pure": Text("no pure equilibrium", "无纯策略均衡"),
    "not_defined": Text("outside the assumptions", "不满足假设"),
    "and": Text(" and ", " 与 "),
    "or": Text(" or ", " 或 "),
    "conditions": Text("Why here", "成立的条件"),
    "conditions_lead": Text(
        "Each holds wherever all its conditions do, over the whole range of the parameters.",
        "在参数的整个范围内，所列条件全部满足之处即成立。",
    ),
    "always": Text("always", "恒成立"),
    "holds": Text("holds", "成立"),
    "fails": Text("fails", "不成立"),
    "not_here": Text(
        "Not an equilibrium here ({0}), and the condition that fails", "此处并非均衡者（{0} 个）及其不满足的条件"
    ),
    "no_regions": Text(
        "This game has too many profiles to write their regions out; map and equilibria are exact all the same.",
        "此博弈的策略组合过多，不逐一写出区域；区域图与均衡仍为精确结果。",
    ),
    "claims": Text("What it says of the article", "与文章论断的关系"),
    "claim": Text("Claim {0}", "论断 {0}"),
    "no_claims": Text("No claim of the article rests on this model.", "文章论断均不依赖此模型。"),
    "no_verdicts": Text("This page was made without verdicts.", "本页未附判定。"),
    "in_share": Text("in {0} of the ranges", "占参数范围的 {0}"),
    "given": Text("with {0}", "取 {0}"),
    "where": Text("holds exactly where", "恰在下列条件下成立"),
    "here_yes": Text("here: yes", "此处：是"),
    "here_no": Text("here: no", "此处：否"),
    "go_against": Text("Go to the counterexample", "前往反例"),
    "elsewhere": Text(
        "{0} more of its statements rest on other models or on evidence.", "另有 {0} 条陈述依据其他模型或证据。"
    ),
    "broken": Text("This point violates an assumption of the model:", "此点不满足模型的假设："),
    "ignored": Text("Ignored from the link: {0}.", "链接中被忽略的内容：{0}。"),
    "about": Text(
        "Payoffs, conditions and verdicts come from the models of techpower {0}; the page computes with exact "
        "fractions and needs neither network nor server.",
        "收益、条件与判定均来自 techpower {0} 的模型；本页以精确分数计算，无需网络与服务器。",
    ),
    "left_out": Text(
        "Of other forms, and so not on this page (`techpower solve` solves them): {0}.",
        "形式不同而未列入本页者（可用 `techpower solve` 求解）：{0}。",
    ),
    "noscript": Text(
        "This page computes in your browser and needs JavaScript.", "本页在浏览器中计算，需启用 JavaScript。"
    ),
    "family_": Text("Your models", "自有模型"),
    "family_export_controls": Text("Export controls", "出口管制"),
    "family_technology_race": Text("Technology races", "技术竞赛"),
    "family_technology_alliances": Text("Technology alliances", "技术联盟"),
    "family_regulatory_adoption": Text("Rules and standards", "规则与标准"),
    "family_discourse_alignment": Text("Discourse", "话语"),
    "family_power_portfolio": Text("Portfolios of power", "权力组合"),
    "family_relative_gains": Text("Relative gains", "相对收益"),
    "family_classics": Text("Classics", "经典博弈"),
}
