"""Every block: what it is written as, what it refuses, what it still wants. The registry is the test list."""

import pytest

from templates_app.content.base import Content
from templates_app.content.blocks.base import Setting
from templates_app.content.blocks.registry import BLOCKS, block_schemas, block_type
from templates_app.content.blocks.theme import Theme
from templates_app.content.channels import content_type
from templates_app.content.email import EmailContent
from workspaces.errors import InvalidInput

TYPES = {block_type(block): block for block in BLOCKS}
_ROW = '<mj-section css-class="cp-content" background-color="#ffffff" padding="{padding}">'
_BUTTON = 'border-radius="6px" font-size="16px" font-weight="bold" inner-padding="12px 24px" padding="12px 24px"'

# Per type: its settings, and exactly what they become.
WRITTEN = {
    "heading": (
        {"text": 'Hi {{ firstName | default: "you" }} & <co>', "size": "medium", "align": "center"},
        '<mj-text css-class="cp-text" font-size="24px" align="center" padding="16px 24px 8px">'
        '<h2 style="margin:0;font-size:inherit;font-weight:bold;line-height:1.25">'
        'Hi {{ firstName | default: "you" }} &amp; &lt;co&gt;</h2></mj-text>',
    ),
    "text": (
        {"html": '<p onclick="x()">A <b>b</b><script>1</script></p><ul><li>1<br>2', "color": "#112233"},
        '<mj-text align="left" color="#112233" padding="8px 24px"><p>A <b>b</b></p><ul><li>1<br>2</li></ul></mj-text>',
    ),
    "image": (
        {"src": "https://e.com/a.png?b=1&c=2", "alt": 'The "shop"', "url": "https://e.com/", "width": 320},
        '<mj-image src="https://e.com/a.png?b=1&amp;c=2" alt="The &quot;shop&quot;" href="https://e.com/" '
        'width="320px" align="center" padding="8px 24px" />',
    ),
    "button": (
        {"text": "Go", "url": "https://e.com/?c={{ contact.email | url_encode }}", "full_width": True},
        '<mj-button href="https://e.com/?c={{ contact.email | url_encode }}" background-color="#1d4ed8" '
        f'color="#ffffff" align="center" width="100%" {_BUTTON}>Go</mj-button>',
    ),
    "columns": (
        {
            "layout": "1-2",
            "columns": [{"blocks": [{"type": "spacer", "height": 8}]}, {"blocks": [{"type": "divider"}]}],
            "keep_on_phones": True,
        },
        _ROW.format(padding="0") + '<mj-group><mj-column width="33.33%" vertical-align="top"><mj-spacer height="8px" />'
        '</mj-column><mj-column width="66.67%" vertical-align="top"><mj-divider border-color="#d1d5db" '
        'border-width="1px" padding="12px 24px" /></mj-column></mj-group></mj-section>',
    ),
    "divider": (
        {"color": "#000000", "thickness": 3},
        '<mj-divider border-color="#000000" border-width="3px" padding="12px 24px" />',
    ),
    "spacer": ({}, '<mj-spacer height="24px" />'),
    "product": (
        {"name": "{{ item.name }}", "price": "5 €", "url": "{{ item.url }}", "each": "trigger.products", "limit": 2},
        "{% for item in trigger.products limit: 2 %}" + _ROW.format(padding="8px 0") + "<mj-column>"
        '<mj-text css-class="cp-text" padding="0 24px"><p><b>{{ item.name }}</b></p><p>5 €</p></mj-text>'
        '<mj-button href="{{ item.url }}" background-color="#1d4ed8" color="#ffffff" align="left" '
        f"{_BUTTON}>View</mj-button></mj-column></mj-section>{{% endfor %}}",
    ),
    "social": (
        {"links": [{"network": "X", "url": "https://x.com/a"}, {"network": "GitHub", "url": "https://github.com/a"}]},
        '<mj-text css-class="cp-text" align="center" font-size="14px" padding="8px 24px"><a href="https://x.com/a">X</a>'
        ' &#183; <a href="https://github.com/a">GitHub</a></mj-text>',
    ),
    "footer": (
        {"html": "<p>Main Street 1</p>", "preferences": "Choose"},
        '<mj-section padding="16px 0"><mj-column><mj-text css-class="cp-text" align="center" font-size="12px" '
        'padding="0 24px"><p>Main Street 1</p><p><a href="{{ unsubscribe_url }}">Unsubscribe</a> &#183; '
        '<a href="{{ preferences_url }}">Choose</a></p></mj-text></mj-column></mj-section>',
    ),
    "mjml": ({"mjml": "<mj-text>{{ email }}</mj-text>"}, "<mj-text>{{ email }}</mj-text>"),
}


