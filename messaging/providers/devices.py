"""Messages to several devices at once: one outcome of many."""

from collections.abc import Callable, Iterable

from messaging.providers.base import Accepted, Ambiguous, Outcome, Rejected, Retry

NO_DEVICE = Rejected("recipient_invalid", "no device is left")


def sent_to_each(devices: Iterable[str], send: Callable[[str], Outcome]) -> Outcome:
    """Sends to one device after the other; the message's outcome.

    It is accepted once one device's service took it; else in doubt where one may have; else tried again where that may
    help; else refused. After a fault of the provider no further device is tried.
    """
    outcomes: list[Outcome] = []
    for device in devices:
        outcomes.append(outcome := send(device))
        if isinstance(outcome, Retry) and outcome.provider_fault:
            break
    gone = tuple(each for outcome in outcomes if isinstance(outcome, Rejected) for each in outcome.gone)
    for kind in (Accepted, Ambiguous, Retry, Rejected):
        for outcome in outcomes:
            if isinstance(outcome, kind):
                return _with_gone(outcome, gone)
    return NO_DEVICE


def _with_gone(outcome: Outcome, gone: tuple[str, ...]) -> Outcome:
    if isinstance(outcome, Accepted):
        return Accepted(outcome.provider_id, gone)
    if isinstance(outcome, Rejected):
        return Rejected(outcome.reason, outcome.detail, gone)
    return outcome
