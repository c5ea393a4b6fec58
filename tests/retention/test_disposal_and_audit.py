"""After a disposal the audit is whole without the person: the salt is gone, the certificate covers what is missing, nothing else."""

import pytest
from django.db import connection

from access.audit import checking, sealing
from access.models import Change, Destruction, Subject
from access.readings import record_reading
from cases.models import Note
from retention.models import Certificate
from retention.tasks import destroy_approved
from tests.access.chained import superuser
from tests.conftest import as_robot, become
from tests.factories import CaseFactory, NoteFactory
from tests.factories.retention import full_case, readings, ripe

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real")]


@pytest.fixture
def destroyed(real):
    """A case that was read, sealed and destroyed; another that goes on. Returns the keys of what went, and what the ledger kept."""
    readings()
    case, other = full_case(), CaseFactory()
    NoteFactory(case=other)
    record_reading("case_page", by=None, route="cases:case", case=case)
    sealing.seal()
    keys = [case.pk, case.family_id, *(member.person_id for member in case.family.members.all())]
    pseudonyms = set(Subject.objects.filter(subject__in=keys).values_list("pseudonym", flat=True))
    ripe()
    with as_robot("dispose"):
        destroy_approved()
    become("owner")
    sealing.seal()
    return keys, pseudonyms


def found():
    return [(one.table, one.sentence) for one in checking.check(whole=True).findings]


def test_the_audit_holds_and_the_missing_versions_are_covered(destroyed):
    _, pseudonyms = destroyed
    assert Change.objects.filter(pseudonym__in=pseudonyms).count() > 20
    assert found() == []
    assert set(Destruction.objects.values_list("pseudonym", "certificate")) == {
        (one, Certificate.objects.get().pk) for one in pseudonyms
    }


def test_the_salts_are_gone_and_no_key_of_the_family_is_in_the_ledger(destroyed):
    keys, _ = destroyed
    assert len(keys) >= 3
    assert not Subject.objects.filter(subject__in=keys).exists()
    with connection.cursor() as cursor:
        for table in ("access_change", "access_seal", "access_destruction", "access_subject"):
            cursor.execute(f"SELECT coalesce(string_agg(to_jsonb(t)::text, ' '), '') FROM {table} t")
            everything = cursor.fetchone()[0]
            assert not [key for key in keys if str(key) in everything]


def test_what_is_missing_of_another_case_is_not_covered(real, destroyed):
    with superuser(real) as anybody:
        anybody.execute("DELETE FROM cases_historicalnote")
    assert Note.objects.exists()
    assert ("cases_historicalnote", "a version is gone, and no certificate says why") in found()


def test_a_pseudonym_put_beside_an_old_certificate_covers_nothing(real, destroyed):
    with superuser(real) as anybody:
        anybody.execute("DELETE FROM cases_historicalnote")
        anybody.execute(
            "INSERT INTO access_destruction SELECT gen_random_uuid(), s.pseudonym, c.id, now(), pg_current_xact_id()::text::bigint"
            " FROM access_subject s, retention_certificate c"
        )
    sealing.seal()
    assert ("cases_historicalnote", "a version is gone, and no certificate says why") in found()


def test_and_not_with_the_certificates_transaction_either(real, destroyed):
    """As if it had been written then: the sealer has passed that transaction. It is said here to have, because as long as any other
    transaction of the whole server is older it has not.
    """
    passed = "UPDATE access_sealing SET horizon = (SELECT max(tx) + 1 FROM access_destruction)"
    with superuser(real) as anybody:
        anybody.execute(passed)
        anybody.execute("DELETE FROM cases_historicalnote")
        anybody.execute(
            "INSERT INTO access_destruction SELECT gen_random_uuid(), s.pseudonym, d.certificate, d.machine_at, d.tx"
            " FROM access_subject s, access_destruction d"
        )
    sealing.seal()
    with superuser(real) as anybody:
        anybody.execute(passed)
    assert ("access_destruction", "the row never got a number: it was put in past the sealer") in found()


def test_a_certificate_that_is_gone_covers_nothing(real, destroyed):
    with superuser(real) as anybody:
        anybody.execute("SET session_replication_role = replica")
        anybody.execute("DELETE FROM retention_certificate; DELETE FROM retention_historicalcertificate")
    assert len(found()) > 3
