"""The channel service's manners (seed 004): bare objects with `_id`, lists as `{"data", "total"}`, its errors.

Its resources live in the apps that own them, in `<app>/api/channel/`.
"""

PREFIX = "/channel-service/v1/"
