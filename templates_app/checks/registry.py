"""The list of checks of e-mails. A new check is a file and a line here."""

from templates_app.checks.base import Check, Finding, Look
from templates_app.checks.leaving import leaving
from templates_app.checks.links import links
from templates_app.checks.pictures import pictures
from templates_app.checks.size import size
from templates_app.checks.spam import spam
from templates_app.rendering.email import RenderedEmail

CHECKS: tuple[Check, ...] = (links, pictures, leaving, size, spam)


def mail_findings(mail: RenderedEmail, *, is_marketing: bool) -> list[Finding]:
    """Whatever the checks find in a rendered mail, in their order."""
    look = Look.at(mail, is_marketing=is_marketing)
    return [finding for check in CHECKS for finding in check(look)]
