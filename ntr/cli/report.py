"""Verify, and write everything into one HTML file.

examples:
  ntr report --out report.html                       all theorems, lemmas, claims and figures; about 5 minutes
  ntr report --out t2.html nonconvex_momentum        one theorem with its figure
  ntr report --out mine.html --norm 'my_norms:MyNorm((4,))' --no-figures
  ntr report --out same.html --no-machine            without time and machine: the same bytes on every run

The file needs no network and nothing beside it. Its tables sort and filter, and every line names the command that runs it
again. exit codes: as `ntr verify`
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from ntr import validation
from ntr.cli.loading import checked_norm, installed_norms
from ntr.cli.progress import Progress


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr report`."""
    command.add_argument("stems", nargs="*", metavar="STEM", help="as of `ntr verify` (default: all)")
    command.add_argument("--out", required=True, metavar="FILE", help="the HTML file")
    command.add_argument("--norm", help="cases of one norm (its class name), or your own norm as module:expression")
    command.add_argument("--seeds", type=int, default=4096, help="the most seeds of a check (default 4096)")
    command.add_argument("--full", action="store_true", help="larger grids of epsilon and more seeds")
    command.add_argument("--no-figures", action="store_true", help="leave the figures out")
    command.add_argument("--no-machine", action="store_true", help="leave time and machine out")
    command.add_argument("--json", metavar="FILE", help="write all numbers to FILE too, - for standard output")
    command.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes (default: all cores)")


def run(options: argparse.Namespace) -> int:
    """`ntr report`: writes the file and prints where it is; the exit code is that of `ntr verify`."""
    from figures.report.drawn import draw
    from figures.report.machine import machine
    from figures.report.page import page
    from proofs_checks import run, table

    validation.integer(options.seeds, "--seeds", least=1)
    validation.integer(options.jobs, "--jobs", least=1)
    start = time.perf_counter()
    norm = options.norm
    if norm is not None and (":" in norm or norm in installed_norms()):
        norm = checked_norm(norm)
    plan = run.plan(options.stems, norm, options.full)
    out = Path(options.out)
    with out.open("a"):  # an impossible FILE is told before the work, an existing one kept until after it
        pass
    results = run.run(plan, options.jobs, options.seeds, progress=Progress())
    drawn = [] if options.no_figures else draw(options.stems, Progress())
    told = None if options.no_machine else machine(results, time.perf_counter() - start)
    out.write_text(page(results, _command(options), drawn, told), encoding="utf-8")
    if options.json is not None:
        text = json.dumps(table.as_json(results), indent=1) + "\n"
        if options.json == "-":
            print(text, end="")
            return results.exit_code
        Path(options.json).write_text(text, encoding="utf-8")
    print(f"{out}: {table.summary(results)}")
    return results.exit_code


def _command(options: argparse.Namespace) -> list[str]:
    """The words of the same run with `ntr verify`."""
    words = ["ntr", "verify", *options.stems]
    words += ["--norm", options.norm] if options.norm is not None else []
    words += ["--seeds", str(options.seeds)] if options.seeds != 4096 else []
    return words + (["--full"] if options.full else [])
