"""The words that configs share are those of the apps below, which this package can't import: they need the ORM."""

from typing import get_args

from campaigns.nodes.fields import FIELD_PATTERN, READ_ONLY_FIELDS, Channel
from contacts.services import attributes, sets
from workspaces import channels


def test_channels_are_those_of_the_product() -> None:
    assert list(get_args(Channel)) == channels.Channel.values


def test_fields_that_can_be_set_are_those_of_contacts() -> None:
    assert sets._NEVER == READ_ONLY_FIELDS
    assert f"^{attributes._KEY.pattern}$" == FIELD_PATTERN
