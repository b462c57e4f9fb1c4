"""One range of bytes, whatever the header says."""

import io
from datetime import UTC, datetime

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from vm2graph.serving.problems import Problem
from vm2graph.serving.ranges import StoredFile, Unsatisfiable, send, wanted

WHOLE = bytes(range(256)) * 4
TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
STAMP = "Fri, 02 Jan 2026 03:04:05 GMT"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)

    @app.get("/file")
    def file() -> Response:
        try:
            return send(
                StoredFile(io.BytesIO(WHOLE), len(WHOLE), "application/gzip", "tag", TIME, "sha-256=:x:"), request
            )
        except Problem as problem:
            return Response(status=problem.status, headers=problem.headers)

    return app.test_client()


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 1500))
def test_every_range_is_that_part(first: int, last: int, size: int) -> None:
    whole = bytes(one % 251 for one in range(size))
    if first >= size:
        if last >= first:
            with pytest.raises(Unsatisfiable):
                wanted(f"bytes={first}-{last}", size)
        with pytest.raises(Unsatisfiable):
            wanted(f"bytes={first}-", size)
    elif last >= first:
        start, end = wanted(f"bytes={first}-{last}", size) or (0, 0)
        assert whole[start:end] == whole[first : last + 1]
        assert wanted(f"Bytes= {first}-", size) == (first, size)
    else:
        assert wanted(f"bytes={first}-{last}", size) is None
    if last:
        start, end = wanted(f"bytes=-{last}", size) or (0, 0)
        assert whole[start:end] == whole[-last:]


@given(st.text(alphabet="bytes=-0123456789, x;", max_size=40))
def test_no_header_is_too_odd(header: str) -> None:
    try:
        found = wanted(header, 100)
    except Unsatisfiable:
        return
    assert found is None or 0 <= found[0] < found[1] <= 100


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=5-2", f"bytes={'9' * 40}-", ""])
def test_what_is_not_understood_gives_the_whole(client: FlaskClient, header: str) -> None:
    answer = client.get("/file", headers={"Range": header})
    assert answer.status_code == 200
    assert answer.data == WHOLE


def test_a_part_and_the_whole(client: FlaskClient) -> None:
    whole = client.get("/file")
    assert (whole.data, whole.headers["Content-Length"]) == (WHOLE, str(len(WHOLE)))
    assert whole.headers["Content-Digest"] == whole.headers["Repr-Digest"] == "sha-256=:x:"
    assert (whole.headers["ETag"], whole.headers["Last-Modified"]) == ('"tag"', STAMP)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get("/file", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, WHOLE[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(WHOLE)}"
    assert "Content-Digest" not in part.headers  # which would be of these bytes alone
    assert part.headers["Repr-Digest"] == "sha-256=:x:"
    over = client.get("/file", headers={"Range": f"bytes={len(WHOLE)}-"})
    assert (over.status_code, over.headers["Content-Range"]) == (416, f"bytes */{len(WHOLE)}")


def test_head_tells_of_the_whole(client: FlaskClient) -> None:
    whole, head = client.get("/file"), client.head("/file", headers={"Range": "bytes=10-19"})
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize(
    ("if_range", "status"),
    [('"tag"', 206), (STAMP, 206), ('W/"tag"', 200), ('"other"', 200), ("Fri, 02 Jan 2026 03:04:06 GMT", 200)],
)
def test_if_range(client: FlaskClient, if_range: str, status: int) -> None:
    assert client.get("/file", headers={"Range": "bytes=0-9", "If-Range": if_range}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": '"tag"'}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Modified-Since": STAMP}, 304),
        ({"If-None-Match": '"tag"', "Range": "bytes=0-9"}, 304),
        ({"If-Match": '"tag"'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": 'W/"tag"'}, 412),
        ({"If-Match": '"other"', "Range": "bytes=0-9"}, 412),
        ({"If-Unmodified-Since": STAMP}, 200),
        ({"If-Unmodified-Since": "Fri, 02 Jan 2026 03:04:04 GMT"}, 412),
    ],
)
def test_preconditions(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    answer = client.get("/file", headers=headers)
    assert answer.status_code == status
    assert answer.headers["ETag"] == '"tag"'
