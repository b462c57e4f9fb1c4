"""What a query process may not do: open sockets, start programs, outgrow its memory, outlive its parent.

Standard library only. On Linux (x86-64 and arm64) a seccomp filter, installed through ctypes and
needing no privilege, makes ``socket`` and its like fail with EPERM. Elsewhere every free file
descriptor is taken, so that no socket can be made (EMFILE). The memory limit is an address-space
limit, which macOS does not enforce.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER, _SECCOMP_SET_MODE_FILTER, _TSYNC = 2, 1, 1
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF: ld abs, jeq, jge, ret
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_X32 = 0x40000000

# (audit architecture, number of seccomp(2), numbers of socket, connect, ptrace, execve, execveat, io_uring_setup)
_TABLES: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, 317, (41, 42, 101, 59, 322, 425)),
    "aarch64": (0xC00000B7, 277, (198, 203, 117, 221, 281, 425)),
}


YIELDING = 10
"""How much nicer than the server a query process is: where processors are short, documents go first."""


def yield_as_session() -> None:
    """Has all processes of this session yield to others.

    Where Linux divides the processors among sessions (sched(7), autogroup), how nice a process is counts only within
    its own.
    """
    with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as file:  # noqa: PTH123 - no pathlib here
        file.write(str(YIELDING))


def limit(memory_mb: int) -> None:
    """Sets the memory limit, forbids core dumps, yields to others, and goes first when the machine runs out."""
    os.nice(YIELDING)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_mb > 0:
        size = memory_mb * 1024 * 1024
        with contextlib.suppress(OSError, ValueError):  # not everywhere supported; the deadline still holds
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
    if sys.platform == "linux":
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123 - no pathlib here
            file.write("1000")


def die_with_parent(parent: int) -> bool:
    """Asks the kernel to kill this process when its parent goes. False when the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return os.getppid() == parent


def tidy_memory() -> None:
    """Gives freed memory back to the system, where its C library can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def forbid_sockets() -> str:
    """Takes away the network for good, and says how: ``seccomp``, ``descriptors`` or, when both fail, ``none``.

    Called when everything that must be open is open. The claim is tried out before it is made.
    """
    if _filter() and not _can_open_socket():
        return "seccomp"
    _fill_descriptors()
    return "none" if _can_open_socket() else "descriptors"


def _can_open_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
    except OSError:
        return False
    return True


def _filter() -> bool:
    table = _TABLES.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if table is None:
        return False
    architecture, seccomp, refused = table
    code = _program(architecture, refused)
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: an unsigned short, padding, a pointer
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    # TSYNC: the storage engine's threads exist already and must be bound as well
    if libc.syscall(seccomp, _SECCOMP_SET_MODE_FILTER, _TSYNC, program) == 0:
        return True
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def _program(architecture: int, refused: tuple[int, ...]) -> bytes:
    """The filter: foreign architectures and the listed calls are refused, all else is allowed."""
    checks = [(_JUMP_AT_LEAST, _X32), *((_JUMP_EQUAL, number) for number in refused)]
    lines = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_EQUAL, 0, len(checks) + 2, architecture),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
        *((jump, len(checks) - i, 0, value) for i, (jump, value) in enumerate(checks)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _fill_descriptors() -> None:
    with contextlib.suppress(OSError, ValueError):
        # a lower limit first: filling a million descriptors would take a while
        soft = 3 + max((int(name) for name in os.listdir("/dev/fd")), default=64)  # noqa: PTH208 - names alone are wanted
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, soft))
    with contextlib.suppress(OSError):
        spare = os.open(os.devnull, os.O_RDONLY)
        while True:
            os.dup(spare)
