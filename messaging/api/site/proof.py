"""Calls of visitors who prove to be a contact: who they are, and how many calls they may make."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpResponse

from contacts.api.site.calls import SiteCall
from contacts.models import Contact
from messaging.site.identity import NotProven, proven_contact
from workspaces.clock import database_now
from workspaces.errors import DomainError

CallT = TypeVar("CallT", bound=SiteCall[Any])


def proven(view: Callable[[CallT, Contact], HttpResponse]) -> Callable[[CallT], HttpResponse]:
    """A view for calls whose `token`, as it was read, proves a contact; counted by contact."""

    def wrapped(call: CallT) -> HttpResponse:
        try:
            contact = proven_contact(key=call.key, token=call.read.token, now=database_now())
            over = call.counted(f"visitor:{contact.pk}", settings.SITE_CALLS_PER_VISITOR)
            return over or view(call, contact)
        except NotProven as error:
            return call.answer({"error": error.code}, 401)
        except DomainError as error:
            return call.answer({"error": error.message}, 400)

    return wrapped