def email(*blocks, **fields):
    return {"subject": "S", "blocks": list(blocks), **fields}


def parsed(*blocks, **fields) -> EmailContent:
    return content_type("email").parse(email(*blocks, **fields))


def compiled(*blocks, message_type="marketing", **fields):
    return content_type("email").compile(parsed(*blocks, **fields), message_type=message_type)


def refusals(*blocks, **fields):
    with pytest.raises(InvalidInput) as refused:
        compiled(*blocks, **fields)
    return [(detail.field, detail.message) for detail in refused.value.details]


def test_every_block_has_its_case():
    assert set(WRITTEN) == set(TYPES)
    assert all(issubclass(block, Content) and block.label and block.__doc__ for block in BLOCKS)


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_it_is_written_as(kind):
    settings, expected = WRITTEN[kind]
    content = parsed({"type": kind, **settings})
    assert content.blocks[0].to_mjml(Setting(Theme(), "marketing")) == expected
    rendered = content_type("email").compile(content, message_type="marketing").render({"unsubscribe_url": "#u"})
    assert rendered.html.startswith("<!doctype html>")


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_new_one_can_be_stored_and_shown_before_it_is_filled_in(kind):
    columns = {"columns": [{}, {}]} if kind == "columns" else {}
    stored = parsed({"type": kind, **columns}).model_dump(exclude_unset=True)
    assert stored["blocks"] == [{"type": kind, **columns}]
    assert compiled(*stored["blocks"]).render({}).html


def test_the_schemas_carry_the_hints_of_the_form():
    schemas = {schema["type"]: schema for schema in block_schemas()}
    assert list(schemas) == list(TYPES)
    assert schemas["button"]["schema"]["properties"]["url"]["x-editor"] == "url"
    assert schemas["text"]["schema"]["properties"]["html"]["x-editor"] == "rich-text"
    assert [kind for kind, schema in schemas.items() if not schema["inColumns"]] == ["columns", "product", "footer"]


def test_a_transactional_mail_shows_no_link_to_leave():
    block = {"type": "footer", "html": "<p>Main Street 1</p>"}
    stored = compiled(block, message_type="transactional").stored
    assert "unsubscribe_url" not in stored["html"] + stored["text"]


def test_consecutive_blocks_share_a_row_and_rows_stand_by_themselves():
    html = compiled({"type": "heading"}, {"type": "spacer"}, {"type": "footer"}, {"type": "divider"}).stored["html"]
    assert html.count('class="cp-content"') == 2
    assert html.count("Unsubscribe") == 1


def test_the_theme_is_in_the_attributes_and_the_styles():
    theme = {"font": "georgia", "width": 640, "text": "#101010", "dark_text": "#fafafa"}
    html = compiled({"type": "text", "html": "<p>x</p>"}, theme=theme).stored["html"]
    assert "font-family:Georgia, Times, serif;font-size:16px;line-height:1.5;text-align:left;color:#101010" in html
    assert "max-width:640px" in html
    assert "color: #fafafa !important" in html
    bright = compiled({"type": "text", "html": "<p>x</p>"}, theme={"dark": False}).stored["html"]
    assert "prefers-color-scheme" not in bright
    assert '<meta name="color-scheme" content="light" />' in bright


