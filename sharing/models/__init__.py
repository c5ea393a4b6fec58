from sharing.models.disclosures import (
    Disclosure,
    DisclosureDetail,
    DisclosureItem,
    DisclosurePerson,
    DisclosureReason,
    MonthlyCount,
)

__all__ = ["Disclosure", "DisclosureDetail", "DisclosureItem", "DisclosurePerson", "DisclosureReason", "MonthlyCount"]
