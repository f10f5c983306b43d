"""Calls to addresses that users have named. Every such call goes through here; nothing else opens connections."""

from workspaces.http.client import Answer, CallFailed, Client, Clients, Failure, call, check_url

__all__ = ["Answer", "CallFailed", "Client", "Clients", "Failure", "call", "check_url"]
