"""A council's promises as data: plain Python, no Django. `load(name)` gives the policy of one notice."""

from earlyhelp.policy.errors import PolicyError, UnknownCode
from earlyhelp.policy.loading import available, load, load_file
from earlyhelp.policy.schema import Policy

__all__ = ["Policy", "PolicyError", "UnknownCode", "available", "load", "load_file"]
