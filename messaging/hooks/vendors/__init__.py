"""The vendors' hooks: one file each, as in `messaging.providers`."""
