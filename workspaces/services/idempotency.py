"""Doing something once per `Idempotency-Key`, and keeping the answer with the work."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from workspaces.errors import Conflict, DomainError
from workspaces.models import IdempotentAnswer
from workspaces.sealing import Unsealable, seal, unseal
from workspaces.sql import load

KEPT_FOR = timedelta(hours=24)
# The first half of two-part advisory locks, which share no numbers with the one-part locks of campaigns.
_LOCK_CLASS = 0x1DE3


class KeyReused(DomainError):
    """The key came before, with another body."""

    code = "idempotency_key_reused"


class StillServing(DomainError):
    """Another request with this key is being served right now."""

    code = "idempotency_key_in_use"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is replayed: a status and the body's exact text. `keep` is false for answers that may change when fixed.

    The `etag` is not: by the time of a replay the thing may have another one.
    """

    status: int
    body: str
    keep: bool = True
    replayed: bool = False
    etag: str = ""


class Undone(Exception):
    """Raised by work that was refused: what it has written is undone, its answer stands."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def answer_once(*, owner: str, route: str, key: str, body: bytes, work: Callable[[], Answer]) -> Answer:
    """The kept answer to this request, or that of `work`, which runs in the same transaction.

    Work and answer commit together: a crash leaves neither, a repetition finds both. Answers are kept encrypted: a new
    API key stands in one of them. Beside the work it takes two statements. Raises KeyReused, StillServing.
    """
    request = _Request(owner, route, key, hashlib.sha256(body).digest())
    try:
        with transaction.atomic():
            kept = _take(request)
            if kept is not None:
                return kept
            answer = work()
            if answer.keep:
                _keep(request, answer)
            return answer
    except Undone as refused:
        if refused.answer.keep:
            _keep_refusal(request, refused.answer)
        return refused.answer


@dataclass(frozen=True, slots=True)
class _Request:
    owner: str
    route: str
    key: str
    digest: bytes

    @property
    def names(self) -> dict[str, Any]:
        return {"owner": self.owner, "route": self.route, "key": self.key}


def _take(request: _Request) -> Answer | None:
    """The answer that is kept; None where the request is to be served, and its key is ours until the commit."""
    name = hashlib.sha256("\n".join(request.names.values()).encode()).digest()
    lock = {"class": _LOCK_CLASS, "name": int.from_bytes(name[:4], signed=True), "kept_for": KEPT_FOR}
    with connection.cursor() as cursor:
        cursor.execute(load("workspaces", "idempotency_take"), request.names | lock)
        taken, digest, status, sealed = cursor.fetchone()
    if not taken:
        raise StillServing("A request with this Idempotency-Key is still being served; repeat it in a moment.")
    if status is None:
        return None
    if bytes(digest) != request.digest:
        raise KeyReused("This Idempotency-Key was used before, for a request with another body.")
    return Answer(status, _kept_text(sealed), replayed=True)


def _keep(request: _Request, answer: Answer) -> None:
    sealed = seal(answer.body.encode()).decode()
    row = {"digest": request.digest, "status": answer.status, "body": sealed}
    with connection.cursor() as cursor:
        cursor.execute(load("workspaces", "idempotency_keep"), request.names | row)


def _keep_refusal(request: _Request, answer: Answer) -> None:
    """After its own transaction is undone, which had the key. Whoever has it meanwhile has an answer of their own."""
    try:
        with transaction.atomic():
            if _take(request) is None:
                _keep(request, answer)
    except DomainError:
        return


def idempotent_answers_expire() -> int:
    """Deletes the answers that are no longer replayed, for a job that runs now and then. Returns how many."""
    return IdempotentAnswer.objects.filter(created_at__lte=Now() - KEPT_FOR).delete()[0]


def _kept_text(sealed: str) -> str:
    try:
        return unseal(sealed.encode()).decode()
    except Unsealable as error:
        raise Conflict("This was done, but its answer can't be read any more.", current_status="done") from error
