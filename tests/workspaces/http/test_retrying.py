"""When servers want to be called again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from workspaces.http.retrying import retry_after

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_readings_of_retry_after() -> None:
    assert retry_after(format_datetime(NOW + timedelta(seconds=120), usegmt=True), NOW) == 120
    assert retry_after(format_datetime(NOW + timedelta(days=2), usegmt=True), NOW) == 3_600
    assert retry_after(" 7 ", NOW) == 7
    assert retry_after("99999999", NOW) == 3_600
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT", NOW) == 0
    assert [retry_after(text, NOW) for text in ("", "soon", "-5", "1.5", "9" * 400, "٣", "Wed, 99 Oct")] == [
        0,
        0,
        0,
        0,
        0,
        3,
        0,
    ]
