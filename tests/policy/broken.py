"""The councils' files as text, to be broken by a test; and what loading a broken one says."""

import re

import pytest

from earlyhelp.policy import PolicyError, load_file
from earlyhelp.policy.loading import COUNCILS

DURHAM = (COUNCILS / "durham-early-help.toml").read_text()
AFC = (COUNCILS / "achieving-for-children-early-help-hub.toml").read_text()
CAM = (COUNCILS / "cambridgeshire-early-help.toml").read_text()
RCE = (COUNCILS / "redcar-cleveland-early-help.toml").read_text()
RCC = (COUNCILS / "redcar-cleveland-children-and-families.toml").read_text()


def refusal(tmp_path, text):
    path = tmp_path / "broken.toml"
    path.write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_file(path)
    return str(caught.value)


def entry(text, section, key, value):
    """The block of an entry, from its header to the next blank line."""
    blocks = re.findall(rf"^\[\[{section}\]\]\n(?:.+\n)+", text, flags=re.MULTILINE)
    return next(block for block in blocks if f'{key} = "{value}"' in block)
