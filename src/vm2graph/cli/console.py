"""What the commands share: pages from disk, progress, tables and sentences."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from vm2graph.pipeline import Outcome

if TYPE_CHECKING:
    from rich.console import Console

_EVERY = 10.0  # seconds between two lines of progress


def errors() -> Console:
    """The console for people: standard error, plain where it is no terminal."""
    from rich.console import Console  # noqa: PLC0415 - a tenth of a second that pipes need not pay

    return Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress(total: int, label: str, *, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """Shows how far a job is, how fast and how long it will take; call what it gives once for each thing done.

    A bar on a terminal; elsewhere a line on standard error now and then, so that a log tells it too. ``quiet``
    where the results themselves go to the terminal.
    """
    if quiet:
        yield lambda: None
        return
    if not sys.stderr.isatty():
        yield _Lines(total, label).advance
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, refresh_per_second=4) as bar:
        task = bar.add_task(label, total=total, rate="")

        def advance() -> None:
            bar.advance(task)
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield advance


class _Lines:
    """Progress where there is no terminal: a line every ten seconds."""

    def __init__(self, total: int, label: str) -> None:
        self._total, self._label = total, label
        self._done = 0
        self._began = self._told = time.monotonic()

    def advance(self) -> None:
        self._done += 1
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            rate = self._done / (now - self._began)
            left = max(0.0, self._total - self._done) / rate
            told = f"{self._label}: {self._done:,} of {self._total:,}, {rate:,.0f}/s, {left:,.0f} s left"
            click.echo(told, err=True)


def table(title: str, rows: Iterable[tuple[str, str]]) -> None:
    """A small table of figures on standard error."""
    from rich.table import Table  # noqa: PLC0415

    made = Table(title=title, show_header=False, title_justify="left")
    made.add_column()
    made.add_column(justify="right")
    for row in rows:
        made.add_row(*row)
    errors().print(made)


def outcome_lines(outcomes: Iterable[Outcome]) -> None:
    """A sentence for every reason why a page did not make it."""
    for outcome in outcomes:
        if outcome.status == "error":
            for sentence in outcome.sentences or ["refused"]:
                click.secho(f"{outcome.source_id}: {sentence}", err=True, fg="red")
