"""Snippets: written, named in contents, resolved when published, and bounded."""

import pytest

from templates_app.content.snippets import snippet_keys, with_snippets
from templates_app.models import Snippet
from templates_app.selectors import snippet_users, template_variables
from templates_app.services import (
    approval_require,
    snippet_create,
    snippet_delete,
    snippet_republish,
    snippet_update,
    template_archive,
    template_preview,
    template_publish,
    template_update,
)
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_member, make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Role, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
NAMED = {
    "subject": "News from {% snippet 'address' %}",
    "blocks": [
        {"type": "heading", "text": '{%- snippet "address" -%}!'},
        {"type": "text", "html": "<p>Yours,</p>{% snippet 'address' %}"},
    ],
}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def address(workspace: Workspace) -> Snippet:
    return snippet_create(
        workspace=workspace, key="address", html="<p>Main Street <b>1</b></p><p>{{ workspace.name }}</p>", actor=SYSTEM
    )


def test_markup_where_it_may_stand_and_words_elsewhere(workspace, address):
    template = make_template(workspace, content=NAMED)
    assert template.content["subject"] == NAMED["subject"]
    preview = template_preview(template=template)
    assert preview.rendered.subject == f"News from Main Street 1 {workspace.name}"
    assert "<p>Main Street <b>1</b></p>" in preview.rendered.html
    assert f"Main Street 1 {workspace.name}!</h1>" in preview.rendered.html
    assert "workspace.name" in template_variables(template=template)


def test_a_version_keeps_what_it_was_published_with(workspace, address):
    template, version = make_published(workspace, content=NAMED)
    snippet_update(snippet=address, html="<p>Other Street 2</p>", actor=SYSTEM)
    assert template_preview(template=template, version=version).rendered.subject.startswith("News from Main Street")
    assert template_preview(template=template).rendered.subject == "News from Other Street 2"
    done = snippet_republish(snippet=address, actor=SYSTEM)
    assert (done.published, done.left) == ([template], [])
    template.refresh_from_db()
    assert template.published_version.number == 2
    shown = template_preview(template=template, version=template.published_version)
    assert shown.rendered.subject == "News from Other Street 2"


def test_what_is_not_published_anew_by_itself(workspace, address):
    changed, _ = make_published(workspace, name="A", content=NAMED)
    template_update(template=changed, content={**NAMED, "preheader": "new"}, actor=SYSTEM)
    make_template(workspace, name="B", content=NAMED)
    make_published(workspace, name="C", content=email_content())
    done = snippet_republish(snippet=address, actor=SYSTEM)
    assert [(template.name, why) for template, why in done.left] == [("A", "has changes that are not published")]
    assert done.published == []


def test_where_approval_is_needed_somebody_else_is_asked(workspace, address):
    template, _ = make_published(workspace, name="A", content=NAMED)
    approval_require(workspace=workspace, needed=True, actor=SYSTEM)
    address.workspace.refresh_from_db()
    writer, other = (Actor.user(make_member(workspace, Role.ADMIN)) for _ in range(2))
    done = snippet_republish(snippet=address, actor=writer)
    assert (done.asked, done.published, done.left) == ([template], [], [])
    template.refresh_from_db()
    assert template.is_waiting
    with pytest.raises(Conflict, match="somebody else has to approve"):
        template_publish(template=template, actor=writer)
    assert template_publish(template=template, actor=other).number == 2


def test_who_uses_it_and_deleting_it(workspace, address):
    template = make_template(workspace, name="News", content=NAMED)
    make_template(workspace, content=email_content(text="the word snippet alone"))
    assert snippet_users(workspace=workspace) == {"address": [template]}
    with pytest.raises(Conflict, match="It is used by “News”"):
        snippet_delete(snippet=address, actor=SYSTEM)
    template_archive(template=template, actor=SYSTEM)
    snippet_delete(snippet=address, actor=SYSTEM)
    assert not Snippet.objects.in_workspace(workspace).exists()
    actions = AuditEntry.objects.in_workspace(workspace).filter(target_type="snippet")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == ["snippet.created", "snippet.deleted"]


def test_unknown_ones_and_other_workspaces_are_named_by_field(workspace):
    snippet_create(workspace=make_workspace(), key="address", html="<p>theirs</p>", actor=SYSTEM)
    template = make_template(workspace, content=NAMED)
    with pytest.raises(InvalidInput) as refused:
        template_publish(template=template, actor=SYSTEM)
    assert sorted((detail.field, detail.message) for detail in refused.value.details) == [
        ("content.blocks[0].text", "there is no snippet called “address”"),
        ("content.blocks[1].html", "there is no snippet called “address”"),
        ("content.subject", "there is no snippet called “address”"),
    ]
    badly = {**NAMED, "subject": "{% snippet address %}", "blocks": []}
    with pytest.raises(InvalidInput, match="write a snippet as"):
        template_preview(template=template, content=badly)


@pytest.mark.parametrize(
    ("key", "html", "field"),
    [
        ("Address", "<p>x</p>", "key"),
        ("", "<p>x</p>", "key"),
        ("a" * 41, "<p>x</p>", "key"),
        ("address", "<p>x</p>", "key"),
        ("other", "", "html"),
        ("other", "<script>1</script>", "html"),
        ("other", "{% snippet 'address' %}", "html"),
        ("other", "{% if x %}", "html"),
        ("other", "{% for i in (1..99999999) %}{% endfor %}{% include 'x' %}", "html"),
        ("other", "x" * 10_001, "html"),
        ("other", "<p>lqd00000x</p>", "html"),
    ],
)
def test_what_is_refused(workspace, address, key, html, field):
    with pytest.raises(InvalidInput) as refused:
        snippet_create(workspace=workspace, key=key, html=html, actor=SYSTEM)
    assert [detail.field for detail in refused.value.details] == [field]
    assert Snippet.objects.in_workspace(workspace).count() == 1


def test_what_runs_is_taken_out(workspace):
    made = snippet_create(
        workspace=workspace,
        key="x",
        html='<p onclick="x()">a<a href="javascript:x">b</a><img src=x onerror=x></p>',
        actor=SYSTEM,
    )
    assert made.html == "<p>a<a>b</a></p>"


def test_snippets_can_not_make_a_content_grow_without_bound():
    tag = "{% snippet 'big' %}"
    content = {"blocks": [{"type": "text", "html": tag * 900} for _ in range(100)]}
    with pytest.raises(InvalidInput) as refused:
        with_snippets(content, {"big": "<p>" + "x" * 9_000 + "</p>"})
    assert refused.value.details[0].message == "the snippets make it too long"
    assert snippet_keys(content) == {"big"}


def test_a_subject_stays_one_line(workspace):
    snippet_create(workspace=workspace, key="lines", html="<p>a</p><p>Bcc: b@example.com</p>", actor=SYSTEM)
    content = email_content(subject="{% snippet 'lines' %}")
    assert (
        template_preview(template=make_template(workspace, content=content)).rendered.subject == "a Bcc: b@example.com"
    )


def test_no_query_for_contents_without_snippets(workspace, django_assert_num_queries):
    template = make_template(workspace)
    with django_assert_num_queries(0):
        template_preview(template=template)
