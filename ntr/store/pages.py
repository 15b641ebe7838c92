"""The rows of an SQLite file read from its leaf pages, whatever became of the pages that lead to them.

Source: sqlite.org/fileformat.html, sections 1.6 (b-tree pages), 1.7 (overflow) and 2.1 (records).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ntr.store.file import PAGE

LEAF = 0x0D  # the first byte of a leaf of a table
LARGEST_LOCAL, SMALLEST_LOCAL = PAGE - 35, (PAGE - 12) * 32 // 255 - 23  # payload that a leaf keeps, in bytes


def leaf_rows(data: bytes, columns: int) -> Iterator[tuple[Any, ...]]:
    """All rows with so many columns, of NULL, integers, text and blobs, that can be read; nothing says whether they are right.

    Parameters
    ----------
    data : bytes
        The file, in pages of `PAGE` bytes.
    columns : int
    """
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        if page[:1] != bytes([LEAF]):
            continue
        for i in range(int.from_bytes(page[3:5])):
            try:
                row = _record(_payload(data, page, int.from_bytes(page[8 + 2 * i : 10 + 2 * i])))
            except (IndexError, ValueError):
                continue
            if len(row) == columns:
                yield row


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of 1 to 9 bytes, and where it ends."""
    value = 0
    for length in range(8):
        byte = data[at + length]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + length + 1
    return value << 8 | data[at + 8], at + 9


def _payload(data: bytes, page: bytes, at: int) -> bytes:
    """The record of a cell, with what overflows to other pages."""
    size, at = _varint(page, at)
    _, at = _varint(page, at)  # the row number
    if size > len(data):
        raise ValueError("a record longer than the file")
    local = size
    if size > LARGEST_LOCAL:
        local = SMALLEST_LOCAL + (size - SMALLEST_LOCAL) % (PAGE - 4)
        local = local if local <= LARGEST_LOCAL else SMALLEST_LOCAL
    parts = [page[at : at + local]]
    following, missing = int.from_bytes(page[at + local : at + local + 4]), size - local
    while missing > 0:
        if not 0 < following <= len(data) // PAGE:
            raise ValueError("a page that is not there")
        overflow = data[(following - 1) * PAGE : following * PAGE]
        parts.append(overflow[4 : 4 + missing])
        following, missing = int.from_bytes(overflow[:4]), missing - (PAGE - 4)
    return b"".join(parts)


def _record(payload: bytes) -> tuple[Any, ...]:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Any] = []
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]
        part, at = payload[at : at + size], at + size
        if kind >= 12:
            values.append(part.decode("utf-8") if kind % 2 else part)
        else:
            values.append(None if kind in (0, 7) else int.from_bytes(part, signed=True) if size else kind - 8)
    return tuple(values)
