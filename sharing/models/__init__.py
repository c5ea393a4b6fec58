from sharing.models.disclosures import Disclosure, DisclosureDetail, DisclosureItem, DisclosurePerson

__all__ = ["Disclosure", "DisclosureDetail", "DisclosureItem", "DisclosurePerson"]
