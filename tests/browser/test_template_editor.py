"""The template editor and the pages around it in a browser: built, looked at, published; two widths, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from templates_app.models import Template
from templates_app.services import approval_require, template_publish, template_update
from tests.browser.pages import axe_problems, look
from tests.factories.contacts import make_contact
from tests.factories.templates_app import email_content, make_template
from workspaces.models import Role, User, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]
CONTENT = {
    "subject": "News for {{ contact.first_name }}",
    "blocks": [
        {"type": "heading", "text": "What is new"},
        {"type": "text", "html": "<p>Hello <b>{{ contact.first_name }}</b>, this is it.</p>"},
        {"type": "columns", "columns": [{"blocks": [{"type": "heading", "text": "Left"}]}, {}]},
        {"type": "button", "text": "Read on"},
        {"type": "footer", "html": "<p>Main Street 1</p>"},
    ],
}


@pytest.fixture
def template(workspace: Workspace) -> Template:
    make_contact(workspace, email="grace@example.com", first_name="Grace")
    return make_template(workspace, name="News", content=CONTENT)


def opened(page: Page, origin: str, template: Template) -> None:
    page.goto(f"{origin}/w/acme/templates/{template.public_id}/edit/")
    expect(page.get_by_role("heading", name="Before it goes out")).to_be_visible()


def saved(page: Page, template: Template) -> dict:
    expect(page.locator(".te-save")).to_have_text("All changes saved")
    template.refresh_from_db()
    return template.content


def test_a_mail_is_built_by_mouse_and_keyboard(
    page: Page, workspace: Workspace, template: Template, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    sign_in(workspace, Role.EDITOR)
    opened(page, origin, template)
    frame = page.frame_locator("iframe.te-frame:not([data-behind])")
    expect(frame.get_by_role("heading", name="What is new")).to_be_visible()
    expect(page.get_by_text("Say where this button leads")).to_be_visible()
    page.get_by_role("button", name="Show the block").click()
    form = page.get_by_role("form", name="Settings of Button 4")
    form.get_by_role("textbox", name="Leads to").fill("https://www.campanile.example/news")
    assert saved(page, template)["blocks"][3]["url"] == "https://www.campanile.example/news"
    expect(page.get_by_text("Say where this button leads")).to_have_count(0)
    # By keys: the button one place up, then undone.
    page.get_by_role("button", name="Button Read on").press("Alt+ArrowUp")
    assert [block["type"] for block in saved(page, template)["blocks"]][2:4] == ["button", "columns"]
    page.get_by_role("button", name="Undo").click()
    assert [block["type"] for block in saved(page, template)["blocks"]][2:4] == ["columns", "button"]
    # A block in a column.
    page.get_by_role("button", name="Columns 1 + 0").click()
    page.get_by_role("button", name="Add to column 2").click()
    page.get_by_role("group", name="Kinds of blocks").get_by_role("button", name="Heading").click()
    page.get_by_role("form", name="Settings of Heading 1").last.get_by_label("Text", exact=True).fill("Right & proper")
    columns = saved(page, template)["blocks"][2]["columns"]
    assert columns[1] == {"blocks": [{"type": "heading", "text": "Right & proper"}]}
    expect(frame.get_by_role("heading", name="Right & proper")).to_be_visible()
    assert look(page, pictures, "template-editor") == []
    # A new block stands above the footer; words that are there by default can be taken away.
    page.get_by_role("button", name="Add a block").click()
    page.get_by_role("group", name="Kinds of blocks").get_by_role("button", name="Product").click()
    words = page.get_by_role("form", name="Settings of Product 5").get_by_label("Text of the button", exact=True)
    expect(words).to_have_value("View")
    words.fill("")
    expect(words).to_have_value("")
    assert saved(page, template)["blocks"][4] == {"type": "product", "button": ""}
    assert saved(page, template)["blocks"][5]["type"] == "footer"


def test_rich_text_with_variables_for_a_contact(
    page: Page, workspace: Workspace, template: Template, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    opened(page, origin, template)
    page.get_by_role("button", name="Text Hello").first.click()
    box = page.locator(".cf-rich").first
    box.click()
    box.press("Control+End")
    page.keyboard.type(" Yours,")
    page.get_by_role("group", name="Text").get_by_label("Insert a variable").first.select_option(
        "{{ contact.last_name }}"
    )
    html = saved(page, template)["blocks"][1]["html"]
    assert html == "<p>Hello <b>{{ contact.first_name }}</b>, this is it. Yours,{{ contact.last_name }}</p>"
    page.get_by_role("combobox", name="Show it for").fill("grace")
    page.get_by_role("option", name="Grace").click()
    frame = page.frame_locator("iframe.te-frame:not([data-behind])")
    expect(frame.get_by_text("Hello Grace, this is it.")).to_be_visible()
    expect(page.locator(".te-subject")).to_contain_text("News for Grace")
    page.get_by_role("button", name="Phone").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_title("The mail on a phone, dark colours")).to_be_visible()


def test_another_language_beside_the_default_one(
    page: Page, workspace: Workspace, template: Template, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    opened(page, origin, template)
    page.get_by_role("button", name="Add a language").click()
    page.get_by_role("combobox", name="Locale").fill("de_at")
    expect(page.get_by_text("Austrian German")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("textbox", name="Subject").fill("Neues")
    assert saved(page, template)["locales"]["de-AT"]["subject"] == "Neues"
    expect(page.locator(".te-subject")).to_contain_text("Neues")
    page.get_by_label("Language", exact=True).select_option("")
    expect(page.get_by_role("textbox", name="Subject")).to_have_value(CONTENT["subject"])
    expect(page.locator(".te-subject")).to_contain_text("News for Ada")


def test_publishing_comparing_and_going_back(
    page: Page, workspace: Workspace, template: Template, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    finished = [dict(block) for block in CONTENT["blocks"]]
    finished[3]["url"] = "https://www.campanile.example/"
    template_update(template=template, content={**CONTENT, "blocks": finished}, actor=Actor.system())
    sign_in(workspace, Role.EDITOR)
    opened(page, origin, template)
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog", name="Publish")
    expect(dialog.get_by_text("It becomes version 1")).to_be_visible()
    assert axe_problems(page) == []
    dialog.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published as version 1", exact=True)).to_be_visible()
    page.get_by_role("textbox", name="Subject").fill("Other news")
    saved(page, template)
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Version 1").click()
    expect(page.get_by_text("+ Other news")).to_be_visible()
    assert look(page, pictures, "template-versions") == []
    page.get_by_role("button", name="Make it the draft again").click()
    expect(page.get_by_role("textbox", name="Subject")).to_have_value(CONTENT["subject"])


def test_somebody_else_was_first(
    context: BrowserContext, workspace: Workspace, template: Template, sign_in: SignIn, origin: str
) -> None:
    # A page of its own: that the save is refused stands on the browser's console.
    page = context.new_page()
    sign_in(workspace, Role.EDITOR)
    opened(page, origin, template)
    template_update(template=template, content={**CONTENT, "subject": "Theirs"}, actor=Actor.system())
    page.get_by_role("textbox", name="Subject").fill("Mine")
    dialog = page.get_by_role("dialog", name="Somebody else changed this template")
    dialog.get_by_role("button", name="Keep mine").click()
    assert saved(page, template)["subject"] == "Mine"


def test_a_snippet_is_written_and_put_into_a_mail(
    page: Page, workspace: Workspace, template: Template, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/templates/snippets/")
    page.get_by_role("link", name="New snippet").click()
    page.get_by_label("Name").fill("greeting")
    page.get_by_role("textbox", name="Text").click()
    page.keyboard.type("Kind regards")
    assert look(page, pictures, "snippet-new") == []
    page.get_by_role("button", name="Make the snippet").click()
    expect(page.get_by_text("{% snippet 'greeting' %}").first).to_be_visible()
    assert look(page, pictures, "snippet") == []
    opened(page, origin, template)
    page.get_by_role("button", name="Heading What is new").click()
    form = page.get_by_role("form", name="Settings of Heading 1")
    form.get_by_label("Insert a variable").select_option("{% snippet 'greeting' %}")
    assert "{% snippet 'greeting' %}" in saved(page, template)["blocks"][0]["text"]
    frame = page.frame_locator("iframe.te-frame:not([data-behind])")
    expect(frame.get_by_role("heading", name="Kind regards")).to_be_visible()
    page.goto(f"{origin}/w/acme/templates/snippets/")
    assert look(page, pictures, "snippets") == []


def test_the_pages_around_it(
    page: Page, workspace: Workspace, template: Template, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    other = make_template(workspace, name="Tour", content=email_content())
    template_publish(template=other, actor=Actor.system())
    approval_require(workspace=workspace, needed=True, actor=Actor.system())
    sign_in(workspace, Role.ADMIN)
    for name, path in {
        "templates": "",
        "templates-new": "new/",
        "templates-from": "new/?from=newsletter",
        "template": f"{other.public_id}/",
    }.items():
        page.goto(f"{origin}/w/acme/templates/{path}")
        assert look(page, pictures, name) == []
