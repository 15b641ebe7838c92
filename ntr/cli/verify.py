"""Check theorems on the catalogue.

examples:
  ntr verify                                   all theorems on the default catalogue
  ntr verify nonconvex_momentum --norm LInf    one theorem, one norm
  ntr verify lemma_descent lemma_master        two lemmas of the proofs
  ntr verify weight_decay                      one of the paper's explanations
  ntr verify --norm 'my_norms:MyNorm((4,))'    your own norm, from my_norms.py in this folder
  ntr verify my_theorems:THEOREM               your own theorem, wherever its hypotheses hold (docs/howto/own_theorem.md)
  ntr verify --full --json results.json        everything, and all numbers into a file
  ntr verify --full --store runs.db --resume   kept in a file as it comes; the same command goes on after a kill
  ntr verify --dask tcp://127.0.0.1:8786       on the workers of a Dask cluster

exit codes: 0 all verified, 1 something refuted, 3 nothing refuted but something undecided, 2 wrong usage,
130 interrupted
"""

from __future__ import annotations

import argparse

from ntr.cli import work
from ntr.cli.output import show, write_json


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr verify`."""
    work.options(command)


def run(options: argparse.Namespace) -> int:
    """`ntr verify`: prints the tables; the exit code says how it went."""
    from proofs_checks import table

    asked = work.asked(options)
    results = work.run(asked.plan, options)
    if options.json != "-":  # before the file is written, which may fail
        show([*table.lines(results), *asked.left])
    if options.json is not None:
        write_json(table.as_json(results) | {"left": asked.left}, options.json)
    return results.exit_code
