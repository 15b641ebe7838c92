"""The command line, one file per command. The front door: nobody imports it, and it alone reaches into every folder."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence

from ntr import debug
from ntr.cli import (
    check_norm,
    compare,
    completion,
    doctor,
    figures,
    methods,
    mutants,
    norms,
    reference,
    report,
    store,
    tightness,
    verify,
)
from ntr.cli.output import writable
from ntr.conformance import ConformanceError
from ntr.workers import WorkerDied

COMMANDS = (
    verify,
    store,
    tightness,
    mutants,
    report,
    figures,
    methods,
    compare,
    norms,
    check_norm,
    reference,
    doctor,
    completion,
)

EXAMPLES = """a first lesson:
  ntr verify nonconvex_deterministic --norm L1   one theorem, one norm: the bound, what was measured, their ratio
  ntr verify                                     all theorems, the steps of their proofs, the algebra: some minutes
  ntr report --out report.html                   the same as one page, with formulas and figures
  ntr mutants                                    plant every mistake: what refutes it
  ntr figures star_convex_decay                  the bound stacked from its terms, and the measurement under it

your own:
  ntr check-norm 'my_norms:MyNorm((4,))'         does the norm in my_norms.py keep every promise?
  ntr verify --norm 'my_norms:MyNorm((4,))'      all theorems on it
  ntr tightness my_theorems:THEOREM              a search for the case where it is closest to false
  ntr verify my_theorems:THEOREM                 your own theorem, wherever its hypotheses hold

to look up:
  ntr norms                                      the catalogue of norms
  ntr store list runs.db                         what `ntr verify --store runs.db` has kept
  ntr methods                                    every method beside its formula and other implementations
  ntr compare                                    tuned methods side by side on the digits
  ntr reference --out reference.html             every class and function, from the docstrings
  ntr doctor                                     versions, threads, what is missing

`ntr COMMAND --help` shows the options and examples of a command; docs/tutorial.md is the way in.
Ctrl-C ends a run with exit code 130; verify, report and tightness show what was done until then.
Colours are for terminals, and NO_COLOR switches them off. NTR_DEBUG=1 shows where in your code an error came from.
exit codes: 0 all well, 1 something refuted, 3 nothing refuted but something undecided, 2 wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        writable(getattr(options, "json", None), "--json")
        return int(options.command(options))
    except (ValueError, TypeError, OSError, ConformanceError, WorkerDied) as error:
        debug.tell()
        print(f"ntr: {error}{debug.place(error)}", file=sys.stderr)
        return 2
    except MemoryError as error:
        print(f"ntr: out of memory: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("ntr: interrupted", file=sys.stderr)
        return 130
    except BaseException as error:
        where = debug.place(error)
        if not where:  # a mistake of ours. Python's own exit code would be 1, which means refuted
            traceback.print_exc()
            return 70
        debug.tell()
        print(f"ntr: {type(error).__name__}: {error}{where}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The options of all commands."""
    root = argparse.ArgumentParser(
        prog="ntr",
        description="Numerical verification of the convergence theory of stochastic non-Euclidean trust-region methods.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        summary, _, examples = (module.__doc__ or "").partition("\n\n")
        command = commands.add_parser(
            module.__name__.rpartition(".")[2].replace("_", "-"),
            help=summary.rstrip("."),
            description=summary,
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.options(command)
        command.set_defaults(command=module.run)
    return root
