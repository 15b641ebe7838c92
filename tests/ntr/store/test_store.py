"""A store keeps what it was given, refuses other files, and tells what is damaged."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from ntr.store import Record, Store, StoreError, recover
from ntr.store.store import Timing

TIMING = Timing(1.5, "2000-01-01T00:00:00Z", "{}")


def record(i: int, status: str = "verified") -> Record:
    return Record(f"{i:064x}", f"name {i % 7}", status, f'{{"i":{i}}}', "x" * 300 + str(i), "{}", f"code{i % 2}")


def filled(path: Path, count: int = 200) -> Path:
    with Store(path, write=True, create=True) as store:
        for i in range(count):
            store.put(record(i), TIMING, {"module": "digest"})
    return path


def everything(path: Path) -> list[Record]:
    with Store(path) as store:
        return list(store.records())


def test_what_is_put_comes_back_in_an_order_that_does_not_depend_on_when(tmp_path):
    forth, back = tmp_path / "forth", tmp_path / "back"
    with Store(forth, write=True, create=True) as store:
        for i in range(20):
            store.put(record(i), TIMING, {})
    with Store(back, write=True, create=True) as store:
        for i in reversed(range(20)):
            store.put(record(i), TIMING, {})
        store.put(record(3), TIMING, {})
        assert len(store) == 20
        assert store.get(record(5).key) == record(5)
        assert store.get("nothing") is None
    assert everything(forth) == everything(back) == sorted(map(record, range(20)), key=lambda r: (r.name, r.key))
    assert not list(tmp_path.glob("*-wal")), "the log must have become a part of the file"


def test_a_result_replaces_the_one_before_and_its_saved_state(tmp_path):
    with Store(tmp_path / "s", write=True, create=True) as store:
        store.pause(record(1).key, "name", b"state")
        assert store.paused(record(1).key) == b"state"
        store.put(record(1, "failed"), TIMING, {})
        assert store.paused(record(1).key) is None
        store.put(record(1), TIMING, {})
        assert store.statuses() == {record(1).key: "verified"}
        assert [timing for _, _, timing in store.timings()] == [TIMING]


def test_removal(tmp_path):
    path = filled(tmp_path / "s", 10)
    with Store(path, write=True) as store:
        store.pause("key", "name", b"state")
        assert store.remove([record(i).key for i in range(0, 10, 2)], paused=True) == 6
        assert len(store) == 5
        assert set(store.codes()) == {"code1"}
        assert store.paused_names() == []
    assert recover(path, tmp_path / "t").good == 5


def test_a_reader_sees_what_a_writer_has_written(tmp_path):
    with Store(tmp_path / "s", write=True, create=True) as store, Store(tmp_path / "s") as reader:
        store.put(record(1), TIMING, {})
        assert len(reader) == 1
        with pytest.raises(StoreError, match="cannot be written"):
            reader.put(record(2), TIMING, {})


# --- other files -----------------------------------------------------------------------------------------------------


def of_another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE results (key)")
    connection.commit()
    connection.close()


def of_another_version(path: Path) -> None:
    filled(path, 1)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("my only copy"), "is not a store of ntr"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00"), "is not a store of ntr"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(8192)), "SQLite file of another program"),
        (of_another_program, "SQLite file of another program"),
        (of_another_version, "a store of version 99"),
    ],
    ids=["text", "header", "noise", "foreign", "version"],
)
@pytest.mark.parametrize("create", [False, True])
def test_another_file_is_refused_and_left_as_it_is(tmp_path, make, message, create):
    path = tmp_path / "file"
    make(path)
    before = path.read_bytes()
    for write in (False, True):
        with pytest.raises(StoreError, match=message):
            Store(path, write=write, create=create)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_store_that_is_missing_or_no_file(tmp_path):
    with pytest.raises(StoreError, match="no such store"):
        Store(tmp_path / "s")
    with pytest.raises(StoreError, match="is not a file"):
        Store(tmp_path, write=True, create=True)
    with pytest.raises(StoreError, match=r"cannot be made: .*folder is no folder"):
        Store(tmp_path / "folder" / "s", write=True, create=True)
    assert not list(tmp_path.iterdir())


def test_every_result_waits_for_the_disk(tmp_path, monkeypatch):
    """Also where SQLite was built with another default."""
    connect = sqlite3.connect

    def careless(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    monkeypatch.setattr("ntr.store.file.sqlite3.connect", careless)
    with Store(tmp_path / "s", write=True, create=True) as store:
        assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_empty_file_is_no_store_and_stays(tmp_path):
    (tmp_path / "s").touch()
    with pytest.raises(StoreError, match="is not a store of ntr"):
        Store(tmp_path / "s", write=True, create=True)
    assert (tmp_path / "s").read_bytes() == b""


def test_a_file_system_without_hard_links(tmp_path, monkeypatch):
    def refused(new: Path, path: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("ntr.store.file.os.link", refused)
    assert len(everything(filled(tmp_path / "s", 3))) == 3
    assert [file.name for file in tmp_path.iterdir()] == ["s"]


def test_a_process_that_makes_the_same_store_meanwhile_loses_nothing(tmp_path, monkeypatch):
    link = os.link

    def late(new: Path, path: Path) -> None:
        monkeypatch.setattr("ntr.store.file.os.link", link)
        filled(path, 3)
        link(new, path)

    monkeypatch.setattr("ntr.store.file.os.link", late)
    with Store(tmp_path / "s", write=True, create=True) as store:
        store.put(record(5), TIMING, {})
    assert len(everything(tmp_path / "s")) == 4
    assert [file.name for file in tmp_path.iterdir()] == ["s"]


# --- damage ----------------------------------------------------------------------------------------------------------


def damaged(path: Path, start: int, data: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[start : start + len(data)] = data
    path.write_bytes(bytes(content))


def check(path: Path) -> int:
    with Store(path) as store:
        health = store.check()
    assert not health.sound
    return health.good


@pytest.mark.parametrize("page", range(1, 12, 2))
def test_a_damaged_page_is_told_and_the_other_rows_are_recovered(tmp_path, page):
    path = filled(tmp_path / "s")
    damaged(path, page * 4096, b"\xff" * 4096)
    before = path.read_bytes()
    found = recover(path, tmp_path / "t")
    good = everything(tmp_path / "t")
    assert len(good) == found.good
    assert 180 <= found.good <= 200, "a page of leaves takes its rows with it, any other page takes none"
    assert set(good) <= set(map(record, range(200)))
    assert path.read_bytes() == before


def test_one_wrong_byte_in_a_row_is_seen(tmp_path):
    path = filled(tmp_path / "s")
    at = path.read_bytes().index(b"x" * 300)
    damaged(path, at + 7, b"y")
    assert check(path) == 199
    with pytest.raises(StoreError, match=r"the row 'name \d' is damaged"):
        everything(path)
    assert recover(path, tmp_path / "t") == (199, 1)


def test_what_sqlite_complains_about_is_told_though_every_row_is_sound(tmp_path):
    path = filled(tmp_path / "s", 10)
    with sqlite3.connect(path) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_results_1'"
        page = connection.execute(query).fetchone()[0]
    connection.close()
    at = path.read_bytes().index(record(3).key.encode(), (page - 1) * 4096)
    assert at < page * 4096, "not in the index: the test is vacuous"
    damaged(path, at + 60, b"f")
    with Store(path) as store:
        health = store.check()
    assert (health.good, health.damaged) == (10, [])
    assert any("index" in complaint for complaint in health.complaints), health.complaints
    assert not health.sound


def test_a_damaged_first_page_is_replaced(tmp_path):
    path = filled(tmp_path / "s")
    damaged(path, 0, bytes(4096))
    with pytest.raises(StoreError, match="is not a store of ntr"):
        Store(path)
    assert recover(path, tmp_path / "t") == (200, 0)


def test_a_truncated_store(tmp_path):
    path = filled(tmp_path / "s")
    path.write_bytes(path.read_bytes()[:60000])
    found = recover(path, tmp_path / "t")
    assert 40 <= found.good < 200
    assert set(everything(tmp_path / "t")) <= set(map(record, range(200)))


def test_nothing_to_recover(tmp_path):
    (tmp_path / "text").write_text("my only copy")
    of_another_program(tmp_path / "foreign")
    for name in ("text", "foreign"):
        with pytest.raises(StoreError, match="nothing to recover"):
            recover(tmp_path / name, tmp_path / "t")
    assert not (tmp_path / "t").exists()
    filled(tmp_path / "s", 1)
    with pytest.raises(StoreError, match="exists already"):
        recover(tmp_path / "s", tmp_path / "text")


def test_a_damaged_saved_state_is_not_used(tmp_path):
    with Store(tmp_path / "s", write=True, create=True) as store:
        store.pause("key", "name", b"state" * 50)
    at = (tmp_path / "s").read_bytes().index(b"statestate")
    damaged(tmp_path / "s", at, b"X")
    with Store(tmp_path / "s") as store:
        assert store.paused("key") is None
        assert store.check().damaged == ["name (paused)"]


def test_a_saved_state_of_another_type_is_damaged(tmp_path):
    with Store(tmp_path / "s", write=True, create=True) as store:
        store.pause("key", "name", b"state")
        store._connection.execute("UPDATE paused SET state = 'text'")
        assert store.paused("key") is None
        assert store.check().damaged == ["name (paused)"]
