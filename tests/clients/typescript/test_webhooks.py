"""What a receiver in TypeScript does: calls that the real server made are believed, and no others."""

import json
import os
import re
import subprocess
from pathlib import Path

from scripts import pages
from tests.architecture.sources import ROOT
from tests.clients.conftest import Told
from tests.clients.typescript.conftest import Run


def as_json(told: Told) -> dict[str, object]:
    return {
        "body": told.body.decode(),
        "headers": told.headers,
        "secret": told.secret,
        "previous": told.previous,
    }


def test_a_call_is_believed_by_either_secret_in_time_and_by_nothing_else(told: Told, scenario: Run) -> None:
    found = scenario("verified", url="", given=as_json(told))
    call = told.headers["webhook-id"]
    assert found == {
        "event": {**json.loads(told.body), "id": call},
        "bytes": call,
        "several": call,
        "refused": [True] * 7,
        "times": [False, True, True, False],
        "noSecret": "TypeError: a secret of an endpoint begins with whsec_ and goes on in base64",
    }


def test_the_documentations_code_in_node_works(told: Told, compiled: Path) -> None:
    document = (ROOT / "docs" / "outbound_webhooks.md").read_text(encoding="utf-8")
    by_client, by_hand = re.findall(r"```js\n(.*?)```", document, flags=re.DOTALL)
    given = "const { body, headers, secret } = JSON.parse(process.env.GIVEN);\n"
    programs = {
        "by_client": by_client.replace('"campanile";\n', f'"./src/index.js";\n{given}') + "console.log(event.type);",
        "by_hand": by_hand + given + "console.log(isOurs(secret, headers, body), isOurs(secret, headers, body + ' '));",
    }
    said = {}
    for name, program in programs.items():
        path = compiled / f"{name}.js"
        path.write_text(program)
        environment = {"PATH": os.environ["PATH"], "GIVEN": json.dumps(as_json(told))}
        done = subprocess.run(
            [*pages.node_command(), path], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, "")
        said[name] = done.stdout.strip()
    assert said == {"by_client": "contact.created", "by_hand": "true false"}
