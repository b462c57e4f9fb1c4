"""``python -m vm2graph`` and the ``vm2graph`` command."""

import sys


def main() -> None:
    """Runs the command line; Ctrl-C ends it quietly, also while it is still loading."""
    try:
        from vm2graph.cli import main as run  # noqa: PLC0415 - loading is part of what Ctrl-C may interrupt

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
