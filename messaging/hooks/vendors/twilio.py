"""Twilio: signed forms, for a message's every status and for each message that its numbers receive."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.hooks.base import Call, Fact, Hook, Report, Written
from messaging.hooks.proofs import check_equal
from messaging.providers.base import StrictModel

# https://www.twilio.com/docs/api/errors. Other codes say nothing of the number for good.
_BAD_NUMBER = frozenset({"21211", "21614", "30005", "30006"})
_OPTED_OUT = "21610"
_OPT_OUT_TYPES = {"STOP": Fact.OPTED_OUT, "START": Fact.OPTED_IN}


class TwilioSecrets(StrictModel):
    """What calls are signed with."""

    auth_token: SecretStr = Field(
        title="Auth token", min_length=16, max_length=200, description="The account’s own; not an API key’s secret."
    )


class TwilioHook(Hook):
    """Statuses of messages, and answers. Twilio itself confirms STOP and START to whoever sent them."""

    provider = "twilio"
    Secrets = TwilioSecrets
    steps = (
        "Statuses come by themselves once the account’s auth token stands here.",
        "For replies and STOP, open the number or the messaging service at Twilio and enter {url} under “A message "
        "comes in”, as webhook with HTTP POST.",
    )
    answer = ("text/xml", "<Response/>")

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`. The signature covers the address and all fields; it carries no moment."""
        signed = call.url + "".join(name + call.form[name] for name in sorted(call.form))
        key = cast(TwilioSecrets, secrets).auth_token.get_secret_value().encode()
        digest = hmac.new(key, signed.encode(), hashlib.sha1).digest()
        check_equal(call.headers.get("x-twilio-signature", ""), base64.b64encode(digest).decode())

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        form = call.form
        sid = form.get("MessageSid") or form.get("SmsSid", "")
        if not sid:
            return []
        if "MessageStatus" not in form and "Body" in form:
            return _received(sid, form)
        status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")
        fact = {"delivered": Fact.DELIVERED, "read": Fact.READ}.get(status)
        if status in ("undelivered", "failed"):
            fact = Fact.OPTED_OUT if code == _OPTED_OUT else Fact.SOFT_BOUNCED
            fact = Fact.BOUNCED if code in _BAD_NUMBER else fact
        if fact is None:
            return []
        detail = f"{code} {form.get('ErrorMessage', '')}".strip()
        return [Report(f"{sid} {status}", fact, call.query.get("message", ""), form.get("To", ""), detail=detail)]


def _received(sid: str, form: Mapping[str, str]) -> list[Report]:
    address = form.get("From", "")
    media = int(count) if (count := form.get("NumMedia", "")).isdecimal() and len(count) < 3 else 0
    text = form.get("Body", "") + ("\n[attachment]" * media)
    found = [Report(f"received {sid}", Fact.RECEIVED, address=address, written=Written(text.strip()))]
    # A keyword that the account has set up itself: what it means stands beside it.
    if (fact := _OPT_OUT_TYPES.get(form.get("OptOutType", ""))) is not None:
        found.append(Report(f"{fact} {sid}", fact, address=address))
    return found
