"""What is done to a template without saying more than which one, in every family: its words, and the service."""

from collections.abc import Callable
from dataclasses import dataclass

from templates_app.services import template_archive, template_return_to_draft, template_submit

PUBLISH_WORDS = (
    "Makes the draft an immutable version, which new launches send. What is wrong or unfinished is named. Where the "
    "workspace asks for approval, this is it: it needs an admin who did not change the draft last, and a template that "
    "was submitted."
)
REJECT_WORDS = (
    "With a reason. Messages already queued go out, new ones are skipped with it. Of a template that waits for "
    "approval only the changes are refused: what is published stays."
)


@dataclass(frozen=True, slots=True)
class Step:
    """What it is called, what it means, and the service that does it: `take(template=…, actor=…)`."""

    summary: str
    meaning: str
    take: Callable[..., object]


SUBMIT = Step(
    "Ask for approval",
    "Where the workspace asks for it. Another person then publishes, or rejects with a reason; any change takes the "
    "request back.",
    template_submit,
)
RETURN = Step(
    "Return a template to draft",
    "Lets a rejected or archived template be edited and published again.",
    template_return_to_draft,
)
ARCHIVE = Step("Put a template away", "Campaigns that were launched with it go on.", template_archive)
