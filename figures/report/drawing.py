"""The small drawings within a table, as SVG written by hand: a bound stacked from its terms, and the course of a run."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

import numpy as np

from figures.report.element import element
from ntr.linalg import Array
from ntr.theorem import Verdict

WIDTH, HEIGHT = 300, 110


def meter(terms: Mapping[str, float], measured: float, bound: float) -> Element:
    """A bar of the terms, 100 long at the bound, and a mark at the measured value; what is beyond 120 is cut."""
    scale = 100 / bound
    parts, at = [], 0.0
    for i, value in enumerate(terms.values()):
        width = max(min(scale * value, 120 - at), 0.0)
        parts.append(element("rect", x=f"{at:.1f}", y="2", width=f"{width:.1f}", height="6", class_=f"t{i % 6}"))
        at += width
    x = f"{min(max(scale * measured, 0.0), 119.0):.1f}"
    mark = element("path", d=f"M{x} 0V10", class_="mark")
    return element(
        "svg", *parts, mark, viewBox="0 0 120 10", class_="meter", aria_hidden="true", preserveAspectRatio="none"
    )


def course(verdict: Verdict) -> Element:
    """Bound and measured over the iterations, both on logarithmic axes, with the confidence limits as a band."""
    k = np.log(np.asarray(verdict.iterations, dtype=np.float64))
    positive = [v[np.isfinite(v) & (v > 0)] for v in (verdict.bound, verdict.measured, verdict.lower)]
    values = np.concatenate(positive)
    low, high = float(values.min()), float(values.max())
    low = max(low, high * 1e-4)  # a quantity that vanishes would flatten all the rest

    def x(points: Array) -> Array:
        return 5 + (WIDTH - 10) * (points - k[0]) / max(k[-1] - k[0], 1e-9)

    def y(points: Array) -> Array:
        shown = np.log(np.clip(np.where(np.isfinite(points), points, high), low, high))
        return 5 + (HEIGHT - 10) * (np.log(high) - shown) / max(np.log(high / low), 1e-9)

    band = _path(np.concatenate([x(k), x(k)[::-1]]), np.concatenate([y(verdict.lower), y(verdict.upper)[::-1]])) + "Z"
    first, last = verdict.iterations[0], verdict.iterations[-1]
    text = f"bound (dashed) and measured over K from {first} to {last}, from {low:.3g} to {high:.3g}, logarithmic"
    few = len(k) <= 2  # the start and the end of a tuned run: points, as nothing is known between them
    points = [element("circle", cx=f"{a:.0f}", cy=f"{b:.0f}", r="3", class_="measured")
              for a, b in zip(x(k), y(verdict.measured), strict=True) if few]  # fmt: skip
    drawing = element(
        "svg",
        None if few else element("path", d=band, class_="band"),
        element("path", d=_path(x(k), y(verdict.bound)), class_="bound"),
        None if few else element("path", d=_path(x(k), y(verdict.measured)), class_="measured"),
        *points,
        viewBox=f"0 0 {WIDTH} {HEIGHT}", class_="course", role="img", aria_label=text,
    )  # fmt: skip
    return element("figure", drawing, element("figcaption", text))


def _path(x: Array, y: Array) -> str:
    return "M" + "L".join(f"{a:.0f} {b:.0f}" for a, b in zip(x, y, strict=True))
