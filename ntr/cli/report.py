"""Verify, and write everything into one HTML file.

examples:
  ntr report --out report.html                       all theorems, lemmas, claims and figures; some minutes
  ntr report --out t2.html nonconvex_momentum        one theorem with its figure
  ntr report --out mine.html --norm 'my_norms:MyNorm((4,))' --no-figures   all theorems on your own norm
  ntr report --out r.html --store runs.db --resume   from the results of `ntr verify --store runs.db`, where they are there
  ntr report --out same.html --no-machine            without time and machine: the same bytes on every run

The file needs no network and nothing beside it. Its tables sort and filter, and every line names the command that runs it
again. exit codes: as `ntr verify`
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from ntr.cli import work
from ntr.cli.output import writable, write_json
from ntr.cli.progress import Progress


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr report`."""
    work.options(command)
    command.add_argument("--out", required=True, metavar="FILE", help="the HTML file")
    command.add_argument("--no-figures", action="store_true", help="leave the figures out")
    command.add_argument("--no-machine", action="store_true", help="leave time and machine out")


def run(options: argparse.Namespace) -> int:
    """`ntr report`: writes the file and prints where it is; the exit code is that of `ntr verify`."""
    from figures.report.drawn import draw
    from figures.report.machine import machine
    from figures.report.page import page
    from proofs_checks import table

    writable(options.out, "--out")
    start = time.perf_counter()
    asked = work.asked(options)
    results = work.run(asked.plan, options)
    drawn = [] if options.no_figures else draw(options.stems, asked.norm, asked.own, Progress())
    told = None if options.no_machine else machine(results, time.perf_counter() - start)
    Path(options.out).write_text(page(results, _command(options), drawn, told), encoding="utf-8")
    if options.json != "-":
        print("\n".join([f"{options.out}: {table.summary(results)}", *asked.left]))
    if options.json is not None:
        write_json(table.as_json(results) | {"left": asked.left}, options.json)
    return results.exit_code


def _command(options: argparse.Namespace) -> list[str]:
    """The words of the same run with `ntr verify`."""
    words = ["ntr", "verify", *options.stems]
    for name in ("norm", "cases"):
        value = getattr(options, name)
        words += [] if value is None else [f"--{name}", value]
    words += [] if options.seeds == 4096 else ["--seeds", str(options.seeds)]
    return words + (["--full"] if options.full else [])
