"""Look into a store of results, export, prune and check it.

examples:
  ntr verify --store runs.db                   fill one
  ntr store list runs.db --status refuted      what is in it (--json - for programs)
  ntr store show runs.db 3fa9                  one result, by the beginning of its key
  ntr store export runs.db --out runs.csv      a table, as CSV or .parquet
  ntr store prune runs.db --old-code           what another version of the code computed
  ntr store check runs.db --recover good.db    the good rows of a damaged file, in a new one
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ntr import sources
from ntr.cli.output import printable, show, writable, write_json
from ntr.store import Store, StoreError, recover
from ntr.store.export import write_csv, write_parquet
from ntr.store.record import json_value


def options(command: argparse.ArgumentParser) -> None:
    """The sub-commands of `ntr store`."""
    actions = command.add_subparsers(required=True, metavar="ACTION")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        action.add_argument("file", metavar="FILE")
        return action

    listing = add("list", "one line for each result")
    listing.add_argument(
        "--status", choices=("verified", "refuted", "inconclusive", "failed", "unfinished"), help="only these"
    )
    listing.add_argument("--json", metavar="FILE", help="the list, as JSON to FILE, - for standard output")
    listing.set_defaults(action=_list)
    single = add("show", "everything about one result")
    single.add_argument("key", help="the beginning of its key")
    single.set_defaults(action=_show)
    export = add("export", "all results as a table")
    export.add_argument(
        "--out", default="-", help="a file that ends in .csv or .parquet (default: CSV to standard output)"
    )
    export.add_argument(
        "--timings", action="store_true", help="when and where they were computed, in place of the results"
    )
    export.set_defaults(action=_export)
    prune = add("prune", "remove results, and make the file smaller")
    prune.add_argument("--failed", action="store_true", help="those that failed")
    prune.add_argument("--old-code", action="store_true", help="those whose code has changed since")
    prune.add_argument("--paused", action="store_true", help="the states of checks that are not finished")
    prune.set_defaults(action=_prune)
    check = add("check", "is every row as it was written?")
    check.add_argument("--recover", metavar="NEW", help="copy the good rows to the file NEW")
    check.set_defaults(action=_check)


def run(options: argparse.Namespace) -> int:
    """`ntr store`: one of its actions."""
    return int(options.action(options))


def _list(options: argparse.Namespace) -> int:
    with Store(options.file) as store:
        rows = [(record.key, record.status, record.name) for record in store.records()]
        rows += [("", "unfinished", name) for name in store.paused_names()]
    chosen = [row for row in rows if options.status in (None, row[1])]
    if options.json is not None and write_json(
        [dict(zip(("key", "status", "name"), row, strict=True)) for row in chosen], options.json
    ):
        return 0
    show([printable(f"{key[:12]:12}  {status:12}  {name}") for key, status, name in chosen])
    return 0


def _show(options: argparse.Namespace) -> int:
    with Store(options.file) as store:
        keys = [key for key in store.statuses() if key.startswith(options.key)]
        if len(keys) != 1:
            raise ValueError(f"key must be the beginning of one key, {options.key!r} is that of {len(keys)}")
        record, timing = store.get(keys[0]), store.timing(keys[0])
        assert record is not None
        shown = {
            "key": record.key,
            "name": record.name,
            "status": record.status,
            "summary": record.columns,
            "case": json_value(record.description, f"the description of {record.name!r}"),
            "code": store.codes().get(record.code),
            "timing": timing._asdict(),
        }
    print(json.dumps(shown, indent=1))
    return 0


def _export(options: argparse.Namespace) -> int:
    with Store(options.file) as store:
        if options.out == "-":
            write_csv(store, sys.stdout, options.timings)
            return 0
        writable(options.out, "--out")
        out = Path(options.out)
        if out.suffix == ".parquet":
            count = write_parquet(store, out, options.timings)
        elif out.suffix == ".csv":
            with out.open("w", newline="", encoding="utf-8") as file:
                count = write_csv(store, file, options.timings)
        else:
            raise ValueError(f"--out must end in .csv or .parquet, got {options.out!r}")
    print(f"{out}: {count} results")
    return 0


def _prune(options: argparse.Namespace) -> int:
    if not (options.failed or options.old_code or options.paused):
        raise ValueError("say what to remove: --failed, --old-code, --paused")
    with Store(options.file, write=True) as store:
        old = {code for code, modules in store.codes().items() if options.old_code and sources.changed(modules)}
        gone = [
            record.key
            for record in store.records()
            if record.code in old or (options.failed and record.status == "failed")
        ]
        count = store.remove(gone, paused=options.paused)
        print(f"{options.file}: {count} rows removed, {len(store)} results left")
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.recover is not None:
        found = recover(options.file, options.recover)
        print(f"{options.recover}: {found.good} good results; {found.damaged} rows of {options.file} were damaged")
        return 0
    with Store(options.file) as store:
        health = store.check()
    for line in [*health.complaints, *(f"damaged: {name}" for name in health.damaged)]:
        print(printable(line))
    print(f"{options.file}: {health.good} good results, {health.paused} unfinished checks")
    if not health.sound:
        raise StoreError(f"{options.file} is damaged; its good rows go to a new file with --recover NEW")
    return 0
