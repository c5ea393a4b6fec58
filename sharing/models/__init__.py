from sharing.models.disclosures import (
    Disclosure,
    DisclosureDetail,
    DisclosureItem,
    DisclosurePerson,
    DisclosureReason,
    MonthlyCount,
)
from sharing.models.extracts import Extract

__all__ = [
    "Disclosure",
    "DisclosureDetail",
    "DisclosureItem",
    "DisclosurePerson",
    "DisclosureReason",
    "Extract",
    "MonthlyCount",
]
