"""Loading published versions: one query each, then none."""

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from templates_app.models import TemplateVersion
from templates_app.rendering import RenderFailed, load_version
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.errors import NotFound
from workspaces.ids import uuid7

pytestmark = pytest.mark.django_db


def test_a_version_is_read_once(django_assert_num_queries):
    _, version = make_published(make_workspace())
    with django_assert_num_queries(1):
        first = load_version(version.pk)
    with django_assert_num_queries(0):
        assert load_version(version.pk) is first
    assert first.render({"firstName": "Ann", "contact": {}}).subject == "Hello Ann"


def test_an_unknown_version():
    with pytest.raises(NotFound):
        load_version(uuid7())


def test_a_stored_version_that_no_longer_compiles_fails_with_a_reason():
    workspace = make_workspace()
    template, version = make_published(workspace)
    broken = TemplateVersion.objects.create(
        workspace=workspace,
        template=template,
        number=2,
        content=version.content,
        compiled={**version.compiled, "subject": "{{ x | gone }}"},
    )
    with pytest.raises(RenderFailed, match="no longer compiles: line 1: unknown filter 'gone'"):
        load_version(broken.pk)


@pytest.mark.parametrize("field", ["content", "compiled", "number"])
def test_the_database_refuses_to_change_a_version(field):
    _, version = make_published(make_workspace())
    before = TemplateVersion.objects.across_workspaces().values().get(pk=version.pk)
    with pytest.raises((InternalError, IntegrityError), match="never changes"), transaction.atomic():
        TemplateVersion.objects.across_workspaces().filter(pk=version.pk).update(**{field: 7})
    assert connection.needs_rollback is False
    assert TemplateVersion.objects.across_workspaces().values().get(pk=version.pk) == before
