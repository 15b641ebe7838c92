"""Plant mistakes in theorems, methods, parameters and code: each must be refuted.

examples:
  ntr mutants                                  every mistake, on the checks that are meant to refute it
  ntr mutants star_convex_decay                those in one theorem
  ntr mutants --family constants               how much too small each constant may be and still be caught
  ntr mutants --full --json mutants.json       on the whole catalogue, and all numbers into a file

exit codes: 0 every false statement is refuted, 1 a false one survives, 3 only what is not known to be false does,
2 wrong usage
"""

from __future__ import annotations

import argparse
import os

from ntr import validation
from ntr.cli.output import show, write_json
from ntr.cli.progress import Progress


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr mutants`."""
    command.add_argument("stems", nargs="*", metavar="STEM", help="theorems, such as nonconvex_momentum (default: all)")
    command.add_argument("--family", help="methods, constants, bounds, code or parameters (default: all)")
    command.add_argument(
        "--full", action="store_true", help="try the whole catalogue where the hard cases refute nothing"
    )
    command.add_argument("--json", metavar="FILE", help="write everything to FILE, - for standard output")
    command.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes (default: all cores)")


def run(options: argparse.Namespace) -> int:
    """`ntr mutants`: prints what refutes what; the exit code says whether something survived."""
    from proofs_checks import mutants, mutants_table

    validation.integer(options.jobs, "--jobs", least=1)
    tasks = mutants.plan(options.stems, options.family, options.full)
    results = mutants.run_tasks(tasks, options.jobs, progress=Progress())
    if options.json != "-":
        show(mutants_table.lines(results))
    if options.json is not None:
        write_json(mutants_table.as_json(results), options.json)
    return results.exit_code
