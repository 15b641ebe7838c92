"""The command line, one file per command. The front door: nobody imports it, and it alone reaches into every folder."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence

from ntr.cli import check_norm, compare, figures, methods, norms, report, verify
from ntr.conformance import ConformanceError

COMMANDS = (verify, report, figures, methods, compare, norms, check_norm)

EXAMPLES = """examples:
  ntr verify                                   all theorems on the default catalogue
  ntr verify nonconvex_momentum --norm LInf    one theorem, one norm
  ntr verify --norm 'my_norms:MyNorm((4,))'    your own norm, from my_norms.py in this folder
  ntr report --out report.html                 everything in one HTML file, with formulas and figures
  ntr figures star_convex_decay                draw one figure
  ntr compare                                  tuned methods side by side on the digits
  ntr norms                                    the catalogue of norms
  ntr check-norm 'my_norms:MyNorm((4,))'       does your own norm keep every promise?

`ntr COMMAND --help` shows the options and examples of a command.
exit codes: 0 all well, 1 something refuted, 3 nothing refuted but something undecided, 2 wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (ValueError, TypeError, OSError, ConformanceError) as error:
        print(f"ntr: {error}", file=sys.stderr)
        return 2
    except Exception:  # Python's own exit code would be 1, which means refuted
        traceback.print_exc()
        return 70
    except KeyboardInterrupt:
        print("ntr: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ntr",
        description="Numerical verification of the convergence theory of stochastic non-Euclidean trust-region methods.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
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
    return parser
