"""Exported exercises, read back by other parsers: the right answer survives, wrong ones stay wrong, nothing is lost."""

import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from fractions import Fraction

import mistune
import pytest
from lxml import etree
from pygiftparser import parser as gift_parser
from text2qti import qti as text2qti
from text2qti.config import Config
from text2qti.quiz import Quiz

from games.ordinal import ORDERS
from paper_figs.classroom import KINDS, answers, collection, exercise
from paper_figs.classroom.collection import files
from paper_figs.classroom.quiz import TOLERANCE, quiz
from paper_figs.classroom.writers import FORMATS
from paper_figs.classroom.writers.blocks import html_of, latex, markdown
from paper_figs.classroom.writers.gift import escaped, gift, named
from paper_figs.classroom.writers.moodle import moodle
from paper_figs.classroom.writers.qti import qti
from paper_figs.classroom.writers.qti21 import qti21
from paper_figs.classroom.writers.sheets import latex_sheet, markdown_sheet
from paper_figs.cli import main

LANGUAGES = ("en", "zh")
SOME = [exercise(name, level, 3) for name in KINDS for level in (1, 2, 3)]


def judge(each, lang, text, right):
    """The option read back is what the exercise itself says it is."""
    assert each.check(text).right == right, (each.kind, text)


def near(each, text):
    assert abs(Fraction(text) - each.answer[0][0][0]) <= Fraction(1, 10**6)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quiz_has_one_right_answer_and_three_wrong_ones(lang):
    for each in SOME:
        asked = quiz(each, lang)
        if asked.number is not None:
            assert each.check(str(asked.number)).right
            continue
        assert [o.right for o in asked.options].count(True) == 1
        assert len(asked.options) == len({o.text for o in asked.options}) == 4
        for option in asked.options:
            judge(each, lang, option.text, option.right)
            assert option.feedback


@pytest.mark.parametrize("lang", LANGUAGES)
def test_moodle(lang):
    root = etree.fromstring(moodle(SOME, lang).encode(), etree.XMLParser(resolve_entities=False))
    assert root.tag == "quiz"
    assert len(root) == len(SOME)
    for question, each in zip(root, SOME):
        assert [child.tag for child in question][:3] == ["name", "questiontext", "generalfeedback"]
        for place in ("questiontext", "generalfeedback"):
            assert question.find(place).get("format") == "html"
            html = question.findtext(f"{place}/text")
            etree.fromstring(f"<div>{html}</div>")
        found = question.findall("answer")
        assert [a.get("fraction") for a in found].count("100") == 1
        if question.get("type") == "numerical":
            near(each, found[0].findtext("text"))
            assert Fraction(found[0].findtext("tolerance")) == TOLERANCE
            continue
        assert question.get("type") == "multichoice"
        assert question.findtext("single") == "true"
        assert len(found) == 4
        for answer in found:
            judge(each, lang, answer.findtext("text"), answer.get("fraction") == "100")
            assert answer.findtext("feedback/text")


def unescaped(text):
    return re.sub(r"\\([~=#{}:\\])", r"\1", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gift(lang):
    found = gift_parser.parse(gift(SOME, lang)).questions
    assert len(found) == len(SOME)
    for question, each in zip(found, SOME):
        asked = quiz(each, lang)
        assert each.kind in unescaped(question.name)
        if asked.number is not None:
            value, tolerance = question.answer.options[0].text.lstrip("#").split(":")
            near(each, value)
            assert Fraction(tolerance) == TOLERANCE
            continue
        read = [(unescaped(o.text.strip()), o.prefix == "=") for o in question.answer.options]
        assert read == [(o.text, o.right) for o in asked.options]
        for text, right in read:
            judge(each, lang, text, right)


def test_gift_escapes_every_sign_of_its_own():
    nasty = "~ = # { } : \\ ~x"
    question = f"::{escaped(nasty)}::{escaped(nasty)} {{={escaped(nasty)}#{named(nasty)} ~b}}\n"
    (read,) = gift_parser.parse(question).questions
    first, _ = read.answer.options
    assert unescaped(first.text.strip()) == nasty
    assert html.unescape(first.feedback).replace("∼", "~") == nasty


QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}


