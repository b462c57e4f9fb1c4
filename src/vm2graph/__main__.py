"""``python -m vm2graph`` and the ``vm2graph`` command."""

from vm2graph.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
