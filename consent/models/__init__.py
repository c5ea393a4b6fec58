from consent.models.agreements import Agreement
from consent.models.consents import Consent
from consent.models.notices import NoticeGiven

__all__ = ["Agreement", "Consent", "NoticeGiven"]
