"""The kinds of wait, one file each. `campaigns.nodes.wait` is the node that offers them."""