def skeleton(root):
    """The paths of tags with the names of their attributes."""
    found = set()
    for element in root.iter():
        path = "/".join(etree.QName(e).localname for e in (*reversed([*element.iterancestors()]), element))
        found |= {path} | {f"{path}@{name}" for name in element.attrib if "}" not in name}
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_qti(lang):
    read = unzipped(qti(SOME, lang))
    files_ = read["imsmanifest.xml"].findall(".//{*}file")
    assert {f.get("href") for f in files_} | {"imsmanifest.xml"} == set(read)
    items = read["techpower/techpower.xml"].findall(f".//{QTI}item")
    assert len({item.get("ident") for item in items}) == len(SOME)
    for item, each in zip(items, SOME):
        scored = next(c for c in item.iter(f"{QTI}respcondition") if c.find(f"{QTI}setvar") is not None)
        right = scored.find(f".//{QTI}varequal").text
        labels = {la.get("ident"): la.findtext(f".//{QTI}mattext") for la in item.iter(f"{QTI}response_label")}
        links = {f.get("linkrefid") for f in item.iter(f"{QTI}displayfeedback")}
        assert links == {f.get("ident") for f in item.iter(f"{QTI}itemfeedback")}
        if quiz(each, lang).number is not None:
            near(each, right)
            continue
        assert len(labels) == 4
        for ident, text in labels.items():
            judge(each, lang, text, ident == right)


def test_qti_has_the_structure_that_text2qti_writes(tmp_path):
    choice = "1. Pick\n... general\na) x\n... why\n*b) y\n\n"
    source = f"Quiz title: Q\n\n{choice}2. Number\n... general\n= 0.5 +- 0.001\n"
    text2qti.QTI(Quiz(source, config=Config(), source_name="quiz")).save(tmp_path / "quiz.zip")
    theirs = next(
        r for r in unzipped((tmp_path / "quiz.zip").read_bytes()).values() if r.tag == f"{QTI}questestinterop"
    )
    ours = unzipped(qti(SOME, "en"))["techpower/techpower.xml"]
    assert skeleton(ours) == skeleton(theirs)
    fields = [{e.text for e in root.iter(f"{QTI}fieldlabel")} for root in (ours, theirs)]
    assert fields[0] == fields[1]


ITEM = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def outcomes(item, response):
    """What an item of QTI 2.1 says of a response: its response processing, carried out."""
    found = {o.get("identifier"): o.findtext(f".//{ITEM}value") for o in item.iter(f"{ITEM}outcomeDeclaration")}
    correct = item.findtext(f"{ITEM}responseDeclaration/{ITEM}correctResponse/{ITEM}value")

    def value(expression):
        tag = etree.QName(expression).localname
        return {"variable": response, "correct": correct, "baseValue": expression.text}[tag]

    def holds(test):
        first, second = map(value, test)
        if etree.QName(test).localname == "match":
            return first == second
        assert (etree.QName(test).localname, test.get("toleranceMode")) == ("equal", "absolute")
        below, above = map(Fraction, test.get("tolerance").split())
        return Fraction(second) - below <= Fraction(first) <= Fraction(second) + above

    for rule in item.find(f"{ITEM}responseProcessing"):
        test, *then = rule[0] if etree.QName(rule).localname == "responseCondition" else (None, rule)
        if test is None or holds(test):
            found |= {setting.get("identifier"): value(setting[0]) for setting in then}
    return found


def item_of(read, path):
    item = read[path]
    assert [etree.QName(child).localname for child in item if "Declaration" not in child.tag][:2] == [
        "itemBody",
        "responseProcessing",
    ]
    return item


@pytest.mark.parametrize("lang", LANGUAGES)
def test_qti_2_1(lang):
    data = qti21(SOME, lang)
    read = unzipped(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        pictures = [archive.read(name) for name in names if name.endswith(".png")]
    manifest = read["imsmanifest.xml"]
    assert sorted(f.get("href") for f in manifest.iter("{*}file")) == sorted(set(names) - {"imsmanifest.xml"})
    assert {r.get("type") for r in manifest.iter("{*}resource")} == {"imsqti_test_xmlv2p1", "imsqti_item_xmlv2p1"}
    paths = [ref.get("href") for ref in read["test.xml"].iter(f"{ITEM}assessmentItemRef")]
    assert len(set(paths)) == len(SOME)
    assert {d.get("identifierref") for d in manifest.iter("{*}dependency")} == {
        r.get("identifier") for r in manifest.iter("{*}resource") if r.get("href") in paths
    }
    shown = [image.get("src") for path in paths for image in read[path].iter(f"{ITEM}img")]
    assert len(shown) == len(pictures) > 0
    assert all(f"items/{name}" in names for name in shown)
    assert all(data.startswith(b"\x89PNG") for data in pictures)
    for path, each in zip(paths, SOME):
        check_item(item_of(read, path), each, lang)


def check_item(item, each, lang):
    asked = quiz(each, lang)
    feedback = {f.get("identifier"): "".join(f.itertext()) for f in item.iter(f"{ITEM}modalFeedback")}
    assert feedback.pop("solution")
    if asked.number is not None:
        assert len(list(item.iter(f"{ITEM}textEntryInteraction"))) == 1
        for off, score in ((0, "1"), (TOLERANCE / 2, "1"), (-2 * TOLERANCE, "0")):
            found = outcomes(item, str(asked.number + off))
            assert (found["SCORE"], found["SOLUTION"]) == (score, "solution")
        return
    choices = {c.get("identifier"): c.text for c in item.iter(f"{ITEM}simpleChoice")}
    assert set(choices) == set(feedback)
    assert len(choices) == 4
    for ident, text in choices.items():
        found = outcomes(item, ident)
        judge(each, lang, text, found["SCORE"] == "1")
        assert found["FEEDBACK"] == ident
        assert feedback[ident]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markdown(lang):
    ast = mistune.create_markdown(renderer="ast", plugins=["table"])
    parts = ast(markdown_sheet(SOME, lang))
    heads = [p for p in parts if p["type"] == "heading" and p["attrs"]["level"] == 2]
    assert len(heads) == 2 * len(SOME)
    kinds = [each for each in SOME if each.kind in {"tree", "signalling"}]
    assert len([p for p in parts if p["type"] == "block_code"]) == len(kinds)
    assert len([p for p in parts if p["type"] == "table"]) >= 20
    sheet = markdown_sheet(SOME, lang, "questions")
    solved = markdown_sheet(SOME, lang, "solutions")
    for each in SOME:
        if len(each.answer) > 1:
            assert each.shown(lang) not in sheet
        assert each.shown(lang) in solved.replace("\\", "")


def test_no_english_words_in_chinese():
    text = markdown_sheet(SOME, "zh")
    text = re.sub(r"\(data:[^)]*\)|##.*", "", text)
    assert set(re.findall(r"[A-Za-z]{3,}", text)) == {"delta", *ORDERS}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xelatex") is None, reason="needs xelatex")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_latex_compiles_without_a_complaint(lang, tmp_path):
    (tmp_path / "sheet.tex").write_text(latex_sheet(SOME, lang), "utf-8")
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "sheet.log").read_text("utf-8", "replace")
    assert done.returncode == 0, log[-2000:]
    assert not re.search(r"Missing character|Overfull", log)


