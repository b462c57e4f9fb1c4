"""What the commands share: pages from disk, progress, tables and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vm2graph.errors import ReadError
from vm2graph.model import PageBytes
from vm2graph.pipeline import Outcome

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

PAGE_CAP = 64 * 1024 * 1024  # bytes; a page of a report is a few kilobytes


def errors() -> Console:
    """The console for people: standard error, plain where it is no terminal."""
    from rich.console import Console  # noqa: PLC0415 - a tenth of a second that pipes need not pay

    return Console(stderr=True, highlight=False, soft_wrap=True)


def read(path: Path) -> bytes:
    """The bytes of a file. Raises ReadError in one sentence."""
    try:
        if path.is_dir():
            raise ReadError(f"{path} is a folder; name the pages in it.", "unreadable_file")
        if path.stat().st_size > PAGE_CAP:
            raise ReadError(f"{path} is larger than {PAGE_CAP // 1024**2} MB; that is no page.", "too_large")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"{path} does not exist; check the name.", "missing_file") from error
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror or error}.", "unreadable_file") from error


def page(path: Path) -> PageBytes:
    """A page from disk; its source id is its file name."""
    return PageBytes(path.name, read(path))


@contextmanager
def progress(total: int, label: str) -> Iterator[Progress]:
    """A progress bar on standard error; silent where that is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True) as bar:
        bar.add_task(label, total=total)
        yield bar


def outcome_lines(outcomes: Iterable[Outcome]) -> None:
    """A sentence for every reason why a page did not make it."""
    for outcome in outcomes:
        if outcome.status == "error":
            for sentence in outcome.sentences or ["refused"]:
                click.secho(f"{outcome.source_id}: {sentence}", err=True, fg="red")
