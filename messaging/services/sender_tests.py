"""Asking a sender's provider whether it would take messages, without sending one."""

from messaging.delivery.sessions import open_outlet
from messaging.models import Sender
from messaging.providers.base import ProviderUnavailable


def sender_test(*, sender: Sender) -> str:
    """Why the provider can't be used with these settings, in its own words; "" where it can. Writes nothing.

    Takes as long as the provider takes to answer: up to half a minute.
    """
    try:
        outlet = open_outlet(sender)
        try:
            outlet.session.check()
        finally:
            outlet.session.close()
    except ProviderUnavailable as error:
        return error.detail or "the provider can't be reached"
    return ""
