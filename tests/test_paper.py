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
from games.registry import find
from games.writing import write_text
from paper_figs.comparative import equilibrium_branches
from paper_figs.contents import EXPORT_CONTROLS, ITEMS, Item, equilibria_table
from paper_figs.paper import write_paper
from paper_figs.region_map import boundaries
from solvers.nash import nash
from solvers.regions import regions

FIGURES = {
    "chip_ban_map", "chip_ban_payoffs", "game_type_path", "workaround_play", "brussels_map", "standards_map",
    "ecosystem_response", "patience", "figure_1_sources_and_arenas", "figure_2_direct_powers",
    "figure_3_indirect_powers", "race_control", "alliance_shares", "frames_and_reach", "portfolio_efforts",
    "three_powers_paths", "robustness_shares",
}  # fmt: skip


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """The whole paper, written twice."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_paper(first)
        write_paper(second)
    return first, second


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_item_is_written_and_a_second_run_writes_the_same_bytes(paper):
    first, second = map(files, paper)
    stems = {re.sub(r"\.\w+$", "", name.split("/")[-1]) for name in first if "/exercises/" not in name}
    assert stems | {"exercises"} == {item.stem for item in ITEMS} | {"manifest"}
    assert len([name for name in first if name.startswith("zh/exercises/")]) == 7
    assert first == second


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_manifest_names_and_hashes_every_file(paper, lang):
    folder = paper[0] / lang
    manifest = json.loads((folder / "manifest.json").read_text())
    there = {name: hashlib.sha256(data).hexdigest() for name, data in files(folder).items() if name != "manifest.json"}
    assert len(there) > len(ITEMS)
    assert manifest["sha256"] == there
    assert "t_us=1" in manifest["items"]["chip_ban_map"]["export_controls.chip_ban"]


def test_chinese_output_is_chinese(paper):
    for name in (
        "equilibria",
        "chip_ban_regions",
        "chip_ban_thresholds",
        "claims",
        "propositions",
        "parameters",
        "evidence",
    ):
        text = (paper[0] / "zh" / "tables" / f"{name}.csv").read_text()
        rows = text.splitlines()
        assert len(rows) > 1
        assert all(re.search(r"[一-鿿]", cell) for cell in rows[0].split(",") if cell)
    text = (paper[0] / "zh" / "tables" / "equilibria.csv").read_text()
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
    monkeypatch.setattr("paper_figs.paper.contents.ITEMS", (ITEMS[1], Item("broken", lambda lang: 1 / 0)))
    with pytest.raises(ZeroDivisionError):
        write_paper(tmp_path, ["en"])
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()] == ["en/mine.txt"]
    monkeypatch.setattr("paper_figs.paper.contents.ITEMS", ITEMS[1:2])
    assert len(write_paper(tmp_path, ["en"])) == 4
    names = sorted(p.name for p in (tmp_path / "en").rglob("*") if p.is_file())
    assert names == ["manifest.json", "mine.txt", "parameters.csv", "parameters.md", "parameters.tex"]


def test_the_picture_in_the_readme_is_the_one_the_paper_has(paper):
    from matplotlib.image import imread

    shown = imread("paper_figs/gallery/chip_ban_map.png")
    made = imread(paper[0] / "en" / "figures" / "chip_ban_map.png")
    assert shown.shape == made.shape
    assert np.abs(shown - made).mean() < 0.01
