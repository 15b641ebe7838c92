"""Record: one row of a store."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple


def json_value(text: str, what: str) -> Any:
    """What a text of JSON says; `ValueError` that names `what` if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{what} is no JSON: {error}") from error


def json_object(text: str, what: str) -> dict[str, Any]:
    """A JSON object as a dictionary; `ValueError` that names `what` for everything else."""
    found = json_value(text, what)
    if not isinstance(found, dict):
        raise ValueError(f"{what} must be a JSON object, got {type(found).__name__}")
    return found


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
    def columns(self) -> dict[str, Any]:
        """The summary as a dictionary; `ValueError` if it is none, as in the file of a stranger."""
        return json_object(self.summary, f"the summary of {self.name!r}")

    @property
    def digest(self) -> str:
        """SHA-256 of all fields: a row that was damaged no longer has it."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()
