"""What verification finds in a database that somebody tampered with, and how a table is written past its triggers."""

from access.audit import checking


def found(whole=True):
    """What verification finds, as (number, table, sentence), the first bad row first."""
    return [(one.number, one.table, one.sentence) for one in checking.check(whole=whole).findings]


def without_triggers(superuser, statement, *values):
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(statement, values)
    superuser.execute("SET session_replication_role = origin")


COPY_VERSION = """INSERT INTO cases_historicalnote SELECT (jsonb_populate_record(NULL::cases_historicalnote,
  to_jsonb(v) || jsonb_build_object('history_id', %s, 'text', 'never written'))).* FROM cases_historicalnote v LIMIT 1"""
