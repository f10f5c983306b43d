"""The channel service (seed 004): campaigns and their touchpoints, as the SDKs see them."""
