"""Print what the results depend on: versions, threads, BLAS, the cache of compiled code, optional packages.

examples:
  ntr doctor             everything; what is missing or wrong comes with the line that mends it
  ntr doctor --json -    as JSON on standard output, to attach to a report of a bug

exit codes: 0 nothing is wrong, 1 something is; what is optional may be missing
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import platform
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ntr.cli.output import write_json

OPTIONAL = {  # what for, and the line that installs it
    "sympy": ("proofs of the algebra, in the tests", "pip install -e '.[test]'"),
    "mpmath": ("references in high precision, in the tests", "pip install -e '.[test]'"),
    "selenium": ("the report in a browser, in the tests", "pip install -e '.[test]'"),
    "optax": ("other people's methods, in `ntr methods`", "pip install -e '.[oracles]'"),
    "jax": ("what optax stands on", "pip install -e '.[oracles]'"),
    "PEPit": ("exact worst cases, in the tests", "pip install -e '.[oracles]'"),
    "torch": ("other people's methods, in `ntr methods`", "pip install torch, the build for the CPU"),
    "pytorch_optimizer": ("other people's methods, in `ntr methods`", "pip install pytorch_optimizer, behind torch"),
    "shtab": ("`ntr completion`", "pip install -e '.[completion]'"),
}
PROGRAMS = {"chromium": "apt-get install chromium", "chromedriver": "apt-get install chromium-driver"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
COMPILES = re.compile(r"\w+Kernel\(|\bnjit\b|^@(helper|routine)", re.MULTILINE)  # in a source: it has such functions
SETTINGS = ("NUMBA_CACHE_DIR", "NUMBA_DISABLE_JIT", "NUMBA_CPU_NAME", "PYTHONPATH")


class Finding(NamedTuple):
    """A line of the report.

    Attributes
    ----------
    about, name, value : str
    state : {"ok", "missing", "wrong"}
        "missing": optional, and not there.
    advice : str
        The line that mends it, or what it is for.
    """

    about: str
    name: str
    value: str
    state: Literal["ok", "missing", "wrong"] = "ok"
    advice: str = ""


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr doctor`."""
    command.add_argument("--json", metavar="FILE", help="write everything to FILE, - for standard output")


def run(options: argparse.Namespace) -> int:
    """`ntr doctor`: prints the findings; 1 if something is wrong."""
    found = findings()
    wrong = [finding for finding in found if finding.state == "wrong"]
    if options.json is not None and write_json([finding._asdict() for finding in found], options.json):
        return int(bool(wrong))
    about = None
    for finding in found:
        if finding.about != about:
            about = finding.about
            print(f"{about}")
        mark = {"ok": " ", "missing": "-", "wrong": "!"}[finding.state]
        print(f"  {mark} {finding.name:<22}{finding.value}{f'  ({finding.advice})' if finding.advice else ''}")
    print(f"{len(wrong)} wrong" + "".join(f"; {finding.name}: {finding.advice}" for finding in wrong))
    return int(bool(wrong))


def findings() -> list[Finding]:
    """Everything, in the order it is printed."""
    return [*_machine(), *_packages(), *_blas(), *_compiled(), *_optional()]


def _machine() -> Iterator[Finding]:
    yield Finding("machine", "system", f"{platform.system()} {platform.release()}, {platform.machine()}")
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield Finding("machine", "cores", f"{os.cpu_count()}, {usable} of them usable")
    yield Finding("machine", "python", f"{platform.python_version()}, {platform.python_implementation()}")
    for name in (*THREADS, *SETTINGS):
        if name in os.environ:
            yield Finding("machine", name, os.environ[name])


def _packages() -> Iterator[Finding]:
    """The packages that ntr requires, and whether their versions are allowed."""
    from packaging.requirements import Requirement  # matplotlib requires it

    yield Finding("packages", "ntr", importlib.metadata.version("ntr"))
    for text in importlib.metadata.requires("ntr") or ():
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        version = _version(requirement.name)
        fits = version is not None and requirement.specifier.contains(version, prereleases=True)
        advice = "" if fits else f"must be {requirement.specifier}: make setup"
        yield Finding("packages", requirement.name, version or "not installed", "ok" if fits else "wrong", advice)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _blas() -> Iterator[Finding]:
    """The libraries of linear algebra that NumPy and scipy have loaded; the loops of the engine take one thread of them."""
    from threadpoolctl import threadpool_info

    importlib.import_module("scipy.linalg")
    for library in threadpool_info():
        name = f"{library['internal_api']} {library.get('version', '')}"
        kind = library.get("architecture", "")
        yield Finding("linear algebra", name, f"{library['num_threads']} threads {kind}".strip())


def _compiled() -> Iterator[Finding]:
    """Whether code can be compiled, and is kept: without a cache every process compiles for half a minute."""
    config: Any = importlib.import_module("numba.core.config")

    if config.DISABLE_JIT:
        yield Finding("compiled code", "numba", "switched off", "wrong", "unset NUMBA_DISABLE_JIT")
    folders = [Path(config.CACHE_DIR)] if config.CACHE_DIR else sorted(_caches())
    kept = sum(len(list(folder.rglob("*.nbi"))) for folder in folders if folder.is_dir())
    yield Finding("compiled code", "kept functions", f"{kept} in {len(folders)} folders")
    for folder in folders:
        existing = next(part for part in (folder, *folder.parents) if part.exists())
        if not os.access(existing, os.W_OK):
            advice = "it cannot be written: set NUMBA_CACHE_DIR to a folder that can"
            yield Finding("compiled code", "cache", str(folder), "wrong", advice)


def _caches() -> set[Path]:
    """The folders beside the sources that have functions to compile: where numba keeps what it has compiled of them."""
    package = Path(__file__).parents[1]
    roots = [package, *(package.parent / name for name in ("problems", "proofs_checks", "figures"))]
    sources = (source for root in roots for source in root.rglob("*.py") if source != Path(__file__))
    return {source.parent / "__pycache__" for source in sources if COMPILES.search(source.read_text(encoding="utf-8"))}


def _optional() -> Iterator[Finding]:
    for name, (what, line) in OPTIONAL.items():
        version = _version(name)
        missing = version is None
        yield Finding(
            "optional",
            name,
            version or "not installed",
            "missing" if missing else "ok",
            f"{what}: {line}" if missing else "",
        )
    for name, line in PROGRAMS.items():
        found = shutil.which(name)
        state: Literal["ok", "missing"] = "ok" if found else "missing"
        yield Finding(
            "optional",
            name,
            found or "not installed",
            state,
            "" if found else f"the report in a browser, in the tests: {line}",
        )
