"""The explorer: a page whole in itself, in both languages, that answers as the solvers do, exactly."""

import html
import json
import random
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from explorer_oracle import check, key, near, rounded
from format_samples import TOML
from lxml import etree
from lxml import html as lxml_html

from games.errors import NotCoveredError, ParameterError
from games.formats import load
from games.forms import NormalForm
from games.registry import catalogue, find
from paper_figs.explorer.claims import bearing
from paper_figs.explorer.models import covered, explorable, listed, model_data, variants
from paper_figs.explorer.page import SCRIPTS, asset, explorer, left_out
from paper_figs.explorer.words import WORDS
from paper_figs.ledger import judge
from solvers.nash import nash

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
QUICK = (
    "chip_ban", "chip_ban_sequential", "chip_ban_three", "workaround", "capability_signal",
    "exclusivity", "supplier_leak", "ecosystem_choice", "ecosystem_choice_finite", "firm_compliance", "emulation",
    "endogenous_k", "symmetric", "battle_of_the_sexes", "inspection", "sanctions",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    return found


def remembered(patch):
    """The regions of every variant, as they are found while a page is made."""
    found = {}

    def remember(model):
        found[key(model)] = listed(model)
        return found[key(model)]

    patch.setattr("paper_figs.explorer.models.listed", remember)
    return found


@pytest.fixture(scope="module")
def quick():
    """A page of the models whose regions take little time, and these regions."""
    with pytest.MonkeyPatch.context() as patch:
        rows = remembered(patch)
        return explorer([find(name) for name in QUICK]), rows


def run(browser, page, script, folder, address=""):
    """Return what a script says when it runs after those of the page."""
    ending = f'<pre id="answers"></pre><script>document.getElementById("answers").textContent = {script};</script>'
    place = folder / "page.html"
    place.write_text(page.replace("</body>", f"{ending}</body>"), "utf-8")
    command = [browser, *QUIET, f"--user-data-dir={folder / 'profile'}", "--dump-dom", f"{place.as_uri()}{address}"]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()
    return json.loads(html.unescape(re.search(r'<pre id="answers">(.*?)</pre>', shown, re.S)[1]))


def points(model, count, seed):
    """Exact points of the domain: coarse grids, where ties are common, and fine ones."""
    rng = random.Random(seed)
    while count:
        parts = rng.choice((2, 4, 60, 997))
        inside = {p.name: p.low + (p.high - p.low) * Fraction(rng.randint(0, parts), parts) for p in model.parameters}
        try:
            point = model.point(**inside)
        except ParameterError:
            continue
        count -= 1
        yield point


def asked(names, count, seed):
    return [
        (variant, point) for name in names for variant in variants(find(name)) for point in points(variant, count, seed)
    ]


def answers(browser, page, questions, folder):
    plain = [(v.name, "|".join(v.choice.values()), {n: str(value) for n, value in p.items()}) for v, p in questions]
    return run(browser, page, f"JSON.stringify({json.dumps(plain)}.map((each) => App.solve(...each)))", folder)


def test_the_page_answers_as_the_solvers_do(browser, quick, tmp_path):
    page, rows = quick
    questions = asked(QUICK, 30, seed=1)
    replies = answers(browser, page, questions, tmp_path)
    assert len(replies) == len(questions) > 500
    mixing = Counter((r["complete"], r.get("mixing")) for r in replies)
    assert mixing[True, 3] > 3 * mixing[False, 3]
    assert len(check(questions, replies, rows, 30)) == len(QUICK) + 1  # one of them has two variants
    assert sum(part["dimension"] > 0 for r in replies for part in r.get("components", ())) > 20  # ties were met
    assert sum(len(r.get("solutions", ())) > 1 for r in replies) > 20


TRIOS = """JSON.stringify(%s.map((u) => {
  const paid = (i, [a, b, c]) => Rational.parse(String(u[i][a][b][c]));
  const found = Trio.equilibria(paid);
  const said = (p) => p.map((x) => (x.near ? "≈" : "") + Rational.text(x));
  return found && found.map((part) => [part.dimension, part.points.map(said)]);
}))"""


def test_three_players_of_two_actions_are_solved_as_the_solver_does(browser, quick, tmp_path):
    rng = np.random.default_rng(5)
    games = [rng.integers(-size, size + 1, (3, 2, 2, 2)).tolist() for size in (9,) * 25 + (2,) * 15]
    irrational = list(find_irrational(rng, 5))
    found = run(browser, quick[0], TRIOS % json.dumps(games + irrational), tmp_path)
    assert sum(each is not None for each in found) >= 35
    assert all(each is not None for each in found[:25] + found[40:])
    for payoffs, shown in zip(games + irrational, found):
        if shown is not None:
            solved = nash(NormalForm(payoffs))
            assert Counter((d, frozenset(map(near_point, points))) for d, points in shown) == Counter(
                (c.dimension, frozenset(rounded([[x[0] for x in p.profile]])[0] for p in c.extreme))
                for c in solved.components
            )


def find_irrational(rng, count):
    """Games with an equilibrium whose probabilities are irrational."""
    while count:
        payoffs = rng.integers(-9, 10, (3, 2, 2, 2)).tolist()
        if any(getattr(p.profile[0][0], "is_Rational", True) is False for p in nash(NormalForm(payoffs))):
            count -= 1
            yield payoffs


def near_point(point):
    return near([point])[0]


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_every_model_answers_as_the_solvers_do_at_thousands_of_points(browser, monkeypatch, tmp_path):
    rows = remembered(monkeypatch)
    page, names = explorer(), [model.name for model in explorable()]
    questions = asked(names, 150, seed=2)
    replies = answers(browser, page, questions, tmp_path)
    assert len(replies) == len(questions) > 4000
    check(questions, replies, rows, 50)


def test_the_page_is_whole_in_itself_and_valid(quick):
    page, _ = quick
    parsed = etree.fromstring(page, lxml_html.HTMLParser(recover=False))
    assert [tag for tag in ("script", "link", "img", "iframe") for one in parsed.iter(tag) if one.get("src")] == []
    assert [one.get("href") for one in parsed.iter("link")] == ["data:,"]
    assert "@import" not in page
    assert not re.search(r"url\(|\bfetch\(|XMLHttpRequest|WebSocket|import\(", page)
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@\w+@", page)
    ids = [one.get("id") for one in parsed.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert parsed.get("lang") == "en"


def test_every_model_is_in_the_page_or_named_as_left_out(quick):
    data = json.loads(re.search(r'id="data">(.*?)</script>', quick[0], re.S)[1])
    assert [model["name"].partition(".")[2] for model in data["models"]] == list(QUICK)
    assert {model.name for model in explorable()} >= {find(name).name for name in QUICK}
    assert {model.title for model in explorable()}.isdisjoint(left_out(explorable()))
    assert len(explorable()) + len(left_out(explorable())) == len(catalogue())
    assert not covered(find("frame_contest"))
    with pytest.raises(NotCoveredError, match=r"cheap_talk.*techpower solve"):
        model_data(find("cheap_talk"))


def test_everything_is_said_in_both_languages(quick):
    assert all(re.search(r"[一-鿿]", words.zh) and words.en != words.zh for words in WORDS.values())
    scripts = "\n".join(asset(f"{name}.js") for name in SCRIPTS)
    said = set(re.findall(r'say\("(\w+)"', scripts))
    assert len(said) > 30
    assert said <= set(WORDS)
    unused = {name for name in WORDS if f'"{name}"' not in scripts and not name.startswith("family_")}
    assert unused - {"noscript"} == set()
    assert 'lang="zh-Hans"' in explorer([find("exclusivity")], "zh").partition("<body>")[0]


def test_a_payoff_changed_changes_the_page():
    model = find("exclusivity")
    assert model_data(model) == model_data(model)
    richer = replace(model, build=lambda **values: model.build(**{**values, "rho": 2 * values["rho"]}))
    assert model_data(richer)["variants"] != model_data(model)["variants"]


def test_claims_come_with_the_verdicts_of_the_ledger():
    model = find("exclusivity")
    page = explorer([model], judge=judge)
    shown = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])["models"][0]["claims"]["entries"]
    assert [entry["id"] for entry in shown] == list(bearing(model))
    for entry in shown:
        known = judge(entry["id"])
        assert entry["status"] == known.status
        assert len(entry["parts"]) + entry["elsewhere"] == len(known.parts)
        assert [part["status"] for part in entry["parts"]] == [
            row.status for row in known.rows if row.statement.name == model.name
        ]


