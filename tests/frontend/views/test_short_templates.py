"""Templates that are a few fields: written, previewed while being written, saved and published."""

import pytest
from django.test import Client

from messaging.site.feed import feed_of
from templates_app.models import Template
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
NEW = "/w/acme/templates/short/new/?channel=sms"
PREVIEW = "/w/acme/templates/short/preview/?channel=sms"
FORM = {"name": "Offer", "message_type": "marketing", "content.text": "Hi {{firstName}}", "content.opt_out": ""}


def only(workspace: Workspace) -> Template:
    return Template.objects.in_workspace(workspace).get()


def test_a_new_one_begins_empty_with_its_defaults(editor: Client) -> None:
    page = editor.get(NEW).content.decode()
    assert 'value="Reply STOP to opt out"' in page
    assert "It appears here as you write." in page
    assert editor.get("/w/acme/templates/short/new/?channel=email").status_code == 404
    assert "short/new/?channel=sms" in editor.get("/w/acme/templates/").content.decode()


def test_it_is_saved_as_a_draft_changed_and_published(workspace: Workspace, editor: Client) -> None:
    answer = editor.post(NEW, {**FORM, "action": "save"})
    template = only(workspace)
    page = f"/w/acme/templates/{template.public_id}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert (template.name, template.channel, template.state) == ("Offer", "sms", "DRAFT")
    assert template.content == {"text": "Hi {{firstName}}", "short_links": False}
    assert f'href="{page}short/"' in editor.get(page).content.decode()
    assert "Hi {{firstName}}</textarea>" in editor.get(f"{page}short/").content.decode()
    changed = {**FORM, "content.text": "One\r\ntwo", "content.opt_out": "Text STOP", "action": "publish"}
    assert editor.post(f"{page}short/", changed).status_code == 302
    template = only(workspace)
    assert template.state == "PUBLISHED"
    assert template.published_version is not None
    assert template.published_version.compiled == {"text": "One\ntwo\nText STOP"}
    assert "transactional" not in editor.get(f"{page}short/").content.decode()


def test_the_preview_counts_while_somebody_writes(editor: Client) -> None:
    text = editor.post(PREVIEW, {**FORM, "content.text": "Hi {{firstName}} {{ contact.plan }}€"}).content.decode()
    assert "Hi Ada €\nReply STOP to opt out" in text
    assert "1 segment: 31 characters used, room for 129 more" in text
    assert "no value for: contact.plan" in text
    assert "Reply STOP" not in editor.post(PREVIEW, {**FORM, "message_type": "transactional"}).content.decode()
    assert "It appears here" in editor.post(PREVIEW, {**FORM, "content.text": ""}).content.decode()
    assert "text-error" in editor.post(PREVIEW, {**FORM, "content.text": "{{ a | nope }}"}).content.decode()
    assert not Template.unscoped_objects.exists()


def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(workspace: Workspace, editor: Client) -> None:
    answer = editor.post(NEW, {**FORM, "name": " ", "content.text": ""})
    assert answer.status_code == 200
    template = make_published(workspace, channel="sms", content={"text": "Old"})[0]
    wrong = {**FORM, "content.opt_out": "{{ a }}"}
    answer = editor.post(f"/w/acme/templates/{template.public_id}/short/", wrong)
    assert answer.status_code == 200
    assert 'id="f-content-opt_out-fault"' in answer.content.decode()
    assert only(workspace).content == {"text": "Old"}


def test_a_draft_that_does_not_compile_is_saved_and_not_published(workspace: Workspace, editor: Client) -> None:
    said = editor.post(NEW, {**FORM, "content.text": "{{ a | nope }}", "action": "publish"}, follow=True)
    assert "It is saved, and not published" in said.content.decode()
    assert only(workspace).state == "DRAFT"


def test_viewers_write_nothing(workspace: Workspace, viewer: Client) -> None:
    assert viewer.get(NEW).status_code == 403
    assert viewer.post(NEW, FORM).status_code == 403
    assert viewer.post(PREVIEW, FORM).status_code == 403
    assert not Template.objects.in_workspace(workspace).exists()


