from sharing.models.disclosures import Disclosure, DisclosureDetail, DisclosureItem, DisclosurePerson, MonthlyCount

__all__ = ["Disclosure", "DisclosureDetail", "DisclosureItem", "DisclosurePerson", "MonthlyCount"]
