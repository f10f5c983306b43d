"""From a filter to one predicate over contacts (alias `c`): the compiled rule, and what was searched for."""

from datetime import datetime
from uuid import UUID

from contacts.cleaning import Unfit, clean_phone
from contacts.finding.filters import ContactFilter, filter_rule
from contacts.models import Contact
from contacts.rules import Predicate, RuleContext, compile, parse, validate
from contacts.selectors.lookups import like_prefix
from contacts.selectors.merging import contacts_heirs
from workspaces.errors import FieldError, InvalidInput
from workspaces.ids import InvalidId, decode
from workspaces.sql import load


def selection_of(workspace_id: UUID, which: ContactFilter, now: datetime) -> Predicate:
    """Who the filter means in the workspace, as of `now`. Raises InvalidInput for a wrong rule, by its place."""
    found = _by_rule(workspace_id, which, now)
    text = " ".join(which.search.replace("\x00", "").split())
    if not text:
        return found
    params = {
        "search_prefix": like_prefix(text.lower()),
        "search_text": text,
        "search_phone": _phone(text),
        "search_id": _id(workspace_id, text),
    }
    return Predicate(f"({found.sql} AND ({load('contacts.finding', 'search')}))", found.params | params)


def _by_rule(workspace_id: UUID, which: ContactFilter, now: datetime) -> Predicate:
    rule = filter_rule(which)
    if rule is None:
        return Predicate("c.workspace_id = %(workspace)s", {"workspace": workspace_id})
    parsed = parse(rule)
    problems = validate(parsed, workspace_id)
    if problems:
        details = [FieldError(problem.path, problem.message, problem.code) for problem in problems]
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details)
    return compile(parsed, workspace_id, now, context=RuleContext(), prefix="which")


def _phone(text: str) -> str:
    """The number as it is stored, or the text itself, which no number equals."""
    try:
        return clean_phone(f"+{text[2:]}" if text.startswith("00") else text)
    except Unfit:
        return text[:16]


def _id(workspace_id: UUID, text: str) -> UUID | None:
    """Whom the id means, also after a merge; None for what is none."""
    try:
        key = decode(Contact.ID_PREFIX, text)
    except InvalidId:
        return None
    return contacts_heirs(workspace_id=workspace_id, contact_ids=[key]).get(key, key)
