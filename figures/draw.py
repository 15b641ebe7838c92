"""Writes the figures: `<name>.svg`, `.pdf`, `.png`, and the caption `<name>.txt`; the same bytes on every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import matplotlib.pyplot as plt

from figures import (
    combined_norm_balls,
    constrained_gap,
    dual_noise,
    generalized_smoothness,
    inexact_lmo,
    matrix_norm_balls,
    muon_vs_osgdm,
    nonconvex_deterministic,
    nonconvex_extrapolation,
    nonconvex_momentum,
    star_convex_clipping,
    star_convex_decay,
    star_convex_extrapolation,
    vector_norm_balls,
)
from figures.style import STYLE

FIGURES: tuple[ModuleType, ...] = (
    nonconvex_deterministic,
    nonconvex_momentum,
    star_convex_clipping,
    star_convex_decay,
    nonconvex_extrapolation,
    star_convex_extrapolation,
    constrained_gap,
    inexact_lmo,
    generalized_smoothness,
    dual_noise,
    muon_vs_osgdm,
    vector_norm_balls,
    matrix_norm_balls,
    combined_norm_balls,
)
OUT = Path("docs/figures")
METADATA = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}


def draw_all(
    names: Sequence[str] = (),
    out: Path = OUT,
    formats: Sequence[str] = ("svg", "pdf", "png"),
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Draw the named figures (none: all) into a folder, and return the files written.

    `progress` is called with (done, total) after each. `ValueError` for unknown names or formats.
    """
    known = {module.__name__.rpartition(".")[2]: module for module in FIGURES}
    for name in names:
        if name not in known:
            raise ValueError(f"unknown figure {name!r}; there are: {', '.join(known)}")
    for kind in formats:
        if kind not in METADATA:
            raise ValueError(f"formats must be among {', '.join(METADATA)}, got {kind!r}")
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    chosen = list(names or known)
    for count, name in enumerate(chosen, start=1):
        with mpl.rc_context(), plt.style.context(["default", STYLE]):
            figure = known[name].draw()
            for kind in formats:
                written.append(out / f"{name}.{kind}")
                figure.savefig(written[-1], metadata=METADATA[kind])
            plt.close(figure)
        written.append(out / f"{name}.txt")
        written[-1].write_text(known[name].caption(), encoding="utf-8")
        if progress is not None:
            progress(count, len(chosen))
    return written
