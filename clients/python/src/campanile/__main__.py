"""`campanile` on the command line. The libraries that it needs come with `pip install 'campanile[cli]'`."""

import sys

try:
    from campanile.cli.main import cli
except ModuleNotFoundError as missing:
    if missing.name not in ("click", "rich", "yaml"):
        raise
    sys.exit("The command needs some libraries more: pip install 'campanile[cli]'")


def main() -> None:
    """The command."""
    cli(prog_name="campanile")


if __name__ == "__main__":
    main()
