from consent.models.agreements import Agreement
from consent.models.concerns import Concern
from consent.models.consents import Consent
from consent.models.notices import NoticeGiven
from consent.models.refusals import Refusal

__all__ = ["Agreement", "Concern", "Consent", "NoticeGiven", "Refusal"]
