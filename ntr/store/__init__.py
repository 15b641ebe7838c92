"""Results that survive a kill: one SQLite file, a row for each case, keyed by what the case is and by its code."""

from ntr.store.codec import decode, encode
from ntr.store.file import StoreError
from ntr.store.record import Record
from ntr.store.recover import recover
from ntr.store.store import Store

__all__ = ["Record", "Store", "StoreError", "decode", "encode", "recover"]
