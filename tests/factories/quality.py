"""Samples for quality assurance. The database draws as soon as one is stored: today's cases, of all teams unless one is named."""

import datetime

import factory

from access import clock, notice
from cases.models import QualitySample
from tests.factories import RecordFactory, installation


class QualitySampleFactory(RecordFactory):
    class Meta:
        model = QualitySample

    purpose = factory.LazyFunction(lambda: notice.policy().purposes_of("assurance")[0].code)
    notice = factory.LazyFunction(notice.version)
    because = "How soon families are told."
    received_from = factory.LazyFunction(lambda: clock.today() - datetime.timedelta(days=30))
    received_to = factory.LazyFunction(clock.today)
    number = 20
    until = factory.LazyFunction(lambda: clock.today() + datetime.timedelta(days=14))
    drawn_by = factory.LazyFunction(installation)
    drawn_on = factory.LazyFunction(clock.today)
