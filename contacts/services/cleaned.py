"""Fields of contacts as somebody says them, made what is stored, or refused by name; for one contact or many."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from contacts.cleaning import (
    Unfit,
    clean_attribute,
    clean_email,
    clean_phone,
    clean_score,
    clean_tags,
    clean_text,
    clean_timezone,
)
from contacts.models import AttributeDefinition
from contacts.services.attributes import attributes_learn
from workspaces.errors import FieldError, InvalidInput
from workspaces.json_checks import json_problems
from workspaces.pydantic_words import fault_words

_MAX_ATTRIBUTES = 200


class ContactFields(BaseModel):
    """What may be said of a contact; what is left out stays as it is, None takes a value away."""

    model_config = ConfigDict(extra="forbid")

    email: StrictStr | None = None
    phone: StrictStr | None = None
    external_id: StrictStr | None = None
    first_name: StrictStr | None = None
    last_name: StrictStr | None = None
    timezone: StrictStr | None = None
    score: StrictInt | None = None
    tags: Annotated[list[StrictStr], Field(max_length=200)] | None = None
    attributes: Annotated[dict[StrictStr, Any], Field(max_length=_MAX_ATTRIBUTES)] | None = None


def fields_cleaned(workspace_id: UUID, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields (ContactFields) as they are stored. Raises InvalidInput naming each one that is wrong."""
    (found,) = many_cleaned(workspace_id, [fields])
    if isinstance(found, InvalidInput):
        raise found
    return found


def many_cleaned(workspace_id: UUID, items: Iterable[object]) -> list[dict[str, Any] | InvalidInput]:
    """The same for many, each by itself; one query for the kinds of their attributes, and few more for new ones."""
    shaped = [_shaped(fields) for fields in items]
    kinds = _kinds(workspace_id, [each for each in shaped if not isinstance(each, InvalidInput)])
    return [each if isinstance(each, InvalidInput) else _cleaned(each, kinds) for each in shaped]


def _shaped(fields: object) -> dict[str, Any] | InvalidInput:
    if not isinstance(fields, Mapping):
        return InvalidInput.of("body", "must be an object")
    if unstorable := list(json_problems(dict(fields), "")):
        return InvalidInput("The contact is not valid.", unstorable)
    try:
        return ContactFields.model_validate(dict(fields)).model_dump(exclude_unset=True)
    except ValidationError as error:
        faults = [_fault(fault["loc"], fault["type"], fault_words(fault)) for fault in error.errors(include_url=False)]
        return InvalidInput("The contact is not valid.", faults)


def _fault(location: tuple[int | str, ...], kind: str, message: str) -> FieldError:
    path = ".".join(str(part) for part in location)
    if kind == "extra_forbidden":
        return FieldError(path, "unknown field", "unknown_field")
    return FieldError(path, message)


def _kinds(workspace_id: UUID, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The kinds of all attributes that are named; new ones are learned from the first value that anybody has.

    A key that can't be one is left out, and refused where it stands.
    """
    samples: dict[str, Any] = {}
    for given in items:
        for key, value in (given.get("attributes") or {}).items():
            if samples.get(key) is None:
                samples[key] = value
    if not samples:
        return {}
    rows = AttributeDefinition.objects.in_workspace(workspace_id).filter(key__in=list(samples))
    kinds: dict[str, Any] = dict(rows.values_list("key", "kind"))
    unknown = {key: value for key, value in samples.items() if key not in kinds and value is not None}
    try:
        return kinds | attributes_learn(workspace_id=workspace_id, samples=unknown) if unknown else kinds
    except InvalidInput as error:
        wrong = {detail.field.removeprefix("attributes.") for detail in error.details}
        usable = {key: value for key, value in unknown.items() if key[:64] not in wrong}
        return kinds | _learned_one_by_one(workspace_id, usable)


def _learned_one_by_one(workspace_id: UUID, samples: Mapping[str, Any]) -> dict[str, Any]:
    kinds: dict[str, Any] = {}
    for key, value in samples.items():
        try:
            kinds |= attributes_learn(workspace_id=workspace_id, samples={key: value})
        except InvalidInput:
            continue
    return kinds


def _cleaned(given: Mapping[str, Any], kinds: Mapping[str, Any]) -> dict[str, Any] | InvalidInput:
    cleaned: dict[str, Any] = {}
    faults = []
    for key, value in given.items():
        try:
            cleaned[key] = value if key == "attributes" else _clean(key, value)
        except Unfit as unfit:
            faults.append(FieldError(key, unfit.message, unfit.code))
    if "attributes" in given:
        cleaned["attributes"], more = _clean_attributes(given["attributes"] or {}, kinds)
        faults += more
    return InvalidInput(f"{faults[0].field}: {faults[0].message}", faults) if faults else cleaned


def _clean(key: str, value: Any) -> Any:
    match key:
        case "tags":
            return clean_tags(value or ())
        case "score":
            return clean_score(value or 0)
        case "email" | "phone" | "external_id" if not value:
            return None
        case "email":
            return clean_email(value)
        case "phone":
            return clean_phone(value)
        case "timezone":
            return clean_timezone(value or "")
    return clean_text(value or "", 120)


def _clean_attributes(given: Mapping[str, Any], kinds: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
    cleaned: dict[str, Any] = {}
    faults = []
    for key, value in given.items():
        field = f"attributes.{key[:64]}"
        if value is None:
            cleaned[key] = None
        elif key not in kinds:
            faults.append(FieldError(field, "must be a name of letters, digits and _", "attribute_key"))
        else:
            try:
                cleaned[key] = clean_attribute(kinds[key], value)
            except Unfit as unfit:
                faults.append(FieldError(field, unfit.message, unfit.code))
    return cleaned, faults
