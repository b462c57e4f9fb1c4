"""Options that several commands have."""

from __future__ import annotations

import click

from vm2graph.settings import CollectionSettings

DEFAULT_BASE = CollectionSettings().base_iri

base_option = click.option(
    "--base-iri", default=DEFAULT_BASE, show_default=True, help="How the IRIs of the records start."
)
private_option = click.option(
    "--allow-private", is_flag=True, help="Also fetch from this machine and from private networks."
)
