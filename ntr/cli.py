"""The command line: `ntr verify`, `ntr figures`. The front door; nobody imports it."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ntr import validation
from ntr.conformance import ConformanceError, check_norm
from ntr.norm import Norm

EXAMPLES = """examples:
  ntr verify                                   all theorems on the default catalogue
  ntr verify nonconvex_momentum --norm LInf    one theorem, one norm
  ntr verify --norm 'my_norms:MyNorm((4,))'    your own norm, from my_norms.py in this folder
  ntr figures star_convex_decay                draw one figure

exit codes of verify: 0 all verified, 1 something refuted, 3 nothing refuted but something undecided, 2 wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.command(options))
    except (ValueError, TypeError, OSError) as error:
        print(f"ntr: {error}", file=sys.stderr)
        return 2
    except ConformanceError as error:
        print(f"ntr: {error}", file=sys.stderr)
        return 2
    except Exception:  # Python's own exit code would be 1, which means refuted
        traceback.print_exc()
        return 70
    except KeyboardInterrupt:
        print("ntr: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="ntr",
        description="Numerical verification of the convergence theory of stochastic non-Euclidean trust-region methods.",
        epilog=EXAMPLES,
        formatter_class=formatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify", help="check theorems on the catalogue", epilog=EXAMPLES, formatter_class=formatter
    )
    verify.add_argument("stems", nargs="*", metavar="STEM", help="theorems, such as nonconvex_momentum (default: all)")
    verify.add_argument("--norm", help="cases of one norm (its class name), or your own norm as module:expression")
    verify.add_argument("--seeds", type=int, default=4096, help="the most seeds of a check (default 4096)")
    verify.add_argument("--json", metavar="FILE", help="write everything to FILE, - for standard output")
    verify.add_argument("--full", action="store_true", help="larger grids of epsilon and more seeds")
    verify.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes (default: all cores)")
    verify.set_defaults(command=_verify)
    figures = commands.add_parser("figures", help="draw the theory figures", epilog=EXAMPLES, formatter_class=formatter)
    figures.add_argument("stems", nargs="*", metavar="STEM", help="which figures (default: all)")
    figures.add_argument(
        "--out", default="docs/figures", metavar="FOLDER", help="where to write (default docs/figures)"
    )
    figures.set_defaults(command=_figures)
    return parser


def _verify(options: argparse.Namespace) -> int:
    from proofs_checks import run, table

    validation.integer(options.seeds, "--seeds", least=1)
    validation.integer(options.jobs, "--jobs", least=1)
    norm = _load_norm(options.norm) if options.norm is not None and ":" in options.norm else options.norm
    plan = run.plan(options.stems, norm, options.full)
    if options.json not in (None, "-"):
        with open(options.json, "a"):  # an impossible FILE is told before the work, an existing one kept until after it
            pass
    results = run.run(plan, options.jobs, options.seeds, progress=_Progress())
    if options.json is not None:
        text = json.dumps(table.as_json(results), indent=1) + "\n"
        if options.json == "-":
            print(text, end="")
        else:
            Path(options.json).write_text(text, encoding="utf-8")
    if options.json != "-":
        print("\n".join(table.lines(results)))
        if not options.full and not isinstance(norm, Norm):
            whole = run.plan(options.stems, norm, full=True)
            more = len(whole.checks) - len(plan.checks)
            print(
                f"left for --full: {more} more tuned runs, and finer grids of epsilon with more seeds for the exponents"
            )
    return results.exit_code


def _figures(options: argparse.Namespace) -> int:
    from figures.draw import draw_all

    for path in draw_all(options.stems, Path(options.out), progress=_Progress()):
        print(path)
    return 0


def _load_norm(text: str) -> Norm:
    """The value of module:expression; only that module is imported, from the current folder or the path."""
    module_name, expression = text.split(":", 1)
    sys.path.insert(0, os.getcwd())
    try:
        module = importlib.import_module(module_name)
        norm: Any = eval(expression, vars(module))
    except Exception as error:
        raise ValueError(f"--norm {text!r} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(norm, Norm):
        raise TypeError(f"--norm {text!r} must be a Norm, got {norm!r}")
    check_norm(norm)  # on what is no norm, or has a wrong LMO, every verdict would mislead
    return norm


class _Progress:
    """A progress bar on standard error; silent where that is not a terminal."""

    def __call__(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            width = 40
            filled = width * done // total
            end = "\n" if done == total else ""
            print(f"\r[{'#' * filled}{'.' * (width - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
