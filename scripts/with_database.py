"""Runs a command that needs the embedded PostgreSQL and stops the server afterwards if it was started for it.

`python -m scripts.with_database [--throwaway] <command> [arguments]`; with DATABASE_URL set it only runs the command.
"""

import os
import subprocess
import sys
from pathlib import Path

# Importing config chooses settings for this process; the command must choose its own, as pytest does.
ENVIRONMENT = dict(os.environ)

from config import embedded  # noqa: E402 - see above

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Returns the command's exit code."""
    durable = arguments[:1] != ["--throwaway"]
    command = arguments if durable else arguments[1:]
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, env=ENVIRONMENT, check=False).returncode
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data")
    was_running = embedded.is_running(embedded.Cluster(data_dir, durable))
    embedded.ensure_postgres(data_dir, durable=durable)
    try:
        return subprocess.run(command, env=ENVIRONMENT, check=False).returncode
    finally:
        # Whoever came meanwhile, `make run` perhaps, found it running and goes on with it.
        if not was_running and not embedded.is_used(data_dir, durable=durable):
            embedded.stop_postgres(data_dir, durable=durable)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
