"""Disclosures as the operation leaves them: without asking what the notice allows."""

from datetime import timedelta

import factory

from access import clock, notice
from cases.models import Case
from sharing.models import Disclosure, DisclosureDetail, DisclosureItem, DisclosurePerson, Extract
from sharing.operations import facts, lawfulness, questions
from sharing.operations.questions import Answers
from tests.factories import BECAUSE, CaseFactory, OrganisationFactory, RecordFactory, installation


class DisclosureFactory(RecordFactory):
    """Something of a child shared with a school today, with its words, its person and its item."""

    class Meta:
        model = Disclosure
        exclude = ("case",)
        skip_postgeneration_save = True

    case = factory.SubFactory(CaseFactory)
    case_key = factory.LazyAttribute(lambda o: o.case.pk)
    case_reference = factory.LazyAttribute(lambda o: o.case.reference)
    decision = "shared"
    recipient = factory.SubFactory(OrganisationFactory, kind="school_nursery")
    recipient_kind = factory.LazyAttribute(lambda o: o.recipient.kind)
    notice = factory.LazyFunction(notice.version)
    purpose = "support_family"
    pair = factory.LazyAttribute(lambda o: notice.pair(o.recipient_kind, o.purpose))
    lawful_basis = "public_task"
    article_6 = factory.LazyAttribute(lambda o: _law(o).article_6 if _law(o) else "6(1)(e)")
    article_9 = factory.LazyAttribute(lambda o: _law(o).article_9 if _law(o) else "")
    schedule_1 = factory.LazyAttribute(lambda o: _law(o).schedule_1 if _law(o) else "")
    source = "Sharing, list 1, item 14"
    involved = True
    item_kinds = factory.LazyFunction(lambda: ["education"])
    power = factory.LazyFunction(lambda: next((power.code for power in notice.policy().powers), ""))
    tests = factory.LazyFunction(lambda: list(questions.tests(notice.policy())))
    conditions = factory.LazyAttribute(lambda o: o.pair.conditions if o.pair else [])
    method = "spoken"
    shared_on = factory.LazyFunction(clock.today)
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.LazyFunction(installation)
    told = True

    @factory.post_generation
    def content(self, create, extracted, **kwargs):
        if extracted is False:  # its case is gone
            return
        case = Case.objects.get(pk=self.case_key)
        parts = [DisclosureDetail(disclosure=self, case=case, why_needed="To plan his mornings.")]
        parts += [DisclosurePerson(disclosure=self, case=case, person=person) for person in case.children]
        parts += [
            DisclosureItem(disclosure=self, case=case, kind=kind, described="The plan") for kind in self.item_kinds
        ]
        for part in parts:
            part.write(by=installation(), because=BECAUSE)


def _law(disclosure):
    """The basis of the notice in force that this one names; None where it is a ground's, or nobody's."""
    return next((one for one in notice.policy().bases if one.code == disclosure.lawful_basis), None)


class ExtractFactory(RecordFactory):
    """What may leave for the first study of the notice in force, specified today and waiting; without asking the notice."""

    class Meta:
        model = Extract

    study = factory.LazyFunction(lambda: notice.policy().research[0].code)
    number = factory.Sequence(lambda n: n + 1)
    notice = factory.LazyFunction(notice.version)
    recipient = factory.LazyFunction(lambda: notice.policy().research[0].recipient)
    purpose = factory.LazyFunction(lambda: notice.policy().research[0].purpose)
    cohort = factory.LazyFunction(lambda: notice.policy().research[0].cohort)
    columns = factory.LazyFunction(lambda: ["name", "postcode"])
    anonymised = factory.LazyFunction(lambda: notice.policy().research[0].anonymised)
    travels = "transfer"
    leaves_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=30))
    destroy_by = factory.LazyAttribute(lambda o: o.leaves_on + timedelta(days=365))
    source = "a paragraph"
    because = "It cannot be linked without them."
    proposed_by = factory.LazyFunction(installation)
    proposed_at = factory.LazyFunction(clock.now)


def answered(case, wanted, *, on=None, **other):
    """An answer in words to everything that the notice asks of this sharing, and the law that it proposes."""
    case.refresh_from_db()
    policy = notice.policy()
    lawful = lawfulness.propose(policy, wanted, facts.facts_of(case, on or clock.today()), on=on or clock.today())
    said = {question.field: f"Because of it: {question.code}." for question in questions.asked(policy, wanted, lawful)}
    return Answers(**{"words": said, "power": questions.proposed(policy, lawful)} | other)
