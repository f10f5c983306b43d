"""The shard of a contact's rows: which slice of a campaign's due index they stand in.

Two workers on one unsharded due index are slower than one (DESIGN §6); a worker claims one (campaign, shard) slice.
"""

from uuid import UUID

from django.db import models

SHARDS = 16


def shard_of(contact_id: UUID) -> int:
    """0 ≤ shard < SHARDS. The last byte of a UUIDv7 is random, so shards are even."""
    return contact_id.int & (SHARDS - 1)


def shard_field(contact_column: str = "contact_id") -> models.GeneratedField:
    """A stored column computed by PostgreSQL, so that no COPY or INSERT can disagree with `shard_of`."""
    return models.GeneratedField(
        expression=models.Func(
            models.F(contact_column),
            template=f"(get_byte(uuid_send(%(expressions)s), 15) & {SHARDS - 1})::smallint",
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
