"""``doctor``: a site, as a harvester finds it."""

from __future__ import annotations

import json
import sys

import click

from vm2graph.addresses import parts_of
from vm2graph.doctor import dumps, examine, is_healthy, oai, oai_lists, pages, services
from vm2graph.doctor.probe import Probe

_GROUPS = {"oai": (*oai.CHECKS, *oai_lists.CHECKS), "page": pages.CHECKS, "services": (*services.CHECKS, *dumps.CHECKS)}


@click.command()
@click.argument("url")
@click.option("--only", multiple=True, type=click.Choice(list(_GROUPS)), help="Check this part; may be repeated.")
@click.option("--oai", "oai_url", default="", help="The address of OAI-PMH, where it is not URL/oai.")
@click.option("--page", default="", help="The address of one publication, where the sitemap does not lead to one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a check, a line each.")
@click.option("--rate", default=5.0, show_default=True, help="Requests a second, at most.")
@click.option("--budget", default=150, show_default=True, help="Requests in all, at most.")
def doctor(url: str, only: tuple[str, ...], oai_url: str, page: str, as_json: bool, rate: float, budget: int) -> None:
    """Check a site, yours or another's, as a harvester would.

    Tells for each requirement of docs/harvesting.md whether it is met and, where it is not, what to do. The exit
    code is 1 where something fails that a harvester cannot do without.
    """
    for given in (url, *filter(None, (oai_url, page))):
        if parts_of(given).scheme not in ("http", "https") or not parts_of(given).hostname:
            raise click.UsageError(f"{given!r} is no http(s) address, such as https://data.example.org.")
    if rate <= 0 or budget <= 0:
        raise click.UsageError("--rate and --budget must be above zero.")
    probe = Probe(url, oai=oai_url, page=page, per_second=rate, budget=budget)
    probe.reach()
    checks = [check for name, group in _GROUPS.items() if not only or name in only for check in group]
    found = []
    for finding in examine(probe, checks):
        found.append(finding)
        if as_json:
            click.echo(json.dumps(finding.to_json(), ensure_ascii=False))
        else:
            told = "".join(f"\t{part}" for part in (finding.detail, finding.remedy) if part)
            click.echo(f"{finding.outcome}\t{finding.id}\t{finding.level}\t{finding.title}{told}")
    if not as_json:
        counts = {outcome: sum(1 for one in found if one.outcome == outcome) for outcome in ("pass", "fail", "skip")}
        summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        click.echo(f"{url}: {summary}; {probe.asked} requests. No XML schema was consulted.", err=True)
    sys.exit(0 if is_healthy(found) else 1)
