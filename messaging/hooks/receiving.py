"""Keeping what a verified call reported: one statement, so that providers have their answer at once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from messaging.hooks.base import DETAIL_LENGTH, NAME_LENGTH, SUBJECT_LENGTH, TEXT_LENGTH, Report
from messaging.models import Message, Sender
from workspaces.ids import InvalidId, decode_row
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.texts import storable

STAGE = "messaging.tasks.run_reports"
# What a provider dates further back or ahead is taken to have happened now.
_OLDEST, _AHEAD = timedelta(days=60), timedelta(minutes=10)
_ADDRESS_LENGTH = 254


def reports_keep(*, sender: Sender, reports: Sequence[Report], now: datetime) -> int:
    """Keeps what is new, for the stage to apply; how many that are. Texts are cut to what is stored."""
    if not reports:
        return 0
    params: dict[str, Any] = {
        "workspace": sender.workspace_id,
        "sender": sender.pk,
        "now": now,
        "digests": [report_digest(report.key) for report in reports],
        "facts": [report.fact.value for report in reports],
        "messages": [_message(report.message) for report in reports],
        "addresses": [storable(report.address.strip(), _ADDRESS_LENGTH) for report in reports],
        "data": [Jsonb(_data(report)) for report in reports],
        "moments": [_moment(report.at, now) for report in reports],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.hooks", "keep_reports"), params)
        kept = len(cursor.fetchall())
    if kept:
        nudge(STAGE)
    return kept


def report_digest(key: str) -> UUID:
    """What is kept of a provider's key."""
    return UUID(bytes=hashlib.sha256(key.encode("utf-8", "replace")).digest()[:16])


def _data(report: Report) -> dict[str, str]:
    data = {"detail": storable(report.detail, DETAIL_LENGTH)}
    if (written := report.written) is not None:
        data |= {
            "text": storable(written.text, TEXT_LENGTH),
            "subject": storable(" ".join(written.subject.split()), SUBJECT_LENGTH),
            "name": storable(" ".join(written.name.split()), NAME_LENGTH),
            "answers": storable(written.answers, 200),
            "automatic": "yes" if written.automatic else "",
            "mail_id": storable(written.mail_id.strip(), 255),
        }
    return {name: text for name, text in data.items() if text}


def _message(text: str) -> int | None:
    try:
        return decode_row(Message.ID_PREFIX, text) if text else None
    except InvalidId:
        return None


def _moment(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and now - _OLDEST <= at <= now + _AHEAD else None
