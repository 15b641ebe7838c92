"""The reference: every public class and function with its docstring, as one HTML page."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from figures.report.docstring import rendered
from figures.report.element import element, html

PACKAGES = ("ntr", "problems", "proofs_checks", "figures")
FOLDER = Path(__file__).parent


class Entry(NamedTuple):
    """Something with a docstring.

    Attributes
    ----------
    name : str
        Qualified; its id on the page.
    kind : str
        "module", "class", "function", "method" or "property".
    signature : str
        "(x, y=1)"; empty where there is none.
    text : str
        The docstring, cleaned.
    """

    name: str
    kind: str
    signature: str
    text: str


def modules() -> Iterator[ModuleType]:
    """Every module of the packages but the command line, in the order of their names."""
    for package in PACKAGES:
        top = importlib.import_module(package)
        yield top
        for found in sorted(pkgutil.walk_packages(top.__path__, f"{package}."), key=lambda item: item.name):
            if not (found.name + ".").startswith("ntr.cli.") and not found.name.rpartition(".")[2].startswith("_"):
                yield importlib.import_module(found.name)


def entries(module: ModuleType) -> list[Entry]:
    """The module and what is public in it and defined there, in the order of the source."""
    found = [Entry(module.__name__, "module", "", inspect.getdoc(module) or "")]
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value):
            found.append(_entry(f"{module.__name__}.{name}", "class", value))
            found += _members(f"{module.__name__}.{name}", value)
        elif inspect.isfunction(value):
            found.append(_entry(f"{module.__name__}.{name}", "function", value))
    return found


def _members(name: str, cls: type) -> Iterator[Entry]:
    """The public methods and properties that a class defines itself and describes."""
    for member, value in vars(cls).items():
        inner = value.__func__ if isinstance(value, staticmethod | classmethod) else value
        if (member.startswith("_") and member != "__call__") or not getattr(inner, "__doc__", None):
            continue
        if inspect.isfunction(inner):
            yield _entry(f"{name}.{member}", "method", inner)
        elif isinstance(inner, property) or hasattr(inner, "func"):
            yield Entry(f"{name}.{member}", "property", "", inspect.getdoc(inner) or "")


def _entry(name: str, kind: str, value: Any) -> Entry:
    try:
        written = str(inspect.signature(value))
    except ValueError:  # of some exceptions
        written = ""
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", written)  # annotations are strings, which need no quotes here
    return Entry(name, kind, re.sub(r" at 0x[0-9a-f]+", "", signature), inspect.getdoc(value) or "")


def page(found: list[list[Entry]]) -> str:
    """The page; `found` holds the entries of each module, the module first."""
    contents = [
        element(
            "li",
            element("a", module[0].name, href=f"#{module[0].name}"),
            element("span", f" {_summary(module[0])}", class_="quiet"),
        )
        for module in found
    ]
    search = element(
        "form", element("label", "find ", element("input", type="search", id="find", placeholder="a name …"))
    )
    search.set("id", "filter")
    body = element(
        "body",
        element(
            "header",
            element("p", "Non-Euclidean trust-region methods, verified numerically", class_="kicker"),
            element("h1", "Reference"),
            element(
                "p", f"{sum(map(len, found))} modules, classes, functions and methods, as the sources describe them."
            ),
            search,
        ),
        element(
            "main",
            element("section", element("h2", "Modules"), element("ul", *contents, class_="contents"), id="contents"),
            *map(_section, found),
        ),
        element("script", (FOLDER / "reference.js").read_text(encoding="utf-8")),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", "ntr: reference"),
        element("link", rel="icon", href="data:,"),
        element("style", (FOLDER / "style.css").read_text(encoding="utf-8")),
    )
    return html(element("html", head, body, lang="en"))


def _summary(entry: Entry) -> str:
    return " ".join(entry.text.split("\n\n")[0].split())


def _section(module: list[Entry]) -> Element:
    first, *rest = module
    parts = [
        element("article", _title(entry), rendered(entry.text), id=entry.name, class_=entry.kind) for entry in rest
    ]
    return element("section", element("h2", first.name), rendered(first.text), *parts, id=first.name, class_="module")


def _title(entry: Entry) -> Element:
    owner, _, name = entry.name.rpartition(".")
    shown = f"{owner.rpartition('.')[2]}.{name}" if entry.kind in ("method", "property") else name
    link = element("a", shown, href=f"#{entry.name}")
    return element("h3", element("span", f"{entry.kind} ", class_="quiet"), link, element("code", entry.signature))
