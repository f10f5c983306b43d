"""The e-mail API's mail accounts and unsubscribes (seed 002)."""
