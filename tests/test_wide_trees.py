"""Trees too wide for a page grow to the right in LaTeX; at forty leaves type stays legible and the page is not left."""

import re
import subprocess

import pytest
from efg_samples import forty_leaves

from games.formats.efg import read_efg
from games.forms import GameTree, chance, decision, leaf
from games.forms.istgame import tree_latex

HEAD = r"\documentclass{article}\usepackage[margin=2.5cm]{geometry}\usepackage{istgame,amsmath,graphicx}"


def two_levels(width):
    moves = {f"a{k}": decision("B", {"l": leaf(k, 0), "r": leaf(0, k)}, "h") for k in range(width)}
    return GameTree(decision("A", moves), ("A", "B"))


def test_only_trees_much_too_wide_grow_to_the_right():
    assert "growdirection" not in tree_latex(two_levels(3))
    wide = tree_latex(read_efg(forty_leaves()))
    assert r"\setistgrowdirection'{east}" in wide
    assert wide.count(r"\istb{") == 4 + 8 + 40
    assert wide.count(r"\xtInfoset") == 6
    assert wide.count(r"]{(") == 40
    assert "{type}" in wide and wide.count("{R}") == 8


@pytest.mark.parametrize("engine", ["pdflatex"])
def test_wide_trees_compile_on_one_page_each(tmp_path, engine):
    if not subprocess.run(["kpsewhich", "istgame.sty"], capture_output=True, check=False).stdout:
        pytest.skip("istgame is not installed; on Debian: texlive-games")
    odds = {f"type {k}": ("1/12", decision("S", {"m": leaf(k, 1), "n": leaf(0, k)}, "one")) for k in range(12)}
    trees = [read_efg(forty_leaves()), two_levels(20), GameTree(chance(odds, "nature"), ("S", "R"))]
    drawn = "\\clearpage\n".join(map(tree_latex, trees))
    (tmp_path / "trees.tex").write_text(HEAD + r"\begin{document}" + drawn + r"\end{document}")
    subprocess.run([engine, "-interaction=nonstopmode", "trees.tex"], cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "trees.log").read_text(errors="replace")
    assert not re.search("^!", log, re.MULTILINE)
    assert "Overfull" not in log
    assert "3 pages" in log
