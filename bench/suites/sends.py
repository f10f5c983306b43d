"""Accepted mails per second and process, rendering and MIME included, against bare smtplib with ready bytes."""

from collections.abc import Sequence

from bench.baselines import smtplib_bare
from bench.database import insert_contacts
from bench.delivered import mails_per_second
from bench.fixtures import launched, make_sender, make_template, make_workspace, send_flow
from bench.harness import Row, pairs, rate_row
from bench.sample import sample_mail
from bench.sink import running_sink

MAILS = 4_000


def measure() -> Sequence[Row]:
    """Each repetition sends one mail to each of the same contacts, through a campaign of its own."""
    payload = sample_mail()
    return [
        _against("queueing", "sends vs bare smtplib, per process", payload, floor=1.5),
        _against("pipelining", "sends vs bare smtplib, to aiosmtpd with PIPELINING", payload, floor=0.6, repeats=3),
        _against("aiosmtpd", "sends vs bare smtplib, to aiosmtpd without PIPELINING", payload, floor=0.6, repeats=3),
        _against("bare", "sends vs bare smtplib, to a server that does nothing", payload, floor=0.3, repeats=3),
    ]


def _against(sink: str, name: str, payload: bytes, floor: float, repeats: int = 5) -> Row:
    workspace = make_workspace(f"sends-{sink}")
    insert_contacts(workspace.pk, MAILS)
    template = make_template(workspace)
    with running_sink(sink) as port:
        flow = send_flow(template, make_sender(workspace, port))
        ready = [("bench@example.com", f"person{n}@example.com", payload) for n in range(1, MAILS + 1)]
        ours, bare = pairs(
            lambda: mails_per_second(launched(workspace, "Sends", flow), MAILS),
            lambda: smtplib_bare.mails_per_second(port, ready),
            repeats,
        )
    return rate_row(name, "mails/s", ours, bare, floor=floor)
