"""Where somebody is whose whereabouts are protected: what of them, and of those around them, stands on the People page alone."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, TextField

WHEREABOUTS = ("address", "phone", "email", "school", "surgery")  # what says where somebody is


def withheld(person: str) -> Any:
    """Of the person whom a query names so: which of WHEREABOUTS are withheld, and the keys of the addresses that are.

    The database says it (earlyhelp_withheld): a child of two families is hidden in both, whoever asks.
    """
    return Func(F(person), function="earlyhelp_withheld", output_field=ArrayField(TextField()))
