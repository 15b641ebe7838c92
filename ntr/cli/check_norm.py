"""Check that a norm keeps every promise: one line per check, and the input that shows what failed.

examples:
  ntr check-norm 'my_norms:MyNorm((4,))'      your own norm, from my_norms.py in this folder
  ntr check-norm 'ntr.norms:KyFan((3, 4), 2)' one of the catalogue
  ntr check-norm NAME                         of an installed package, by its entry point in the group ntr.norms
  ntr check-norm MODULE:NORM --json -         as JSON on standard output

exit codes: 0 every check passed, 1 some failed, 2 wrong usage
"""

from __future__ import annotations

import argparse
import inspect

from ntr import validation
from ntr.cli.loading import load_norm
from ntr.cli.output import show, write_json
from ntr.conformance import ConformanceError, check_norm
from ntr.conformance.norm import CHECKS


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr check-norm`."""
    command.add_argument("norm", metavar="NORM", help="module:expression, or the name of an entry point")
    command.add_argument("--seed", type=int, default=0, help="of the random points (default 0)")
    command.add_argument("--tolerance", type=float, help="relative error of value, dual and LMO that counts as none")
    command.add_argument("--json", metavar="FILE", help="write the results to FILE, - for standard output")


def run(options: argparse.Namespace) -> int:
    """`ntr check-norm`: prints a line per check; 1 if any failed."""
    validation.integer(options.seed, "--seed")
    if options.tolerance is not None:
        validation.positive(options.tolerance, "--tolerance")
    norm = load_norm(options.norm, "NORM")
    failures: dict[str, str] = {}
    try:
        check_norm(norm, seed=options.seed, tolerance=options.tolerance)
    except ConformanceError as error:
        failures = error.failures
    if options.json is not None:
        report = {"norm": repr(norm), "seed": options.seed, "checks": {name: failures.get(name) for name in CHECKS}}
        if write_json(report, options.json):
            return int(bool(failures))
    print(repr(norm))
    for name, check in CHECKS.items():
        promise = (inspect.getdoc(check) or "").partition("\n")[0]
        show([f"  {'FAILED' if name in failures else 'passed'}  {name:<22}{failures.get(name, promise)}"])
    print(f"{len(CHECKS)} checks: {len(CHECKS) - len(failures)} passed, {len(failures)} failed")
    return int(bool(failures))