def test_a_model_of_ones_own_and_the_same_bytes_again(tmp_path):
    place = tmp_path / "duel.toml"
    place.write_text(TOML)
    model = load(place)
    first = explorer([model])
    assert first == explorer([load(place)])
    assert model.title.en in first


STATE = """JSON.stringify({model: App.state.model.name, lang: document.documentElement.lang,
  point: Object.fromEntries(Object.entries(App.state.point).map(([k, v]) => [k, Rational.text(v)])),
  axes: [App.state.x, App.state.y], notice: document.querySelector(".notice").textContent,
  hash: document.getElementById('link').value,
  headline: document.querySelector(".headline").textContent})"""


def test_a_link_carries_the_point_and_nonsense_is_named(browser, quick, tmp_path):
    address = "#model=workaround&g=1/3&k=99&e=two&zzz=1&x=delta&y=e&lang=zh"
    shown = run(browser, quick[0], STATE, tmp_path, address)
    assert shown["model"] == "export_controls.workaround"
    assert shown["lang"] == "zh-Hans"
    assert shown["point"]["g"] == "1/3"
    assert (shown["point"]["k"], shown["point"]["e"]) == ("1", "4/5")
    assert shown["axes"] == ["delta", "e"]
    assert all(each in shown["notice"] for each in ("k=99", "e=two", "zzz=1"))
    assert "g=1/3" in shown["hash"]
    assert "k=99" not in shown["hash"]


