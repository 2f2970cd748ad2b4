"""QTI 1.2 in a zip, as learning platforms such as Canvas import it.

The IMS content package holds a manifest and one assessment with an item for each exercise.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from games.text import Language
from paper_figs.classroom.exercise import Exercise
from paper_figs.classroom.quiz import TOLERANCE, Quiz, number_text, quiz
from paper_figs.classroom.writers.blocks import html_of, together
from paper_figs.classroom.writers.moodle import asked_html
from paper_figs.classroom.writers.package import package
from paper_figs.classroom.writers.sheets import EXERCISES, heading

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
NAME = "techpower"


def qti(exercises: Sequence[Exercise], lang: Language) -> bytes:
    """Return the zip."""
    path = f"{NAME}/{NAME}.xml"
    return package({"imsmanifest.xml": _manifest(path), path: _assessment(exercises, lang)})


def _manifest(path: str) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": PACKAGE, "identifier": f"{NAME}_manifest"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    resource = ET.SubElement(resources, "resource", identifier=NAME, type="imsqti_xmlv1p2")
    ET.SubElement(resource, "file", href=path)
    return root


def _assessment(exercises: Sequence[Exercise], lang: Language) -> ET.Element:
    root = ET.Element("questestinterop", {"xmlns": QTI})
    assessment = ET.SubElement(root, "assessment", ident=NAME, title=f"techpower: {EXERCISES.in_(lang)}")
    _fields(assessment, {"cc_maxattempts": "1"})
    section = ET.SubElement(assessment, "section", ident="root_section")
    for number, exercise in enumerate(exercises, 1):
        section.append(_item(number, exercise, lang))
    return root


def _item(number: int, exercise: Exercise, lang: Language) -> ET.Element:
    asked = quiz(exercise, lang)
    typed = asked.number is not None
    ident = f"{exercise.kind}_{exercise.level}_{exercise.seed}_{number}"
    item = ET.Element("item", ident=ident, title=heading(number, exercise, lang))
    kind = "numerical_question" if typed else "multiple_choice_question"
    ids = ",".join(f"option{k}" for k in range(len(asked.options))) or "answer1"
    told = {"question_type": kind, "points_possible": "1", "original_answer_ids": ids}
    _fields(ET.SubElement(item, "itemmetadata"), told | {"assessment_question_identifierref": f"{ident}_ref"})
    presentation = ET.SubElement(item, "presentation")
    _material(presentation, asked_html(exercise, lang, typed))
    processing = ET.Element("resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    _told(processing, None, "general_fb")
    (_typed if typed else _chosen)(presentation, processing, asked)
    item.append(processing)
    _feedback(item, "general_fb", together(html_of, exercise.solution, lang))
    for k, option in enumerate(asked.options):
        _feedback(item, f"option{k}_fb", option.feedback)
    return item


def _chosen(presentation: ET.Element, processing: ET.Element, asked: Quiz) -> None:
    response = ET.SubElement(presentation, "response_lid", ident="response1", rcardinality="Single")
    choices = ET.SubElement(response, "render_choice")
    for k, option in enumerate(asked.options):
        _material(ET.SubElement(choices, "response_label", ident=f"option{k}"), option.text, "text/plain")
        _told(processing, f"option{k}", f"option{k}_fb")
    right = next(k for k, option in enumerate(asked.options) if option.right)
    condition = _scored(processing)
    ET.SubElement(condition, "varequal", respident="response1").text = f"option{right}"


def _typed(presentation: ET.Element, processing: ET.Element, asked: Quiz) -> None:
    assert asked.number is not None
    response = ET.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    ET.SubElement(ET.SubElement(response, "render_fib", fibtype="Decimal"), "response_label", ident="answer1")
    either = ET.SubElement(_scored(processing), "or")
    ET.SubElement(either, "varequal", respident="response1").text = number_text(asked.number)
    both = ET.SubElement(either, "and")
    ET.SubElement(both, "vargte", respident="response1").text = number_text(asked.number - TOLERANCE)
    ET.SubElement(both, "varlte", respident="response1").text = number_text(asked.number + TOLERANCE)


def _scored(processing: ET.Element) -> ET.Element:
    """Add the condition under which the answer is right and return where to put it."""
    respcondition = ET.SubElement(processing, "respcondition", {"continue": "No"})
    condition = ET.SubElement(respcondition, "conditionvar")
    ET.SubElement(respcondition, "setvar", action="Set", varname="SCORE").text = "100"
    return condition


def _told(processing: ET.Element, option: str | None, feedback: str) -> None:
    """Show a feedback when an option is chosen, or in any case."""
    respcondition = ET.SubElement(processing, "respcondition", {"continue": "Yes"})
    condition = ET.SubElement(respcondition, "conditionvar")
    if option is None:
        ET.SubElement(condition, "other")
    else:
        ET.SubElement(condition, "varequal", respident="response1").text = option
    ET.SubElement(respcondition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)


def _feedback(item: ET.Element, ident: str, text: str) -> None:
    feedback = ET.SubElement(item, "itemfeedback", ident=ident)
    _material(ET.SubElement(feedback, "flow_mat"), text)


def _material(parent: ET.Element, text: str, kind: str = "text/html") -> None:
    ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype=kind).text = text


def _fields(parent: ET.Element, fields: dict[str, str]) -> None:
    metadata = ET.SubElement(parent, "qtimetadata")
    for label, entry in fields.items():
        field = ET.SubElement(metadata, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry
