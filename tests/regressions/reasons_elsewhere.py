"""The way to each operation of accounts, settings, consent, keeping and sharing that asks for a reason (reasons.py has those of cases)."""

from datetime import timedelta

from access import clock, notice
from access.models import Light, PromiseState
from access.operations import council_settings, partners, promises
from access.operations import staff as people_at_work
from access.operations.setting_previews import preview
from access.operations.staff import Particulars
from consent.operations import concerns, notices
from retention.models import LargeProposal
from retention.operations import decisions, holds, large
from sharing.operations import extracts
from tests.conftest import as_
from tests.factories import OrganisationFactory, TeamFactory, somebody
from tests.factories.retention import closed_case, proposed, readings, records_manager, write
from tests.factories.settings import a_setting, propose, shown
from tests.factories.sharing import ExtractFactory
from tests.regressions.reasons import at_work

LONGER = a_setting("retention_years", "case", "8")


def hand_over():
    case, worker = at_work()
    dpo = somebody("dpo")
    asked = {"received_on": clock.today(), "channel": "letter", "from_whom": "A neighbour", "what": "Who reads it?"}
    with as_(worker):
        concern = concerns.record(case, by=worker, **asked)
    return dpo, lambda because: concerns.hand_over(concern, owner=worker.staff, because=because, by=dpo)


def not_told():
    case, worker = at_work()
    return worker, lambda because: notices.give(case, person=case.children[0], told=False, why_not=because, by=worker)


def change_staff():
    admin, other = somebody("user_administrator"), somebody()
    particulars = Particulars(organisation=other.staff.organisation, roles=["practitioner"])
    return admin, lambda because: people_at_work.change(
        other.staff, particulars, is_active=False, because=because, by=admin
    )


def take_out():
    admin, team = somebody("user_administrator"), TeamFactory()
    other = somebody(team=team)
    return admin, lambda because: people_at_work.take_out(other, team, because=because, by=admin)


def end_partner():
    admin, school = somebody("user_administrator"), OrganisationFactory(kind="school_nursery")
    return admin, lambda because: partners.end(school, because=because, by=admin)


def propose_setting():
    manager, on = records_manager(), clock.today()
    with as_(manager):
        seen = preview(LONGER, on).digest
    return manager, lambda because: council_settings.propose(LONGER, on=on, because=because, by=manager, seen=seen)


def decide_on_setting(operation):
    def prepared():
        dpo, change = somebody("dpo"), propose(LONGER)
        with as_(dpo):
            seen = {"seen": shown(change)} if operation is council_settings.approve else {}
        return dpo, lambda because: operation(change, because=because, by=dpo, **seen)

    return prepared


def take_back_setting():
    manager, change = records_manager(), propose(LONGER)
    return manager, lambda because: council_settings.take_back(change, because=because, by=manager)


def give_to():
    dpo = somebody("dpo")
    state = PromiseState(
        notice=notice.version(), code="DUR-01", light=Light.RED, because="a test", checked_at=clock.now()
    )
    write(state)
    return dpo, lambda because: promises.give_to(state, dpo.staff, because=because, by=dpo)


def decision_on_a_list(operation):
    def prepared():
        readings()
        closed_case()
        batch, manager = proposed(), records_manager()
        typed = {"typed": batch.reference} if operation is decisions.approve else {}
        return manager, lambda because: operation(batch, by=manager, because=because, **typed)

    return prepared


def place_hold():
    dpo = somebody("dpo")
    day = clock.today() + timedelta(days=9)
    return dpo, lambda because: holds.place(kind="police", because=because, review_on=day, by=dpo)


def release_hold():
    dpo = somebody("dpo")
    day = clock.today() + timedelta(days=9)
    with as_(dpo):
        hold = holds.place(kind="police", because="x", review_on=day, by=dpo)
    return dpo, lambda because: holds.release(hold, because=because, by=dpo)


def allow_a_large_list():
    manager = records_manager()
    asked = write(LargeProposal(asked_at=clock.now(), size=99, limit=5))
    return manager, lambda because: large.allow(asked, by=manager, because=because)


def on_an_extract(operation):
    def prepared():
        made, manager = ExtractFactory(), records_manager()
        return manager, lambda because: operation(made, because=because, by=manager)

    return prepared


def specify_an_extract():
    (study,), dpo = notice.policy().research, somebody("dpo")
    wanted = {"recipient": study.recipient, "purpose": study.purpose, "cohort": study.cohort, "columns": ["name"]}
    return dpo, lambda because: extracts.specify(
        study.code, travels="transfer", leaves_on=clock.today(), because=because, by=dpo, **wanted
    )


ELSEWHERE = {
    "access.operations.partners.end": end_partner,
    "access.operations.promises.give_to": give_to,
    "access.operations.council_settings.approve": decide_on_setting(council_settings.approve),
    "access.operations.council_settings.propose": propose_setting,
    "access.operations.council_settings.refuse": decide_on_setting(council_settings.refuse),
    "access.operations.council_settings.take_back": take_back_setting,
    "access.operations.staff.change": change_staff,
    "access.operations.staff.take_out": take_out,
    "consent.operations.concerns.hand_over": hand_over,
    "consent.operations.notices.give": not_told,
    "retention.operations.decisions.abort": decision_on_a_list(decisions.abort),
    "retention.operations.decisions.approve": decision_on_a_list(decisions.approve),
    "retention.operations.holds.place": place_hold,
    "retention.operations.holds.release": release_hold,
    "retention.operations.large.allow": allow_a_large_list,
    "sharing.operations.extracts.approve": on_an_extract(extracts.approve),
    "sharing.operations.extracts.end": on_an_extract(extracts.end),
    "sharing.operations.extracts.specify": specify_an_extract,
}
