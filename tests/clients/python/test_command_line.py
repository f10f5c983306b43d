"""The command `campanile` against the running server: what it prints, what it changes, how it ends."""

import csv
import json
import os
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from campaigns.models import Campaign
from campaigns.selectors import campaign_document
from campaigns.services import campaign_launch
from campanile import Client
from campanile._sync.transport import Transport
from campanile.cli import contacts as contact_commands
from campanile.cli.config import config_path
from campanile.cli.contacts import wait_for
from campanile.cli.events import follow
from campanile.cli.main import cli
from contacts.models import Contact, ContactImport
from contacts.services.import_lease import import_next
from contacts.services.imports import import_run
from tests.architecture.sources import CLIENT, ROOT
from tests.factories.campaigns import SYSTEM, flow, make_campaign
from tests.factories.templates_app import make_published
from workspaces.models import Workspace

WAITING = flow(("t", "trigger_api", {}), ("w", "wait", {"duration": {"value": 1, "unit": "days"}}), ("e", "end", {}))


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nobody is logged in."""
    for name in ("CAMPANILE_API_KEY", "CAMPANILE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CAMPANILE_CONFIG", str(tmp_path / "config" / "config.json"))
    return tmp_path


@pytest.fixture
def logged_in(home: Path, server: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and address are in the environment."""
    monkeypatch.setenv("CAMPANILE_API_KEY", key)
    monkeypatch.setenv("CAMPANILE_URL", server)


def run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(cli, list(arguments), **options)


