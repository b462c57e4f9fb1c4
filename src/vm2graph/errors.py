"""Every error vm2graph raises on purpose, and nothing else.

    Vm2graphError                  one sentence: what is wrong and what to do
    ├── SettingsError              vm2graph.toml or a VM2GRAPH_* variable
    ├── CurationError              entities.yaml
    ├── ReadError                  the bytes are not a page we can read
    │   └── NotesError             the notes beside a page
    ├── InterpretError             a page, but not of a publication
    ├── UnknownFormat              no serialisation or reader of that name
    ├── UnknownStyle               no citation style or locale of that name
    ├── IncompleteRecord           a metadata format demands what the record does not have
    ├── GateError                  shapes or engine cannot be used
    ├── CollectionError
    │   ├── RecordRefused          this page may not enter; the others of its batch may
    │   ├── NotACollection         the folder holds no collection
    │   ├── CollectionLocked       another process is writing
    │   └── CollectionDamaged      what is on disk contradicts itself
    └── QueryError
        ├── QuerySyntaxError       the parser's own message
        ├── QueryRefused           forbidden here (SERVICE, update, too deep, too long)
        ├── QueryTimeout           stopped at the deadline
        ├── QueryExhausted         stopped at the memory limit, or the engine died of it
        ├── QueryBusy              every worker is taken
        └── RemoteError            the remote endpoint did not answer as it should

``code`` is stable: it is what ``outcomes.json`` and problem documents carry.
``exit_code`` is what the command line ends with: 1 refused, 2 cannot be done.
"""

from __future__ import annotations


class Vm2graphError(Exception):
    """Root of the tree. ``str(error)`` is one sentence for a person."""

    code = "error"
    exit_code = 2


class SettingsError(Vm2graphError):
    """A setting is unknown or has a value that does not fit."""

    code = "settings"


class CurationError(Vm2graphError):
    """``entities.yaml`` cannot be used."""

    code = "curation"


class ReadError(Vm2graphError):
    """The bytes cannot be read as a page. ``code`` may be narrowed per instance."""

    code = "unreadable"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class NotesError(ReadError):
    """The notes beside a page cannot be used: the sentence says in which line and column."""

    code = "notes"


class InterpretError(Vm2graphError):
    """The page was read but does not describe a publication."""

    code = "not_a_publication"
    exit_code = 1

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class UnknownFormat(Vm2graphError):
    """No format of that name, media type or extension."""

    code = "unknown_format"


class UnknownStyle(Vm2graphError):
    """No citation style or locale of that name."""

    code = "unknown_style"


class IncompleteRecord(Vm2graphError):
    """A metadata format demands fields that the record does not have; ``missing`` names them."""

    code = "incomplete_record"
    exit_code = 1

    def __init__(self, message: str, missing: tuple[str, ...]) -> None:
        super().__init__(message)
        self.missing = missing


class GateError(Vm2graphError):
    """The shapes or the SHACL engine cannot be used."""

    code = "gate"


class CollectionError(Vm2graphError):
    """The collection cannot do what was asked."""

    code = "collection"


class RecordRefused(CollectionError):
    """One page may not enter: another has its key or slug, or its record was withdrawn."""

    code = "refused"
    exit_code = 1


class NotACollection(CollectionError):
    """The folder has no ``vm2graph.toml`` and catalogue."""

    code = "not_a_collection"


class CollectionLocked(CollectionError):
    """Another process holds the writer's lock."""

    code = "locked"


class CollectionDamaged(CollectionError):
    """Files of the collection contradict each other."""

    code = "damaged"


class QueryError(Vm2graphError):
    """A SPARQL query could not be answered."""

    code = "query"


class QuerySyntaxError(QueryError):
    """The query is not SPARQL 1.1; the message is the parser's."""

    code = "query_syntax"


class QueryRefused(QueryError):
    """The query asks for something this endpoint does not do."""

    code = "query_refused"


class QueryTimeout(QueryError):
    """The query was stopped at its deadline."""

    code = "query_timeout"


class QueryExhausted(QueryError):
    """The query needed more memory or stack than it may have."""

    code = "query_exhausted"


class QueryBusy(QueryError):
    """All query workers are taken; try again after ``retry_after`` seconds."""

    code = "query_busy"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RemoteError(QueryError):
    """A remote SPARQL endpoint failed or could not be reached."""

    code = "remote"
