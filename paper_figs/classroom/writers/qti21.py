"""QTI 2.1 in a zip, as TAO, OPAL, OpenOlat and others import it.

The IMS content package holds a manifest, a test, and for each exercise an item with its pictures. An item scores one
point; its response processing says which feedback is shown: why the answer chosen is wrong, and the worked solution.

Reference: IMS Global, *Question & Test Interoperability v2.1: Assessment Test, Section, and Item Information Model*
(2012), sections 5 (items), 7 (interactions) and 8 (response processing).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from games.text import Language
from paper_figs.classroom.exercise import Exercise
from paper_figs.classroom.quiz import TOLERANCE, Option, Quiz, number_text, quiz
from paper_figs.classroom.writers.blocks import html_of, together
from paper_figs.classroom.writers.moodle import asked_html
from paper_figs.classroom.writers.package import package
from paper_figs.classroom.writers.sheets import EXERCISES, heading

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
TEST = "test.xml"
LANGUAGE: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}
_PICTURE = re.compile(r'src="data:image/png;base64,([^"]*)"')


@dataclass
class Item:
    """An item and what belongs to it: its place in the package and its pictures."""

    ident: str
    root: ET.Element
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the item lies in the package."""
        return f"items/{self.ident}.xml"


def qti21(exercises: Sequence[Exercise], lang: Language) -> bytes:
    """Return the zip."""
    items = [_item(number, exercise, lang) for number, exercise in enumerate(exercises, 1)]
    files: dict[str, ET.Element | bytes] = {"imsmanifest.xml": _manifest(items), TEST: _test(items, lang)}
    for item in items:
        files |= {item.path: item.root} | {f"items/{name}": data for name, data in item.pictures.items()}
    return package(files)


def _manifest(items: Sequence[Item]) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": PACKAGE, "identifier": "techpower_manifest"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "QTIv2.1 Package"
    ET.SubElement(metadata, "schemaversion").text = "1.0.0"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    test = _resource(resources, "techpower_test", "imsqti_test_xmlv2p1", [TEST])
    for item in items:
        _resource(resources, item.ident, "imsqti_item_xmlv2p1", [item.path, *(f"items/{p}" for p in item.pictures)])
        ET.SubElement(test, "dependency", identifierref=item.ident)
    return root


def _resource(resources: ET.Element, ident: str, kind: str, paths: Sequence[str]) -> ET.Element:
    resource = ET.SubElement(resources, "resource", identifier=ident, type=kind, href=paths[0])
    for path in paths:
        ET.SubElement(resource, "file", href=path)
    return resource


def _test(items: Sequence[Item], lang: Language) -> ET.Element:
    title = f"techpower: {EXERCISES.in_(lang)}"
    root = ET.Element("assessmentTest", {"xmlns": QTI, "identifier": "techpower_test", "title": title})
    part = ET.SubElement(
        root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual"
    )  # fmt: skip
    section = ET.SubElement(part, "assessmentSection", identifier="section", title=title, visible="true")
    for item in items:
        ET.SubElement(section, "assessmentItemRef", identifier=item.ident, href=item.path)
    return root


def _item(number: int, exercise: Exercise, lang: Language) -> Item:
    asked = quiz(exercise, lang)
    typed = asked.number is not None
    ident = f"{exercise.kind}_{exercise.level}_{exercise.seed}_{number}"
    told = {"identifier": ident, "title": heading(number, exercise, lang), "xml:lang": LANGUAGE[lang]}
    root = ET.Element("assessmentItem", {"xmlns": QTI, **told, "adaptive": "false", "timeDependent": "false"})
    item = Item(ident, root)
    _declared(root, asked)
    body = ET.SubElement(root, "itemBody")
    body.extend(_elements(asked_html(exercise, lang, typed), item))
    if typed:
        place = ET.SubElement(body, "p")
        ET.SubElement(place, "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="12")
    else:
        _choices(body, asked.options)
    _processing(root, typed)
    for k, option in enumerate(asked.options):
        _feedback(root, "FEEDBACK", f"option{k}").text = option.feedback
    _feedback(root, "SOLUTION", "solution").extend(_elements(together(html_of, exercise.solution, lang), item))
    return item


def _declared(root: ET.Element, asked: Quiz) -> None:
    """Declare the response with the right one, the score and the feedback."""
    if asked.number is not None:
        right, kind = number_text(asked.number), "float"
    else:
        right, kind = next(f"option{k}" for k, option in enumerate(asked.options) if option.right), "identifier"
    response = ET.SubElement(root, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType=kind)
    ET.SubElement(ET.SubElement(response, "correctResponse"), "value").text = right
    score = ET.SubElement(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    ET.SubElement(ET.SubElement(score, "defaultValue"), "value").text = "0"
    for name in ("FEEDBACK", "SOLUTION"):
        ET.SubElement(root, "outcomeDeclaration", identifier=name, cardinality="single", baseType="identifier")


def _choices(body: ET.Element, options: Sequence[Option]) -> None:
    interaction = ET.SubElement(
        body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="true", maxChoices="1"
    )  # fmt: skip
    for k, option in enumerate(options):
        ET.SubElement(interaction, "simpleChoice", identifier=f"option{k}").text = option.text


def _processing(root: ET.Element, typed: bool) -> None:
    """Give a point for the right response, a number within the tolerance, and say what is shown."""
    processing = ET.SubElement(root, "responseProcessing")
    right = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
    around = {"toleranceMode": "absolute", "tolerance": f"{number_text(TOLERANCE)} {number_text(TOLERANCE)}"}
    compared = ET.SubElement(right, "equal", around) if typed else ET.SubElement(right, "match")
    ET.SubElement(compared, "variable", identifier="RESPONSE")
    ET.SubElement(compared, "correct", identifier="RESPONSE")
    _set(right, "SCORE", "float", "1")
    if not typed:
        chosen = ET.SubElement(processing, "setOutcomeValue", identifier="FEEDBACK")
        ET.SubElement(chosen, "variable", identifier="RESPONSE")
    _set(processing, "SOLUTION", "identifier", "solution")


def _set(parent: ET.Element, name: str, kind: str, value: str) -> None:
    outcome = ET.SubElement(parent, "setOutcomeValue", identifier=name)
    ET.SubElement(outcome, "baseValue", baseType=kind).text = value


def _feedback(root: ET.Element, outcome: str, ident: str) -> ET.Element:
    return ET.SubElement(root, "modalFeedback", outcomeIdentifier=outcome, identifier=ident, showHide="show")


def _elements(source: str, item: Item) -> Iterator[ET.Element]:
    """Yield the elements of HTML, pictures put beside the item."""

    def beside(found: re.Match[str]) -> str:
        name = f"{item.ident}_{len(item.pictures) + 1}.png"
        item.pictures[name] = base64.b64decode(found[1])
        return f'src="{name}"'

    yield from ET.fromstring(f"<div>{_PICTURE.sub(beside, source)}</div>")
