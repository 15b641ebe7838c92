"""A store as a table: CSV, or Parquet by duckdb. Equal results give equal bytes of CSV, whatever computed them and when."""

from __future__ import annotations

import csv
import importlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from ntr.store.file import StoreError
from ntr.store.store import Store

FIRST = ("key", "name", "status")
TEXT = "VARCHAR"


def write_csv(store: Store, out: TextIO, timings: bool = False) -> int:
    """Write a line for each result, ordered by name and key; the number of results.

    The columns are the key, the name, the status, and the fields of the summaries, by name; numbers as Python writes them
    (exactly), lists as JSON, nothing for None.

    Parameters
    ----------
    store : Store
    out : text file
        Opened with ``newline=""``.
    timings : bool
        When and where the results were computed, in place of the results: these differ from run to run.
    """
    rows: Iterator[dict[str, Any]]
    if timings:
        columns = ["key", "name", "seconds", "finished", "machine"]
        rows = ({"key": key, "name": name, **timing._asdict()} for key, name, timing in store.timings())
    else:
        columns = [
            *FIRST,
            *sorted({field for record in store.records() for field in record.columns} - {*FIRST}),
        ]
        rows = (
            {**record.columns, "key": record.key, "name": record.name, "status": record.status}
            for record in store.records()
        )
    return _write(columns, rows, out)


def _write(columns: list[str], rows: Iterable[dict[str, Any]], out: TextIO) -> int:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
        count += 1
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def write_parquet(store: Store, path: Path, timings: bool = False) -> int:
    """The same table as Parquet, with integers, numbers, truth values and text as what they are. Needs the extra `parquet`.

    Raises
    ------
    StoreError
        Without duckdb, or if it cannot write the file.
    """
    try:
        duckdb: Any = importlib.import_module("duckdb")
    except ImportError as error:
        raise StoreError("Parquet needs the extra parquet: pip install -e '.[parquet]'; CSV needs nothing") from error
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.csv"
        with table.open("w", newline="", encoding="utf-8") as out:
            count = write_csv(store, out, timings)
        types = {"seconds": "DOUBLE", "finished": TEXT, "machine": TEXT} if timings else _types(store)
        types |= {"key": TEXT, "name": TEXT}
        try:
            duckdb.read_csv(str(table), header=True, dtype=types, quotechar='"', escapechar='"').write_parquet(
                str(path)
            )
        except duckdb.Error as error:
            raise StoreError(f"{path}: {error}") from error
    return count


def _types(store: Store) -> dict[str, str]:
    """The type of each column, from its values: duckdb would guess from their text, and take Infinity for a date."""
    kinds: dict[str, set[type]] = {}
    range_of: dict[str, tuple[int, int]] = {}
    for record in store.records():
        for field, value in record.columns.items():
            kinds.setdefault(field, set()).update([] if value is None else [type(value)])
            if isinstance(value, int):
                low, high = range_of.get(field, (0, 0))
                range_of[field] = min(low, value), max(high, value)
    types = {field: _type(found, *range_of.get(field, (0, 0))) for field, found in kinds.items()}
    return {**types, "status": TEXT}


def _type(kinds: set[type], low: int, high: int) -> str:
    if kinds == {bool}:
        return "BOOLEAN"
    if kinds == {int} and low >= -(2**63) and high < 2**63:
        return "BIGINT"
    if kinds == {int} and low >= 0 and high < 2**64:
        return "UBIGINT"
    return "DOUBLE" if float in kinds and kinds <= {int, float} else TEXT
