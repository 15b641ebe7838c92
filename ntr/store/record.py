"""Record: one row of a store."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple


class Record(NamedTuple):
    """The result of a case.

    Attributes
    ----------
    key : str
        Of the case and its code (`ntr.canonical`).
    name : str
        What it is called in lists, such as the theorem and the problem.
    status : str
        "verified", "refuted", "inconclusive" or "failed"; "computed" for the numbers of a figure.
    summary : str
        A flat JSON object: the columns of an export.
    result : str
        The whole result (`encode`).
    description : str
        The canonical description of the case, as JSON.
    code : str
        The digest of the code that computed it.
    """

    key: str
    name: str
    status: str
    summary: str
    result: str
    description: str
    code: str

    @property
    def digest(self) -> str:
        """SHA-256 of all fields: a row that was damaged no longer has it."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()
