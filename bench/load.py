"""So many browsers at once, as fast as they are answered: `python -m bench.load PORT CONNECTIONS SECONDS PATH COOKIE`.

One process with plain sockets, so that little of the two cores goes to asking. Prints JSON: answers a second, the slowest twentieth
in milliseconds, and the share of a core that asking took.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Asked:
    """One request on its way."""

    started: float
    answer: bytearray = field(default_factory=bytearray)


def load(port: int, connections: int, seconds: float, request: bytes) -> dict[str, float]:
    """Ask until the time is over. Every answer must be a page: anything else ends it."""
    chosen, took = selectors.DefaultSelector(), []
    begun, busy = time.perf_counter(), time.process_time()
    for _ in range(connections):
        _ask(chosen, port, request)
    while (now := time.perf_counter()) < begun + seconds:
        for key, _ in chosen.select(1.0):
            if _answered(key.fileobj, key.data):  # type: ignore[arg-type]  # a socket of ours
                took.append((time.perf_counter() - key.data.started) * 1000)
                chosen.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]  # the same
                _ask(chosen, port, request)
    took.sort()
    return {
        "rate": len(took) / (now - begun),
        "p50": took[len(took) // 2],
        "p95": took[int(len(took) * 0.95)],
        "client": (time.process_time() - busy) / (now - begun),
    }


def _ask(chosen: selectors.BaseSelector, port: int, request: bytes) -> None:
    asked = Asked(time.perf_counter())
    there = socket.create_connection(("127.0.0.1", port))
    there.sendall(request)
    there.setblocking(False)
    chosen.register(there, selectors.EVENT_READ, asked)


def _answered(there: socket.socket, asked: Asked) -> bool:
    """Whether all of it has come: the server closes after each answer."""
    if some := there.recv(262_144):
        asked.answer += some
        return False
    if not asked.answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"not a page: {bytes(asked.answer[:200])!r}")
    return True


def request_for(path: str, cookie: str) -> bytes:
    """What a browser sends, without what no server reads."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()


if __name__ == "__main__":
    port, connections, seconds, path, cookie = sys.argv[1:]
    print(json.dumps(load(int(port), int(connections), float(seconds), request_for(path, cookie))))
