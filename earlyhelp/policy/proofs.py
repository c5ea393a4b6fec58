"""Which tests prove which promise, so that a page can name them: proofs.json, which tests/house/test_promises.py keeps true."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PROOFS = Path(__file__).with_name("proofs.json")


@cache
def proofs() -> Mapping[str, tuple[str, ...]]:
    """By the code of a promise, its tests: what each says as a sentence, and the file that it stands in."""
    return {code: tuple(tests) for code, tests in json.loads(PROOFS.read_text()).items()}
