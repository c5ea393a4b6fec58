"""Who is at work, in the words of the ORM. The database's: `earlyhelp_at_work` in earlyhelp/database/functions.sql."""

from django.db.models import DateField, Func, Q


def at_work(staff: str = "") -> Q:
    """Whose staff record, reached by `staff`, is of somebody who may work now: the account, the record, the organisation, and of a
    partner that it accepted the terms in force, which the database knows."""
    theirs = {"user__is_active": True, "is_active": True, "organisation__is_active": True}
    in_force = Func(function="earlyhelp_terms", output_field=DateField())
    accepted = Q(**{f"{staff}organisation__kind": "council"}) | Q(**{f"{staff}organisation__terms": in_force})
    return accepted & Q(**{f"{staff}{field}": value for field, value in theirs.items()})
