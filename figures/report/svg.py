"""A figure as inline SVG: ids of its own, no rules that would reach the rest of the page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# "*{stroke-linejoin: round; stroke-linecap: butt}" of matplotlib would hold for the whole page: given to the root, which
# its parts inherit from.
_INHERITED = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
_DROPPED = {"metadata", "style"}


def inline(file: Path, name: str, description: str) -> Element:
    """An SVG file of matplotlib as an element for HTML.

    Parameters
    ----------
    file : Path
    name : str
        Unique on the page: every id, and what refers to it, gets it as a prefix.
    description : str
        What is read to those who cannot see it.

    Raises
    ------
    ValueError
        If the file has no viewBox, or refers to anything outside itself.
    """
    root = ElementTree.parse(file).getroot()
    _strip(root)
    view = root.get("viewBox")
    if view is None:
        raise ValueError(f"{file} must have a viewBox")
    root.attrib = {"viewBox": view, "role": "img", "aria-label": description, **_INHERITED}
    for node in root.iter():
        node.attrib = {key: _named(key, value, name) for key, value in node.attrib.items()}
    return root


def _strip(node: Element) -> None:
    """Without namespaces and what is dropped (the parser leaves out comments): HTML knows svg and its parts by their names."""
    for child in list(node):
        if child.tag.rpartition("}")[2] in _DROPPED:
            node.remove(child)
        else:
            _strip(child)
    node.tag = node.tag.rpartition("}")[2]
    node.attrib = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}
    node.tail = None
    if node.tag not in ("text", "tspan"):
        node.text = None


def _named(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == "href":
        if not value.startswith(("#", "data:")):
            raise ValueError(f"a figure must not refer to anything outside itself, got {value!r}")
        return f"#{name}-{value[1:]}" if value.startswith("#") else value
    return re.sub(r"url\(#([^)]*)\)", rf"url(#{name}-\1)", value)