MOVES = """(() => {
  const press = (target, key) => target.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  const tell = () => Object.fromEntries(Object.entries(App.state.point).map(([k, v]) => [k, Rational.text(v)]));
  const said = [];
  const box = document.getElementById("p-q-box"), slider = document.getElementById("p-k_us");
  box.value = "3/7"; box.dispatchEvent(new Event("input"));
  slider.value = 0; slider.dispatchEvent(new Event("input"));
  said.push(tell(), slider.getAttribute("aria-valuetext"));
  box.value = "7"; box.dispatchEvent(new Event("change"));
  said.push(box.getAttribute("aria-invalid"), document.getElementById("p-q-error").textContent, tell().q);
  press(document.querySelector(".field"), "ArrowRight");
  said.push(tell().k_us, document.getElementById("now").textContent);
  const bare = [...document.querySelectorAll("input, select, button")].filter((each) => {
    const label = each.id && document.querySelector(`label[for="${each.id}"]`);
    return !(label || each.closest("label") || each.getAttribute("aria-label") || each.textContent.trim());
  });
  return JSON.stringify([...said, bare.length]);
})()"""


def test_sliders_boxes_and_keys_move_the_point(browser, quick, tmp_path):
    point, valued, invalid, error, kept, moved, now, bare = run(browser, quick[0], MOVES, tmp_path)
    assert (point["q"], point["k_us"]) == ("3/7", "0")
    assert valued == "0"
    assert invalid == "true"
    assert "[0, 1]" in error
    assert kept == "3/7"
    assert moved == "3/50"
    assert "Open, Depend" in now
    assert bare == 0
