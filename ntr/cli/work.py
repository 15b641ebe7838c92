"""What `ntr verify` and `ntr report` have in common: which checks are asked for, how they run, and where they are kept."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from typing import Any, NamedTuple

from ntr import debug, validation
from ntr.cli.loading import checked_norm, installed_norms, load
from ntr.cli.progress import Progress
from ntr.norm import Norm
from ntr.store import Store, StoreError
from ntr.theorem import Theorem
from ntr.workers import Cluster

Plan = Any  # those of proofs_checks.run, which only functions of this package may import
Results = Any
SLICE = 20.0  # seconds between two saved states of a long check


class Asked(NamedTuple):
    """The checks that the options ask for.

    Attributes
    ----------
    plan : Plan
    left : list of str
        What is left out, a line each.
    norm : Norm or None
        The user's own norm.
    own : list of Theorem
        The user's own theorems.
    """

    plan: Plan
    left: list[str]
    norm: Norm | None
    own: list[Theorem]


def options(command: argparse.ArgumentParser) -> None:
    """The options that choose checks and say how they run."""
    command.add_argument(
        "stems",
        nargs="*",
        metavar="STEM",
        help="theorems, lemmas and explanations, such as nonconvex_momentum, or your own theorem as module:expression "
        "(default: all of ours)",
    )
    command.add_argument(
        "--cases", metavar="MODULE:CASES", help="a list of cases for your own theorems, in place of the catalogue"
    )
    command.add_argument("--norm", help="cases of one norm (its class name), or your own norm as module:expression")
    command.add_argument("--seeds", type=int, default=4096, help="the most seeds of a check (default 4096)")
    command.add_argument("--json", metavar="FILE", help="write everything to FILE, - for standard output")
    command.add_argument("--full", action="store_true", help="larger grids of epsilon and more seeds")
    command.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes (default: all cores)")
    command.add_argument("--store", metavar="FILE", help="keep every result in FILE as it comes (`ntr store --help`)")
    command.add_argument(
        "--resume", action="store_true", help="go on with the FILE of --store: what is there is not computed again"
    )
    command.add_argument(
        "--checkpoint",
        type=float,
        metavar="SECONDS",
        help=f"how often --store keeps the state of a long check (default {SLICE:g})",
    )
    command.add_argument("--dask", metavar="ADDRESS", help="run on the Dask cluster of this scheduler")


def asked(options: argparse.Namespace) -> Asked:
    """The checks, after the options were looked at; `ValueError` or `TypeError` for wrong ones."""
    from proofs_checks import run

    validation.integer(options.seeds, "--seeds", least=1)
    validation.integer(options.jobs, "--jobs", least=1)
    if options.checkpoint is not None:
        validation.positive(options.checkpoint, "--checkpoint")
    for option, given in (("--resume", options.resume), ("--checkpoint", options.checkpoint is not None)):
        if given and options.store is None:
            raise ValueError(f"{option} is about a store: name it with --store FILE")
    norm = options.norm
    if norm is not None and (":" in norm or norm in installed_norms()):
        norm = checked_norm(norm)
    own = [load(text, Theorem, "STEM") for text in options.stems if ":" in text]
    if options.cases is not None and not own:
        raise ValueError("--cases are for your own theorems: give one as module:expression")
    cases = None if options.cases is None else load(options.cases, list, "--cases")
    found = [_own(theorem, cases, norm) for theorem in own]
    stems = [text for text in options.stems if ":" not in text]
    plan = run.plan(stems, norm, options.full) if stems or not own else run.Plan([], [])
    whole = plan if options.full or own or isinstance(norm, Norm) else run.plan(stems, norm, full=True)
    left = [f"left for {theorem.name}: {line}" for theorem, item in zip(own, found, strict=True) for line in item.left]
    left += _left_for_full(plan, whole)
    plan = plan._replace(checks=[*plan.checks, *(check for item in found for check in item.checks)])
    return Asked(plan, left, norm if isinstance(norm, Norm) else None, own)


def run(plan: Plan, options: argparse.Namespace) -> Results:
    """Run the checks: on workers or a cluster, with the results kept where the options say so."""
    from proofs_checks import run
    from proofs_checks.stored import Stored

    with ExitStack() as stack:
        seconds = SLICE if options.checkpoint is None else options.checkpoint
        keeper = None if options.store is None else Stored(stack.enter_context(_opened(options.store, options.resume)))
        pool = None if options.dask is None else stack.enter_context(_cluster(options.dask))
        try:
            results = run.run(plan, options.jobs, options.seeds, Progress(), pool, keeper, seconds)
        except (RuntimeError, ImportError) as error:  # a check's own errors are in its row: these are of the workers
            if pool is None:
                raise
            text = " ".join(str(error).split())
            raise OSError(
                f"the workers of --dask {options.dask} cannot run the checks: {type(error).__name__}: {text} (the scheduler "
                "and the workers need this version of ntr, and your own modules on their path)"
            ) from error
    if keeper is not None and keeper.reused:
        print(f"ntr: {keeper.reused} results were in {options.store}", file=sys.stderr)
    if results.unfinished:
        advice = "--store FILE keeps them" if keeper is None else f"go on with --store {options.store} --resume"
        print(
            f"ntr: interrupted, {results.unfinished} checks left; these are the results so far ({advice})",
            file=sys.stderr,
        )
    return results


def _cluster(address: str) -> Cluster:
    try:
        return Cluster(address)
    except ImportError as error:  # the extra is missing, which is no failure of the program
        raise ValueError(f"--dask: {error}") from error


def _own(theorem: Theorem, cases: list[Any] | None, norm: str | Norm | None) -> Any:
    """The checks of a user's theorem; what its functions raise comes as one line that says where."""
    from proofs_checks import own_theorem

    with debug.named(theorem.name):
        return own_theorem.checks(theorem, cases, norm)


def _left_for_full(plan: Plan, whole: Plan) -> list[str]:
    """What `--full` has and this plan has not, a line if there is anything."""
    if plan is whole:
        return []
    found = []
    for kind, name in ((0, "tuned runs"), (2, "cases of lemmas")):
        more = len(whole[kind]) - len(plan[kind])
        found += [f"{more} more {name}"] if more else []
    found += ["finer grids of epsilon with more seeds for the exponents"] if plan.rates else []
    return ["left for --full: " + ", and ".join(found)] if found else []


def _opened(file: str, resume: bool) -> Store:
    store = Store(file, write=True, create=True)
    if not resume and (len(store) or store.paused_names()):
        store.close()
        raise StoreError(f"{file} holds results already: go on with --resume, or name another file")
    return store