def told(*arguments: str) -> Any:
    """What a command says as JSON."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


class TestLogin:
    def test_the_key_is_kept_where_only_its_owner_reads_it(self, home: Path, server: str, key: str) -> None:
        result = run("login", "--url", server, input=f"{key}\n")
        assert (result.exit_code, key in result.output) == (0, False), result.output
        assert stat.S_IMODE(config_path().stat().st_mode) == 0o600
        assert json.loads(config_path().read_text()) == {"url": server, "api_key": key}
        assert run("campaigns", "list").stdout == "There are no campaigns.\n"
        config_path().chmod(0o644)
        assert "others can read" in run("campaigns", "list").stderr
        assert told("logout")["removed"] is True
        assert not config_path().exists()
        assert run("logout").stdout == "You were not logged in.\n"

    def test_a_key_that_is_none_is_not_kept(self, home: Path, server: str) -> None:
        result = run("login", "--url", server, input="cmk_nobody_knows_this_key\n")
        assert (result.exit_code, config_path().exists()) == (3, False)
        assert "cmk_nobody" not in result.output

    def test_without_a_key_it_says_what_to_do(self, home: Path) -> None:
        result = run("campaigns", "list")
        assert (result.exit_code, result.stderr) == (3, "Error: You are not logged in. Run: campanile login\n")

    @pytest.mark.parametrize("content", [b"{", b"\xff"])
    def test_a_damaged_file_is_named(self, home: Path, content: bytes) -> None:
        config_path().parent.mkdir()
        config_path().write_bytes(content)
        config_path().chmod(0o600)
        assert "is damaged; remove it" in run("campaigns", "list").stderr

    def test_a_folder_where_the_file_should_be_is_named(self, home: Path) -> None:
        config_path().mkdir(parents=True)
        result = run("campaigns", "list")
        assert (result.exit_code, result.stderr) == (1, f"Error: {config_path()}: Is a directory\n")

    def test_a_server_that_is_not_there(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CAMPANILE_API_KEY", "cmk_x")
        monkeypatch.setenv("CAMPANILE_URL", "http://127.0.0.1:1")
        monkeypatch.setattr(Transport.__init__, "__defaults__", (None, lambda seconds: None))
        result = run("campaigns", "list")
        words = "The server does not answer: GET /channel-service/v1/campaign at http://127.0.0.1:1: "
        assert (result.exit_code, words in result.stderr) == (4, True)


class TestCampaigns:
    def test_a_campaign_is_listed_triggered_paused_and_resumed(self, logged_in: None, acme: Workspace) -> None:
        campaign = campaign_launch(campaign=make_campaign(acme, WAITING, name="Orders"), actor=SYSTEM).public_id
        make_campaign(acme, WAITING, name="Later")
        table = run("campaigns", "list").stdout
        assert [line.split()[:1] for line in table.splitlines()[:1]] == [["ID"]]
        assert campaign in table
        assert [each["name"] for each in told("campaigns", "list", "--status", "active")] == ["Orders"]

        trigger = ("campaigns", "trigger", campaign, "--contact", "ada@example.com", "--data", '{"total": 9}')
        first = told(*trigger, "--key", "order-1")
        assert told(*trigger, "--key", "order-1") == first
        assert run("campaigns", "pause", campaign).stdout == "The campaign is PAUSED.\n"
        status = told("campaigns", "status", campaign)
        assert (status["detailed_status"], status["executions"]["pending"]) == ("PAUSED", 1)
        words = run("campaigns", "status", campaign).stdout
        assert words.startswith("Orders: PAUSED, ")
        assert "Held since" in words
        assert told("campaigns", "resume", campaign) == {"status": "RUNNING"}
        refused = run("campaigns", "resume", campaign)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr.startswith("Error: ")

    @pytest.mark.parametrize("data", ["{", "[]", "7"])
    def test_data_that_is_no_object_is_a_wrong_command(self, logged_in: None, data: str) -> None:
        assert run("campaigns", "trigger", "cmp_x", "--data", data).exit_code == 2

    def test_what_is_not_there(self, logged_in: None) -> None:
        result = run("campaigns", "status", "cmp_nobody")
        assert (result.exit_code, result.stderr) == (1, "Error: There is no such campaign.\n")


class TestContacts:
    @pytest.fixture(autouse=True)
    def worker(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """While the command waits, the server works."""

        def work(seconds: float) -> None:
            if (waiting := import_next(ContactImport)) is not None:
                import_run(import_id=waiting)

        monkeypatch.setattr(contact_commands, "wait_for", partial(wait_for, sleep=work))

    def test_a_file_is_imported(self, logged_in: None, acme: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text("E-Mail,Vorname\ngrace@example.com,Grace\nada@example.com,Augusta\n")
        mapping = ("--map", "E-Mail=email", "--map", "Vorname=first_name")
        checked = run("contacts", "import", str(file), "--check", *mapping)
        assert (checked.exit_code, checked.stdout) == (0, "2 rows: 1 would be new, 1 would be updated.\n"), (
            checked.output
        )
        assert Contact.objects.in_workspace(acme).count() == 1
        done = told("contacts", "import", str(file), "--tag", "new", *mapping)
        assert (done["state"], done["rows_created"], done["rows_updated"]) == ("done", 1, 1)
        people = Contact.objects.in_workspace(acme).order_by("email").values_list("email", "first_name", "tags")
        assert list(people) == [("ada@example.com", "Augusta", ["new", "vip"]), ("grace@example.com", "Grace", ["new"])]

    def test_refused_rows_are_written_down(self, logged_in: None, acme: Workspace, tmp_path: Path) -> None:
        file, errors = tmp_path / "people.csv", tmp_path / "refused.csv"
        file.write_text("email\ngrace@example.com\nno address\n")
        result = run("contacts", "import", str(file), "--errors", str(errors))
        assert (result.exit_code, "1 new, 1 refused" in result.stdout) == (5, True), result.output
        with errors.open(newline="") as opened:
            rows = list(csv.reader(opened))
        assert (rows[0], rows[1][:2]) == (["email", "line", "problem"], ["no address", "3"])

    def test_a_file_that_can_not_be_read_fails(self, logged_in: None, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text("")
        result = run("contacts", "import", str(file))
        assert (result.exit_code, result.output) == (1, "Error: file: The file is empty.\n")
        file.write_text("Name\nAda\n")
        result = run("contacts", "import", str(file))
        words = "Error: A column email, phone or external_id is missing. The first line names: Name.\n"
        assert (result.exit_code, result.output) == (1, words)

    def test_nothing_is_begun_where_refused_rows_could_not_be_written(
        self, logged_in: None, acme: Workspace, tmp_path: Path
    ) -> None:
        file, errors = tmp_path / "people.csv", tmp_path / "none" / "refused.csv"
        file.write_text("email\ngrace@example.com\n")
        result = run("contacts", "import", str(file), "--errors", str(errors))
        assert (result.exit_code, f"There is no folder '{errors.parent}'." in result.stderr) == (2, True)
        assert not ContactImport.objects.in_workspace(acme).exists()

    def test_wrong_mappings_are_a_wrong_command(self, logged_in: None, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text("email\n")
        assert run("contacts", "import", str(file), "--map", "email").exit_code == 2
        assert run("contacts", "import", str(tmp_path / "none.csv")).exit_code == 2


LONG_AGO = "2001-01-31T09:00:00Z"


class TestEvents:
    def test_the_newest_come_last(self, logged_in: None, client: Client) -> None:
        client.events.bulk([{"name": f"step {number}", "email": "ada@example.com"} for number in range(5)])
        lines = run("events", "tail", "--once", "-n", "3").stdout.splitlines()
        assert [line.rsplit("  ", 1)[1] for line in lines] == ["step 2", "step 3", "step 4"]
        only = run("events", "tail", "--once", "--name", "step 1", "--json").stdout.splitlines()
        assert [json.loads(line)["name"] for line in only] == ["step 1"]

    def test_what_comes_in_is_told_once(self, client: Client, acme: Workspace) -> None:
        numbers = iter(range(100))
        rounds = iter([0, 1, 150])

        def happen(seconds: float) -> None:
            number = next(rounds, None)
            if number is None:
                raise KeyboardInterrupt
            event = {"name": f"round {next(numbers)}", "email": "ada@example.com", "occurred_at": LONG_AGO}
            client.events.bulk([event] * number)

        client.events.send(name="before", email="ada@example.com")
        following = follow(client, {}, lines=10, every=1, once=False, sleep=happen)
        seen = [next(following) for _ in range(152)]
        with pytest.raises(KeyboardInterrupt):
            next(following)
        assert [event.name for event in seen[:3]] == ["before", "round 1", "round 2"]
        assert seen[1].occurred_at.year == 2001
        assert len({event.id for event in seen}) == 152


class TestFlows:
    def test_a_flow_goes_out_and_in_again(self, logged_in: None, acme: Workspace, tmp_path: Path) -> None:
        template, _ = make_published(acme, name="Welcome")
        send = {"channel": "email", "template": template.public_id}
        document = flow(("t", "trigger_manual", {}), ("s", "send", send), ("e", "end", {}))
        campaign = make_campaign(acme, document, name="Q4", settings={"daily_limit": 100})
        file = tmp_path / "q4.yaml"
        assert run("flows", "export", campaign.public_id, "-o", str(file)).exit_code == 0
        text = file.read_text()
        assert yaml.safe_load(text) == told("flows", "export", campaign.public_id)
        assert "    - id: s\n      name:" in text
        assert run("flows", "export", campaign.public_id).stdout == text

        made = told("flows", "import", str(file), "--name", "Copy")
        copy = Campaign.objects.in_workspace(acme).get(name="Copy")
        assert (made["id"], campaign_document(copy)) == (copy.public_id, campaign_document(campaign))
        file.write_text(text.replace("daily_limit: 100", "daily_limit: 50"))
        result = run("flows", "import", str(file), "--campaign", campaign.public_id)
        assert result.stdout == f"Q4 is in: {campaign.public_id} (draft)\n"
        campaign.refresh_from_db()
        assert campaign.settings == {"daily_limit": 50}

    @pytest.mark.parametrize(
        ("content", "words"),
        [("a: [", "not YAML"), ("- a", "holds no campaign"), ("[" * 5_000, "nested too deeply")],
    )
    def test_files_that_hold_none(self, logged_in: None, tmp_path: Path, content: str, words: str) -> None:
        file = tmp_path / "flow.yaml"
        file.write_text(content)
        result = run("flows", "import", str(file))
        assert (result.exit_code, words in result.stderr) == (1, True)

    def test_what_is_wrong_in_a_file_is_named(self, logged_in: None, tmp_path: Path) -> None:
        file = tmp_path / "flow.yaml"
        file.write_text("name: x\nworkflow: {nodes: [{id: a, type: sned}, {id: b, type: snde}], edges: []}\n")
        result = run("flows", "import", str(file))
        assert result.exit_code == 1
        assert "  workflow.nodes[0].type: unknown node type 'sned'" in result.stderr


def test_the_module_is_the_command(home: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / CLIENT), "CAMPANILE_CONFIG": "none"}
    command = [sys.executable, "-m", "campanile"]
    done = subprocess.run(
        [*command, "--help"], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert "campaigns" in done.stdout
    assert "Exit codes" in done.stdout
    program = (
        "import sys; sys.modules['click'] = None; import runpy; runpy.run_module('campanile', run_name='__main__')"
    )
    lacking = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert (lacking.returncode, "pip install 'campanile[cli]'" in lacking.stderr) == (1, True), lacking.stderr
