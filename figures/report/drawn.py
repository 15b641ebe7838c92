"""The figures of the report: drawn for it, and put into the page as SVG."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from figures.draw import draw_all, summaries
from figures.report.element import element
from figures.report.svg import inline


class Drawn(NamedTuple):
    """A figure for the page.

    Attributes
    ----------
    name : str
        Of its file in `figures`; where it is a stem, the figure stands with the theorem.
    summary : str
        What it shows.
    svg : Element
    caption : str
        With all parameters and seeds.
    """

    name: str
    summary: str
    svg: Element
    caption: str

    def figure(self) -> Element:
        """As an element; the parameters are folded away."""
        more = element("details", element("summary", "all parameters and seeds"), element("pre", self.caption))
        caption = element("figcaption", element("p", self.summary), more)
        return element("figure", element("div", self.svg, class_="drawing"), caption, class_="drawn")


def draw(names: Sequence[str] = (), progress: Callable[[int, int], None] | None = None) -> list[Drawn]:
    """Draw figures for a page.

    Parameters
    ----------
    names : sequence of str
        Which; those that are no figures are left out, as not every name of a run has one. None: all.
    progress : callable, optional
        Called with (done, total) after each figure.
    """
    shown = summaries()
    chosen = [name for name in shown if name in names or not names]
    if not chosen:
        return []
    with tempfile.TemporaryDirectory() as folder:
        draw_all(chosen, Path(folder), ["svg"], progress=progress)
        return [_read(Path(folder), name, shown[name]) for name in chosen]


def _read(folder: Path, name: str, summary: str) -> Drawn:
    svg = inline(folder / f"{name}.svg", f"figure-{name}", summary)
    return Drawn(name, summary, svg, (folder / f"{name}.txt").read_text(encoding="utf-8"))
