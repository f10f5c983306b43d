"""The asynchronous client. `python -m scripts.client_sync` writes the synchronous one (`_sync`) from it."""
