"""Whoever refers to contacts is a holder of personal data; a new model without one fails here."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from contacts.models import Contact
from contacts.privacy.registry import holders


def refers_to_a_contact(field: models.Field) -> bool:  # type: ignore[type-arg]
    """A foreign key to a contact, or a plain column that is called after one."""
    if isinstance(field, models.ForeignKey | models.OneToOneField):
        return field.related_model is Contact
    base = field.base_field if isinstance(field, ArrayField) else field
    named = field.name in ("contact", "contact_id", "contact_ids", "contacts")
    return named and isinstance(base, models.UUIDField)


def test_every_model_that_refers_to_contacts_has_one_holder() -> None:
    found = {
        model._meta.label
        for model in apps.get_models()
        if any(refers_to_a_contact(field) for field in model._meta.get_fields() if isinstance(field, models.Field))
    }
    held = [label for holder in holders() for label in holder.models]
    assert sorted(held) == sorted(found)


def test_higher_apps_come_first() -> None:
    assert [holder.key for holder in holders()] == ["campaigns", "messaging", "webhooks", "contacts"]
