"""Pages from the web, of servers that behave and of servers that do not. Everything is on this machine."""

import gzip
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web import PAGE, Answer, plain, server
from vm2graph import fetching
from vm2graph.errors import ReadError
from vm2graph.fetching import Web, is_address, is_public

LOCAL = Web(allow_private=True, seconds=5)


def code(address: str, web: Web = LOCAL) -> str:
    with pytest.raises(ReadError) as caught:
        web.fetch(address)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_a_page_has_the_address_that_answered_and_the_type_that_it_was_given() -> None:
    with server(plain(Content_Type="text/html; charset=iso-8859-1")) as site:
        page = LOCAL.fetch(f"{site.upper().replace('HTTP', 'http')}/a b/é?q=1#part")
    assert page.source_id == f"{site}/a%20b/%C3%A9?q=1"
    assert (page.data, page.media_type) == (PAGE, "text/html; charset=iso-8859-1")


def test_what_is_asked_is_an_ordinary_request() -> None:
    seen: list[str] = []

    def answer(conversation: socket.socket, request: str) -> None:
        seen.append(request)
        conversation.sendall(plain())

    with server(answer) as site:
        assert LOCAL.fetch(site).media_type is None
    assert seen[0].startswith("GET / HTTP/1.1\r\n")
    assert f"\r\nHost: {site[7:]}\r\n" in seen[0]


def test_redirects_are_followed_and_the_last_address_counts() -> None:
    def answer(conversation: socket.socket, request: str) -> None:
        path, host = request.split(" ", 2)[1], re.search(r"Host: (\S+)", request)
        onward = {"/a": "b/", "/b/": f"//{host[1]}/c?d"}.get(path) if host else None
        conversation.sendall(plain("301 Moved", Location=onward) if onward else plain())

    with server(answer) as site:
        assert LOCAL.fetch(f"{site}/a").source_id == f"{site}/c?d"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/again", "too_many_redirects"),
        ("ftp://example.org/", "bad_address"),
        ("file:///etc/passwd", "bad_address"),
        ("javascript:alert(1)", "bad_address"),
        ("http://user@example.org/", "bad_address"),
        ("http://[::1", "bad_address"),
        ("http://exa mple.org/", "bad_address"),
        ("", "http_error"),
    ],
)
def test_redirects_that_lead_nowhere(location: str, expected: str) -> None:
    with server(plain("302 Found", Location=location)) as site:
        assert code(f"{site}/again") == expected


def test_a_chain_of_redirects_ends() -> None:
    def answer(conversation: socket.socket, request: str) -> None:
        conversation.sendall(plain("302 Found", Location=request.split(" ")[1] + "x"))

    with server(answer) as site:
        assert code(f"{site}/") == "too_many_redirects"


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0x7f.1/"],
)
def test_a_public_page_that_redirects_to_a_private_address(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(plain("302 Found", Location=target)) as site:
        real = fetching.is_public
        monkeypatch.setattr(fetching, "is_public", lambda each: each == "127.0.0.1" or real(each))
        if "127" in target or "0x7f" in target:  # the stand-in for a public address is loopback itself
            monkeypatch.setattr(fetching, "is_public", _only_once())
        assert code(site, Web(seconds=5)) == "private_address"


def _only_once() -> Callable[[str], bool]:
    seen: list[str] = []

    def public(address: str) -> bool:
        seen.append(address)
        return len(seen) == 1

    return public


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost:1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/",
        "http://0.0.0.0/",
        "http://[fe80::1]/",
        "http://100.64.0.1/",
    ],
)
def test_private_addresses_are_not_asked_however_they_are_written(address: str) -> None:
    assert code(address, Web(seconds=5)) == "private_address"