def test_languages_are_added_previewed_saved_and_removed(workspace: Workspace, editor: Client) -> None:
    added = editor.post(NEW, {**FORM, "new_locale": "de_at", "action": "add"}).content.decode()
    assert 'name="locale" value="de-AT"' in added
    assert 'name="content.locales.de-AT.text"' in added
    wrong = editor.post(NEW, {**FORM, "new_locale": "german", "action": "add"}).content.decode()
    assert "Write the language as de, or de-AT" in wrong
    both = {**FORM, "locale": "de", "content.locales.de.text": "Hallo {{firstName}}"}
    assert "Hallo Ada" in editor.post(PREVIEW, {**both, "preview_locale": "de"}).content.decode()
    assert "Hi Ada" in editor.post(PREVIEW, both).content.decode()
    editor.post(NEW, {**both, "action": "save"})
    template = only(workspace)
    assert template.content["locales"] == {"de": {"text": "Hallo {{firstName}}"}}
    page = editor.get(f"/w/acme/templates/{template.public_id}/?locale=de").content.decode()
    assert "Hallo Ada" in page
    assert '<option value="de" selected>German</option>' in page
    path = f"/w/acme/templates/{template.public_id}/short/"
    faulty = editor.post(path, {**both, "content.locales.de.text": "{{ a | nope }}", "action": "publish"}, follow=True)
    assert "It is saved, and not published" in faulty.content.decode()
    empty = editor.post(path, {**both, "content.locales.de.text": "", "action": "save"}).content.decode()
    assert 'id="f-content-locales-de-text-fault"' in empty
    removed = editor.post(path, {**both, "action": "remove:de"}).content.decode()
    assert "content.locales.de.text" not in removed
    editor.post(path, {**FORM, "action": "save"})
    assert "locales" not in only(workspace).content


def test_a_test_is_sent_from_the_form_as_it_stands(workspace: Workspace, editor: Client) -> None:
    assert "Save the draft first" in editor.get(NEW).content.decode()
    template = make_published(workspace, channel="onsite", content={"title": "Old"})[0]
    make_sender(workspace, channel="onsite", provider="onsite", from_address="Shop", config={})
    contact = make_contact(workspace, email="bo@example.com", first_name="Bo")
    path = f"/w/acme/templates/{template.public_id}/short/"
    form = {"name": "x", "content.title": "New {{firstName}}", "content.hours": "5", "action": "test"}
    page = editor.post(path, {**form, "test_to": "bo@example.com"}).content.decode()
    assert "A test is on its way to bo@example.com." in page
    assert 'value="New {{firstName}}"' in page
    [item] = feed_of(contact=contact)
    assert item.title == "[Test] New Bo"
    for to, words in (("", "choose a contact"), ("no@example.com", "there is no such contact")):
        assert words in editor.post(path, {**form, "test_to": to}).content.decode()
    assert only(workspace).content == {"title": "Old"}


def test_a_whatsapp_form_asks_for_what_its_header_needs_and_shows_names_for_what_comes_later(
    workspace: Workspace, editor: Client
) -> None:
    path = "/w/acme/templates/short/{}/?channel=whatsapp"
    page = editor.get(path.format("new")).content.decode()
    for name, answers in (("header_text", "text"), ("header", "text image video document"), ("filename", "document")):
        shown = page[: page.index(f'for="f-content-{name}"')].rpartition("<div ")[2]
        assert f'data-when="f-content-header_format" data-is="{answers}"' in shown
    body = {"content.template": "order", "content.language": "de", "content.body": "Hi {{1}}, {{2}}"}
    places = {"content.parameters": "{{ firstName }}\n{{ trigger.order }}", "content.approval": "approved"}
    form = {"name": "Order", "message_type": "transactional", **body, **places}
    shown = editor.post(path.format("preview"), {**form, "content.header_format": "none"}).content.decode()
    assert "Hi Ada, ‹order›" in shown
    empty = {**form, "content.parameters": "{{ firstName }}\n{{ contact.plan }}"}
    faulty = editor.post(path.format("preview"), empty).content.decode()
    assert "“What stands in the places”, line 2: is empty for this contact" in faulty
    hidden = {"content.header_format": "none", "content.filename": "a.pdf", "content.header": "https://x.example"}
    assert editor.post(path.format("new"), {**form, **hidden, "action": "publish"}).status_code == 302
    template = only(workspace)
    assert (template.state, template.content.keys() & {"filename", "header"}) == ("PUBLISHED", set())


def test_what_a_draft_says_nothing_of_stands_as_it_is_sent(workspace: Workspace, editor: Client) -> None:
    template = make_published(workspace, channel="sms", content={"text": "Hi"})[0]
    page = editor.get(f"/w/acme/templates/{template.public_id}/short/").content.decode()
    assert 'value="Reply STOP to opt out"' in page
    push = {"name": "x", "message_type": "marketing", "content.title": "New", "content.body": "Look"}
    more = {"content.url": "https://shop.example/new", "content.image": "https://shop.example/i.png"}
    shown = editor.post("/w/acme/templates/short/preview/?channel=push", {**push, **more}).content.decode()
    assert 'The picture comes from <span class="break-all">https://shop.example/i.png</span>.' in shown
    assert 'A tap leads to <span class="break-all">https://shop.example/new</span>.' in shown