def test_the_files_of_a_set_are_the_same_bytes_every_time():
    some = collection(1, 13)
    for lang in LANGUAGES:
        first, second = files(some, lang), files(some, lang)
        assert first == second
        assert set(first) == {
            "sheet.md",
            "sheet.tex",
            "solutions.md",
            "solutions.tex",
            "moodle.xml",
            "gift.txt",
            "qti.zip",
            "qti21.zip",
        }


def test_the_command(tmp_path, capsys):
    assert main(["exercise"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in KINDS)
    for form in set(FORMATS) - {"pdf"}:
        path = tmp_path / f"one.{form}"
        assert main(["exercise", "nash", "--seed", "7", "--level", "2", "--format", form, "-o", str(path)]) == 0
        assert path.stat().st_size > 300
    capsys.readouterr()
    assert main(["exercise", "shapley", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["kind"] == "shapley"
    assert main(["exercise", "set", "--count", "3", "--lang", "zh", "-o", str(tmp_path / "set")]) == 0
    assert len(list((tmp_path / "set").iterdir())) == 8


def test_check_from_the_command(capsys):
    each = exercise("nash", 2, 7)
    words = ["check", "nash", "--seed", "7", "--level", "2"]
    assert main([*words, each.shown()]) == 0
    assert capsys.readouterr().out == "Right.\n"
    assert main([*words, each.shown("zh"), "--lang", "zh"]) == 0
    partial = answers.show(each.answer[:-1], each.slots)
    capsys.readouterr()
    assert main([*words, partial]) == 1
    hidden = capsys.readouterr().out
    assert main([*words, partial, "--reveal"]) == 1
    shown = capsys.readouterr().out
    missing = answers.show(each.answer[-1:], each.slots)
    assert (missing in hidden, missing in shown) == (False, True)
    assert main([*words, "--json", partial]) == 1
    assert json.loads(capsys.readouterr().out) == {"right": False, "wrong": [], "missing": 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "nash", "__import__('os')"], "1 part where 2 belong"),
        (["check", "nahs", "1"], "did you mean nash"),
        (["check", "zero-sum", "1/0"], "division by zero"),
        (["check", "zero-sum", ""], "empty"),
        (["exercise", "nash", "--level", "9"], "accepted: 1, 2, 3"),
        (["exercise", "nash", "--seed=-1"], "seed"),
        (["exercise", "set", "--count", "-2"], "count"),
        (["exercise", "nash", "--format", "qti"], "-o FILE"),
    ],
)
def test_bad_input_is_one_line(words, said, capsys):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert said in captured.err


def test_kinds_are_completed_at_the_tab_key(capsys):
    assert main(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    assert f'check) COMPREPLY=($(compgen -W "{" ".join(KINDS)}" -- "$word"));;' in script


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_question_marks_the_best_replies(kind, lang):
    for seed in range(3):
        asked = exercise(kind, seed=seed).question
        shown = [render(block, lang) for block in asked for render in (html_of, markdown, latex)]
        assert shown
        assert not any(mark in part for part in shown for mark in ("underline", "munder", "<u>"))