def test_the_address_that_was_judged_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that gives a public address first and a private one next changes nothing."""
    answers = iter(["93.184.215.14", "127.0.0.1"])
    asked: list[object] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(_: socket.socket, address: object) -> None:
        asked.append(address)
        raise OSError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    assert code("http://rebind.example.org/", Web(seconds=5)) == "unreachable"
    assert asked == [("93.184.215.14", 80)]


def test_a_host_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert code("http://mixed.example.org/", Web(seconds=5)) == "private_address"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        *((each, True) for each in ("93.184.215.14", "2606:2800:220:1::1", "::ffff:93.184.215.14")),
        *((each, False) for each in ("::1", "fc00::1", "fe80::1%eth0", "ff02::1", "224.0.0.1", "192.168.1.1", "x", "")),
        *(
            (each, False)
            for each in ("64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1", "::", "192.0.2.1", "255.255.255.255")
        ),
    ],
)
def test_what_is_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (plain("404 Not Found"), "http_error"),
        (plain("500 Oops"), "http_error"),
        (plain("204 No Content"), "http_error"),
        (plain(Content_Length="1000"), "incomplete"),
        (plain(Transfer_Encoding="chunked", body=b"ff\r\nshort"), "incomplete"),
        (plain(Content_Encoding="br"), "unreachable"),
        (plain(Content_Encoding="gzip"), "unreachable"),
        (plain(Content_Encoding="gzip", body=gzip.compress(PAGE)[:-9]), "incomplete"),
        (plain(body=b"x" * 3_000_000), "too_large"),
        (plain(Content_Encoding="gzip", body=gzip.compress(bytes(300_000_000), 1)), "too_large"),
        (b"SSH-2.0-OpenSSH\r\n", "unreachable"),
        (b"", "unreachable"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "unreachable"),
        (b"HTTP/1.1 200 " + b"x" * 100_000, "unreachable"),
    ],
    ids=[
        *(
            "404",
            "500",
            "204",
            "short",
            "cut chunk",
            "brotli",
            "no gzip",
            "cut gzip",
            "large",
            "bomb",
            "ssh",
            "nothing",
        ),
        *("many heads", "long line"),
    ],
)
def test_answers_that_are_no_page(answer: bytes, expected: str) -> None:
    with server(answer) as site:
        assert code(site, Web(allow_private=True, seconds=5, largest=2_000_000)) == expected


def test_a_packed_page_is_unpacked() -> None:
    with server(plain(Content_Encoding="gzip", body=gzip.compress(PAGE))) as site:
        assert LOCAL.fetch(site).data == PAGE


def test_a_length_that_is_too_short_cuts_the_page() -> None:
    with server(plain(Content_Length="9")) as site:
        assert LOCAL.fetch(site).data == PAGE[:9]


def drip(head: bytes, piece: bytes) -> Answer:
    def answer(conversation: socket.socket, _: str) -> None:
        conversation.sendall(head)
        while True:
            conversation.sendall(piece)
            time.sleep(0.02)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda *_: time.sleep(2),
    ],
    ids=["body", "head", "chunks", "continue", "silence"],
)
def test_time_is_limited_as_a_whole(answer: Answer) -> None:
    started = time.monotonic()
    with server(answer) as site:
        assert code(site, Web(allow_private=True, seconds=0.3)) == "too_slow"
    assert time.monotonic() - started < 1.5


def test_a_handshake_that_does_not_end() -> None:
    with server(lambda *_: time.sleep(2)) as site:
        assert code(site.replace("http", "https"), Web(allow_private=True, seconds=0.3)) == "too_slow"


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert code(f"http://127.0.0.1:{port}/") == "unreachable"
    assert code("http://no-such-host.invalid/") == "unreachable"


def test_tls_proves_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=x"]
    subprocess.run(
        [*made, *named, "-addext", "subjectAltName=DNS:localhost"], cwd=tmp_path, check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with server(plain(), context) as site:
        by_name = site.replace("127.0.0.1", "localhost")
        assert code(by_name) == "unreachable"  # nobody vouches for that certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert LOCAL.fetch(by_name).data == PAGE
        assert code(site) == "unreachable"  # it is not for the number


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org", "http://", "http:///x", "http://a@b/", "https://example.org:99999/", "http://a\\b/"],
)
def test_addresses_that_are_none(address: str) -> None:
    assert code(address) == "bad_address"


def test_names_of_files_are_no_addresses() -> None:
    assert is_address("HTTPS://example.org")
    assert not any(map(is_address, ("page.html", "http", "ftp://example.org", "-", "c:/x")))


@given(st.text(max_size=40))
def test_any_address_is_refused_in_a_sentence_or_is_ascii(text: str) -> None:
    with suppress(ReadError):
        whole = fetching._whole(f"http://{text}")
        assert whole.isascii()
        assert " " not in whole
        assert fetching._whole(whole) == whole
