"""Kept provider sessions: one per sender and thread, given up when the sender's settings change or it idles."""

import os
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from messaging.channels.base import Composer
from messaging.channels.registry import CHANNELS
from messaging.hooks.address import hook_url
from messaging.identity import Identity
from messaging.models import Sender
from messaging.providers.base import Account, ProviderUnavailable, Session
from messaging.providers.credentials import UnreadableCredentials, decrypt, encrypt
from messaging.providers.registry import PROVIDERS

_MAX_KEPT = 32


@dataclass(frozen=True, slots=True)
class Outlet:
    """A sender ready to send: its session, and what makes its envelopes."""

    sender_id: UUID
    fingerprint: str
    repeatable_for: timedelta | None
    composer: Composer
    session: Session[Any]


class _Kept(threading.local):
    """Sessions belong to the thread, and the process, that opened them."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.outlets: dict[UUID, Outlet] = {}


_kept = _Kept()


def outlet_of(sender: Sender) -> Outlet:
    """The sender's outlet with a working connection. Raises ProviderUnavailable."""
    if _kept.pid != os.getpid():
        # A fork shares the parent's sockets; using or closing them would disturb it.
        _kept.pid, _kept.outlets = os.getpid(), {}
    fingerprint = _fingerprint(sender)
    outlet = _kept.outlets.pop(sender.pk, None)
    if outlet is not None and outlet.fingerprint != fingerprint:
        outlet.session.close()
        outlet = None
    if outlet is None:
        outlet = open_outlet(sender)
    outlet.session.prepare()
    _keep_renewed(sender, outlet.session)
    while len(_kept.outlets) >= _MAX_KEPT:
        _kept.outlets.pop(next(iter(_kept.outlets))).session.close()
    _kept.outlets[sender.pk] = outlet
    return outlet


def discard(outlet: Outlet) -> None:
    """Ends a session whose conversation is in an unknown place."""
    _kept.outlets.pop(outlet.sender_id, None)
    outlet.session.close()


def close_all() -> None:
    """Ends every session of this thread."""
    for outlet in _kept.outlets.values():
        outlet.session.close()
    _kept.outlets = {}


def open_outlet(sender: Sender) -> Outlet:
    """The sender's outlet with a session of its own, which the caller closes. Raises ProviderUnavailable."""
    account, channel = account_of(sender), CHANNELS.get(sender.channel)
    if channel is None:
        raise ProviderUnavailable(f"there is no channel {sender.channel!r}")
    provider = PROVIDERS[sender.provider]
    identity = Identity(sender.from_name, sender.from_address, sender.reply_to, return_address=sender.return_address)
    composer = channel.composer(identity, provider)
    return Outlet(sender.pk, account.fingerprint, provider.repeatable_for, composer, provider.open(account))


def account_of(sender: Sender) -> Account:
    """The sender as its provider sees it. Raises ProviderUnavailable."""
    provider = PROVIDERS.get(sender.provider)
    if provider is None:
        raise ProviderUnavailable(f"there is no provider {sender.provider!r}")
    try:
        account = provider.account(sender.pk, _fingerprint(sender), sender.config, decrypt(bytes(sender.credentials)))
    except UnreadableCredentials as error:
        raise ProviderUnavailable(str(error)) from error
    except ValidationError as error:
        raise ProviderUnavailable(f"the sender's settings are not valid: {error.error_count()} errors") from error
    return replace(account, reports_to=hook_url(sender)) if sender.hook_secrets else account


def _keep_renewed(sender: Sender, session: Session[Any]) -> None:
    """Stores credentials that took the place of the sender's, unless somebody has changed them meanwhile.

    The session stays: it is the same account.
    """
    if not session.renewed:
        return
    before = bytes(sender.credentials)
    stored = decrypt(before)
    if any(stored.get(name) != value for name, value in session.renewed.items()):
        mine = Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk, credentials=before)
        mine.update(credentials=encrypt({**stored, **session.renewed}))


def _fingerprint(sender: Sender) -> str:
    return f"{sender.pk}:{sender.updated_at.timestamp()}:{bool(sender.hook_secrets)}:{sender.return_address}"
