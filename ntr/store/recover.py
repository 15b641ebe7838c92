"""The good rows of a damaged store, in a new file. The damaged one is only read."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from ntr.store.file import StoreError, told
from ntr.store.pages import leaf_rows
from ntr.store.record import Record
from ntr.store.store import Store, Timing, sound

UNKNOWN = Timing(0.0, "unknown", "{}")


class Recovered(NamedTuple):
    """How many results were recovered, and how many rows were seen that are damaged."""

    good: int
    damaged: int


def recover(path: str | Path, new: str | Path) -> Recovered:
    """Copy every row that has its digest to the new store `new`.

    Rows that SQLite does not find any more, because what leads to them is damaged, are looked for page by page. Saved states
    of cases that are not finished are left behind.

    Raises
    ------
    StoreError
        If `new` exists, or `path` cannot be read, or is not a store and has nothing to recover.
    """
    path, new = Path(path), Path(new)
    if new.exists():
        raise StoreError(f"{new} exists already; recovered rows go to a new file")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        with told(path):
            shutil.copyfile(path, copy)
            log = path.with_name(path.name + "-wal")
            if log.exists():
                shutil.copyfile(log, copy.with_name("copy-wal"))
        pages = copy.read_bytes()
        results = [
            *leaf_rows(pages, len(Record._fields) + 1),
            *_all(copy, "results", ", ".join((*Record._fields, "digest"))),
        ]
        timings = {key: Timing(*rest) for key, *rest in _all(copy, "timings", "key, seconds, finished, machine")}
        codes = dict(_all(copy, "codes", "code, modules"))
    records = {record.key: record for row in results if (record := sound(row)) is not None}
    if not records:
        raise StoreError(f"{path}: nothing to recover: no row of a store of ntr was found")
    with Store(new, write=True, create=True) as store:
        for record in records.values():
            store.put(record, timings.get(record.key, UNKNOWN), _modules(codes.get(record.code)))
    return Recovered(len(records), len({row[0] for row in results} - set(records)))


def _modules(text: Any) -> dict[str, str]:
    try:
        return dict(json.loads(text))
    except (TypeError, ValueError):
        return {}


def _all(path: Path, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table up to the first damage."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.text_factory = _text
            yield from connection.execute(f"SELECT {columns} FROM {table}")
    except sqlite3.Error:
        return


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
