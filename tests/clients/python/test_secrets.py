"""The key stands in the header of requests and nowhere else."""

import asyncio
import pickle

import pytest

from campanile import ApiError, AsyncClient, CampanileError, Client, NetworkError, UndeliveredEvents
from campanile._settings import settings_of
from tests.clients.loopback import CUT, Answer, Loopback

KEY = "cmk_0123456789abcdef"


def test_nothing_shows_the_key(loopback: Loopback, no_loop_running: None) -> None:
    loopback.say(Answer(404, {"error": {"code": "RESOURCE_NOT_FOUND"}}), CUT)
    with Client(KEY, base_url=loopback.url, retries=0) as client:
        with pytest.raises(ApiError) as refused:
            client.contacts.get("ct_1")
        with pytest.raises(NetworkError) as failed:
            client.contacts.get("ct_1")
        shown = [client, refused.value, failed.value, failed.value.__cause__, client._transport.settings]
    shown += [AsyncClient(KEY), vars(refused.value), vars(failed.value)]
    assert [text for each in shown for text in (str(each), repr(each)) if KEY in text] == []
    assert loopback.asked[0].headers["authorization"] == f"Bearer {KEY}"
    asyncio.run(shown[5].aclose())


@pytest.mark.parametrize("key", ["", "  ", "schlüssel", "two words", f"{KEY}\r\nX-Evil: 1"])
def test_what_can_be_no_key_is_refused_without_being_repeated(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAMPANILE_API_KEY", raising=False)
    with pytest.raises(CampanileError) as refused:
        Client(key)
    assert KEY not in str(refused.value)
    assert "schlüssel" not in str(refused.value)


def test_key_and_address_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPANILE_API_KEY", f"{KEY}\n")
    monkeypatch.setenv("CAMPANILE_URL", "https://campaigns.example.com/")
    with Client() as client:
        assert repr(client) == "<campanile.Client https://campaigns.example.com>"
        assert client._transport.settings.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("url", ["campaigns.example.com", "ftp://x", "https://u:p@example.com", "https://x/?key=1"])
def test_addresses_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(CampanileError, match="base_url"):
        Client(KEY, base_url=url)


def test_errors_survive_being_handed_to_another_process() -> None:
    error = ApiError("No.", status_code=404, code="RESOURCE_NOT_FOUND", request_id="req_1")
    copied = pickle.loads(pickle.dumps(error))
    assert (str(copied), copied.status_code, copied.request_id) == (str(error), 404, "req_1")
    left = pickle.loads(pickle.dumps(UndeliveredEvents([{"name": "x"}])))
    assert left.events == [{"name": "x"}]


def test_settings_have_bounds() -> None:
    for timeout, retries in ((0, 3), (30, 4), (30, -1)):
        with pytest.raises(CampanileError):
            settings_of(KEY, None, timeout, retries)
