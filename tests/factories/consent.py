"""What families were told, agreed and consented to."""

from datetime import timedelta

import factory

from access import clock, notice
from consent.models import Agreement, Concern, Consent, NoticeGiven
from tests.factories import CaseFactory, RecordFactory, installation


class NoticeGivenFactory(RecordFactory):
    """Told today; `NoticeGivenFactory(told=False, how="", told_on=None, why_not="unsafe")` for not yet."""

    class Meta:
        model = NoticeGiven

    case = factory.SubFactory(CaseFactory)
    person = factory.LazyAttribute(lambda o: o.case.children[0])
    notice = factory.LazyFunction(notice.version)
    told = True
    how = "talked"
    told_on = factory.LazyFunction(clock.today)
    given_by = factory.LazyFunction(installation)
    recorded_at = factory.LazyFunction(clock.now)


class AgreementFactory(RecordFactory):
    class Meta:
        model = Agreement

    case = factory.SubFactory(CaseFactory)
    person = factory.LazyAttribute(lambda o: o.case.children[0])
    agreed_on = factory.LazyFunction(clock.today)
    recorded_by = factory.LazyFunction(installation)
    recorded_at = factory.LazyFunction(clock.now)


class ConsentFactory(RecordFactory):
    """An explicit consent in force."""

    class Meta:
        model = Consent

    case = factory.SubFactory(CaseFactory)
    person = factory.LazyAttribute(lambda o: o.case.children[0])
    notice = factory.LazyFunction(notice.version)
    basis = "explicit_consent"
    stages = "hub_meeting,allocation"
    explicit = True
    how = "talked"
    given_on = factory.LazyFunction(clock.today)
    recorded_by = factory.LazyFunction(installation)
    recorded_at = factory.LazyFunction(clock.now)


class ConcernFactory(RecordFactory):
    """A question that came today; `case=None` for one about no case."""

    class Meta:
        model = Concern

    case = factory.SubFactory(CaseFactory)
    received_on = factory.LazyFunction(clock.today)
    channel = "letter"
    from_whom = "Their aunt Perpetua"
    what = "Who reads what the school wrote?"
    answer_by = factory.LazyAttribute(lambda o: o.received_on + timedelta(days=30))
    owner = factory.LazyFunction(installation)
    recorded_by = factory.LazyFunction(installation)
    recorded_at = factory.LazyFunction(clock.now)
