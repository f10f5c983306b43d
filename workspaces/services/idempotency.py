"""Doing something once per `Idempotency-Key`, and keeping the answer with the work."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from workspaces.errors import Conflict, DomainError
from workspaces.models import IdempotentAnswer
from workspaces.sealing import Unsealable, seal, unseal

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
    """What is replayed: a status and the body's exact text. `keep` is false for answers that may change when fixed."""

    status: int
    body: str
    keep: bool = True
    replayed: bool = False


@transaction.atomic
def answer_once(*, owner: str, route: str, key: str, body: bytes, work: Callable[[], Answer]) -> Answer:
    """The kept answer to this request, or that of `work`, which runs in this transaction.

    Work and answer commit together: a crash leaves neither, a repetition finds both. Answers are kept encrypted: a new
    API key stands in one of them. Raises KeyReused, StillServing.
    """
    _lock(owner, route, key)
    digest = hashlib.sha256(body).digest()
    mine = Q(owner=owner, route=route, key=key)
    kept = IdempotentAnswer.objects.filter(mine, created_at__gt=Now() - KEPT_FOR).first()
    if kept is not None:
        if bytes(kept.body_digest) != digest:
            raise KeyReused("This Idempotency-Key was used before, for a request with another body.")
        return Answer(kept.status, _kept_text(kept.body), replayed=True)
    answer = work()
    if answer.keep:
        IdempotentAnswer.objects.filter(mine).delete()
        IdempotentAnswer.objects.create(
            owner=owner,
            route=route,
            key=key,
            body_digest=digest,
            status=answer.status,
            body=seal(answer.body.encode()).decode(),
            created_at=Now(),
        )
    return answer


def idempotent_answers_expire() -> int:
    """Deletes the answers that are no longer replayed, for a job that runs now and then. Returns how many."""
    return IdempotentAnswer.objects.filter(created_at__lte=Now() - KEPT_FOR).delete()[0]


def _kept_text(sealed: str) -> str:
    try:
        return unseal(sealed.encode()).decode()
    except Unsealable as error:
        raise Conflict("This was done, but its answer can't be read any more.", current_status="done") from error


def _lock(owner: str, route: str, key: str) -> None:
    name = hashlib.sha256("\n".join((owner, route, key)).encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, int.from_bytes(name[:4], signed=True)])
        if not cursor.fetchone()[0]:
            raise StillServing("A request with this Idempotency-Key is still being served; repeat it in a moment.")
