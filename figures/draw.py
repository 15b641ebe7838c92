"""Writes the figures: `<name>.svg`, `.pdf`, `.png`, and the caption `<name>.txt`; the same bytes on every run."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

from figures import (
    clipping_vs_decay,
    combined_norm_balls,
    digits,
    embedding,
    geometry,
    matrix_norm_balls,
    muon_vs_osgdm,
    newton_schulz,
    own_theorem,
    rates,
    special_cases,
    tightness_atlas,
    trajectories,
    vector_norm_balls,
    weight_decay,
    worst_case,
)
from figures.style import STYLE
from ntr.norm import Norm
from ntr.theorem import Theorem
from proofs_checks.run import STEMS, name_of

FIGURES: tuple[ModuleType, ...] = (
    *(importlib.import_module(f"figures.{name_of(stem)}") for stem in STEMS),
    rates,
    worst_case,
    tightness_atlas,
    muon_vs_osgdm,
    weight_decay,
    clipping_vs_decay,
    embedding,
    newton_schulz,
    digits,
    special_cases,
    geometry,
    trajectories,
    vector_norm_balls,
    matrix_norm_balls,
    combined_norm_balls,
)
OUT = Path("docs/figures")
METADATA = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
FORMATS = tuple(METADATA)


def summaries() -> dict[str, str]:
    """The first line of every figure's description, by name."""
    return {_name(module): (module.__doc__ or "").partition("\n")[0] for module in FIGURES}


def takes_norm(module: ModuleType) -> bool:
    """Whether a norm of the user can be passed to this figure, as `draw(norm=...)` and `caption(norm=...)`."""
    return "norm" in inspect.signature(module.draw).parameters


def draw_all(
    names: Sequence[str] = (),
    out: Path = OUT,
    formats: Sequence[str] = FORMATS,
    norm: Norm | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Draw figures into a folder. Within `figures.kept.keeping` from the numbers that are there.

    Parameters
    ----------
    names : sequence of str
        Which; none: all, or with `norm` all that take one.
    out : Path
        The folder; it is made where it is missing.
    formats : sequence of str
        Among `FORMATS`.
    norm : Norm, optional
        A norm to draw in place of the figure's own, or beside them.
    progress : callable, optional
        Called with (done, total) after each figure.

    Returns
    -------
    The files written, one per format and the caption for each figure.

    Raises
    ------
    ValueError
        For an unknown name or format, and for a figure that takes no norm when there is one.
    """
    known = {_name(module): module for module in FIGURES}
    for name in names:
        if name not in known:
            raise ValueError(f"unknown figure {name!r}; there are: {', '.join(known)}")
    _require_formats(formats)
    given: dict[str, Any] = {}
    if norm is not None:
        given = {"norm": norm}
        takers = [name for name, module in known.items() if takes_norm(module)]
        for name in names:
            if name not in takers:
                raise ValueError(f"figure {name!r} takes no norm; these do: {', '.join(takers)}")
        names = names or takers
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    chosen = list(dict.fromkeys(names or known))
    for count, name in enumerate(chosen, start=1):
        written += draw_one(known[name], out, formats, **given)
        if progress is not None:
            progress(count, len(chosen))
    return written


def draw_theorem(
    theorem: Theorem, out: Path = OUT, formats: Sequence[str] = FORMATS, norm: Norm | None = None
) -> list[Path]:
    """Draw a theorem of the user, see `own_theorem`; the files are called <stem>_<form>."""
    _require_formats(formats)
    out.mkdir(parents=True, exist_ok=True)
    name = f"{theorem.stem}_{theorem.form}"
    return draw_one(own_theorem, out, formats, name, theorem=theorem, norm=norm)


def draw_one(
    module: ModuleType, out: Path, formats: Sequence[str] = FORMATS, name: str | None = None, **given: Any
) -> list[Path]:
    """Draw one figure, and write its caption; `given` are the arguments of its `draw` and `caption`.

    The files are called `name`, or as the module.
    """
    written = []
    name = _name(module) if name is None else name
    with mpl.rc_context(), plt.style.context(["default", STYLE]):
        figure = module.draw(**given)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # laid out once: a file does not depend on those that are written before it
        for kind in formats:
            written.append(out / f"{name}.{kind}")
            figure.savefig(written[-1], metadata=METADATA[kind])
        plt.close(figure)
    written.append(out / f"{name}.txt")
    written[-1].write_text(module.caption(**given), encoding="utf-8")
    return written


def _require_formats(formats: Sequence[str]) -> None:
    for kind in formats:
        if kind not in METADATA:
            raise ValueError(f"formats must be among {', '.join(METADATA)}, got {kind!r}")


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
