"""Every LaTeX file compiles, loses no character, overflows no line and points nowhere that is not there."""

import re
import shutil
import subprocess
from fractions import Fraction

import pytest
import sympy

import games
from games.errors import FormError, OutputError
from games.forms.table import Table
from games.forms.typeset import layout
from paper_figs import latex
from paper_figs.paper import write_paper

HEAD = {
    "en": ("pdflatex", r"\documentclass{article}"),
    "zh": ("xelatex", r"\documentclass[fontset=fandol]{ctexart}"),
}
PACKAGES = r"\usepackage[margin=2.5cm]{geometry}\usepackage{istgame,booktabs,multirow,amsmath,longtable}"
STYLES = r"\documentclass{article}\usepackage{amsmath,multirow,graphicx,istgame,sgame}"
TOLERATED = 3.0
"""Points by which a line of a table on its own, in a class of the reader's, may stick out, less than a letter."""


def needs(engine):
    if not shutil.which(engine):
        pytest.skip(f"{engine} is not installed; on Debian: texlive-games texlive-pictures texlive-lang-chinese")


def compiled(engine, source, folder):
    """The log of a source that must compile."""
    (folder / "all.tex").write_text(source, "utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    log = (folder / "all.log").read_text("utf-8", "replace")
    assert done.returncode == 0, log[-3000:]
    assert "Missing character" not in log
    return log


def overfull(log, tolerated=0.0):
    return [float(pt) for pt in re.findall(r"Overfull \\[hv]box \(([\d.]+)pt", log) if float(pt) > tolerated]


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("lang", HEAD)
def test_the_paper_and_its_tables_compile(lang, tmp_path):
    engine, first = HEAD[lang]
    needs(engine)
    written = write_paper(tmp_path, [lang])
    assert written.left_out == []
    folder = tmp_path / lang
    made = (folder / "paper.pdf").read_bytes()
    sources = sorted((folder / "tables").glob("*.tex"))
    assert len(sources) >= 10
    body = "\n".join(rf"\input{{{path}}}\clearpage" for path in sources)
    log = compiled(engine, f"{first}\n{PACKAGES}\n\\begin{{document}}\n{body}\n\\end{{document}}\n", tmp_path)
    assert overfull(log, TOLERATED) == []
    assert latex.typeset(folder / "paper.tex", lang).read_bytes() == made
    (tmp_path / "log").mkdir()
    log = latex.log_of(folder / "paper.tex", lang, tmp_path / "log")
    assert overfull(log) == []
    for wrong in ("Missing character", "undefined", "multiply defined", "LaTeX Warning: Reference"):
        assert wrong not in log


def crowded(words):
    """Tables that no line of an upright page holds easily: many columns, formulas with long brackets, many rows."""
    a, b, c, d = sympy.symbols("alpha_us beta_cn gamma_eu delta", real=True)
    least = sympy.Min((a + b * c) / (1 + d), a - b * (c - d) * (1 + a), c * d - a * b + d)
    wide = Table([words] * 12, [(words, Fraction(113, 762), words, a, *[words] * 8)] * 3, words)
    row = (words * 4, least, words, a * (b + c) * (c + d) - d >= least)
    return [wide, *(Table([words] * 4, [row] * rows, words) for rows in (3, 30))]


@pytest.mark.parametrize("lang", HEAD)
def test_crowded_tables_overflow_no_line(lang, tmp_path):
    engine, first = HEAD[lang]
    needs(engine)
    words = {"en": "Demonstrates competence", "zh": "展示能力，隐藏意图"}[lang]
    tables = crowded(words)
    assert [layout(table).aside for table in tables] == [True, False, False]
    body = "\\clearpage\n".join(table.to_latex() for table in tables)
    log = compiled(engine, f"{first}\n{PACKAGES}\n\\begin{{document}}\n{body}\n\\end{{document}}\n", tmp_path)
    assert overfull(log, TOLERATED) == []


def test_three_styles_of_a_matrix_compile_together(tmp_path):
    needs("pdflatex")
    models = [games.find(name) for name in ("chip_ban", "chip_ban_three")]
    drawn = [model.at().to_latex(style=style) for model in models for style in ("tabular", "sgame", "istgame")]
    body = "\n".join([*drawn, models[0].form.to_latex()])
    assert overfull(compiled("pdflatex", f"{STYLES}\\begin{{document}}{body}\\end{{document}}", tmp_path)) == []


def test_styles_show_the_same_game():
    game = games.find("chip_ban").at()
    tabular, sgame, istgame = (game.to_latex("C", "l", style=style) for style in ("tabular", "sgame", "istgame"))
    for latex_ in (tabular, sgame):
        assert latex_.count(r"\underline{\tfrac{21}{20}}") == 1
        assert latex_.count(r"\underline") == 4
    assert r"\begin{game}{2}{2}[US][CN]" in sgame
    assert r"\begin{istgame}" in istgame
    assert istgame.count(r"\xtInfoset") == 1
    with pytest.raises(FormError, match="tabular, sgame, istgame"):
        game.to_latex(style="slides")
    with pytest.raises(FormError, match="istgame"):
        games.find("workaround").at().to_latex(style="sgame")


def test_without_latex_there_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("paper_figs.paper.contents.ITEMS", ())
    monkeypatch.setattr("paper_figs.latex.shutil.which", lambda name: None)
    monkeypatch.setattr("paper_figs.paper.working_paper", lambda *_: "")
    monkeypatch.setattr("paper_figs.paper.word_document", lambda *_: b"")
    written = write_paper(tmp_path, ["en"])
    assert written.left_out == [
        "en/paper.pdf left out: pdflatex is not installed; `make latex` installs it on Debian and Ubuntu, as root"
    ]


def test_a_missing_package_and_a_broken_source_are_named(tmp_path):
    needs("pdflatex")
    source = tmp_path / "a.tex"
    source.write_text(r"\documentclass{article}\usepackage{nowhere}\begin{document}\end{document}")
    with pytest.raises(latex.NoLatexError, match=r"LaTeX lacks nowhere\.sty"):
        latex.typeset(source, "en")
    source.write_text(r"\documentclass{article}\begin{document}\nonsense\end{document}")
    with pytest.raises(OutputError, match="Undefined control sequence"):
        latex.typeset(source, "en")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tex"]
