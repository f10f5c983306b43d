"""The words of refusals."""

from workspaces.errors import FieldError, respelled


def test_a_field_is_named_alike_in_message_and_details() -> None:
    details = (FieldError("starts_at", "must be a moment"), FieldError("a.b", "the value starts_at: no"))
    message, found = respelled(
        "starts_at: must be a moment; a.b: the value starts_at: no", details, {"starts_at": "startAt", "a.b": "c"}.get
    )
    assert message == "startAt: must be a moment; c: the value starts_at: no"
    assert [each.field for each in found] == ["startAt", "c"]
    assert [each.message for each in found] == ["must be a moment", "the value starts_at: no"]
