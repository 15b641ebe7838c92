"""The figures of the report: drawn for it, and put into the page as SVG."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from figures.draw import FIGURES, draw_all, draw_theorem, summaries, takes_norm
from figures.report.element import element
from figures.report.svg import inline
from ntr.norm import Norm
from ntr.theorem import Theorem


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


def draw(
    names: Sequence[str] = (),
    norm: Norm | None = None,
    own: Sequence[Theorem] = (),
    progress: Callable[[int, int], None] | None = None,
) -> list[Drawn]:
    """Draw figures for a page.

    Parameters
    ----------
    names : sequence of str
        Which; those that are no figures are left out, as not every name of a run has one. None: all, but with `norm`
        those that take one.
    norm : Norm, optional
        The user's own.
    own : sequence of Theorem
        The user's own, each drawn under the name of its stem.
    progress : callable, optional
        Called with (done, total) after each figure.
    """
    shown = summaries()
    takers = {module.__name__.rpartition(".")[2] for module in FIGURES if norm is None or takes_norm(module)}
    chosen = [name for name in shown if name in takers and (name in names or not names)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if chosen:
            draw_all(chosen, folder, ["svg"], norm, progress)
        found = [_read(folder, name, name, shown[name]) for name in chosen]
        for theorem in own:
            draw_theorem(theorem, folder, ["svg"], norm)
            file = f"{theorem.stem}_{theorem.form}"
            found.append(_read(folder, file, theorem.stem, f"{theorem.name}: the measurement under the bound."))
    return found


def _read(folder: Path, file: str, name: str, summary: str) -> Drawn:
    svg = inline(folder / f"{file}.svg", f"figure-{file}", summary)
    return Drawn(name, summary, svg, (folder / f"{file}.txt").read_text(encoding="utf-8"))
