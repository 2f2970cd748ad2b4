"""The evidence: complete, exact, sourced, and refused when malformed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as Q

import pytest

from games import evidence
from games.errors import FormatError, UnknownNameError

GOOD = """
[words]
"share" = "份额"
"s_R" = "s_R"
[a]
value = "0.34"
unit = "share"
actor = "US"
year = 2022
section = "4.1"
source = "the article"
used_for = "s_R"
en = "a"
zh = "甲"
"""


def test_every_figure_is_sourced_in_both_languages():
    figures = evidence.load()
    assert len(figures) == 43
    for name, figure in figures.items():
        assert figure.id == name
        assert figure.source
        assert figure.section in {"4.1", "4.2", "4.3", "4.4", "4.5"}
        assert 2014 <= figure.year <= 2025
        assert any("\u4e00" <= c <= "\u9fff" for c in figure.description.zh)
        assert figure.description.en.isascii()


@pytest.mark.parametrize(("name", "value"), [
    ("nvidia_ai_chip_share", Q(4, 5)),
    ("nvidia_accelerator_share", Q(19, 20)),
    ("us_compute_share", Q(34, 100)),
    ("cn_compute_share", Q(33, 100)),
    ("eu_compute_share", Q(17, 100)),
    ("genai_market", Q(3606, 100)),
    ("us_market_share", Q(1166, 3606)),
    ("cn_market_share", Q(315, 3606)),
    ("eu_market_share", Q(774, 3606)),
    ("chatgpt_market_share", Q(5496, 10000)),
    ("chatgpt_visits", Q(3_100_000_000)),
    ("chatgpt_users", Q(180_000_000)),
    ("chatgpt_developer_use", Q(82, 100)),
    ("cn_genai_patents", Q(38_000)),
    ("listed_chip_firms", Q(13)),
    ("deepseek_chips", Q(2048)),
    ("hunyuan_compute_ratio", Q(1, 10)),
    ("api_credit", Q(1_000_000)),
    ("ai_act_for", Q(523)),
    ("ai_act_against", Q(46)),
    ("ai_act_abstained", Q(49)),
    ("ai_act_flops", Q(10**25)),
    ("eu_lobbied_states", Q(10)),
    ("chip_rule_2022", "2022-10"),
    ("chip_rule_2023", date(2023, 10, 17)),
    ("enforce_act_vote", date(2024, 5, 22)),
    ("outbound_rule", date(2024, 10, 28)),
    ("ai_act_deal", date(2023, 12, 8)),
])  # fmt: skip
def test_values(name, value):
    assert evidence.get(name).value == value


def test_inferred_values_are_marked_and_explained():
    inferred = {name for name, figure in evidence.load().items() if figure.inferred}
    shares = {"us_market_share", "cn_market_share", "eu_market_share"}
    assert inferred == {"cn_compute_share", "eu_compute_share"} | shares
    assert all(evidence.get(name).note for name in inferred)


def test_the_table_shows_all_of_it():
    for lang, word in (("en", "about 0.34"), ("zh", "约 0.34")):
        table = evidence.table(lang)
        assert len(table.rows) == len(evidence.load())
        assert word in table.to_text()
        assert "0.17*" in table.to_text()
    assert not any("share of" in cell for row in evidence.table("zh").rows for cell in row)
    assert evidence.get("ai_act_flops").shown() == "10^25"


def test_unknown_names_and_dates_are_refused():
    with pytest.raises(UnknownNameError, match="did you mean us_compute_share"):
        evidence.get("us_compute_shar")
    with pytest.raises(FormatError, match="is a date"):
        _ = evidence.get("chip_rule_2023").number


def test_a_good_file_reads():
    figures = evidence.parse(GOOD)
    assert list(figures) == ["a"]
    assert figures["a"].number == Q(17, 50)


@pytest.mark.parametrize(("old", "new", "message"), [
    ('value = "0.34"', 'value = 0.34', "a number as text"),
    ('value = "0.34"', 'value = "lots"', "not a number"),
    ('value = "0.34"', "", "either value or ratio"),
    ('value = "0.34"', 'ratio = ["b", "a"]', "stand above"),
    ('value = "0.34"', 'value = "1"\nratio = ["b", "a"]', "either value or ratio"),
    ('unit = "share"', "", "lacks unit"),
    ('unit = "share"', 'unit = "metres"', "does not translate"),
    ('unit = "share"', 'unit = "share"\ncolour = "red"', "no field colour"),
    ('actor = "US"', 'actor = "Atlantis"', "accepted: CN"),
    ("year = 2022", 'year = "2022"', "accepted: int"),
    ("year = 2022", "year = 2022\ninferred = true", "note must say"),
    ('section = "4.1"', 'section = "four"', "section number"),
    ('zh = "甲"', 'zh = " "', "zh must be text"),
    ('zh = "甲"', "zh = ", "not TOML"),
    ('en = "a"', 'en = "a"\nqualifier = "roughly"', "accepted: about"),
])  # fmt: skip
def test_a_malformed_file_is_refused_by_name(old, new, message):
    assert old in GOOD
    with pytest.raises(FormatError, match=message):
        evidence.parse(GOOD.replace(old, new))
