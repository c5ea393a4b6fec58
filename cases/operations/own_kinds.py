"""Which kinds with permissions of their own a field of a person, or a section of an assessment, holds under the notice in force."""

from collections.abc import Collection, Iterable

from access import notice
from access.classification import Personal
from access.errors import Forbidden
from access.grants import active_staff
from access.kinds import may_read, may_write, own_kinds
from access.models import Staff, User
from cases.operations.asking import OF_PERSON, Asking
from earlyhelp.policy.classes import CLASSES

# The kind of a class that the law marks, where no entry of the notice in force covers it: recorded under another notice.
BY_LAW = {
    "ethnicity": "ethnicity",
    "religion": "religion",
    "disability": "health",
    "surgery": "health",
    "offences": "criminal_offences",
}


def kinds_of(field: str, asking: Asking) -> frozenset[str]:
    """The kinds with permissions of their own that a field of a person holds; none for an ordinary one."""
    line = OF_PERSON.get(field)
    if not isinstance(line, Personal):
        return frozenset()
    covered = asking.covering_anybody(line.what)
    marked = CLASSES[line.what].law != "ordinary"
    found = own_kinds(asking.policy, [one.code for one in covered.categories] if covered else [])
    return found | ({BY_LAW[line.what]} if marked and not found else frozenset())


def unread(staff: Staff | None, asking: Asking) -> frozenset[str]:
    """The fields of a person that somebody does not read."""
    return frozenset(field for field in OF_PERSON if not may_read(staff, kinds_of(field, asking)))


def unwritten(staff: Staff | None, asking: Asking) -> frozenset[str]:
    """The fields of a person that somebody does not write."""
    return frozenset(field for field in OF_PERSON if not may_write(staff, kinds_of(field, asking)))


def of_section(code: str) -> frozenset[str]:
    """The kinds with permissions of their own that a section of an assessment asks for."""
    policy = notice.policy()
    asked = next((one for one in policy.assessment_sections if one.code == code), None)
    return own_kinds(policy, asked.categories if asked else ())


def need_fields(fields: Iterable[str], by: User, asking: Asking) -> None:
    """Raise Forbidden where one of these fields of a person is not theirs to write."""
    need({kind for field in fields for kind in kinds_of(field, asking)}, by)


def need(kinds: Collection[str], by: User) -> None:
    """Raise Forbidden where one of these kinds is not theirs to write."""
    if kinds and not may_write(active_staff(by), kinds):
        raise Forbidden("own kinds")