@pytest.mark.parametrize(
    ("block", "field", "words"),
    [
        ({"type": "button", "url": "javascript:alert(1)"}, "[0].url", "must not run code"),
        ({"type": "button", "url": "e.com"}, "[0].url", "must begin with https://"),
        ({"type": "image", "src": "a.png"}, "[0].src", "must begin with https://"),
        ({"type": "text", "html": '<a href="e.com/x">x</a>'}, "[0].html", "the link to 'e.com/x' must begin"),
        ({"type": "text", "html": "{% if a %}"}, "[0].html", "never closed by 'endif'"),
        ({"type": "heading", "text": "{{ a | no_such }}"}, "[0].text", "unknown filter"),
        ({"type": "heading", "text": "a\nb"}, "[0].text", "pattern"),
        ({"type": "heading", "text": "lqd00000x"}, "[0].text", "reserved"),
        ({"type": "heading", "size": "huge"}, "[0].size", "'large', 'medium' or 'small'"),
        ({"type": "heading", "level": 4}, "[0].level", "unknown field"),
        ({"type": "heading", "color": "red;x"}, "[0].color", "pattern"),
        ({"type": "product", "each": "a | b"}, "[0].each", "pattern"),
        ({"type": "social", "links": [{"network": "X", "url": "x"}]}, "[0].links[0].url", "must begin with"),
        ({"type": "columns", "columns": [{}, {}], "layout": "1-1-1"}, "[0]", "need 3 columns"),
        (
            {"type": "columns", "columns": [{"blocks": [{"type": "button", "url": "e.com"}]}, {}]},
            "[0].columns[0].blocks[0].url",
            "must begin with",
        ),
        ({"type": "columns", "columns": [{"blocks": [{"type": "footer"}]}, {}]}, "[0].columns[0].blocks[0]", "footer"),
        (
            {"type": "columns", "columns": [{"blocks": [{"type": "mjml", "mjml": "<mj-section></mj-section>"}]}, {}]},
            "[0].columns[0].blocks[0]",
            "rows can't stand in a column",
        ),
        ({"type": "mjml", "mjml": "</mj-column></mj-section>"}, "[0].mjml", "closes nothing"),
        ({"type": "mjml", "mjml": "<mj-text>"}, "[0].mjml", "never closed"),
        ({"type": "mjml", "mjml": "<mj-text></mj-text><!--"}, "[0].mjml", "a comment is never closed"),
        ({"type": "mjml", "mjml": "<![CDATA[ > ]]>"}, "[0].mjml", "begins no tag"),
        ({"type": "mjml", "mjml": "<mj-style>p{}</mj-style>"}, "[0].mjml", "can't stand inside"),
        ({"type": "mjml", "mjml": "<mj-raw><script>1</script></mj-raw>"}, "[0].mjml", "<script> is not allowed"),
        ({"type": "mjml", "mjml": "<mj-raw><a onclick='x'>1</a></mj-raw>"}, "[0].mjml", "'onclick' is not allowed"),
        ({"type": "mjml", "mjml": "<mj-include path='/etc/passwd' />"}, "[0].mjml", "not available"),
        ({"type": "banner"}, "[0]", "'banner'"),
    ],
)
def test_what_is_refused_and_where(block, field, words):
    ((found, message),) = refusals(block)
    assert found == f"content.blocks{field}"
    assert words in message


def test_everything_that_is_wrong_is_said_at_once():
    found = refusals({"type": "heading", "text": "{{"}, {"type": "button", "url": "e.com"}, subject="{{ x")
    assert [field for field, _ in found] == ["content.blocks[0].text", "content.blocks[1].url", "content.subject"]


def test_a_hundred_blocks_and_no_more():
    assert compiled(*[{"type": "spacer"}] * 100).stored
    ((field, message),) = refusals(*[{"type": "spacer"}] * 101)
    assert (field, "at most 100" in message) == ("content.blocks", True)


def test_a_theme_is_for_blocks():
    with pytest.raises(InvalidInput, match="a theme is for blocks"):
        content_type("email").parse({"subject": "S", "html": "<p>x</p>", "theme": {}})


def test_the_gaps_that_keep_it_from_being_published():
    kind = content_type("email")
    blocks = [{"type": kind_of} for kind_of in TYPES if kind_of != "columns"]
    blocks.append({"type": "columns", "columns": [{"blocks": [{"type": "image"}]}, {}]})
    assert [gap.field.removeprefix("content.blocks") for gap in kind.gaps(parsed(*blocks))] == [
        "[0].text",
        "[1].html",
        "[2].src",
        "[3].text",
        "[3].url",
        "[6].name",
        "[6].url",
        "[7].links",
        "[9].mjml",
        "[10].columns[0].blocks[0].src",
    ]
    assert [gap.field for gap in kind.gaps(parsed())] == ["content.blocks"]
    assert kind.gaps(kind.parse({"subject": "S", "html": "<p>x</p>"})) == []
