"""The file of a store: made complete or not at all, opened only if it is one, and errors that say what to do."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

APPLICATION = 0x6E747231  # "ntr1": what tells a store from other SQLite files
VERSION = 1
MAGIC = b"SQLite format 3\x00"
PAGE = 4096
# Everything is made in this order in every store, so that the first page is the same in all of them (`recover` needs it).
SCHEMA = """
CREATE TABLE results (key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, status TEXT NOT NULL, summary TEXT NOT NULL,
    result TEXT NOT NULL, description TEXT NOT NULL, code TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE timings (key TEXT NOT NULL UNIQUE, seconds REAL NOT NULL, finished TEXT NOT NULL, machine TEXT NOT NULL);
CREATE TABLE codes (code TEXT NOT NULL UNIQUE, modules TEXT NOT NULL);
CREATE TABLE paused (key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, state BLOB NOT NULL, digest TEXT NOT NULL);
"""


class StoreError(OSError):
    """A store cannot be used, or not be written to; the message names the file and says what to do."""


def create(path: Path) -> None:
    """Make an empty store at `path` if nothing is there. A kill leaves a complete store or none."""
    with told(path), tempfile.TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
        new = Path(folder) / "new"
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            connection.executescript(
                f"PRAGMA page_size = {PAGE}; BEGIN; PRAGMA application_id = {APPLICATION}; "
                f"PRAGMA user_version = {VERSION}; {SCHEMA} COMMIT; PRAGMA journal_mode = WAL;"
            )
        with suppress(FileExistsError):  # another process was faster: its store may be in use already
            try:
                os.link(new, path)
            except FileExistsError:
                raise
            except OSError:  # a file system without hard links: there a kill between the two lines leaves an empty file
                path.open("xb").close()
                os.replace(new, path)


def connect(path: Path, write: bool) -> sqlite3.Connection:
    """Open a store that exists. A file that is none is not touched: its header is read before SQLite sees it.

    Raises
    ------
    StoreError
        If the file does not exist, is no store, is damaged, or is not writable and `write` is asked for.
    """
    with told(path):
        _require_store(path)
        connection = _opened(path, write)
        try:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"results", "timings", "codes", "paused"} <= tables:
                raise sqlite3.DatabaseError("malformed: tables are missing")
            if write:
                connection.execute("PRAGMA journal_mode = WAL")
                # Every commit waits for the disk, so that neither a kill nor a loss of power takes a result that was
                # told as finished. It costs a fraction of a millisecond on a solid-state disk, where checks take many.
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("BEGIN IMMEDIATE")  # a file that is read-only says so here
                connection.execute("ROLLBACK")
            return connection
        except BaseException:
            connection.close()
            raise


def _require_store(path: Path) -> None:
    """Magic, application and version stand in the first 100 bytes, written before the file got its name."""
    if not path.is_file():
        raise StoreError(f"{path} is not a file" if path.exists() else f"{path}: no such store")
    with path.open("rb") as opened:
        header = opened.read(100)
    if len(header) < 100 or not header.startswith(MAGIC):
        raise StoreError(f"{path} is not a store of ntr (no SQLite file); it is left as it is. {_hint(path)}")
    version, application = int.from_bytes(header[60:64]), int.from_bytes(header[68:72])
    if application != APPLICATION:
        raise StoreError(f"{path} is an SQLite file of another program, not a store of ntr; it is left as it is")
    if version != VERSION:
        raise StoreError(f"{path} is a store of version {version}; this ntr reads version {VERSION}")


def _opened(path: Path, write: bool) -> sqlite3.Connection:
    uri = path.absolute().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=rw", uri=True, isolation_level=None, timeout=30)
    if write:
        return connection
    try:
        connection.execute("PRAGMA query_only = 1")
        connection.execute("SELECT count(*) FROM sqlite_master")
        return connection
    except sqlite3.OperationalError:  # the log can be neither opened nor made: the folder is read-only
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise
    return sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the file system as a `StoreError`."""
    try:
        yield
    except StoreError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: {_meaning(path, error)}") from error


def _meaning(path: Path, error: Exception) -> str:
    text = str(error)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"cannot be made: {path.parent} is no folder"
    if "full" in text or "No space left" in text:
        return "the disk is full. What was finished before is kept; make room, and go on with --resume"
    if "readonly" in text or "Read-only" in text or "Permission denied" in text or "unable to open" in text:
        return f"cannot be written or opened ({text})"
    if "locked" in text or "busy" in text:
        return "another process is writing to it, and did not stop within 30 s"
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return f"damaged ({text}). {_hint(path)}"
    return f"{text}. What was finished before is kept" if isinstance(error, sqlite3.Error) else text


def _hint(path: Path) -> str:
    return f"The good rows of a damaged store are recovered by: ntr store check {path} --recover NEW"
