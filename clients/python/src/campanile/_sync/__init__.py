"""The synchronous client. All but the sender, which has a thread, is written by `python -m scripts.client_sync`."""
