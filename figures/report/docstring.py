"""A numpydoc docstring as HTML: text stays as it was written, only its layout is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from figures.report.element import element

_HEADING = re.compile(r"^(?P<name>[A-Z][^\n]*)\n-{3,}\n", re.MULTILINE)
_CODE = re.compile(r"``([^`]+)``|`([^`]+)`")
_LISTS = {"Parameters", "Attributes", "Raises", "Returns", "Yields"}


def rendered(text: str) -> Element:
    """A cleaned docstring (`inspect.getdoc`) as a `<div class="doc">`.

    Paragraphs, indented blocks, which are formulas or code, lists of "- ", and the sections of numpydoc, whose entries
    "name : type" with an indented description become a description list. Between `backticks` stands code.
    """
    starts = list(_HEADING.finditer(text))
    parts = list(_blocks(text[: starts[0].start()] if starts else text))
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        body = text[match.end() : end].strip("\n")
        parts.append(element("h5", match["name"]))
        parts += _entries(body) if match["name"] in _LISTS else _blocks(body)
    return element("div", *parts, class_="doc")


def _entries(body: str) -> list[Element]:
    """The entries of a section; text that is no entry, as often under Returns, is a paragraph."""
    if not re.search(r"^\S.*\n +\S", body, re.MULTILINE) and " : " not in body:
        return list(_blocks(body))
    items: list[Element] = []
    for match in re.finditer(r"^(\S.*)\n?((?:(?: +.*)?(?:\n|\Z))*)", body, re.MULTILINE):
        items.append(element("dt", *_inline(match[1])))
        description = re.sub(r"^ {4}", "", match[2], flags=re.MULTILINE).strip("\n")
        if description:
            items.append(element("dd", *_blocks(description)))
    return [element("dl", *items)]


def _blocks(text: str) -> Iterator[Element]:
    """Paragraphs, lists, and indented blocks as they are."""
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        if not block.strip():
            continue
        if block.startswith("    "):
            yield element("pre", re.sub(r"^ {4}", "", block, flags=re.MULTILINE))
        elif block.startswith("- "):
            items = re.split(r"\n- ", block[2:])
            yield element("ul", *(element("li", *_inline(" ".join(item.split()))) for item in items))
        else:
            yield element("p", *_inline(" ".join(block.split())))


def _inline(text: str) -> Iterator[Element | str]:
    at = 0
    for match in _CODE.finditer(text):
        yield text[at : match.start()]
        yield element("code", match[1] or match[2])
        at = match.end()
    yield text[at:]
