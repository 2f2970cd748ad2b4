"""What stands under each figure of the paper, by the stem of its file."""

from __future__ import annotations

from games.registry import find
from games.text import Text

CAPTIONS: dict[str, Text] = {
    "figure_1_sources_and_arenas": Text(
        "Which source of technological power feeds which arena of competition", "技术权力的来源与竞争领域"
    ),
    "figure_2_direct_powers": Text(
        "Compulsory and structural power, which act directly, and their sources", "直接作用的强制性与结构性权力及其来源"
    ),
    "figure_3_indirect_powers": Text(
        "Institutional and productive power, which act indirectly, and their sources",
        "间接作用的制度性与生产性权力及其来源",
    ),
    "patience": Text(
        "What patience sustains in the repeated chip trade: all subgame-perfect payoffs, for three discount factors",
        "耐心在重复芯片贸易中所能维持者：三种贴现因子下的全部子博弈精炼收益",
    ),
    "chip_ban_map": Text(
        "Equilibrium regions of the chip ban over the weight of the US on relative gains and the quality of Chinese "
        "chips; the star is the calibration",
        "芯片禁令的均衡区域：横轴为美国的相对收益权重，纵轴为中国芯片的质量；星号为校准点",
    ),
    "chip_ban_payoffs": Text(
        "Utilities in every equilibrium of the chip ban as the US weighs relative gains more",
        "美国相对收益权重增大时芯片禁令各均衡中的效用",
    ),
    "chip_ban_bifurcation": Text(
        "How often the US restricts in each equilibrium of the chip ban as its weight on relative gains grows",
        "美国相对收益权重增大时芯片禁令各均衡中美国实施限制的概率",
    ),
    "chip_ban_tornado": Text(
        "Where restriction and indigenisation are an equilibrium of the chip ban, one parameter moved at a time; "
        "diamonds mark the calibration",
        "逐一变动参数时“限制、自主研发”为芯片禁令均衡的范围；菱形为校准值",
    ),
    "game_type_path": Text(
        "The class of a 2x2 game as the concern for relative gains grows", "相对收益关切增强时 2×2 博弈的类型变化"
    ),
    "workaround_play": Text("The workaround with its subgame-perfect play", "规避博弈及其子博弈精炼路径"),
    "race_control": Text(
        "The laggard's own R&D and how fast it catches up, with and without control of diffusion",
        "落后者自身的研发与追赶速度：可遏制与不可遏制扩散之时",
    ),
    "alliance_shares": Text(
        "The Shapley value of every member against what the alliance keeps of its worth without the US",
        "各成员的沙普利值：横轴为美国退出后联盟价值的保留比例",
    ),
    "frames_and_reach": Text(
        "The share of states that every frame reaches from today's shares, and a frame's effect over time against "
        "coercion's",
        "从当前份额出发各框架所及国家的份额，以及框架与强制随时间的影响",
    ),
    "portfolio_efforts": Text(
        "What each power spends on the contest of compulsory power as all weigh relative gains more",
        "三方相对收益权重增大时各方在强制性权力竞争中的投入",
    ),
    "three_powers_paths": Text(
        "Where each pure equilibrium of the three powers exists as a weight on relative gains grows; a star marks the "
        "assignment of the article",
        "三方博弈各纯策略均衡存在的权重区间；星号为文章所述的权力分配",
    ),
    "robustness_shares": Text(
        "How likely the headline predictions are over the declared ranges", "主要预测在参数声明范围内成立的可能性"
    ),
    "critical_weights": Text(
        "The least weight on relative gains with which the US restricts in some pure equilibrium of the chip ban, over "
        "the quality of Chinese chips, for four shares of US sales that these displace; hatched: at the calibrated "
        "share no weight does, however great; on the far left China depends on imports even under restriction; the "
        "star is the calibration",
        "美国在芯片禁令的某一纯策略均衡中实施限制所需的最小相对收益权重：横轴为中国芯片的质量，各线对应其替代美国销售的不同份额；"
        "斜线区表示在校准份额下任何权重均不足以维持限制；最左侧为中国即使受限仍依赖进口的情形；星号为校准点",
    ),
    "chosen_stringencies": Text(
        "How strict the EU chooses to be over its share of the world market, and what the firm answers. Below a "
        "critical share the EU lets the firm leave; from it on it keeps the Brussels effect, first with rules milder "
        "than it would set for itself alone, later with stricter ones; the star is the calibration",
        "欧盟选择的规则严格程度与企业的回应：横轴为欧盟占世界市场的份额。低于临界份额时，欧盟任由企业退出；达到该份额后，"
        "欧盟维持布鲁塞尔效应，规则先宽于、后严于其仅顾及域内时的选择；星号为校准点",
    ),
    "endogenous_k_map": Text(
        "Where concern for relative gains comes from: a deal that profits both sides is refused where what it gives "
        "one side more would make force pay; the star is the calibration",
        "相对收益关切的来源：若协议多给一方的收益会使其动武有利，则对双方都有利的协议也会被拒绝；星号为校准点",
    ),
    "brussels_map": Text(
        "What a firm does over the market share of the EU and the stringency of its rules",
        "企业的选择：取决于欧盟的市场份额与规则的严格程度",
    ),
    "standards_map": Text(
        "Which standards can prevail over the value of a common standard and the cost to China of another's",
        "何种标准可以胜出：取决于共同标准的价值与中国采用他方标准的成本",
    ),
    "ecosystem_response": Text(
        "Who joins an ecosystem and who stays, against who is in; filled dots are stable, the band is lock-in",
        "加入与留下：横轴为已加入的份额；实心点为稳定均衡，灰带为锁定",
    ),
}


def caption(stem: str, models: tuple[str, ...]) -> Text:
    """Return what stands under a figure; where nothing is written, the titles of its models."""
    titles = [find(name).title for name in models]
    shared = Text(" / ".join(title.en for title in titles), " / ".join(title.zh for title in titles))
    return CAPTIONS.get(stem, shared)
