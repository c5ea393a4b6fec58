"""Files that are handed in stay in memory: what is too large is counted and let go, and nothing lies open on a disk, not for a moment."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 10 * 1024 * 1024  # bytes of a file, and of all the files of one request together


class InMemory(FileUploadHandler):
    """Keeps up to `LARGEST` bytes of a request's files. Of what is larger only the size is kept, so that the page can say so."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.whole = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep it, or let go of all that there is of the file."""
        if self.whole and self.kept + len(raw_data) <= LARGEST:
            self.parts.append(raw_data)
            self.kept += len(raw_data)
            return
        self.kept -= sum(map(len, self.parts))
        self.parts, self.whole = [], False

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file; one that was let go of has no bytes and is as large as it was, or larger than may be."""
        size = file_size if self.whole else max(file_size, LARGEST + 1)
        content = BytesIO(b"".join(self.parts))
        return InMemoryUploadedFile(
            content, self.field_name, self.file_name or "", self.content_type or "", size, self.charset
        )
