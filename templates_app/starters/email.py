"""Beginnings of e-mails. Pictures and addresses are left to be filled in; publishing asks for them."""

from typing import Any

from templates_app.starters.base import Starter
from workspaces.channels import MessageType

_GREETING = '<p>Hello {{ contact.first_name | default: "there" }},</p>'
_FOOTER: dict[str, Any] = {
    "type": "footer",
    "html": "<p>{{ workspace.name }}<br>Your postal address</p>",
    "preferences": "Choose what you get",
}
_BLANK: dict[str, Any] = {
    "subject": "Your subject",
    "blocks": [
        {"type": "heading", "text": "Your title"},
        {"type": "text", "html": f"{_GREETING}<p>Your text.</p>"},
        _FOOTER,
    ],
}
_WELCOME: dict[str, Any] = {
    "subject": "Welcome, {{ contact.first_name | default: 'and thank you' }}",
    "preheader": "How to begin",
    "blocks": [
        {"type": "heading", "text": "Welcome"},
        {"type": "text", "html": f"{_GREETING}<p>it is good to have you with us. Here is how to begin:</p>"},
        {
            "type": "columns",
            "layout": "1-1-1",
            "columns": [
                {
                    "blocks": [
                        {"type": "heading", "text": title, "size": "small"},
                        {"type": "text", "html": f"<p>{words}</p>"},
                    ]
                }
                for title, words in (
                    ("1. Look around", "See what there is."),
                    ("2. Try it", "It takes a minute."),
                    ("3. Ask us", "Just reply to this mail."),
                )
            ],
        },
        {"type": "button", "text": "Begin"},
        _FOOTER,
    ],
}
_NEWSLETTER: dict[str, Any] = {
    "subject": "What is new at {{ workspace.name }}",
    "preheader": "Three things worth your time",
    "blocks": [
        {"type": "heading", "text": "What is new", "align": "center"},
        {"type": "image", "alt": ""},
        {"type": "text", "html": f"{_GREETING}<p>The most important news first, in a few sentences.</p>"},
        {"type": "button", "text": "Read on"},
        {"type": "divider"},
        {
            "type": "columns",
            "columns": [
                {
                    "blocks": [
                        {"type": "heading", "text": title, "size": "small"},
                        {"type": "text", "html": "<p>A short text about it.</p>"},
                    ]
                }
                for title in ("The second story", "The third story")
            ],
        },
        {"type": "social", "links": [{"network": "Website"}, {"network": "LinkedIn"}]},
        _FOOTER,
    ],
}
_CART: dict[str, Any] = {
    "subject": "You left something behind",
    "preheader": "It is still there for you",
    "blocks": [
        {"type": "heading", "text": "Still thinking about it?"},
        {"type": "text", "html": f"{_GREETING}<p>what you chose is still in your cart:</p>"},
        {
            "type": "product",
            "name": "{{ item.name }}",
            "price": "{{ item.price }}",
            "image": "{{ item.image }}",
            "url": "{{ item.url }}",
            "each": "trigger.products",
        },
        {"type": "button", "text": "Back to the cart", "url": "{{ trigger.cart_url }}"},
        _FOOTER,
    ],
}
_RECEIPT: dict[str, Any] = {
    "subject": "Your order {{ trigger.order_id }}",
    "blocks": [
        {"type": "heading", "text": "Thank you for your order"},
        {"type": "text", "html": f"{_GREETING}<p>we have your order {{{{ trigger.order_id }}}}.</p>"},
        {
            "type": "product",
            "name": "{{ item.name }}",
            "price": "{{ item.price }}",
            "image": "{{ item.image }}",
            "button": "",
            "each": "trigger.products",
            "limit": 50,
        },
        {"type": "divider"},
        {"type": "text", "html": "<p><b>Total: {{ trigger.total }}</b></p>", "align": "right"},
        {"type": "footer", "html": "<p>{{ workspace.name }}<br>Your postal address</p>"},
    ],
}
_MJML = """<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Hello {{ contact.first_name | default: "there" }}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>"""

EMAILS = (
    Starter("blank", "Blank", "A title, a text and a footer.", _BLANK),
    Starter("welcome", "Welcome", "Greets newcomers and shows three steps to begin with.", _WELCOME),
    Starter("newsletter", "Newsletter", "A lead story with a picture, and two short ones side by side.", _NEWSLETTER),
    Starter("cart", "Cart reminder", "Shows the products that came with the event, and leads back to the cart.", _CART),
    Starter(
        "receipt",
        "Order receipt",
        "Transactional: the order with its lines and total.",
        _RECEIPT,
        message_type=MessageType.TRANSACTIONAL,
    ),
    Starter("mjml", "MJML by hand", "For whoever writes MJML.", {"subject": "Your subject", "mjml": _MJML}),
    Starter(
        "html",
        "HTML by hand",
        "For a mail that is there already as HTML.",
        {"subject": "Your subject", "html": "<p>Your text.</p>"},
    ),
)
