"""What `make paper` writes: complete, reproducible, in both languages, and drawn from solved games only."""

import hashlib
import json
import logging
import re
import warnings
from fractions import Fraction

import numpy as np
import pytest

from games.errors import OutputError
from games.forms.cells import escape_latex
from games.registry import catalogue, find
from games.writing import write_text
from paper_figs.comparative import equilibrium_branches
from paper_figs.contents import EXPORT_CONTROLS, ITEMS, PROPOSITIONS, SECTIONS, Item, equilibria_table
from paper_figs.ledger import ledger
from paper_figs.paper import write_paper
from paper_figs.region_map import boundaries
from solvers.nash import nash
from solvers.regions import regions

FIGURES = {
    "chip_ban_map", "chip_ban_payoffs", "game_type_path", "workaround_play", "brussels_map", "standards_map",
    "ecosystem_response", "patience", "figure_1_sources_and_arenas", "figure_2_direct_powers",
    "figure_3_indirect_powers", "race_control", "alliance_shares", "frames_and_reach", "portfolio_efforts",
    "three_powers_paths", "robustness_shares", "chip_ban_bifurcation", "chip_ban_tornado",
    "critical_weights", "chosen_stringencies", "endogenous_k_map",
}  # fmt: skip


QUICK = {
    "evidence", "parameters", "powers_and_sources", "chip_ban_formulas", "chip_ban_utilities", "workaround_tree",
    "chip_ban_regions", "chip_ban_map", "workaround_play", "chip_ban_thresholds", "firm_compliance_regions",
}  # fmt: skip
CLAIMS = (12, 14)


@pytest.fixture(
    scope="module", params=["quick", pytest.param("whole", marks=[pytest.mark.slow, pytest.mark.timeout(3000)])]
)
def paper(request, tmp_path_factory):
    """The paper written twice, in full or with what is quickly made, and its items and claims."""
    items, said = ITEMS, ledger
    if request.param == "quick":
        items, said = tuple(item for item in ITEMS if item.stem in QUICK), lambda: ledger(CLAIMS)
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("error")
        patch.setattr("paper_figs.paper.contents.ITEMS", items)
        patch.setattr("paper_figs.working_paper.ledger", said)
        write_paper(first, pdf=False)
        write_paper(second, pdf=False)
    return first, second, items, said()


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_item_is_written_and_a_second_run_writes_the_same_bytes(paper):
    first, second = map(files, paper[:2])
    stems = {re.sub(r"\.\w+$", "", name.split("/")[-1]) for name in first if "/exercises/" not in name}
    items = {item.stem for item in paper[2]}
    assert stems | {"exercises"} == items | {"manifest", "paper", "tables", "exercises"}
    assert len([name for name in first if name.startswith("zh/exercises/")]) == 8 * ("exercises" in items)
    assert first == second


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_manifest_names_and_hashes_every_file(paper, lang):
    folder = paper[0] / lang
    manifest = json.loads((folder / "manifest.json").read_text())
    there = {name: hashlib.sha256(data).hexdigest() for name, data in files(folder).items() if name != "manifest.json"}
    assert len(there) > len(paper[2]) >= len(QUICK)
    assert manifest["sha256"] == there
    assert "t_us=1" in manifest["items"]["chip_ban_map"]["export_controls.chip_ban"]


def test_chinese_output_is_chinese(paper):
    wanted = {
        "equilibria",
        "chip_ban_regions",
        "chip_ban_thresholds",
        "claims",
        "propositions",
        "parameters",
        "evidence",
    }
    for name in wanted & {item.stem for item in paper[2]}:
        text = (paper[0] / "zh" / "tables" / f"{name}.csv").read_text()
        rows = text.splitlines()
        assert len(rows) > 1
        assert all(re.search(r"[一-鿿]", cell) for cell in rows[0].split(",") if cell)
    text = (paper[0] / "zh" / "tables" / "chip_ban_regions.csv").read_text()
    assert not re.search(r"Restrict|Open|equilibrium|Depend", text)


def test_figures_miss_no_glyph(tmp_path, caplog):
    with caplog.at_level(logging.WARNING, logger="matplotlib"), warnings.catch_warnings():
        warnings.simplefilter("error")
        from paper_figs.paper import write_item

        drawn = [item for item in ITEMS if item.stem in FIGURES]
        for item in drawn:
            write_item(item, tmp_path, "zh")
    assert len(list(tmp_path.rglob("*.png"))) == len(drawn) == len(FIGURES)
    assert [record for record in caplog.records if "glyph" in record.message.lower()] == []


