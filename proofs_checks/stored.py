"""A run that is kept in a store: what is there already is not computed again, and every result is kept as it comes."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from ntr import sources
from ntr.canonical import Canonical, canonical
from ntr.store import Record, Store, decode, encode
from ntr.store.store import Timing
from ntr.theorem import Verdict
from proofs_checks import claims, explanation, lemmas, table
from proofs_checks.algebra import Claim
from proofs_checks.best_constant import BestPoint
from proofs_checks.check import Check, RateCheck, RateRow, Row
from proofs_checks.claims import ClaimRow
from proofs_checks.explanation import ExplanationRow, Finding
from proofs_checks.lemma import LemmaCheck, LemmaRow
from proofs_checks.rates import Exponent
from proofs_checks.run import Function, Keeper, Result, Task
from proofs_checks.slope import Slope

CLASSES = (Row, Verdict, RateRow, BestPoint, Exponent, Slope, LemmaRow, ClaimRow, ExplanationRow, Finding)
TASKS = (Check, RateCheck, LemmaCheck, Claim)  # not stored with their results: the plan has them


class Stored(Keeper):
    """The `Keeper` of a run (`proofs_checks.run`): results go to a store, and come from it where their key is there.

    The key of a check is made of the check, of the function that runs it with the level and the most seeds, and of all code
    of ours that they use. Failed results are kept too, and tried again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks: Sequence[Task] = ()
        self._keys: list[Canonical] = []
        self.reused = 0  # how many results were there

    def begin(self, tasks: Sequence[Task], functions: Sequence[Function]) -> dict[int, Result]:
        self._tasks = tasks
        pairs = zip(functions, tasks, strict=True)
        self._keys = [canonical((function, task), name_of(task)) for function, task in pairs]
        statuses = self._store.statuses()
        there = {
            i: self._result(i) for i, found in enumerate(self._keys) if statuses.get(found.key, "failed") != "failed"
        }
        self.reused = len(there)
        return there

    def _result(self, index: int) -> Result:
        key = self._keys[index].key
        record, timing = self._store.get(key), self._store.timing(key)
        assert record is not None
        result: Any = decode(record.result, CLASSES, missing=self._tasks[index])
        kind = _kind(self._tasks[index])
        if not isinstance(result, kind):
            raise ValueError(
                f"the stored result of {record.name!r} must be a {kind.__name__}, got {type(result).__name__}"
            )
        return result._replace(seconds=timing.seconds)

    def load(self, index: int) -> bytes | None:
        return self._store.paused(self._keys[index].key)

    def save(self, index: int, state: bytes) -> None:
        self._store.pause(self._keys[index].key, name_of(self._tasks[index]), state)

    def finish(self, index: int, result: Result) -> None:
        found = self._keys[index]
        record = Record(
            found.key,
            name_of(self._tasks[index]),
            result.status if not isinstance(result, RateRow) else _status(result),
            json.dumps(summary(result), sort_keys=True),
            encode(result._replace(seconds=0.0), TASKS),
            json.dumps(found.data, sort_keys=True),
            found.code,
        )
        self._store.put(record, Timing(result.seconds, _now(), _machine()), sources.closure(found.modules))


def _kind(task: Task) -> type[Result]:
    """What comes out of a task."""
    if isinstance(task, Check):
        return Row
    if isinstance(task, RateCheck):
        return RateRow
    if isinstance(task, LemmaCheck):
        return LemmaRow
    return ClaimRow if isinstance(task, Claim) else ExplanationRow


def name_of(task: Task) -> str:
    """What a task is called in lists: the theorem or lemma and the problem."""
    if isinstance(task, Check | RateCheck):
        kind = " exponents" if isinstance(task, RateCheck) else "" if task.target is None else f" eps {task.target:g}"
        return f"{task.theorem.name}, {task.problem}{kind}"
    return f"{task.lemma.name}, {task.problem}" if isinstance(task, LemmaCheck) else task.name


def summary(result: Result) -> dict[str, Any]:
    """What an export says about a result: all but its time."""
    if isinstance(result, Row):
        found = table.row_json(result)
    elif isinstance(result, RateRow):
        found = table.rate_json(result)
    elif isinstance(result, LemmaRow):
        found = lemmas.as_json(result)
    elif isinstance(result, ClaimRow):
        found = claims.as_json(result)
    else:
        found = explanation.as_json(result)
    return {"kind": type(result).__name__, **{name: value for name, value in found.items() if name != "seconds"}}


def _status(rate: RateRow) -> str:
    """Of the trends that are judged."""
    if rate.error is not None:
        return "failed"
    judgements = [exponent.judgement for exponent in rate.exponents if exponent.judgement is not None]
    return next((name for name in ("refuted", "inconclusive") if name in judgements), "verified")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _machine() -> str:
    versions = {name: version(name) for name in ("numpy", "scipy", "numba", "cvxpy")}
    system = {"ntr": version("ntr"), "python": platform.python_version(), "platform": platform.platform()}
    return json.dumps({**system, **versions}, sort_keys=True)
