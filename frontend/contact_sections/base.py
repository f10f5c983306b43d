"""What a section of a contact's page is. Each section is one file here and one template; `__init__` lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from contacts.models import Contact
from workspaces.models import Membership


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at whom, and by which request."""

    request: HttpRequest
    membership: Membership
    contact: Contact


@dataclass(frozen=True, slots=True)
class Section:
    """One section: `read` gives what its template knows as `data`; with None the section is left out.

    The template is `frontend/contacts/sections/<key>.html`; a `wide` one takes the whole width of the page.
    """

    key: str
    read: Callable[[Look], Mapping[str, Any] | None]
    wide: bool = False

    @property
    def template(self) -> str:
        """Where its words stand."""
        return f"frontend/contacts/sections/{self.key}.html"


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as the page draws it."""

    section: Section
    data: Mapping[str, Any]
