"""Every LaTeX file of the paper compiles, loses no character and overflows no line."""

import re
import shutil
import subprocess

import pytest

from paper_figs.paper import write_paper

HEAD = {
    "en": ("pdflatex", r"\documentclass{article}"),
    "zh": ("xelatex", r"\documentclass[fontset=fandol]{ctexart}"),
}
PACKAGES = r"\usepackage[margin=2.5cm]{geometry}\usepackage{istgame,booktabs,multirow,amsmath,longtable}"
TOLERATED = 3.0
"""Points by which a line may stick out, less than a letter."""


@pytest.mark.slow
@pytest.mark.parametrize("lang", HEAD)
def test_the_paper_compiles(lang, tmp_path):
    engine, first = HEAD[lang]
    if not shutil.which(engine):
        pytest.skip(f"{engine} is not installed; on Debian: texlive-games texlive-pictures texlive-lang-chinese")
    write_paper(tmp_path, [lang])
    sources = sorted((tmp_path / lang / "tables").glob("*.tex"))
    assert len(sources) >= 10
    body = "\n".join(rf"\input{{{path}}}\clearpage" for path in sources)
    (tmp_path / "all.tex").write_text(f"{first}\n{PACKAGES}\n\\begin{{document}}\n{body}\n\\end{{document}}\n")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    log = (tmp_path / "all.log").read_text(errors="replace")
    assert done.returncode == 0, log[-3000:]
    assert "Missing character" not in log
    assert [float(pt) for pt in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(pt) > TOLERATED] == []
