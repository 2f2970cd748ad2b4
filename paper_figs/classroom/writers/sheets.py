"""Sheets for people: Markdown and LaTeX, exercises first and worked solutions after them."""

from __future__ import annotations

from collections.abc import Sequence

from games.text import Language, Text
from paper_figs.classroom.exercise import Exercise
from paper_figs.classroom.writers.blocks import latex, latex_text, markdown, together

EXERCISES, SOLUTIONS = Text("Exercises", "练习"), Text("Solutions", "解答")
EXERCISE, ANSWER = Text("Exercise", "练习"), Text("Answer", "答案")
PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{amsmath,multirow,booktabs,longtable}
\usepackage{istgame}
%s\setlength{\parindent}{0pt}\setlength{\parskip}{5pt}\emergencystretch=3em
\begin{document}
"""
KEPT, FREE = r"\begin{minipage}{\textwidth}\setlength{\parskip}{5pt}", r"\end{minipage}\par\vspace{4ex}"
"""An exercise stays on one page."""
CHINESE = "\\usepackage[fontset=fandol]{ctex}\n"


def heading(number: int, exercise: Exercise, lang: Language) -> str:
    """Return the heading of an exercise: number, kind, and what `check` needs to know it by."""
    mark = f"{exercise.kind}, level {exercise.level}, seed {exercise.seed}"
    return f"{EXERCISE.in_(lang)} {number}. {exercise.title.in_(lang)} ({mark})"


def markdown_sheet(exercises: Sequence[Exercise], lang: Language, parts: str = "both") -> str:
    """Return a sheet in Markdown; `parts` is `questions`, `solutions` or `both`."""
    lines = []
    if parts != "solutions":
        lines.append(f"# {EXERCISES.in_(lang)}")
        for number, each in enumerate(exercises, 1):
            lines += [f"## {heading(number, each, lang)}", together(markdown, (*each.question, each.form), lang)]
    if parts != "questions":
        lines.append(f"# {SOLUTIONS.in_(lang)}")
        for number, each in enumerate(exercises, 1):
            answer = Text(f"{ANSWER.en}: {each.shown('en')}", f"{ANSWER.zh}：{each.shown('zh')}")
            lines += [f"## {heading(number, each, lang)}", together(markdown, (*each.solution, answer), lang)]
    return "\n\n".join(lines) + "\n"


def latex_sheet(exercises: Sequence[Exercise], lang: Language, parts: str = "both") -> str:
    """Return a sheet as a LaTeX document for xelatex; `parts` is `questions`, `solutions` or `both`."""
    lines = [PREAMBLE % (CHINESE if lang == "zh" else "")]
    if parts != "solutions":
        lines.append(rf"\section*{{{EXERCISES.in_(lang)}}}")
        for number, each in enumerate(exercises, 1):
            lines += [KEPT, _section(number, each, lang), together(latex, (*each.question, each.form), lang), FREE]
    if parts != "questions":
        lines.append((r"\clearpage" if parts == "both" else "") + rf"\section*{{{SOLUTIONS.in_(lang)}}}")
        for number, each in enumerate(exercises, 1):
            answer = rf"\textbf{{{ANSWER.in_(lang)}:}} {latex_text(each.shown(lang))}"
            lines += [_section(number, each, lang), together(latex, each.solution, lang), answer]
    return "\n\n".join([*lines, r"\end{document}"]) + "\n"


def _section(number: int, exercise: Exercise, lang: Language) -> str:
    return rf"\subsection*{{{latex_text(heading(number, exercise, lang))}}}"
