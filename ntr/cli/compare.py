"""Compare any methods on any problem with equal budgets, each tuned by the same search.

examples:
  ntr compare                                           nine methods of the paper's field on the digits
  ntr compare muon sign_sgd Adam --problem saturating   three methods, on a problem of proofs_checks.compare_tasks
  ntr compare 'Lion(momentum=0.05)' 'Clipped(gamma=0.1)' --problem quadratic --norm L2
  ntr compare muon my_methods:make --problem 'my_problems:MyProblem(4)' --noise 'problems:Gaussian(0.5)' --x0 1
  ntr compare --out comparison.png --json comparison.json

METHOD is a class or preset of ntr.methods, with arguments by keyword, or module:expression for a function
value -> Method. Its radius (or step, penalty) is tuned: a logarithmic grid, then closer about the best value, the same
number of values for each. Every method sees the same number of stochastic gradients, from the same seeds; the seeds
that choose the radius are not those that are reported. Nothing depends on --jobs.

exit codes: 0 compared, 2 wrong usage
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from ntr.cli.contenders import contender, norm_for, task
from ntr.cli.loading import load
from ntr.cli.output import writable, write_json
from ntr.cli.progress import Progress
from ntr.noise import Noise

MOMENTUM = "momentum=0.1"  # the weight of the new gradient, for every method that has one
VECTORS = ("sign_sgd", "normalized_sgd", "OrthogonalSGDM", "SGDM", "Adam")


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr compare`."""
    command.add_argument(
        "methods", nargs="*", metavar="METHOD", help="such as muon or 'Lion(momentum=0.05)' (default: all of the field)"
    )
    command.add_argument("--problem", default="digits", help="digits, quadratic, saturating or module:expression")
    command.add_argument("--norm", help="of the methods that take one, and of the gradient (default: spectral, l_2)")
    command.add_argument("--noise", help="module:expression, such as 'problems:Gaussian(0.5)' (default: the problem's)")
    command.add_argument("--x0", help="a number for all entries or module:expression (default: the problem's)")
    command.add_argument("--iterations", type=int, help="stochastic gradients of a run (default: the problem's)")
    command.add_argument("--seeds", type=int, default=16, help="runs that are reported (default 16)")
    command.add_argument("--tuning-seeds", type=int, default=3, help="other runs, that choose (default 3)")
    command.add_argument("--budget", type=int, default=14, help="values that are tried for each method (default 14)")
    command.add_argument(
        "--range", type=float, nargs=2, default=(1e-4, 1e2), metavar=("LOW", "HIGH"), help="of the grid (1e-4 1e2)"
    )
    command.add_argument("--root-seed", type=int, default=0, help="of all randomness (default 0)")
    command.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes (default: all cores)")
    command.add_argument("--json", metavar="FILE", help="write everything to FILE, - for standard output")
    command.add_argument("--out", metavar="FIGURE", help="draw into FIGURE.svg, .pdf or .png, with its caption in .txt")


def run(options: argparse.Namespace) -> int:
    """`ntr compare`: prints the table, draws and writes what is asked for."""
    from figures.compare import write
    from figures.draw import FORMATS
    from proofs_checks.compare import Search, compare
    from proofs_checks.compare_table import as_json, lines

    low, high = options.range
    search = Search(options.budget, low, high, options.tuning_seeds, options.seeds, options.root_seed)
    chosen = task(options.problem, options.x0)
    if options.iterations is not None:
        chosen = replace(chosen, iterations=options.iterations)
    if options.noise is not None:
        noise = load(options.noise, Noise, "--noise")  # type: ignore[type-abstract]  # asked with isinstance only
        chosen = replace(chosen, noise=noise)
    norm = norm_for(options.norm, chosen.problem.shape)
    contenders = [contender(text, chosen.problem, norm) for text in options.methods or defaults(norm.shape)]
    if options.out is not None and Path(options.out).suffix.removeprefix(".") not in FORMATS:
        raise ValueError(f"--out must end in .{', .'.join(FORMATS)}, got {options.out!r}")
    writable(options.out, "--out")
    outcomes = compare(chosen, contenders, norm, search, options.jobs, Progress())
    if options.json != "-":
        print("\n".join(lines(chosen, norm, search, outcomes)))
    if options.json is not None:
        write_json(as_json(chosen, norm, search, outcomes), options.json)
    if options.out is not None:
        write(Path(options.out), chosen, norm, search, outcomes)
    return 0


def defaults(shape: tuple[int, ...]) -> list[str]:
    """The methods that are compared when none is named; Muon for matrices, with and without weight decay."""
    names = [*(["muon"] if len(shape) == 2 else []), *VECTORS]
    decayed = [name for name in names if name in ("muon", "sign_sgd", "normalized_sgd")]
    return [f"{name}({MOMENTUM})" for name in names] + [f"{name}({MOMENTUM}, weight_decay=0.005)" for name in decayed]