def test_boundaries_are_exact():
    """On every drawn boundary somebody is indifferent, a little off it nobody is at both sides."""
    model = find("chip_ban")
    section = model.fix(**{name: value for name, value in model.defaults.items() if name not in ("k_us", "q")})
    checked = 0
    for ks, qs in boundaries(regions(section), "k_us", "q", 13):
        for k, q in zip(ks, qs, strict=True):
            if np.isfinite(k + q) and 0 <= k <= 3 and 0 <= q <= 1:
                point = {n: float(v) for n, v in model.defaults.items()} | {"k_us": k, "q": q}
                u = np.array(model.compiled(model.payoffs)(**point))
                us, cn = u.reshape(2, 2, 2)
                assert min(*np.abs(us[0] - us[1]), *np.abs(cn[:, 0] - cn[:, 1])) < 1e-9
                checked += 1
    assert checked > 20


def test_branches_hold_every_equilibrium():
    model = find("chip_ban")
    values = [Fraction(i, 8) for i in range(25)]
    branches = equilibrium_branches(model, "k_us", values)
    drawn = sorted((at, point.profile) for points in branches.values() for at, point in points)
    solved = sorted((at, point.profile) for at, k in enumerate(values) for point in nash(model.at(k_us=k)))
    assert len(solved) >= len(values)
    assert drawn == solved


def test_equilibria_table_lists_all():
    table = equilibria_table(EXPORT_CONTROLS, "en")
    assert {row[0] for row in table.rows} == {find(name).title.en for name in EXPORT_CONTROLS}
    assert ("Chip ban", "Restrict; Indigenise") in {(row[0], row[4]) for row in table.rows}


def test_an_unwritable_folder_is_one_error_and_leaves_nothing(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputError, match="file"):
        write_text(blocked / "x.txt", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_paper_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "mine.txt").write_text("mine")
    monkeypatch.setattr("paper_figs.working_paper.ledger", lambda: ledger(CLAIMS))
    monkeypatch.setattr("paper_figs.paper.contents.ITEMS", (ITEMS[1], Item("broken", lambda lang: 1 / 0)))
    with pytest.raises(ZeroDivisionError):
        write_paper(tmp_path, ["en"])
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()] == ["en/mine.txt"]
    monkeypatch.setattr("paper_figs.paper.contents.ITEMS", ITEMS[1:2])
    kinds = [f"parameters.{kind}" for kind in ("csv", "docx", "md", "tex")]
    assert len(write_paper(tmp_path, ["en"], pdf=False).paths) == 7
    names = sorted(p.name for p in (tmp_path / "en").rglob("*") if p.is_file())
    assert names == ["manifest.json", "mine.txt", "paper.tex", *kinds, "tables.docx"]


def test_every_item_has_a_place():
    assert {item.place for item in ITEMS} <= {*SECTIONS, PROPOSITIONS}


def test_the_paper_shows_every_item_once_and_every_judged_claim(paper):
    for lang in ("en", "zh"):
        source = (paper[0] / lang / "paper.tex").read_text()
        for item in paper[2]:
            shown = source.count(f"{{tables/{item.stem}.tex}}") + source.count(f"{{figures/{item.stem}.pdf}}")
            is_folder = (paper[0] / lang / item.stem).is_dir()
            assert shown == (item.place != PROPOSITIONS and not is_folder), item.stem
        judged = [entry for entry in paper[3].entries if entry.parts]
        assert source.count("\\begin{proposition}") == len(judged) >= 2
        for model in catalogue().values():
            assert escape_latex(model.story.in_(lang)) in source


def test_every_table_names_its_claims_and_its_parameters(paper):
    text = (paper[0] / "en" / "tables" / "chip_ban_utilities.md").read_text()
    assert "Parameters: t_us = 1, t_cn = 3, q = 2/5, d = 1/2" in text
    assert "Claims 12, 13, 14, 22, 51." in text
    latex = (paper[0] / "zh" / "tables" / "chip_ban_utilities.tex").read_text()
    assert "$k_{us} = \\tfrac{3}{2}$" in latex
    assert "论断 12、13、14、22、51。" in latex
    for item in paper[2]:
        if item.models and (table := paper[0] / "en" / "tables" / f"{item.stem}.md").exists():
            said = table.read_text("utf-8")
            claims = sorted({claim for name in item.models for claim in find(name).claims})
            listed = f"Claim{'s' * (len(claims) != 1)} {', '.join(map(str, claims))}."
            assert (listed in said) == bool(claims), item.stem
            assert claims or "Claim" not in said, item.stem


def test_all_tables_are_in_one_word_document(paper):
    import docx

    for lang, first in (("en", "Table 1. "), ("zh", "表 1　")):
        document = docx.Document(paper[0] / lang / "tables.docx")
        assert len(document.tables) == len(list((paper[0] / lang / "tables").glob("*.docx"))) >= 9
        assert any(paragraph.text.startswith(first) for paragraph in document.paragraphs)


def test_the_picture_in_the_readme_is_the_one_the_paper_has(paper):
    from matplotlib.image import imread

    shown = imread("paper_figs/gallery/chip_ban_map.png")
    made = imread(paper[0] / "en" / "figures" / "chip_ban_map.png")
    assert shown.shape == made.shape
    assert np.abs(shown - made).mean() < 0.01
