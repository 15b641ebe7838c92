"""HTML elements as `xml.etree` trees: text and attributes are escaped when they are written, by construction."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

Child = Element | str | None

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def element(tag: str, *children: Child, **attributes: object) -> Element:
    """An element with children and attributes.

    Parameters
    ----------
    tag : str
    *children : Element, str or None
        None is left out. Control characters, which HTML has no place for, become U+FFFD.
    **attributes : object
        Named as in Python: `class_` is class, `data_value` is data-value. None and False are left out, True is an
        attribute without a value.
    """
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None and value is not False:
            made.set(name.rstrip("_").replace("_", "-"), "" if value is True else _clean(str(value)))
    for child in children:
        append(made, child)
    return made


def append(parent: Element, child: Child) -> None:
    """Add a child behind what is there."""
    if child is None:
        return
    if isinstance(child, Element):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + _clean(child)
    else:
        parent.text = (parent.text or "") + _clean(child)


def html(root: Element) -> str:
    """The document; `script` and `style` are written as they are, all other text escaped."""
    for raw in (*root.iter("script"), *root.iter("style")):
        if "</" in (raw.text or ""):
            raise ValueError(f"a {raw.tag} must not contain '</', got {(raw.text or '')[:60]!r}")
    return "<!doctype html>\n" + tostring(root, encoding="unicode", method="html") + "\n"


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)
