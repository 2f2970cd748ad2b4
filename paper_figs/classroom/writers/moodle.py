"""Moodle XML: numerical questions and single choice, feedback and worked solution included."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from games.text import Language, Text
from paper_figs.classroom.exercise import Exercise
from paper_figs.classroom.quiz import TOLERANCE, Option, number_text, quiz
from paper_figs.classroom.writers.blocks import html_of, together
from paper_figs.classroom.writers.package import xml
from paper_figs.classroom.writers.sheets import heading

RIGHT = Text("Right.", "正确。")


def moodle(exercises: Sequence[Exercise], lang: Language) -> str:
    """Return a question bank that Moodle imports."""
    root = ET.Element("quiz")
    for number, exercise in enumerate(exercises, 1):
        root.append(_question(number, exercise, lang))
    return xml(root)


def _question(number: int, exercise: Exercise, lang: Language) -> ET.Element:
    asked = quiz(exercise, lang)
    question = ET.Element("question", type="multichoice" if asked.number is None else "numerical")
    _text(question, "name", heading(number, exercise, lang), {})
    _text(question, "questiontext", asked_html(exercise, lang, asked.number is not None))
    _text(question, "generalfeedback", together(html_of, exercise.solution, lang))
    for name, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0")):
        ET.SubElement(question, name).text = value
    if asked.number is None:
        for name, value in (("single", "true"), ("shuffleanswers", "true"), ("answernumbering", "abc")):
            ET.SubElement(question, name).text = value
        for option in asked.options:
            _answer(question, option)
    else:
        answer = _answer(question, Option(number_text(asked.number), True, RIGHT.in_(lang)))
        ET.SubElement(answer, "tolerance").text = number_text(TOLERANCE)
    return question


def asked_html(exercise: Exercise, lang: Language, typed: bool) -> str:
    """Return the question as HTML; how to write the answer matters only where it is typed."""
    note = [Text("A decimal with three places will do.", "可写三位小数。")] if typed else []
    return together(html_of, (*exercise.question, *note), lang)


def _answer(question: ET.Element, option: Option) -> ET.Element:
    attributes = {"fraction": "100" if option.right else "0", "format": "plain_text"}
    answer = _text(question, "answer", option.text, attributes)
    _text(answer, "feedback", option.feedback, {"format": "plain_text"})
    return answer


def _text(parent: ET.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> ET.Element:
    element = ET.SubElement(parent, name, {"format": "html"} if attributes is None else attributes)
    ET.SubElement(element, "text").text = text
    return element
