"""The limit for sending: smtplib with one kept connection and bytes that were built beforehand."""

import smtplib
import time
from collections.abc import Sequence


def mails_per_second(port: int, mails: Sequence[tuple[str, str, bytes]]) -> float:
    """Sends (from, to, bytes) triples over one connection; accepted mails per second."""
    with smtplib.SMTP("127.0.0.1", port) as connection:
        connection.ehlo()
        started = time.perf_counter()
        for sender, recipient, payload in mails:
            connection.sendmail(sender, [recipient], payload)
        return len(mails) / (time.perf_counter() - started)
