"""A web server of one answer, for those who fetch."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

PAGE = b"<!doctype html><h1>Titel</h1>"
Answer = Callable[[socket.socket, str], None]


def plain(status: str = "200 OK", body: bytes = PAGE, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def server(answer: bytes | Answer, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that answers every request in one way, at the address given."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def secured(conversation: socket.socket) -> socket.socket:
        return context.wrap_socket(conversation, server_side=True) if context else conversation

    def talk(conversation: socket.socket) -> None:
        with suppress(OSError, ValueError), conversation, secured(conversation) as spoken:
            asked = b""
            while b"\r\n\r\n" not in asked and (part := spoken.recv(65536)):
                asked += part
            if isinstance(answer, bytes):
                spoken.sendall(answer)
            else:
                answer(spoken, asked.decode("latin-1"))
            spoken.shutdown(socket.SHUT_WR)

    def listen() -> None:
        with suppress(OSError):
            while True:
                conversation, _ = listening.accept()
                threading.Thread(target=talk, args=(conversation,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"http{'s' if context else ''}://127.0.0.1:{port}"
    finally:
        listening.close()
