"""What a sweep says of itself, in both languages."""

from __future__ import annotations

from games.forms.batch import Points
from games.glossary import translate, translate_list
from games.text import Language, Text
from solvers.sweeps.designs import Sample

_CONCEPTS = {
    "nash": "Nash equilibrium", "pure": "pure Nash equilibrium", "spe": "subgame-perfect equilibrium",
}  # fmt: skip
BY, SELECTED = "selected by ", Text("selected by {}", "由 {} 选定")
PROFILE = Text("profile", "策略组合")
GRID, FIXED = Text("Grid: {}.", "网格：{}。"), Text("Fixed: {}.", "固定：{}。")
FLAGGED = Text(
    "A tie is a point where some player gains nothing by some deviation, so that equilibria may form continua; it is "
    "unsure where floating point cannot tell whether the gain is exactly zero, and then equilibria of both sides are "
    "listed (--exact decides).",
    "并列：某一参与者的某一偏离增益为零之点，该处均衡可能构成连续统；未定：浮点运算无法判断增益是否恰为零，"
    "此时列出两侧的均衡（--exact 可作判定）。",
)
DECIDED = Text(
    "A tie is a point where some player gains nothing by some deviation, so that equilibria may form continua; each "
    "was decided by exact arithmetic.",
    "并列：某一参与者的某一偏离增益为零之点，该处均衡可能构成连续统；均已用精确算术判定。",
)
MIXED = Text(
    "In files mixed_p and mixed_q are the probabilities of the row and column player's first action in the completely "
    "mixed equilibrium, empty where there is none.",
    "文件中 mixed_p 与 mixed_q 为完全混合均衡中行者与列者选择各自第一个行动的概率，无此均衡处为空。",
)
NOTES = {
    "nash": Text(
        "Every equilibrium, pure and mixed; ties are flagged.",
        "列出全部纯策略与混合策略均衡；并列处已标记。",
    ),
    "pure": Text("Every pure equilibrium; mixed ones are not listed.", "列出全部纯策略均衡；未列混合均衡。"),
    "repeated": Text(
        "Every profile of the stage game that Nash reversion sustains; in files also from which discount factor on. "
        "Where the stage game is tied, or a sign is not certain, the point is flagged as unsure (--exact decides).",
        "列出以纳什回归维持的全部阶段博弈组合；文件中另列其最小贴现因子。"
        "阶段博弈有并列或符号不定之处标为未定（--exact 可作判定）。",
    ),
    "spe": Text("Every play of a pure subgame-perfect equilibrium.", "列出全部纯策略子博弈精炼均衡的路径。"),
}
HEADINGS = {
    "several": Text("several", "多重均衡"),
    "none": Text("none", "无"),
    "tie": Text("tie", "并列"),
    "unsure": Text("unsure", "未定"),
    "failed": Text("failed", "失败"),
    "outside": Text("outside the assumptions", "不合假设"),
    "incomplete": Text("not known to be complete", "未知是否完备"),
}


def heading(name: str, lang: Language) -> str:
    """Return the name of a row of the table of shares."""
    if name in HEADINGS:
        return HEADINGS[name].in_(lang)
    if not name.startswith(BY):
        return translate_list(name, lang)
    rule, colon, profile = name.removeprefix(BY).partition(": ")
    return SELECTED.in_(lang).format(rule) + colon + translate_list(profile, lang)


def concept(name: str, lang: Language) -> str:
    """Return the name of a concept that has a kernel."""
    return any_concept(name, lang) if name == "repeated" else translate(_CONCEPTS[name], lang)


EACH = Text(
    "Every point was solved exactly; a profile names the actions each player uses.",
    "每个点均精确求解；策略组合列出各参与者使用的行动。",
)
MARKOV = Text(
    "At every point all pure equilibria were found, exactly; mixed ones are numeric, and where the list is not known "
    "to be complete others may exist. A profile names the actions used, state by state, where there is a choice.",
    "每个点均精确求出全部纯策略均衡；混合均衡为数值解，在未知是否完备处可能另有其他。"
    "策略组合逐状态列出有选择者所用的行动。",
)
NUMERIC = Text("Every point was solved numerically, by itself.", "每个点均单独以数值方法求解。")
NUMERICAL = frozenset({"agent-quantal", "continuous", "contest", "quantal"})
MISSING = Text("Where the list is not known to be complete, others may exist.", "在未知是否完备处，可能另有其他。")
FAILURE = Text("{} points failed: {}.", "{} 个点失败：{}。")
STORED = Text("Stored in {} ({}).", "存于 {}（{}）。")
SAMPLE = Text("Design: {} points in {}.", "设计：{} 个点，范围 {}。")


def any_concept(name: str, lang: Language) -> str:
    """Return what any concept lists."""
    from solvers.solve import CONCEPTS

    return CONCEPTS[name].about.in_(lang)


def how(name: str, incomplete: bool, lang: Language) -> list[str]:
    """Return how the points were solved by a concept, and what may be missing."""
    if name == "markov":
        return [MARKOV.in_(lang)]
    said = NUMERIC if name in NUMERICAL else EACH
    return [said.in_(lang), *[MISSING.in_(lang)] * incomplete]


def points(grid: Points, lang: Language) -> str:
    """Return the points of a sweep in words."""
    if isinstance(grid, Sample):
        box = ", ".join(f"{name} {low:g}…{high:g}" for name, (low, high) in grid.bounds.items())
        return SAMPLE.in_(lang).format(f"{grid.design.kind} {grid.size}", box)
    axes = ", ".join(f"{a.name} {a.values.min():g}…{a.values.max():g} ({len(a)})" for a in grid.axes)
    return GRID.in_(lang).format(axes) if axes else ""
