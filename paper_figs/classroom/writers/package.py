"""A zip of XML files and pictures, the same bytes every time: its members carry a fixed date."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip can say."""


def package(files: Mapping[str, ET.Element | bytes]) -> bytes:
    """Return the zip of files by name; an element is written as XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system: that of the permissions which follow
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data if isinstance(data, bytes) else xml(data))
    return stream.getvalue()


def xml(root: ET.Element) -> str:
    """Return an element as an XML file."""
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
