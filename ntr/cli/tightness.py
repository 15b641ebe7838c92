"""Search for the smallest bound/measured of theorems, beside the exact values that are known.

examples:
  ntr tightness                                        every theorem, and the exact values
  ntr tightness nonconvex_momentum --budget 300        search longer
  ntr tightness --norm LInf --resume search.json       in one norm; after a kill the same command goes on
  ntr tightness my_theorems:THEOREM                    your own theorem (docs/howto/own_theorem.md)
  ntr tightness --atlas --json atlas.json              the catalogue alone, by theorem, norm, momentum and noise

Every theorem is searched twice, without noise and with it. The search is deterministic. bound/measured below 1 is a
refutation if seeds that were not searched on confirm it.
exit codes: 0 nothing refuted, 1 something refuted, 3 nothing refuted but a run failed, 2 wrong usage, 130 interrupted
"""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from ntr import debug, validation
from ntr.cli.loading import checked_norm, installed_norms, load
from ntr.cli.output import writable, write_json
from ntr.cli.progress import Progress
from ntr.norm import Norm
from ntr.theorem import Theorem

Check = Any  # that of proofs_checks.check, which only functions of this package may import


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr tightness`."""
    command.add_argument(
        "stems", nargs="*", metavar="STEM", help="theorems, or your own as module:expression (default: all of ours)"
    )
    command.add_argument("--norm", help="cases of one norm (its class name), or your own norm as module:expression")
    command.add_argument(
        "--budget", type=int, default=60, help="varied cases of each theorem and regime, at least 1 (default 60)"
    )
    command.add_argument("--seed", type=int, default=0, help="of the random variations (default 0)")
    command.add_argument("--atlas", action="store_true", help="no search: measured/bound on every case, in tables")
    command.add_argument(
        "--resume", metavar="FILE", help="keep every evaluation in FILE, and take those that it holds from there"
    )
    command.add_argument("--json", metavar="FILE", help="write the results to FILE, - for standard output")


def run(options: argparse.Namespace) -> int:
    """`ntr tightness`: prints the tables; the exit code is 1 if a theorem is refuted."""
    from proofs_checks import atlas, exact, run, tightness, tightness_table
    from proofs_checks.catalogue import Named
    from proofs_checks.memo import Memo

    budget = validation.integer(options.budget, "--budget", least=1)
    seed = validation.integer(options.seed, "--seed", least=0)
    writable(options.resume, "--resume")
    memo = Memo(None if options.resume is None else Path(options.resume))
    norm = options.norm
    if norm is not None and (":" in norm or norm in installed_norms()):
        norm = checked_norm(norm)
    own = [load(text, Theorem, "STEM") for text in options.stems if ":" in text]
    checks = _attacked([text for text in options.stems if ":" not in text], own, norm)
    groups: dict[tuple[str, bool], list[Check]] = {}
    for check in checks:
        groups.setdefault((check.theorem.name, check.case.setting.sigma > 0), []).append(check)
    total, done, progress = (len(checks) if options.atlas else budget * len(groups)), 0, Progress()

    def told() -> None:
        nonlocal done
        done += 1
        progress(min(done, total), total)

    chosen = {check.theorem.stem for check in checks}
    instances = [
        item
        for item in exact.known()
        if item.theorem.stem in chosen and norm in (None, type(item.case.method.norm).__name__)
    ]
    found: list[tightness.Tightest] = []
    cells: list[atlas.Cell] = []
    interrupted = False
    try:
        if options.atlas:
            for check in checks:
                with _guarded(check.theorem, own):
                    cells += atlas.cells([check], memo, told)
        else:
            level = run.LEVEL / len(groups)
            for group in groups.values():
                named = [Named(check.problem, check.case) for check in group]
                with _guarded(group[0].theorem, own):
                    found.append(tightness.search(group[0].theorem, named, budget, seed, memo, level, told))
    except KeyboardInterrupt:
        interrupted = True
        advice = "--resume FILE keeps them" if memo.path is None else f"go on with --resume {memo.path}"
        print(f"ntr: interrupted; these are the {len(found) + len(cells)} results so far ({advice})", file=sys.stderr)
    finally:
        memo.write()
    if options.json != "-":
        lines = tightness_table.atlas_lines(cells) if options.atlas else tightness_table.search_lines(found, instances)
        if instances:
            lines += ["", *tightness_table.exact_lines(instances)]
        if "nonconvex_deterministic" in chosen and norm in (None, "L2") and not interrupted:
            lines += ["", *tightness_table.euclidean_lines()]
        if memo.path is not None:
            lines += ["", f"{memo.found} evaluations were taken from {memo.path}"]
        print("\n".join(lines))
    if options.json is not None:
        write_json(tightness_table.as_json(found, cells, instances) | {"interrupted": interrupted}, options.json)
    refuted = any(item.row.status == "refuted" for item in found)
    failed = any(item.row.error is not None for item in found)
    return 1 if refuted else 130 if interrupted else 3 if failed else 0


def _attacked(stems: list[str], own: list[Theorem], norm: str | Norm | None) -> list[Check]:
    """The bounds over the iterations of these theorems, by default of all of ours."""
    from proofs_checks import own_theorem, run

    theorems = [run.name_of(module) for module in (*run.STEMS, *run.BEYOND)]
    for stem in stems:
        if stem not in theorems:
            raise run.unknown(stem, theorems)
    checks = run.plan(stems, norm).checks if stems or not own else []
    for theorem in own:
        with debug.named(theorem.name):
            checks = [*checks, *own_theorem.checks(theorem, norm=norm).checks]
    checks = [check for check in checks if check.target is None and check.theorem.kind == "upper"]
    if not checks:
        raise ValueError(f"STEM: no bound of a theorem to be attacked, got {[*stems, *own]}")
    return checks


def _guarded(theorem: Theorem, own: list[Theorem]) -> AbstractContextManager[None]:
    """What the functions of a user's theorem raise is told in one line; an error in one of ours is ours."""
    return debug.named(theorem.name) if any(theorem is one for one in own) else nullcontext()
