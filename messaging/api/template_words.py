"""What both families say of previews and test messages of templates, and how often one may send tests."""

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import Throttled

from messaging.selectors.previews import contact_of
from messaging.services.test_limits import MOST, SECONDS, test_send_count
from messaging.services.test_sends import template_test_send
from templates_app.models import Template
from templates_app.services import SAMPLE_CONTACT
from workspaces.services import Actor

CONTACT_WORDS = "Id or e-mail address of a contact; a sample contact when left out."
CONTENT_WORDS = "Content that is not saved; the draft when left out."
LOCALE_WORDS = "As if it were the contact's."
PREVIEW_WORDS = "As a contact would get it, with what its author should look at. Nothing is sent or kept."
TO_WORDS = (
    "Of e-mails a member's address, your own when left out; else a number, a chat or a device. Left out there, the "
    "message goes to `contact`, as those for websites and browsers must."
)
TEST_WORDS = (
    "At once, by the channel's sender, marked “[Test]” (of WhatsApp in its first place); it counts nowhere, its links "
    "to unsubscribe lead nowhere, and it doesn't go to suppressed addresses. "
    f"At most {MOST} in {SECONDS // 60} minutes."
)
PREVIEW: dict[str, Any] = {
    "rendered": {"subject": "Hello Ada", "html": "<!doctype html>…", "text": "Welcome\n"},
    "variables": ["firstName", "unsubscribe_url"],
    "missing": [],
    "findings": [
        {
            "code": "link_placeholder",
            "severity": "warning",
            "message": "1 link leads nowhere for this contact: “Begin”.",
            "field": "",
        }
    ],
}


def send_test(template: Template, body: Mapping[str, Any], actor: Actor) -> str:
    """Sends one test message of the template and says to whom.

    Raises Throttled for one too many of this person or key, and what `template_test_send` raises.
    """
    contact = contact_of(template, body.get("contact", ""))
    state = test_send_count(actor=actor)
    if state.exceeded:
        raise Throttled(wait=state.retry_after)
    given = {name: value for name, value in body.items() if name != "contact"}
    return template_test_send(template=template, actor=actor, contact=contact or SAMPLE_CONTACT, **given)
