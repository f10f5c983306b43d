"""Public keys of websites: made for origins as browsers spell them, ended, and refused by name."""

import pytest

from contacts.models import SiteKey
from contacts.selectors.site_keys import site_key_find, site_key_list
from contacts.services.site_keys import site_key_create, site_key_revoke
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

ACTOR = Actor.system("test")


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def test_origins_are_kept_as_browsers_send_them(workspace: Workspace) -> None:
    given = [
        "HTTPS://Shop.Example.com:443/cart?x=1",
        "http://localhost:3000",
        " https://bücher.example ",
        "https://shop.example.com",
    ]
    key = site_key_create(workspace=workspace, name=" Shop ", origins=given, actor=ACTOR)
    assert (key.name, key.origins) == (
        "Shop",
        ["https://shop.example.com", "http://localhost:3000", "https://xn--bcher-kva.example"],
    )
    assert key.token.startswith("cmpp_")
    assert site_key_find(key.token) == key
    assert list(site_key_list(workspace)) == [key]


@pytest.mark.parametrize(
    ("name", "origins", "field"),
    [
        ("", ["https://a.example"], "name"),
        ("x" * 121, ["https://a.example"], "name"),
        ("x", [], "origins"),
        ("x", [" "], "origins"),
        ("x", [f"https://a{n}.example" for n in range(21)], "origins"),
        ("x", ["example.com"], "origins"),
        ("x", ["ftp://example.com"], "origins"),
        ("x", ["https://*.example.com"], "origins"),
        ("x", ["https://exa mple.com"], "origins"),
        ("x", ["https://a.example:port"], "origins"),
        ("x", ["https://" + "a" * 300], "origins"),
        ("x", ["null"], "origins"),
    ],
)
def test_what_is_none_is_refused(workspace: Workspace, name: str, origins: list[str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        site_key_create(workspace=workspace, name=name, origins=origins, actor=ACTOR)
    assert [detail.field for detail in refused.value.details] == [field]
    assert not SiteKey.objects.in_workspace(workspace).exists()


def test_an_ended_key_is_nobodys_and_ends_once(workspace: Workspace) -> None:
    key = site_key_create(workspace=workspace, name="x", origins=["https://a.example"], actor=ACTOR)
    for _ in range(2):
        site_key_revoke(key=key, actor=ACTOR)
    assert site_key_find(key.token) is None
    assert list(site_key_list(workspace)) == []
    lines = AuditEntry.objects.in_workspace(workspace).filter(target_id=key.public_id).order_by("pk")
    actions = lines.values_list("action", flat=True)
    assert list(actions) == ["site_key.created", "site_key.revoked"]
    assert [site_key_find(text) for text in ("", "\x00", "ü", "cmpp_x")] == [None] * 4
