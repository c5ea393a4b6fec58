"""Pictures, drawn anew: what a camera wrote into them (place, time, device, a second picture) and what follows their end do not come along."""

import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from access.errors import Refused
from cases.operations.contents_refused import FIELD, unreadable

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_PIXELS, LONGEST_SIDE, SLIMMEST = 40_000_000, 20_000, 100  # a telephone takes 12 to 50 million; sides as 1 to 100
LARGEST = 20 * 1024 * 1024  # bytes, drawn anew
QUALITY = 90
MODES = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}, "JPEG": {"L", "RGB"}}


def redrawn(data: bytes, kind: str) -> bytes:
    """A picture of the same `kind` (PNG or JPEG) with nothing but what is seen. Raises Refused, before it takes room for the pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[kind]) as found:
                _check_size(*found.size)
                found.load()
                seen = ImageOps.exif_transpose(found)
                seen = seen if seen.mode in MODES[kind] else seen.convert("RGBA" if kind == "PNG" else "RGB")
                return _saved(seen, kind)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, OverflowError, MemoryError):
        raise unreadable("picture") from None  # what Pillow raises for damaged files, of whatever part


def _saved(seen: Image.Image, kind: str) -> bytes:
    """The pixels (and a palette with its see-through colour) in a file of their own."""
    out = BytesIO()
    clear: dict[str | tuple[int, int], Any] = (
        {"transparency": seen.info["transparency"]} if "transparency" in seen.info and kind == "PNG" else {}
    )
    seen.info = clear
    seen.save(out, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    if out.tell() > LARGEST:
        raise _too_large()
    return out.getvalue()


def _check_size(wide: int, high: int) -> None:
    sides = sorted((wide, high))
    if wide * high > MOST_PIXELS or sides[1] > LONGEST_SIDE or sides[1] > SLIMMEST * sides[0]:
        raise _too_large()


def _too_large() -> Refused:
    return Refused(
        "This picture is too large: it may have 40 million pixels. Make it smaller, and choose it again.", FIELD
    )
