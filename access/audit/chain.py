"""The walk along the chain: each link after the one before, each row behind its link, each anchor on the way."""

import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from access.audit import sinks
from access.audit.anchors import Anchor
from access.audit.findings import Result

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ANCHORED_WITHIN = timedelta(minutes=5)
SEALS = "access_seal"


class Link(NamedTuple):
    """A seal and its row as the database hands them over: `found` is the digest of the row as it is now."""

    number: int
    shape: int
    key: UUID
    digest: bytes
    chain: bytes
    sealed_at: datetime
    table: str
    found: bytes | None
    signed: str
    mac: str | None

    def follows(self, before: bytes) -> bool:
        """Whether this is the link that earlyhelp_seal() makes after `before`."""
        moment = (self.sealed_at - EPOCH) // timedelta(microseconds=1)
        head = before + struct.pack(">qi", self.number, self.shape)
        return hashlib.sha256(head + self.key.bytes + self.digest + struct.pack(">q", moment)).digest() == self.chain


class Walk:
    """One walk: `result` says where it stands. Rows up to `unsigned_to` were there before any was signed."""

    def __init__(self, result: Result, anchors: Mapping[int, Anchor], unsigned_to: int) -> None:
        self.result, self.anchors, self.unsigned_to = result, anchors, unsigned_to
        self.held = result.number  # the last number that an anchor spoke of
        self.broke: int | None = None  # where the chain broke since then
        self.newest: datetime | None = None
        self._hold()

    def go(self, links: Iterable[Link]) -> None:
        for link in links:
            self._step(link)

    def _step(self, link: Link) -> None:
        expected = self.result.number + 1
        if link.number != expected:
            self._break(expected, "", f"numbers {expected} to {link.number - 1} are missing")
        elif not link.follows(self.result.chain):
            self._break(link.number, str(link.key), "the chain does not hold here")
        if wrong := self._wrong(link):
            self.result.say(link.number, link.table or SEALS, str(link.key), wrong)
        self.result.rows += 1
        self.result.number, self.result.chain, self.newest = link.number, link.chain, link.sealed_at
        self._hold()

    def _break(self, number: int, key: str, sentence: str) -> None:
        self.result.say(number, SEALS, key, sentence)
        self.broke = self.broke or number

    def _wrong(self, link: Link) -> str:
        if not link.table:
            return "a number that stands for no stream"
        if link.found is None:
            return "the row is gone"
        if link.found != link.digest:
            return "the row is not what was sealed"
        return "" if self._signed(link) else "the row was not written by the program"

    def _signed(self, link: Link) -> bool:
        if link.mac is None:
            return True  # a stream that the database itself writes
        return hmac.compare_digest(link.mac.encode(), sinks.sign(link.signed).encode()) or (
            not link.mac and link.number <= self.unsigned_to
        )

    def _hold(self) -> None:
        """An anchor says where the chain stood at this number."""
        anchor = self.anchors.get(self.result.number)
        if anchor is None:
            return
        if anchor.chain != self.result.chain.hex():
            first = self.broke or self.held + 1
            last = anchor.number
            self.result.say(first, SEALS, "", f"{first} to {last} are not the rows that were anchored at {anchor.at}")
        self.held, self.broke = anchor.number, None

    def end(self) -> None:
        """What an anchor knows beyond the last row was cut off."""
        last = self.result.number
        if beyond := [one for one in self.anchors.values() if one.number > last]:
            most = max(beyond, key=lambda one: one.number)
            self.result.say(
                last + 1, SEALS, "", f"cut off here, or an older copy: {most.number} rows were anchored at {most.at}"
            )
        elif not self.anchors and self.newest and datetime.now(UTC) - self.newest > ANCHORED_WITHIN:
            self.result.say(
                None, "", "", "there is no anchor: nothing outside the database knows how far the chain had come"
            )
