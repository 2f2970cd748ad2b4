r"""The working paper: every table and figure, the stories of the models and the judged claims, as one LaTeX source.

One section a family. Its words are those of the models (`Model.story`), its tables and figures those of
`paper_figs.contents`, its propositions those of the ledger; only the abstract is written here, and its numbers are
counted. `paper.tex` stands beside `tables/` and `figures/` and needs nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from games.claims import Claim
from games.forms.cells import Math, escape_latex, latex_cell
from games.forms.table import Table
from games.glossary import translate, translate_list
from games.model import Model
from games.registry import catalogue
from games.text import Language, Text
from paper_figs.captions import caption
from paper_figs.contents import PROPOSITIONS, SECTIONS, Item
from paper_figs.imprint import imprint, point, versions
from paper_figs.ledger import Entry, Judged, Restated, ledger

TITLE = Text("Technological Power, Solved", "技术权力的博弈：完备求解")
SUBTITLE = Text(
    "Models, equilibria and the ledger of claims of the US–China–EU competition over AI",
    "中美欧人工智能竞争的模型、均衡与论断台账",
)
ABSTRACT = Text(
    "An article in European Studies (2025, no. 1) argues that the United States, China and the European Union compete "
    "over artificial intelligence with compulsory, structural, institutional and productive power, and that a logic of "
    "relative gains stands behind all four. This paper writes the argument down as {models} games with named "
    "parameters and derives what follows: all equilibria, exact regions of the parameters, and a verdict on each of "
    "{claims} claims. The verdicts: {verdicts}. Every number in it was computed; no result was typed.",
    "《欧洲研究》2025 年第 1 期的一篇文章认为，美国、中国与欧盟以强制性、结构性、制度性和生产性权力展开人工智能竞争，"
    "而四者背后都是相对收益的逻辑。本文将这一论证写成 {models} 个带有具名参数的博弈，并推导其结果：全部均衡、"
    "参数的精确区域，以及对 {claims} 条论断逐一的判定。判定结果：{verdicts}。文中数字均由计算得出，无一手工填写。",
)
HOW = Text("How to read this paper", "阅读说明")
READING = Text(
    "Each section tells the stories of one family of games, shows its tables and figures, and states what the article "
    "claims as propositions, each with its verdict and, where it holds only somewhere, the exact condition. Absolute "
    "payoffs are V; utilities U follow from them by adding the weight k times the difference to the rivals. Numbers "
    "are exact unless rounding is said. The last section lists all claims; the appendix says how everything was made.",
    "每节叙述一族博弈的故事，给出其表与图，并把文章的论断写成命题，附其判定；仅在部分情形成立者附精确条件。"
    "V 为绝对收益；效用 U 在其上加入权重 k 乘以与对手之差。除注明舍入者外，数字均为精确值。"
    "最后一节列出全部论断；附录说明一切如何得出。",
)
WORDS = {
    "propositions": Text("Propositions", "命题"),
    "proposition": Text("Proposition", "命题"),
    "claim": Text("Claim {}, section {}: {}", "论断 {}，第 {} 节：{}"),
    "holds where": Text("It holds exactly where ", "恰在以下条件成立时成立："),
    "fails at": Text("It fails at ", "反例："),
    "figures": Text("Figures: ", "数据："),
    "open": Text("Left open: ", "未决之处："),
    "references": Text("References", "参考文献"),
    "appendix": Text("Reproducibility", "可复现性"),
    "commands": Text("Commands", "命令"),
    "versions": Text("Versions", "版本"),
    "models": Text("Models and their parameters at the calibration", "模型及其校准参数"),
    "model": Text("model|title|parameters", "模型|名称|参数"),
    "outputs": Text("Tables and figures and the models they show", "表图与其所用模型"),
    "output": Text("file|models", "文件|模型"),
}
COMMANDS = (
    ("make paper", Text("every table and figure, and this paper", "全部表图与本文")),
    ("techpower show chip_ban", Text("one model: story, formulas, parameters", "一个模型：故事、公式、参数")),
    ("techpower solve chip_ban --set k_us=1/2", Text("its equilibria at a point", "某参数点的全部均衡")),
    ("techpower regions chip_ban", Text("where each equilibrium exists", "各均衡存在的参数区域")),
    ("techpower prove 12", Text("the verdict on one claim", "对一条论断的判定")),
)
CLASS = {
    "en": "\\documentclass[11pt,a4paper]{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage{microtype}\n"
    "\\usepackage[hidelinks,pdfcreator=techpower,pdftitle={TITLE}]{hyperref}\n"
    "\\pdfinfoomitdate=1 \\pdftrailerid{} \\pdfsuppressptexinfo=15\n",
    "zh": "\\documentclass[fontset=fandol,a4paper,zihao=5]{ctexart}\n",
}
PREAMBLE = r"""\usepackage[margin=2.5cm]{geometry}
\usepackage{amsmath,amsthm,booktabs,multirow,longtable,float,graphicx,istgame,pdflscape}
\usepackage[export]{adjustbox}
\usepackage[font=small,labelfont=bf,skip=6pt]{caption}
\setlength{\LTcapwidth}{\linewidth}
\renewcommand{\labelitemi}{$\bullet$}
\emergencystretch=4em \raggedbottom
\hbadness=10000 \vbadness=10000
\makeatletter
\renewenvironment{table}[1][]{\@float{table}[H]}{\end@float}
\makeatother
\theoremstyle{definition}
"""


def working_paper(paths: Mapping[Item, Sequence[Path]], lang: Language, aside: Container[str] = ()) -> str:
    """Return the LaTeX source of the paper, given the files written for each item.

    Tables in `aside`, by their stems, lie on a page of their own on its side.
    """
    judged = ledger()
    parts = [_head(lang), _abstract(judged.entries, lang)]
    for name, title in SECTIONS.items():
        shown = [_shown(item, paths[item], lang, item.stem in aside) for item in paths if item.place == name]
        entries = [entry for entry in judged.entries if entry.parts and entry.claim.models[0] == name]
        said = [*_stories(name, [item for item in paths if item.place == name], lang), *shown, *_stated(entries, lang)]
        parts += [f"\\section{{{_words(title, lang)}}}", *said] if said else []
    parts += [*_references(paths, lang), _appendix(paths, lang), "\\end{document}"]
    return "\n\n".join(parts) + "\n"


def _head(lang: Language) -> str:
    title = rf"{_words(TITLE, lang)}\\[1ex]\large {_words(SUBTITLE, lang)}"
    theorem = f"\\newtheorem{{proposition}}{{{_words(WORDS['proposition'], lang)}}}"
    head = f"\\title{{{title}}}"
    made = f"\\author{{techpower {version('techpower')}}}\n\\date{{}}"
    kind = CLASS[lang].replace("TITLE", TITLE.en)
    return f"{kind}{PREAMBLE}{theorem}\n{head}\n{made}\n\\begin{{document}}\n\\maketitle"


def _abstract(entries: Iterable[Entry], lang: Language) -> str:
    entries = list(entries)
    counted = Counter(entry.status for entry in entries)
    verdicts = ("、" if lang == "zh" else ", ").join(f"{translate(k, lang)} {n}" for k, n in counted.most_common())
    text = ABSTRACT.in_(lang).format(models=len(catalogue()), claims=len(entries), verdicts=verdicts)
    reading = f"\\section*{{{_words(HOW, lang)}}}\n{_words(READING, lang)}"
    return f"\\begin{{abstract}}\n{escape_latex(text)}\n\\end{{abstract}}\n\n{reading}\n\n\\tableofcontents"


def _stories(name: str, items: Iterable[Item], lang: Language) -> list[str]:
    """Return the story of every model of a family, whether or not a table shows it."""
    models = [model for model in catalogue().values() if model.name.partition(".")[0] == name]
    return [f"\\paragraph{{{_words(m.title, lang)}.}} {_words(m.story, lang)}" for m in models]


def _shown(item: Item, paths: Sequence[Path], lang: Language, aside: bool) -> str:
    """Return what shows an item: its table, or its figure with caption and notes."""
    folders = {path.parent.name for path in paths}
    if item.place == PROPOSITIONS or not folders & {"tables", "figures"}:
        return ""
    if "tables" in folders:
        shown = f"\\input{{tables/{item.stem}.tex}}"
        return f"\\begin{{landscape}}\n{shown}\n\\end{{landscape}}" if aside else shown
    said = caption(item.stem, item.models)
    notes = "".join(map(latex_cell, imprint(item, lang)))
    picture = f"\\includegraphics[max width=\\linewidth,max height=0.8\\textheight]{{figures/{item.stem}.pdf}}"
    lines = ["\\begin{figure}[H]\n\\centering", picture, f"\\caption{{{_words(said, lang)}}}"]
    lines += [f"\\label{{{item.stem}}}", *[f"\\par\\footnotesize {notes}"] * bool(notes), "\\end{figure}"]
    return "\n".join(lines)


def _stated(entries: Sequence[Entry], lang: Language) -> list[str]:
    """Return claims as propositions under a heading."""
    if not entries:
        return []
    return [f"\\subsection*{{{_words(WORDS['propositions'], lang)}}}", *(_proposition(each, lang) for each in entries)]


def _proposition(entry: Entry, lang: Language) -> str:
    claim: Claim = entry.claim
    head = WORDS["claim"].in_(lang).format(claim.id, translate_list(claim.section, lang), translate(entry.status, lang))
    left = f"\\par {_words(WORDS['open'], lang)}{_words(claim.open, lang)}" if claim.open else ""
    parts = "\n".join(f"\\item {_part(part, lang)}" for part in entry.parts)
    listed = f"\\begin{{itemize}}\\small\\raggedright\n{parts}\n\\end{{itemize}}"
    return (
        f"\\begin{{proposition}}[{escape_latex(head)}]\n{_words(claim.statement, lang)}\n{listed}\n{left}\n"
        "\\end{proposition}"
    )


def _part(part: Judged | Restated, lang: Language) -> str:
    """Return one statement with its question, verdict and evidence."""
    _, said, asked, verdict, evidence = part.row(lang)
    text = f"{escape_latex(said)} \\emph{{{escape_latex(asked)}}}: \\textbf{{{escape_latex(verdict)}}}."
    if not evidence:
        return text
    lead = "figures" if isinstance(part, Restated) else "fails at" if part.status == "refuted" else "holds where"
    return f"{text} {_words(WORDS[lead], lang)}{latex_cell(evidence)}."


def _references(items: Iterable[Item], lang: Language) -> list[str]:
    cited = sorted({reference for model in catalogue().values() for reference in model.references})
    lines = [f"\\item {escape_latex(each)}" for each in cited]
    if not lines:
        return []
    head = f"\\section*{{{_words(WORDS['references'], lang)}}}"
    return [f"{head}\n\\begin{{itemize}}\\small\\raggedright\n" + "\n".join(lines) + "\n\\end{itemize}"]


def _appendix(items: Iterable[Item], lang: Language) -> str:
    """Return how everything was made: commands, versions, models with their parameters, outputs with their models."""
    commands = Table((), ())
    rows = [(command, what.in_(lang)) for command, what in COMMANDS]
    commands = Table(("command", ""), rows) if lang == "en" else Table(("命令", ""), rows)
    numbers = ", ".join(f"{name} {number}" for name, number in versions().items())
    tables = [commands, _model_table(catalogue().values(), lang), _output_table(items, lang)]
    body = "\n\n".join(table.to_latex() for table in tables)
    title, named = _words(WORDS["appendix"], lang), _words(WORDS["versions"], lang)
    return f"\\appendix\n\\section{{{title}}}\n{named}: {escape_latex(numbers)}.\n\n{body}"


def _model_table(models: Iterable[Model], lang: Language) -> Table:
    rows = []
    for model in models:
        cells = point(model.defaults, lang)
        text = "".join(c.text if isinstance(c, Math) else c for c in cells)
        latex = "".join(c.latex if isinstance(c, Math) else r",\; " for c in cells)
        rows.append((model.name.partition(".")[2], model.title.in_(lang), Math(text, latex)))
    return Table(WORDS["model"].in_(lang).split("|"), rows, WORDS["models"].in_(lang))


def _output_table(items: Iterable[Item], lang: Language) -> Table:
    rows = [(item.stem, ", ".join(item.models)) for item in items]
    return Table(WORDS["output"].in_(lang).split("|"), rows, WORDS["outputs"].in_(lang))


def _words(text: Text, lang: Language) -> str:
    return escape_latex(text.in_(lang))
