"""The command line: opens things, decides nothing.

Results go to standard output and everything else to standard error, so that every command works in a
pipe. Exit codes: 0 done, 1 the content was refused or does not conform, 2 it could not be done.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from vm2graph import __version__
from vm2graph.errors import Vm2graphError

_COMMANDS = {
    "check": "checking",
    "convert": "converting",
    "demo": "showing",
    "doctor": "examining",
    "dump": "maintaining",
    "gc": "maintaining",
    "history": "keeping",
    "init": "collecting",
    "load": "maintaining",
    "prepare": "maintaining",
    "notes": "noting",
    "publish": "collecting",
    "query": "asking",
    "reference": "citing",
    "restore": "keeping",
    "rollback": "keeping",
    "serve": "showing",
    "status": "keeping",
    "verify": "maintaining",
    "withdraw": "keeping",
}


class _Commands(click.Group):
    """Loads the module of a command when it is called: `serve` need not wait for what `convert` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        home = _COMMANDS.get(cmd_name)
        if home is None:
            return None
        command: click.Command = getattr(import_module(f"vm2graph.cli.{home}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="vm2graph")
def cli() -> None:
    """Turn the web pages of research reports into linked data that people query and aggregators harvest."""


def main() -> None:
    """Runs the command; an error is one sentence on standard error."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except Vm2graphError as error:
        click.echo(f"vm2graph: {error}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        # the reader of our output has gone, as `head` does; nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        click.echo(f"vm2graph: {name}{error.strerror or error}.", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
