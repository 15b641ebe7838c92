"""Compare every method with its formula and with other people's implementations.

examples:
  ntr methods                     all of them
  ntr methods ReleasedMuon Lion   these
  ntr methods --json -            as JSON on standard output

Printed are the largest differences of an entry of an iterate over 20 noisy steps, from a reference written from the
formula and from each implementation that is installed.

exit codes: 0 all equal within what is allowed, 1 something differs, 2 wrong usage
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from ntr.cli.output import write_json


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr methods`."""
    command.add_argument("methods", nargs="*", metavar="METHOD", help="which methods (default: all)")
    command.add_argument("--json", metavar="FILE", help="write everything to FILE, - for standard output")


def run(options: argparse.Namespace) -> int:
    """`ntr methods`: prints a block for each method and a summary."""
    from proofs_checks import equality

    rows = equality.rows(options.methods)
    different = sum(len(row.different) for row in rows)
    if options.json is not None and write_json([asdict(row) for row in rows], options.json):
        return 1 if different else 0
    compared, missing = 0, set()
    for row in rows:
        print(f"{row.name}\n  formula   {row.formula}\n  defaults  {row.defaults}")
        for deviation in (row.reference, *row.parties):
            if deviation.value is None:
                missing.add(deviation.remark)
                print(f"  {'missing':>9} {deviation.what}")
                continue
            compared += 1
            verdict = "" if deviation.equal else f"  DIFFERS: more than {deviation.allowed:.0e} allowed"
            remark = f", {deviation.remark}" if deviation.remark else ""
            print(f"  {deviation.value:9.1e} {deviation.what}{remark}{verdict}")
    print(f"\n{len(rows)} methods: {compared} comparisons, {different} differ")
    for remark in sorted(missing):
        print(remark)
    return 1 if different else 0
