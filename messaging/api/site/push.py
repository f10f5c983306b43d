"""Push messages in websites: whose browser one is, the key that it subscribes to, what became of a message there."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contacts.api.site.calls import SiteCall, site_call
from contacts.models import Contact
from messaging.api.site.proof import proven
from messaging.api.site.reading import Ending, Subscribing, ending_of, nothing_of, subscribing_of
from messaging.providers.base import ProviderUnavailable
from messaging.selectors.entering import message_enter
from messaging.services.facts import REPORTS, message_reported
from messaging.site.browsers import browser_key, browser_sender, browser_subscribe, browser_unsubscribe
from messaging.tracking.tokens import InvalidToken, Purpose, read

_MAX_FACT = 20


@site_call(nothing_of)
def public_key(call: SiteCall[None]) -> HttpResponse:
    """The key that browsers subscribe to; it is public by its nature."""
    sender = browser_sender(call.key.workspace_id)
    try:
        return call.answer({"publicKey": browser_key(sender) if sender else None})
    except ProviderUnavailable:
        return call.answer({"publicKey": None})


@site_call(subscribing_of, counted=False)
@proven
def subscriptions(call: SiteCall[Subscribing], contact: Contact) -> HttpResponse:
    """Notes a browser of the contact."""
    said = call.read
    browser_subscribe(key=call.key, contact=contact, endpoint=said.endpoint, keys=said.keys, marketing=said.marketing)
    return call.answer()


@site_call(ending_of, counted=False)
@proven
def ended(call: SiteCall[Ending], contact: Contact) -> HttpResponse:
    """The contact wants no more messages in this browser."""
    browser_unsubscribe(contact=contact, endpoint=call.read.endpoint)
    return call.answer()


@csrf_exempt  # a worker of another origin posts here, without a cookie; the token in the message is the proof
@require_POST
def facts(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a push message in a browser, as plain text: shown, opened or dismissed."""
    fact = request.read(_MAX_FACT + 1).decode("ascii", "replace")
    try:
        message_id = read(Purpose.REPORT, token)
    except InvalidToken:
        return HttpResponse(status=404)
    if fact not in REPORTS:
        return HttpResponse(status=400)
    message_enter(message_id)
    message_reported(message_id=message_id, fact=fact)
    return HttpResponse(status=204)
