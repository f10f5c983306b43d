"""Keyset pages: complete, without repeats, and unmoved by nonsense in the address."""

import pytest
from django.http import QueryDict

from frontend.paging import page_of
from templates_app.models import Template
from templates_app.selectors import template_list
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def templates() -> list[Template]:
    workspace = make_workspace()
    return [Template.objects.create(workspace=workspace, name=f"T{number}", channel="email") for number in range(5)]


def test_pages_show_every_row_once_newest_first(templates: list[Template]) -> None:
    rows = template_list(workspace=templates[0].workspace)
    seen, query, sizes = [], "search=T", []
    while query:
        page = page_of(rows, QueryDict(query), size=2)
        seen += [row.pk for row in page.rows]
        sizes.append((len(page), page.is_first))
        query = page.next_query
    assert seen == [template.pk for template in reversed(templates)]
    assert sizes == [(2, True), (2, False), (1, False)]


def test_the_other_parameters_stay(templates: list[Template]) -> None:
    page = page_of(template_list(workspace=templates[0].workspace), QueryDict("search=T&after=x"), size=2)
    assert page.first_query == "search=T"
    assert page.next_query == f"search=T&after={templates[3].pk}"


def test_oldest_first(templates: list[Template]) -> None:
    rows = template_list(workspace=templates[0].workspace)
    first = page_of(rows, QueryDict(), size=3, oldest_first=True)
    second = page_of(rows, QueryDict(first.next_query), size=3, oldest_first=True)
    assert [row.pk for row in (*first.rows, *second.rows)] == [template.pk for template in templates]


@pytest.mark.parametrize("after", ["", "x", "-1", "99999999999999999999999", "\0"])
def test_a_key_that_is_none_gives_the_first_page(templates: list[Template], after: str) -> None:
    query = QueryDict(mutable=True)
    query["after"] = after
    page = page_of(template_list(workspace=templates[0].workspace), query, size=2)
    assert page.rows[0].pk == templates[4].pk
    assert page.is_first


def test_no_rows(db: None) -> None:
    workspace: Workspace = make_workspace()
    page = page_of(template_list(workspace=workspace), QueryDict())
    assert (len(page), page.next_query, page.is_first) == (0, "", True)
