"""Store: results by key in one SQLite file. Every result is its own transaction, so a kill loses the case in flight at most."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ntr.store import file
from ntr.store.file import StoreError, told
from ntr.store.record import Record, json_object

LARGEST_STATE = 2**29  # bytes of a paused case; SQLite's limit is 1e9


class Timing(NamedTuple):
    """When a result was computed, kept apart from the results, which are the same on every run.

    Attributes
    ----------
    seconds : float
        What it took; 0 for a result that was there.
    finished : str
        When, in UTC.
    machine : str
        Platform and versions, as JSON.
    """

    seconds: float
    finished: str
    machine: str


class Health(NamedTuple):
    """What `Store.check` found: good results, the names of damaged rows, paused cases, and complaints of SQLite."""

    good: int
    damaged: list[str]
    paused: int
    complaints: list[str]

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged."""
        return not self.damaged and not self.complaints


class Store:
    """An open store. One process writes, any number may read meanwhile.

    Parameters
    ----------
    path : path-like
    write : bool
        Whether results may be added.
    create : bool
        Make the file if it does not exist.

    Raises
    ------
    StoreError
        If the file cannot be used; a file that is no store is never changed.
    """

    def __init__(self, path: str | Path, write: bool = False, create: bool = False) -> None:
        self.path = Path(path)
        if create and not self.path.exists():
            file.create(self.path)
        self._connection = file.connect(self.path, write)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the write-ahead log becomes a part of it."""
        with told(self.path):
            self._connection.close()

    def __len__(self) -> int:
        with told(self.path):
            return int(self._connection.execute("SELECT count(*) FROM results").fetchone()[0])

    def statuses(self) -> dict[str, str]:
        """{key: status} of all results."""
        with told(self.path):
            return dict(self._connection.execute("SELECT key, status FROM results"))

    def get(self, key: str) -> Record | None:
        """The result of a case, None if there is none.

        Raises
        ------
        StoreError
            If the row is damaged.
        """
        with told(self.path):
            row = self._connection.execute(f"SELECT {_COLUMNS} FROM results WHERE key = ?", (key,)).fetchone()
        return None if row is None else self._sound(row)

    def records(self) -> Iterator[Record]:
        """All results, in an order that does not depend on when they came: by name, then by key."""
        with told(self.path):
            yield from map(self._sound, self._connection.execute(f"SELECT {_COLUMNS} FROM results ORDER BY name, key"))

    def _sound(self, row: tuple[str, ...]) -> Record:
        record = sound(row)
        if record is None:
            raise StoreError(
                f"{self.path}: the row {row[1]!r} is damaged. "
                f"The good rows are recovered by: ntr store check {self.path} --recover NEW"
            )
        return record

    def timing(self, key: str) -> Timing:
        """When a result was computed."""
        with told(self.path):
            row = self._connection.execute(
                "SELECT seconds, finished, machine FROM timings WHERE key = ?", (key,)
            ).fetchone()
        return Timing(0.0, "unknown", "{}") if row is None else Timing(*row)

    def timings(self) -> Iterator[tuple[str, str, Timing]]:
        """(key, name, timing) of all results, ordered as `records`."""
        with told(self.path):
            for key, name, *timing in self._connection.execute(
                "SELECT key, name, seconds, finished, machine FROM results JOIN timings USING (key) ORDER BY name, key"
            ):
                yield key, name, Timing(*timing)

    def put(self, record: Record, timing: Timing, modules: Mapping[str, str]) -> None:
        """Add a result, in place of an older one of the same key; its saved state goes. On disk when this returns.

        Parameters
        ----------
        record : Record
        timing : Timing
        modules : mapping
            {module: digest} of the code: what `record.code` is the digest of.
        """
        with told(self.path), self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO codes VALUES (?, ?)", (record.code, json.dumps(modules, sort_keys=True))
            )
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*record, record.digest)
            )
            connection.execute("INSERT OR REPLACE INTO timings VALUES (?, ?, ?, ?)", (record.key, *timing))
            connection.execute("DELETE FROM paused WHERE key = ?", (record.key,))

    def pause(self, key: str, name: str, state: bytes) -> None:
        """Keep the state of a case that is not finished. A state above `LARGEST_STATE` is not kept."""
        if len(state) > LARGEST_STATE:
            return
        with told(self.path), self._transaction() as connection:
            values = (key, name, state, hashlib.sha256(state).hexdigest())
            connection.execute("INSERT OR REPLACE INTO paused VALUES (?, ?, ?, ?)", values)

    def paused(self, key: str) -> bytes | None:
        """The state of a case, None if there is none or it is damaged: then the case begins anew."""
        with told(self.path):
            row = self._connection.execute("SELECT state, digest FROM paused WHERE key = ?", (key,)).fetchone()
        return row[0] if row is not None and _unspoilt(*row) else None

    def codes(self) -> dict[str, dict[str, str]]:
        """{code: {module: digest}} of all codes that computed something."""
        with told(self.path):
            rows = self._connection.execute("SELECT code, modules FROM codes").fetchall()
        return {code: json_object(text, f"{self.path}: the list of modules of {code!r}") for code, text in rows}

    def paused_names(self) -> list[str]:
        """The names of the cases that are not finished."""
        with told(self.path):
            return [name for (name,) in self._connection.execute("SELECT name FROM paused ORDER BY name")]

    def remove(self, keys: Iterable[str], paused: bool = False) -> int:
        """Remove results, and all saved states if asked; the file shrinks. The number of rows that went."""
        with told(self.path):
            with self._transaction() as connection:
                before = connection.total_changes
                connection.executemany("DELETE FROM results WHERE key = ?", [(key,) for key in keys])
                if paused:
                    connection.execute("DELETE FROM paused")
                count = connection.total_changes - before
                connection.execute("DELETE FROM timings WHERE key NOT IN (SELECT key FROM results)")
                connection.execute("DELETE FROM codes WHERE code NOT IN (SELECT code FROM results)")
            self._connection.execute("VACUUM")
            return count

    def check(self) -> Health:
        """Read everything, and compare every row with its digest."""
        complaints: list[str] = []
        damaged: list[str] = []
        good = paused = 0
        try:
            found = [row[0] for row in self._connection.execute("PRAGMA integrity_check(20)")]
            complaints += [line for line in found if line != "ok"]
            for row in self._connection.execute(f"SELECT {_COLUMNS} FROM results ORDER BY rowid"):
                if sound(row) is None:
                    damaged.append(str(row[1]))
                else:
                    good += 1
            for name, state, digest in self._connection.execute("SELECT name, state, digest FROM paused"):
                if _unspoilt(state, digest):
                    paused += 1
                else:
                    damaged.append(f"{name} (paused)")
        except sqlite3.Error as error:
            complaints.append(str(error))
        return Health(good, damaged, paused, complaints)

    def _transaction(self) -> _Transaction:
        return _Transaction(self._connection)


def _unspoilt(state: object, digest: object) -> bool:
    """Whether a saved state is what was written; SQLite keeps values of any type in a column."""
    return isinstance(state, bytes) and hashlib.sha256(state).hexdigest() == digest


_COLUMNS = ", ".join((*Record._fields, "digest"))


def sound(row: tuple[object, ...]) -> Record | None:
    """The record of a row, None if the row does not have its digest."""
    *values, digest = row
    if not all(isinstance(value, str) for value in values):
        return None
    record = Record(*map(str, values))
    return record if record.digest == digest else None


class _Transaction:
    """All or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        elif self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
